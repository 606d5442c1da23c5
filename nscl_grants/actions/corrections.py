"""Corrections of the books by two people: the plan's table, a case's latest posting, and figures of a closed year.

A reversal takes the case back to where it stood before the posting, in the same transaction: state and money
never disagree. Only what one step of one payment, claim or recovery booked is reversed here; every other step
has its own way back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nscl_grants.actions.adjustments import adjusting, check_adjusted, follow_adjustment
from nscl_grants.actions.paper_corrections import request_figures_correction
from nscl_grants.actions.plan_loading import planned_lines
from nscl_grants.db import ledger
from nscl_grants.db.acts import Proposal
from nscl_grants.db.applications import Application, Move
from nscl_grants.db.cases import lock_case
from nscl_grants.db.ledger_rows import find_posting
from nscl_grants.db.ledger_tables import LedgerPosting
from nscl_grants.db.payments import Claim, Payment
from nscl_grants.db.recoveries import open_recovery
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.ledger import budget
from nscl_grants.domain.ledger.budget import PlannedLine
from nscl_grants.domain.ledger.posting import Kind, Posting, derived_id
from nscl_grants.domain.ledger.refusals import LaterActStands, NotReversible
from nscl_grants.domain.ledger.years import movement_word
from nscl_grants.domain.money import ZERO, Money
from nscl_grants.domain.refused import Refused

REVERSED_HERE = frozenset(
    {
        *(Kind.PAY, Kind.PAY_ADVANCE, Kind.RETURN, Kind.INSTRUCT, Kind.VOID, Kind.CONFIRM, Kind.RECEIVE),
        *(Kind.WRITE_OFF, Kind.SPEND),
    }
)
"""What has no way back of its own; a hold is sent back, an approval cancelled, a preparation voided."""


@dataclass(eq=False)
class PlanUnchanged(Refused):
    """The new table is the old one."""


@dataclass(eq=False)
class BookedTogether(Refused):
    """The step booked several postings, which only fall together."""

    code: str
    count: int


@dataclass(frozen=True, slots=True)
class Step:
    """The move that made a posting, with what followed from it by itself; the latest moves of the case."""

    application: Application
    moves: Sequence[Move]


def planned_now(session: Session) -> tuple[PlannedLine, ...]:
    """The plan's table with every adjustment that was booked."""
    table = {line.key: (dict(line.years), dict(line.slots)) for line in planned_lines(house_of(session).plan)}
    adjusted = select(LedgerPosting.memo).where(LedgerPosting.kind == Kind.ADJUST_PLAN).order_by(LedgerPosting.seq)
    for memo in session.scalars(adjusted):
        for change in memo["changes"]:
            years, slots = table[change["line"]]
            year = int(change["year"])
            years[year] = years.get(year, ZERO) + Money(int(change["amount"]))
            slots[year] = slots.get(year, 0) + int(change["products"])
    return tuple(
        PlannedLine(key, {y: m for y, m in years.items() if m}, {y: n for y, n in slots.items() if n})
        for key, (years, slots) in table.items()
    )


def changes_to(
    session: Session, amounts: Mapping[tuple[str, int], Money], products: Mapping[tuple[str, int], int]
) -> list[dict[str, Any]]:
    """The differences between the table as it is and as it should be, in the order of the table."""
    changes = []
    for line in planned_now(session):
        for year in house_of(session).plan.years:
            key = (line.key, year)
            amount = amounts.get(key, line.years.get(year, ZERO)) - line.years.get(year, ZERO)
            count = products.get(key, line.slots.get(year, 0)) - line.slots.get(year, 0)
            if amount or count:
                changes.append({"line": line.key, "year": year, "amount": amount.dong, "products": count})
    return changes


def posting_of_correction(session: Session, proposal: Proposal, actor: Actor, at: datetime) -> Posting:
    """The posting under the proposal's own id, as of now."""
    memo = {**proposal.content, "reason": proposal.reason, "proposed_by": proposal.proposed_by}
    match proposal.kind:
        case "adjust_plan":
            return _plan_posting(session, proposal, memo, actor, at)
        case "reverse":
            return ledger.reversal_of(
                session,
                proposal.content["posting"],
                id=proposal.act,
                person=f"{actor.person_id}",
                effective_on=legal_date(at),
                memo=memo,
            )
        case "adjust":
            return adjusting(session, proposal, memo, actor, at)
    raise AssertionError(f"no correction is a {proposal.kind}")


def lock_corrected(session: Session, proposal: Proposal) -> None:
    """Take the cases that it moves for this transaction, before the books are taken."""
    named = {proposal.content.get(name) or "" for name in ("case", "wrong_case", "right_case")}
    for application in session.scalars(
        select(Application).where(Application.reference.in_(named)).order_by(Application.id)
    ).all():
        lock_case(session, application)


def check_correction(session: Session, kind: str, content: Mapping[str, Any], at: datetime) -> None:
    """What the ledger does not know of a correction: whether the case can go back, whether a figure is anybody's."""
    if kind == "adjust_plan" and not content["changes"]:
        raise PlanUnchanged()
    if kind == "reverse":
        step_behind(session, content["posting"])
    if kind == "adjust":
        check_adjusted(session, content)


