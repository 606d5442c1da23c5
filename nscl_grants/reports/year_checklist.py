"""The end of a budget year as a list of dates: what is still open before each, and who must act on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nscl_grants.db.acts import Proposal
from nscl_grants.db.applications import Application
from nscl_grants.db.ledger_tables import LedgerAccount
from nscl_grants.db.reconciliations import RECONCILE, reconciliations
from nscl_grants.db.science import unpaid_by_year
from nscl_grants.db.staff import ROLE
from nscl_grants.domain.actor import ACCOUNT_HOLDER, APPROVER, CHIEF_ACCOUNTANT, FINANCE, PLAN_MANAGER, REVIEWER
from nscl_grants.domain.ledger.accounts import Place, Unit
from nscl_grants.domain.money import ZERO, Money, total
from nscl_grants.domain.plan import PlanDefinition, YearDate
from nscl_grants.reports.batches import disagreements
from nscl_grants.reports.year_end import UnderWay, YearEnd


@dataclass(frozen=True, slots=True)
class Open:
    """Something that is not done yet; its words are `open.<what>`."""

    what: str
    roles: tuple[str, ...]
    count: int = 0
    amount: Money | None = None
    line: str = ""
    """Of one budget line; "" for all together."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """A date that the law sets, and what is open before it."""

    rule: YearDate
    on: date
    opens: tuple[Open, ...]
    days_left: int

    @property
    def state(self) -> str:
        """done, open, soon (a fortnight) or late."""
        if not self.opens:
            return "done"
        if self.days_left < 0:
            return "late"
        return "soon" if self.days_left <= _SOON_DAYS else "open"


_SOON_DAYS = 14


def milestones(session: Session, plan: PlanDefinition, end: YearEnd, today: date) -> Sequence[Milestone]:
    """The dates of the year in their order, in a fixed number of queries."""
    found = {
        "last_change": _proposals(session, end.year),
        "last_to_treasury": (
            *_of(end, "unprepared", (FINANCE,), Place.DUE),
            *_of(end, "unsent", (CHIEF_ACCOUNTANT, ACCOUNT_HOLDER, FINANCE), Place.RESERVED),
            *_contracts(session, end.year),
        ),
        "last_spend": (
            *_of(end, "held", (APPROVER,), Place.HELD),
            *_of(end, "unanswered", (FINANCE,), Place.IN_TRANSIT),
        ),
        "books_close": (
            *_of(end, "uncarried", (CHIEF_ACCOUNTANT,), Place.COMMITTED),
            *_awaiting(session),
            *_not_closed(end),
        ),
        "reconcile": (*_differing(session), *_unreconciled(session, end.year)),
        "return_advances": _advances(session, end.year),
        "carried_over": (),
    }
    return [
        Milestone(one, one.of(end.year), tuple(found.get(one.name, ())), (one.of(end.year) - today).days)
        for one in plan.year_dates.values()
    ]


def _of(end: YearEnd, what: str, roles: tuple[str, ...], place: Place) -> tuple[Open, ...]:
    rows: Sequence[UnderWay] = end.of(place)
    return (Open(what, roles, len(rows), total([row.amount for row in rows])),) if rows else ()


def _contracts(session: Session, year: int) -> tuple[Open, ...]:
    rests = unpaid_by_year(session, year)
    return (Open("contracts_unpaid", (PLAN_MANAGER, FINANCE), len(rests), total(rests)),) if rests else ()


def _proposals(session: Session, year: int) -> tuple[Open, ...]:
    waiting = session.scalars(
        select(Proposal).where(Proposal.kind.not_in((ROLE, RECONCILE)), Proposal.outcome == "open")
    )
    concerned = [one for one in waiting if one.content.get("year") == year]
    amount = total([Money(int(one.content.get("amount") or 0)) for one in concerned])
    return (Open("proposals", (CHIEF_ACCOUNTANT,), len(concerned), amount),) if concerned else ()


def _awaiting(session: Session) -> tuple[Open, ...]:
    count = session.scalar(select(func.count(Application.id)).where(Application.state == "awaiting_funds")) or 0
    return (Open("awaiting", (FINANCE, CHIEF_ACCOUNTANT), count),) if count else ()


def _not_closed(end: YearEnd) -> tuple[Open, ...]:
    if not end.is_open:
        return ()
    free = end.together.free
    return (Open("not_closed", (CHIEF_ACCOUNTANT,), amount=free if free > ZERO else None),)


def _differing(session: Session) -> tuple[Open, ...]:
    count = sum(1 for _ in disagreements(session))
    return (Open("differs", (FINANCE,), count),) if count else ()


def _unreconciled(session: Session, year: int) -> tuple[Open, ...]:
    """Until both sides' figures of the whole year are confirmed."""
    last_day = date(year, 12, 31).isoformat()
    whole = any(
        one.outcome == "confirmed" and str(one.content["as_of"]) >= last_day for one in reconciliations(session, year)
    )
    return () if whole else (Open("unreconciled", (FINANCE, CHIEF_ACCOUNTANT)),)


def _advances(session: Session, year: int) -> tuple[Open, ...]:
    """What each line advanced and nobody settled."""
    table = LedgerAccount
    found = session.execute(
        select(table.line, func.count(), func.sum(table.balance))
        .where(table.unit == Unit.VND, table.year == year, table.place == Place.ADVANCED, table.balance > 0)
        .group_by(table.line)
        .order_by(table.line)
    )
    return tuple(
        Open("advances", (REVIEWER, APPROVER), count, Money(int(amount)), line) for line, count, amount in found
    )
