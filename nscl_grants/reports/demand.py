"""What the next year will be asked for, as far as it is known: cases, money that is promised, and contracts.

Each kind of demand is a list of its causes, and the figure is their sum, now or at an earlier moment.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from sqlalchemy import case as either
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from nscl_grants.db.applications import Application
from nscl_grants.db.as_of import Then, balances, case_states, order_states
from nscl_grants.db.cases import visible_to
from nscl_grants.db.ledger_tables import ACCOUNTS, LedgerPosting
from nscl_grants.db.science import ScienceAmendment, ScienceInstalment, ScienceTask
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.ledger.accounts import Place, Unit
from nscl_grants.domain.money import ZERO, Money, total

Kind = Literal["awaiting", "waiting", "in_hand", "open", "contracts"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_STATES: Mapping[str, Kind] = {
    "awaiting_funds": "awaiting",
    "waitlisted": "waiting",
    "submitted": "in_hand",
    "supplement_requested": "in_hand",
    "in_review": "in_hand",
}
_PROMISED = (Place.HELD, Place.COMMITTED, Place.DUE)
_SPENT = (Place.PAID, Place.ADVANCED)
_SIGNED = ("running", "amending", "accepted")
"""The states in which a signed contract still has something to pay."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One case or contract that asks for money of a line."""

    line: str
    kind: Kind
    amount: Money
    case: str = ""
    """The reference of the case."""
    contract: ScienceTask | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """A cause for the page: the case is None where the reader may not see it, or where a voucher stands for it."""

    cause: Cause
    application: Application | None


def causes(session: Session, year: int, then: Then | None = None) -> Sequence[Cause]:
    """All that will be asked of the year, the largest first, in a fixed number of queries."""
    found = [*_of_cases(session, then), *_promised(session, year, then), *_contracts(session, year, then)]
    return sorted((one for one in found if one.amount), key=lambda one: (-one.amount.dong, one.case))


def asking(
    session: Session, actor: Actor, line: str, year: int, kind: Kind, then: Then | None = None
) -> Sequence[Asking]:
    """What one figure is made of; a case out of the actor's sight keeps its amount, so that the list adds up."""
    chosen = [one for one in causes(session, year, then) if (one.line, one.kind) == (line, kind)]
    cases = session.scalars(
        select(Application)
        .where(Application.reference.in_([one.case for one in chosen if one.case]), visible_to(actor))
        .options(joinedload(Application.organisation))
    )
    seen = {each.reference: each for each in cases}
    return [Asking(one, seen.get(one.case)) for one in chosen]


def _of_cases(session: Session, then: Then | None) -> list[Cause]:
    """Cases without money: each asks for what its state has found, less what was paid of it before."""
    was, table = case_states(then), Application
    asked = either(
        (was.c.state == "awaiting_funds", func.coalesce(table.approved, 0)),
        (was.c.state == "waitlisted", func.coalesce(table.recommended, table.requested, 0)),
        else_=func.coalesce(table.requested, 0),
    )
    rows = session.execute(
        select(table.reference, table.line, was.c.state, asked)
        .join(was, was.c.id == table.id)
        .where(was.c.state.in_(_STATES))
    ).all()
    spent = _spent_of(session, [row[0] for row in rows if row[2] == "awaiting_funds"], then)
    return [
        Cause(line, _STATES[state], _money(amount) - spent.get(reference, ZERO), case=reference)
        for reference, line, state, amount in rows
    ]


def _spent_of(session: Session, references: Sequence[str], then: Then | None) -> Mapping[str, Money]:
    table = ACCOUNTS.c
    where = [table.unit == Unit.VND, table.place.in_(_SPENT), table.case_reference.in_(references)]
    return {reference: Money(amount) for reference, amount in balances(session, [table.case_reference], where, then)}


def _promised(session: Session, year: int, then: Then | None) -> list[Cause]:
    """Held, approved or due with money of an earlier year."""
    table = ACCOUNTS.c
    where = [table.unit == Unit.VND, table.year > 0, table.year < year, table.place.in_(_PROMISED)]
    rows = balances(session, [table.line, table.case_reference], where, then)
    return [Cause(line, "open", Money(amount), case=reference) for line, reference, amount in rows if amount]


def _contracts(session: Session, year: int, then: Then | None) -> list[Cause]:
    """Signed contracts of that year or an earlier one, by what is not paid of them yet."""
    was = order_states(then)
    signed = session.scalars(
        select(ScienceTask)
        .join(was, was.c.id == ScienceTask.id)
        .where(was.c.state.in_(_SIGNED), ScienceTask.year <= year, ScienceTask.line.is_not(None))
    ).all()
    ids = [each.id for each in signed]
    paid, before = _paid_on(session, ids, then), _amounts_before(session, ids, then)
    return [
        Cause(
            str(each.line),
            "contracts",
            max(_owed(each, before.get(each.id), then) - paid.get(each.id, ZERO), ZERO),
            contract=each,
        )
        for each in signed
    ]


def _owed(science: ScienceTask, before: Money | None, then: Then | None) -> Money:
    """What was accepted, else the contract as it read."""
    accepted_later = then is not None and science.accepted_on is not None and science.accepted_on > legal_date(then.at)
    if science.accepted_amount is not None and not accepted_later:
        return science.accepted_amount
    return before or science.contract_amount or ZERO


def _paid_on(session: Session, ids: Sequence[int], then: Then | None) -> Mapping[int, Money]:
    table = ScienceInstalment
    query = select(table.science_task_id, table.amount).where(table.science_task_id.in_(ids))
    if then is None:
        query = query.where(table.outcome == "confirmed")
    else:
        booked, back = (
            select(LedgerPosting.id).where(LedgerPosting.id == act, LedgerPosting.seq <= then.seq).exists()
            for act in (table.act, table.reversed_act)
        )
        query = query.where(booked, ~back)
    found: dict[int, list[Money]] = {}
    for science_id, amount in session.execute(query):
        found.setdefault(science_id, []).append(amount)
    return {science_id: total(amounts) for science_id, amounts in found.items()}


def _amounts_before(session: Session, ids: Sequence[int], then: Then | None) -> Mapping[int, Money]:
    """The amounts that contracts had before amendments that were signed after the moment."""
    if then is None:
        return {}
    table = ScienceAmendment
    later = session.execute(
        select(table.science_task_id, table.amount_before)
        .where(table.science_task_id.in_(ids), table.outcome == "signed", table.answered_at > then.at)
        .order_by(table.n.desc())
    )
    return {row[0]: row[1] for row in later}


def _money(amount: object) -> Money:
    return amount if isinstance(amount, Money) else Money(int(str(amount or 0)))
