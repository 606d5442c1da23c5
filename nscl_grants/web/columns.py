"""Columns that a reader chooses for a list: the same on the page and in the file that is taken from it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from nscl_grants.definitions.house import House
from nscl_grants.domain.calendar import ICT
from nscl_grants.web.streamed_table import Cell

Row = TypeVar("Row")
_NUMBERS = frozenset({"money", "million", "number", "year"})


@dataclass(frozen=True, slots=True)
class Badge:
    """A state that no workflow has: its words and its tone."""

    label: str
    tone: str


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column: its key in the address, its words, how it is drawn, and what it holds."""

    key: str
    label: str
    drawn: str
    """text, code, link, state, due, day, year, number, money or million."""
    value: Callable[[House, Row, date], Cell]
    """What it holds on a day, as a file says it."""
    shown: Callable[[House, Row, date], object] | None = None
    """What the page draws instead, where that is more than words: a state, a deadline, a link."""

    def on_page(self, house: House, row: Row, on: date) -> object:
        """What the page draws."""
        return (self.shown or self.value)(house, row, on)


@dataclass(frozen=True, slots=True)
class Columns(Generic[Row]):
    """All that a list can show beside the name of its rows, and what it shows until somebody chooses."""

    every: Sequence[Column[Row]]
    usual: frozenset[str]

    def chosen(self, keys: Iterable[str]) -> tuple[Column[Row], ...]:
        """The columns that the address names, in the order of the list; the usual ones when it names none."""
        known = {column.key for column in self.every}
        wanted = known.intersection(keys) or self.usual
        return tuple(column for column in self.every if column.key in wanted)


@dataclass(frozen=True, slots=True)
class Laid(Generic[Row]):
    """Rows laid out in the columns that were chosen, for the page."""

    columns: Sequence[Column[Row]]
    every: Sequence[Column[Row]]
    rows: Sequence[tuple[Row, Sequence[object]]]

    @property
    def heads(self) -> list[tuple[str, str]]:
        """The words over the columns, each with the class of its figures."""
        return [(column.label, "num" if column.drawn in _NUMBERS else "") for column in self.columns]


def laid(columns: Columns[Row], keys: Iterable[str], house: House, rows: Iterable[Row], on: date) -> Laid[Row]:
    """The rows as the page draws them."""
    chosen = columns.chosen(keys)
    return Laid(chosen, columns.every, [(row, [column.on_page(house, row, on) for column in chosen]) for row in rows])


def heads_of(named: str, columns: Sequence[Column[Row]]) -> list[str]:
    """The words over a file: of what names its rows, then of the columns."""
    return [named, *(str(column.label) for column in columns)]


def lines_of(
    columns: Sequence[Column[Row]], house: House, rows: Iterable[Row], on: date, name: Callable[[Row], Cell]
) -> Iterator[list[Cell]]:
    """The rows as a file says them, each after its name; a moment counts by its day, as on the page."""
    for row in rows:
        values = [column.value(house, row, on) for column in columns]
        yield [name(row), *(one.astimezone(ICT).date() if isinstance(one, datetime) else one for one in values)]