def follow_correction(session: Session, proposal: Proposal, actor: Actor, at: datetime) -> None:
    """After a reversal: take the case, and its payment, claim or recovery, back to where they stood.

    After an adjustment its cases follow their money, and the treasury's form is asked for.
    """
    if proposal.kind == "adjust":
        follow_adjustment(session, proposal, at)
        request_figures_correction(session, proposal, actor, at)
    if proposal.kind != "reverse":
        return
    row = find_posting(session, proposal.content["posting"])
    assert row is not None, "the ledger reversed it"
    step = step_behind(session, row.id, is_booked=True)
    if step is None:
        return
    lock_case(session, step.application)
    for move in step.moves:
        _undo(session, step.application, move, Kind(row.kind), proposal, actor, at)
    session.flush()


def step_behind(session: Session, posting_id: str, *, is_booked: bool = False) -> Step | None:
    """The step that booked a posting, if that can be taken back here; None for a voucher, which no step booked."""
    row = find_posting(session, posting_id)
    if row is None or Kind(row.kind) not in REVERSED_HERE:
        raise NotReversible(movement_word(Kind(row.kind) if row else Kind.REVERSE))
    if Kind(row.kind) == Kind.SPEND:
        return None
    application = session.scalar(select(Application).where(Application.reference == row.case_reference))
    assert application is not None, "every such posting is of a case"
    moves = session.scalars(
        select(Move).where(Move.application_id == application.id).order_by(Move.id.desc()).limit(20)
    ).all()
    origin = next((move for move in moves if posting_id in _ids_of(move, application, row.kind, row.budget_year)), None)
    if origin is None or any(not _follows(move, origin) for move in moves if move.id > origin.id):
        raise LaterActStands(application.code or application.reference)
    booked = _booked_by(session, origin, application)
    if booked > 1:
        raise BookedTogether(application.code or application.reference, booked)
    return Step(application, [move for move in moves if move.id >= origin.id])


def _ids_of(move: Move, application: Application, kind: str, year: int) -> set[str]:
    return {derived_id(move.act, application.reference, f"{kind}/{nth}") for nth in (0, year)}


def _follows(move: Move, origin: Move) -> bool:
    return move.act.startswith(f"{origin.act}/")


def _booked_by(session: Session, origin: Move, application: Application) -> int:
    years = (0, *house_of(session).plan.years)
    ids = [derived_id(origin.act, application.reference, f"{kind}/{nth}") for kind in Kind for nth in years]
    return session.scalar(select(func.count()).select_from(LedgerPosting).where(LedgerPosting.id.in_(ids))) or 0


def _undo(
    session: Session, application: Application, move: Move, kind: Kind, proposal: Proposal, actor: Actor, at: datetime
) -> None:
    subject = _subject(session, application, move)
    assert subject.state == move.dest, "nothing happened to it since"
    subject.state = move.source
    if isinstance(subject, Payment):
        _clear_payment(subject, kind)
    elif isinstance(subject, Claim):
        subject.accepted = subject.confirmed_at = subject.confirmed_by = None
    elif kind in (Kind.RECEIVE, Kind.WRITE_OFF) and not _is_systems(move):
        _clear_recovery(session, application, kind, Money(int(move.answers["amount"])))
    last = session.scalar(
        select(func.max(Move.n)).where(Move.subject == move.subject, Move.subject_id == move.subject_id)
    )
    session.add(
        Move(
            application_id=application.id,
            subject=move.subject,
            subject_id=move.subject_id,
            n=(last or 0) + 1,
            trigger="reverse",
            source=move.dest,
            dest=move.source,
            person_id=actor.person_id,
            person_name=actor.name,
            account_id=actor.account_id,
            at=at,
            answers={"reason": proposal.reason, "seq": proposal.content["seq"]},
            act=f"{proposal.act}/{move.id}",
        )
    )


def _subject(session: Session, application: Application, move: Move) -> Application | Claim | Payment:
    if move.subject == "application":
        return application
    if move.subject == "claim":
        return session.get_one(Claim, move.subject_id, with_for_update=True, populate_existing=True)
    return session.get_one(Payment, move.subject_id, with_for_update=True, populate_existing=True)


def _clear_payment(payment: Payment, kind: Kind) -> None:
    if kind in (Kind.PAY, Kind.PAY_ADVANCE):
        payment.treasury_number = payment.treasury_on = None
    if kind == Kind.RETURN:
        payment.return_reason = None


def _clear_recovery(session: Session, application: Application, kind: Kind, amount: Money) -> None:
    recovery = open_recovery(session, application.id)
    if kind == Kind.RECEIVE:
        recovery.received = recovery.received - amount
    else:
        recovery.written_off = recovery.written_off - amount


def _is_systems(move: Move) -> bool:
    return move.person_id == 0


def _plan_posting(session: Session, proposal: Proposal, memo: Mapping[str, Any], actor: Actor, at: datetime) -> Posting:
    before = planned_now(session)
    after = _changed(before, proposal.content["changes"])
    return Posting(
        id=proposal.act,
        kind=Kind.ADJUST_PLAN,
        person=f"{actor.person_id}",
        budget_year=min(int(change["year"]) for change in proposal.content["changes"]),
        effective_on=legal_date(at),
        entries=budget.adjust_plan(before, after),
        limits=budget.plan_limits(after),
        memo=memo,
    )


def _changed(before: Sequence[PlannedLine], changes: Sequence[Mapping[str, Any]]) -> tuple[PlannedLine, ...]:
    table = {line.key: (dict(line.years), dict(line.slots)) for line in before}
    for change in changes:
        years, slots = table[change["line"]]
        year = int(change["year"])
        years[year] = years.get(year, ZERO) + Money(int(change["amount"]))
        slots[year] = slots.get(year, 0) + int(change["products"])
    return tuple(PlannedLine(key, years, slots) for key, (years, slots) in table.items())
