"""What a report consists of, before anybody decides whether it becomes a page, a PDF, a Word file or a workbook."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from reportlab.graphics.shapes import Drawing

from nscl_grants.documents.charts import PAPER_WIDE, WIDE
from nscl_grants.domain.money import Money
from nscl_grants.domain.results_rounding import rounded_table, spread

Column = Literal["text", "number", "centre"]
MILLION, TENTH = 1_000_000, 100_000


@dataclass(frozen=True, slots=True)
class Heading:
    """I. …"""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head; what its columns hold, how wide they are to one another, and perhaps a last row of sums."""

    caption: str
    head: Sequence[str]
    columns: Sequence[Column]
    shares: Sequence[float]
    rows: Sequence[Sequence[str]]
    total: Sequence[str] = ()
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart of figures that a table beside it gives in full."""

    draw: Callable[[int], Drawing]
    """Draws it as wide as it is told."""
    title: str
    description: str

    @property
    def on_page(self) -> Drawing:
        """The drawing that pages show, as wide as a phone."""
        return self.draw(WIDE)

    @property
    def on_paper(self) -> Drawing:
        """The drawing that papers show, where there is more room."""
        return self.draw(PAPER_WIDE)


@dataclass(frozen=True, slots=True)
class Annex:
    """A new page with a title of its own."""

    name: str
    title: str


Block: TypeAlias = Heading | Paragraph | Table | Picture | Annex


def in_millions(table: Sequence[Sequence[Money]]) -> list[list[str]]:
    """Amounts in triệu đồng whose rows and columns add up as shown; with one decimal where they need it."""
    plain = [[amount.dong for amount in row] for row in table]
    unit = _unit_of([dong for row in plain for dong in row])
    return [[_shown(amount, unit) for amount in row] for row in _with_sums(rounded_table(plain, unit))]


def column_in_millions(amounts: Sequence[Money]) -> list[str]:
    """One column in triệu đồng with its sum at the end; what is shown adds up to the sum that is shown."""
    plain = [amount.dong for amount in amounts]
    unit = _unit_of(plain)
    shown = spread(plain, unit)
    return [_shown(amount, unit) for amount in (*shown, sum(shown))]


def millions(amount: Money) -> str:
    """One amount in triệu đồng."""
    return _shown(spread([amount.dong], _unit_of([amount.dong]))[0], _unit_of([amount.dong]))


def number(value: int) -> str:
    """1.240."""
    return f"{value:,}".replace(",", ".")


def _with_sums(table: list[list[int]]) -> list[list[int]]:
    """The table with the sum of each row at its end, and a last row of sums."""
    rows = [[*row, sum(row)] for row in table]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def _unit_of(amounts: Sequence[int]) -> int:
    return MILLION if all(amount % MILLION == 0 for amount in amounts) else TENTH


def _shown(amount: int, unit: int) -> str:
    if unit == MILLION or amount == 0:
        return number(amount)
    whole, tenth = divmod(abs(amount), 10)
    return f"{'−' if amount < 0 else ''}{number(whole)},{tenth}"
