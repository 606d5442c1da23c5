"""Which budget year a posting may name today, and when a year may close."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from nscl_grants.domain.ledger.accounts import Place
from nscl_grants.domain.ledger.posting import Kind
from nscl_grants.domain.ledger.refusals import (
    EarlierYearOpen,
    JanuaryOver,
    PlanEnds,
    SlotsStillInUse,
    YearClosed,
    YearNotDue,
    YearNotOver,
    YearStillInUse,
    YearUnknown,
)
from nscl_grants.domain.money import Money
from nscl_grants.domain.word import Word


@dataclass(frozen=True, slots=True)
class Years:
    """The budget years that were opened, and those of them that are closed."""

    opened: frozenset[int]
    closed: frozenset[int] = frozenset()

    @property
    def open(self) -> tuple[int, ...]:
        """The years that take postings, in order."""
        return tuple(sorted(self.opened - self.closed))


_LOOKS_AHEAD = frozenset({Kind.PLAN, Kind.ADJUST_PLAN, Kind.OPEN_YEAR, Kind.ALLOT, Kind.SHRINK, Kind.REALLOCATE})
"""They may name this year or a later one; a plan may start with years behind us (see `check_booking`)."""

_STARTS_THE_BOOKS = frozenset({Kind.PLAN, Kind.OPEN_YEAR})

_NEW_PROMISES = frozenset({Kind.HOLD, Kind.FUND})
"""Money not held before: an old year takes none of these, not even in January."""

_EMPTIES = frozenset(
    {Kind.RELEASE, Kind.EXPIRE, Kind.CARRY_OVER, Kind.VOID, Kind.PAY, Kind.PAY_ADVANCE, Kind.RETURN, Kind.LAPSE}
)
"""What an old year still takes after 31 January, until it closes."""


def check_booking(kind: Kind, budget_year: int, today: date, years: Years) -> None:
    """A posting is booked in this year; in January the old one still takes what was held by then."""
    check_open(budget_year, years)
    if budget_year == today.year or kind in _STARTS_THE_BOOKS or kind == Kind.CLOSE_YEAR:
        return
    if budget_year > today.year:
        if kind not in _LOOKS_AHEAD:
            raise YearNotDue(movement_word(kind), budget_year, today.year)
    elif kind in _LOOKS_AHEAD | _NEW_PROMISES:
        raise YearNotDue(movement_word(kind), budget_year, today.year)
    elif today > date(budget_year + 1, 1, 31) and kind not in _EMPTIES:
        raise JanuaryOver(movement_word(kind), budget_year)


def check_open(year: int, years: Years) -> None:
    """The year takes postings."""
    if year in years.closed:
        raise YearClosed(year, open=min((later for later in years.open if later > year), default=year + 1))
    if year not in years.opened:
        raise YearUnknown(year)


def check_carrying(year: int, years: Years) -> None:
    """The last year of the plan carries nothing over."""
    if year + 1 not in years.opened:
        raise PlanEnds(year)


def check_closing(year: int, today: date, years: Years, left: Mapping[Place, Money], slots_left: int) -> None:
    """A year closes after its last day, after the years before it, and when nothing of it is left open."""
    check_open(year, years)
    if today.year <= year:
        raise YearNotOver(year)
    earlier = [other for other in years.open if other < year]
    if earlier:
        raise EarlierYearOpen(year, earlier[0])
    for place, amount in left.items():
        if amount:
            raise YearStillInUse(year, place_word(place), amount)
    if slots_left:
        raise SlotsStillInUse(year, slots_left)


def movement_word(kind: Kind) -> Word:
    """The name of a movement, for the reader's language."""
    return Word(f"movement.{kind}")


def place_word(place: Place) -> Word:
    """The name of a money state, for the reader's language."""
    return Word(f"money.{place}")
