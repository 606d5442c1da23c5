"""Đề xuất dự toán năm sau: what each line will need, from what is known, and what may be proposed of it.

Known are the cases and contracts of `reports/demand.py`. Money that was promised already goes along by carry-over and
asks for no new budget; what comes beside it is estimated, and the plan's figure is the most that may be proposed.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from nscl_grants.db import ledger
from nscl_grants.db.as_of import Then
from nscl_grants.domain.ledger.accounts import Place
from nscl_grants.domain.money import ZERO, Money, total
from nscl_grants.domain.plan import BudgetLine, PlanDefinition
from nscl_grants.reports.demand import Cause, Kind, causes

_ROUGHLY = 1_000_000
"""An estimate is told in whole million."""
_TOO_EARLY = 3
"""So many months say nothing yet of how a year goes on, where an earlier year does."""
_UNUSED = (Place.FREE, Place.LAPSED, Place.CARRIED_OUT, Place.RECOVERED)


@dataclass(frozen=True, slots=True)
class Demand:
    """So many cases or contracts, and what they ask for."""

    count: int = 0
    amount: Money = ZERO


@dataclass(frozen=True, slots=True)
class Need:
    """What one line will need next year, and what the plan has for it."""

    line: BudgetLine
    by_cases: bool
    """Whether cases draw on the line; the other lines pay for the plan's own work."""
    planned: Money
    """The plan's figure for that year, adjustments and reallocations included."""
    allotted: Money
    """Of that, what was allotted already."""
    awaiting: Demand
    """Approved cases of closed years that wait for funds; they come first."""
    waiting: Demand
    """The waitlist, by what was recommended."""
    in_hand: Demand
    """Filed and not recommended yet, by what was requested; what will be approved of it is open."""
    open: Demand
    """Held, approved or due and unpaid: to be paid this year, or carried over with its money."""
    contracts: Demand
    """Signed contracts of nhiệm vụ KH&CN, by what is not paid of them."""
    free: Money
    """What the year before still has to give; nothing once it is over."""
    used: Money | None
    """What a year promises or pays, on average; the year that runs is taken to go on as it began. None before any."""

    @property
    def usable(self) -> Money:
        """What the year before can still give to cases: a line of products gives whole products only."""
        most_each = self.line.products.most_each.dong if self.line.products else 1
        return Money(self.free.dong // most_each * most_each)

    @property
    def covered(self) -> Money:
        """What of the waiting and undecided cases the year before can still bear; those that wait come first."""
        return min(self.awaiting.amount + self.waiting.amount + self.in_hand.amount, self.usable)

    @property
    def certain(self) -> Money:
        """What is sure to be asked of the new year's budget."""
        return max(self.awaiting.amount + self.waiting.amount - self.usable, ZERO) + self.contracts.amount

    @property
    def still_undecided(self) -> Money:
        """What is in hand and the year before has no money for."""
        without_funds = self.awaiting.amount + self.waiting.amount + self.in_hand.amount - self.covered
        return without_funds + self.contracts.amount - self.certain

    @property
    def expected(self) -> Money:
        """What comes beside what is known: new cases as in an average year, or the plan's own work."""
        if self.by_cases and self.used is not None:
            return self.used
        return max(self.planned - self.certain - (self.still_undecided if self.by_cases else ZERO), ZERO)

    @property
    def demand(self) -> Money:
        """All that will be asked of the new year's budget; what is carried over brings its own money."""
        return self.certain + self.still_undecided + self.expected

    @property
    def proposed(self) -> Money:
        """The demand, never above the plan's figure and never below what was allotted already."""
        return min(max(self.demand, self.allotted), self.planned)

    @property
    def to_allot(self) -> Money:
        """What of the proposal is not allotted yet."""
        return max(self.proposed - self.allotted, ZERO)

    @property
    def missing(self) -> Money:
        """What is certain and beyond the plan's figure; it needs a plan adjustment first."""
        return max(self.certain - self.planned, ZERO)


@dataclass(frozen=True, slots=True)
class NextYear:
    """The proposal for a year, line by line."""

    year: int
    needs: Sequence[Need]

    def sum(self, name: str) -> Money:
        """One column, all lines together."""
        return total([getattr(need, name) for need in self.needs])

    def sum_of(self, name: str) -> Demand:
        """One kind of demand, all lines together."""
        found: list[Demand] = [getattr(need, name) for need in self.needs]
        return Demand(sum(each.count for each in found), total([each.amount for each in found]))


def next_year(
    session: Session,
    plan: PlanDefinition,
    year: int,
    *,
    case_lines: Collection[str],
    on: date,
    then: Then | None = None,
) -> NextYear:
    """What the year will need as far as it is known on that day, or was known then, in a fixed number of queries.

    `case_lines` are the lines that procedures draw on.
    """
    books = ledger.board(session, as_of=then.seq if then else None)
    known, by_line = causes(session, year, then), defaultdict[str, dict[int, ledger.BoardRow]](dict)
    for row in books:
        by_line[row.line][row.year] = row
    return NextYear(
        year,
        [
            _need(line, year, on, by_line[line.key], [one for one in known if one.line == line.key], case_lines)
            for line in plan.lines
        ],
    )


def _need(
    line: BudgetLine,
    year: int,
    on: date,
    rows: Mapping[int, ledger.BoardRow],
    known: Sequence[Cause],
    case_lines: Collection[str],
) -> Need:
    row, before = rows.get(year), rows.get(year - 1)
    return Need(
        line=line,
        by_cases=line.key in case_lines,
        planned=row.estimate + row.allotted if row else ZERO,
        allotted=row.allotted if row else ZERO,
        awaiting=_demand(known, "awaiting"),
        waiting=_demand(known, "waiting"),
        in_hand=_demand(known, "in_hand"),
        open=_demand(known, "open"),
        contracts=_demand(known, "contracts"),
        free=before.states[Place.FREE] if before and before.year >= on.year else ZERO,
        used=_used([one for one in rows.values() if one.year < year and one.allotted and one.year <= on.year], on),
    )


def _demand(known: Sequence[Cause], kind: Kind) -> Demand:
    amounts = [one.amount for one in known if one.kind == kind]
    return Demand(len(amounts), total(amounts))


def _used(begun: Sequence[ledger.BoardRow], on: date) -> Money | None:
    if not begun:
        return None
    tell = [row for row in begun if row.year < on.year or on.month > _TOO_EARLY] or begun
    spent = [_promised_in(row).dong * 12 // (on.month if row.year == on.year else 12) for row in tell]
    return Money(sum(spent) // len(tell) // _ROUGHLY * _ROUGHLY)


def _promised_in(row: ledger.BoardRow) -> Money:
    """What the year promised or paid of its own; what it got from the year before is for older cases."""
    return max(row.allotted - total([row.states[place] for place in _UNUSED]), ZERO)
