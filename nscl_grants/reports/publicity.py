"""Công khai: how a year's budget was carried out by the end of a quarter, of half a year, of nine months, of the year.

Each figure is as the books stood at the end of the period; what is posted later belongs to the next table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from nscl_grants.db import ledger
from nscl_grants.domain.calendar import ICT
from nscl_grants.domain.ledger.accounts import Place
from nscl_grants.domain.money import Money
from nscl_grants.domain.plan import BudgetLine, PlanDefinition
from nscl_grants.reports.board import Board, Cell, board

PERIODS = (3, 6, 9, 12)
"""The months after which the law has a budget made public (Điều 15 Luật Ngân sách nhà nước)."""


@dataclass(frozen=True, slots=True)
class PublicRow:
    """One line: what it was given for the year, what was carried out, and the same a year before."""

    line: BudgetLine | None
    """None for the sum."""
    given: Money
    done: Money
    committed: Money
    back: Money
    """Recovered or to be recovered."""
    before: Money | None
    """What was carried out in the same period of the year before; None where there is no such year."""

    @property
    def tenths_of_given(self) -> int | None:
        """What was carried out of what was given, in tenths of a percent, rounded down."""
        return _tenths(self.done, self.given)

    @property
    def tenths_of_before(self) -> int | None:
        """Against the same period of the year before, likewise."""
        return None if self.before is None else _tenths(self.done, self.before)


@dataclass(frozen=True, slots=True)
class PublicTable:
    """One table of one period."""

    year: int
    months: int
    until: date
    """The last day of the period, or today while it runs."""
    is_over: bool
    seq: int
    rows: Sequence[PublicRow]
    whole: PublicRow
    parts: Sequence[tuple[str, Money]]
    """The states of all lines together, for the drawing."""


def public_table(session: Session, plan: PlanDefinition, year: int, months: int, today: date) -> PublicTable:
    """The table of that period; a period that runs is shown as of today."""
    last = last_day(year, months)
    until = min(last, today)
    now, then = _as_of(session, until), _before(session, plan, year, until)
    rows = [_row(line, [line.key], now, then, year) for line in plan.lines]
    keys = [line.key for line in plan.lines]
    return PublicTable(
        year=year,
        months=months,
        until=until,
        is_over=today > last,
        seq=now.seq,
        rows=rows,
        whole=_row(None, keys, now, then, year),
        parts=now.together(keys, (year,)).parts,
    )


def last_day(year: int, months: int) -> date:
    """The last day of the period; the year's own ends with the time to settle it, on 31 January after."""
    if months == PERIODS[-1]:
        return date(year + 1, 1, 31)
    return date(year, months + 1, 1) - timedelta(days=1)


def begun(year: int, months: int, today: date) -> bool:
    """Whether the period has begun, so that there is something to tell."""
    previous = dict(zip(PERIODS, (0, *PERIODS[:-1]), strict=True))[months]
    return today >= date(year, previous + 1, 1)


def _row(line: BudgetLine | None, keys: Sequence[str], now: Board, then: Board | None, year: int) -> PublicRow:
    cell = now.together(keys, (year,))
    committed = (Place.COMMITTED, Place.DUE, Place.RESERVED, Place.IN_TRANSIT)
    back = (Place.TO_RECOVER, Place.RECOVERED, Place.WRITTEN_OFF)
    return PublicRow(
        line=line,
        given=cell.given,
        done=_done(cell),
        committed=_sum(cell, committed),
        back=_sum(cell, back),
        before=None if then is None else _done(then.together(keys, (year - 1,))),
    )


def _done(cell: Cell) -> Money:
    return cell.money(Place.PAID) + cell.money(Place.ADVANCED)


def _sum(cell: Cell, places: Sequence[Place]) -> Money:
    return Money(sum(cell.money(place).dong for place in places))


def _as_of(session: Session, day: date) -> Board:
    ends = datetime.combine(day + timedelta(days=1), time(), ICT) - timedelta(microseconds=1)
    return board(session, as_of=ledger.seq_at(session, ends))


def _before(session: Session, plan: PlanDefinition, year: int, until: date) -> Board | None:
    if year - 1 not in plan.years:
        return None
    day = min(until.day, 28) if until.month == 2 else until.day
    return _as_of(session, date(until.year - 1, until.month, day))


def _tenths(part: Money, whole: Money) -> int | None:
    return None if whole.dong <= 0 else part.dong * 1000 // whole.dong
