"""Đề xuất dự toán năm sau: what each line will need, from what is known today, beside what the plan gives it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nscl_grants.db import ledger
from nscl_grants.db.applications import Application
from nscl_grants.db.ledger_tables import LedgerAccount
from nscl_grants.domain.ledger.accounts import Place, Unit
from nscl_grants.domain.money import ZERO, Money, total
from nscl_grants.domain.plan import BudgetLine, PlanDefinition

_KNOWN = ("awaiting_funds", "waitlisted", "in_review", "submitted")
_OPEN = (Place.COMMITTED, Place.DUE)


@dataclass(frozen=True, slots=True)
class Demand:
    """Cases of one line in one state, and what they will ask for."""

    count: int = 0
    amount: Money = ZERO


@dataclass(frozen=True, slots=True)
class Need:
    """What one line will need next year, and what the plan has for it."""

    line: BudgetLine
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
    """Approved this year and unpaid: to be paid this year, or carried over with its money."""
    average: Money
    """What the line paid a year, over the years that are over or run."""

    @property
    def certain(self) -> Money:
        """What is sure to be asked of the new year."""
        return self.awaiting.amount + self.waiting.amount

    @property
    def proposed(self) -> Money:
        """What is proposed: the plan's figure; more would need a plan adjustment first."""
        return self.planned

    @property
    def to_allot(self) -> Money:
        """What of the proposal is not allotted yet."""
        return max(self.proposed - self.allotted, ZERO)

    @property
    def missing(self) -> Money:
        """What is certain and beyond the plan's figure."""
        return max(self.certain - self.planned, ZERO)

    @property
    def for_new(self) -> Money:
        """What the plan's figure leaves for cases that are not recommended yet, and for the line's other tasks."""
        return max(self.planned - self.certain, ZERO)


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


def next_year(session: Session, plan: PlanDefinition, year: int) -> NextYear:
    """What the year will need as far as it is known, in a fixed number of queries."""
    rows = {(row.line, row.year): row for row in ledger.board(session)}
    demands, paid, still_open = _demands(session), _paid_of_awaiting(session), _open(session, year)
    needs = []
    for line in plan.lines:
        row = rows.get((line.key, year))
        awaiting = demands.get((line.key, "awaiting_funds"), Demand())
        waiting = demands.get((line.key, "waitlisted"), Demand())
        in_hand = [demands.get((line.key, state), Demand()) for state in ("in_review", "submitted")]
        needs.append(
            Need(
                line=line,
                planned=row.estimate + row.allotted if row else ZERO,
                allotted=row.allotted if row else ZERO,
                awaiting=Demand(awaiting.count, awaiting.amount - paid.get(line.key, ZERO)),
                waiting=waiting,
                in_hand=Demand(sum(each.count for each in in_hand), total([each.amount for each in in_hand])),
                open=still_open.get(line.key, Demand()),
                average=_average(plan, rows, line.key, year),
            )
        )
    return NextYear(year, needs)


def _demands(session: Session) -> Mapping[tuple[str, str], Demand]:
    asked = func.coalesce(Application.approved, Application.recommended, Application.requested, 0)
    found = session.execute(
        select(Application.line, Application.state, func.count(), func.sum(asked))
        .where(Application.state.in_(_KNOWN), Application.filed_at.is_not(None))
        .group_by(Application.line, Application.state)
    )
    return {(line, state): Demand(count, _money(amount)) for line, state, count, amount in found}


def _paid_of_awaiting(session: Session) -> Mapping[str, Money]:
    """What cases that wait for funds had been paid of their award before."""
    table = LedgerAccount
    awaiting = select(Application.reference).where(Application.state == "awaiting_funds")
    found: dict[str, int] = defaultdict(int)
    for line, amount in session.execute(
        select(table.line, func.sum(table.balance))
        .where(
            table.unit == Unit.VND,
            table.place.in_((Place.PAID, Place.ADVANCED)),
            table.case_reference.in_(awaiting),
        )
        .group_by(table.line)
    ):
        found[line] += int(amount)
    return {line: Money(amount) for line, amount in found.items()}


def _open(session: Session, year: int) -> Mapping[str, Demand]:
    """Approved or due of the year before, by line."""
    table = LedgerAccount
    found = session.execute(
        select(table.line, func.count(table.case_reference.distinct()), func.sum(table.balance))
        .where(table.unit == Unit.VND, table.year == year - 1, table.place.in_(_OPEN), table.balance > 0)
        .group_by(table.line)
    )
    return {line: Demand(count, Money(int(amount))) for line, count, amount in found}


def _average(plan: PlanDefinition, rows: Mapping[tuple[str, int], ledger.BoardRow], line: str, year: int) -> Money:
    years = [one for one in plan.years if one < year and (line, one) in rows and rows[line, one].allotted]
    spent = [rows[line, one].states[Place.PAID] + rows[line, one].states[Place.ADVANCED] for one in years]
    return Money(total(spent).dong // len(years)) if years else ZERO


def _money(amount: object) -> Money:
    return amount if isinstance(amount, Money) else Money(int(str(amount or 0)))
