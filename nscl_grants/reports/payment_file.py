"""One payment as its page shows it: whose money, to whom, by which hands, and how far it has come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from nscl_grants.db.applications import Duty, Move
from nscl_grants.db.decisions import Decision
from nscl_grants.db.ledger_tables import LedgerPosting
from nscl_grants.db.organisations import BankAccount, confirmed_bank_account
from nscl_grants.db.payments import Payment
from nscl_grants.db.people import Person
from nscl_grants.domain.workflow import Workflow
from nscl_grants.reports.timeline import Stage

_SIGNS: Mapping[str, str] = {"good": "tick", "bad": "cross", "stopped": "stop"}


@dataclass(frozen=True, slots=True)
class PaymentFile:
    """What the page of a payment needs beside the payment itself."""

    moves: Sequence[Move]
    duties: Sequence[Duty]
    decision: Decision | None
    newest_details: BankAccount | None
    details_by: Mapping[int, str]
    """Who entered and who confirmed the details it is paid to, by person."""
    postings: Sequence[LedgerPosting]


def payment_file(session: Session, payment: Payment) -> PaymentFile:
    """Everything about the payment, in a fixed number of queries."""
    case = payment.application
    moves = session.scalars(
        select(Move).where(Move.subject == "payment", Move.subject_id == payment.id).order_by(Move.id)
    ).all()
    duties = session.scalars(
        select(Duty).where(Duty.application_id == case.id).options(joinedload(Duty.person)).order_by(Duty.since)
    ).all()
    return PaymentFile(
        moves=moves,
        duties=duties,
        decision=session.get(Decision, case.decision_id) if case.decision_id else None,
        newest_details=confirmed_bank_account(session, case.organisation_id),
        details_by=_names(session, payment.bank_account),
        postings=_postings(session, payment, moves),
    )


def stages_of(workflow: Workflow[Any], payment: Payment, moves: Sequence[Move]) -> tuple[Stage, ...]:
    """The stations of the payment: those it passed, where it is, and the way to being paid."""
    passed = [move.dest for move in moves if move.dest != payment.state]
    stations = [_stage(workflow, state, "done") for state in dict.fromkeys(passed)]
    stations.append(_stage(workflow, payment.state, "now"))
    if not workflow.states[payment.state].final:
        stations += [_stage(workflow, state, "next") for state in _ahead(workflow, payment.state)]
    return tuple(stations)


def _ahead(workflow: Workflow[Any], state: str) -> Sequence[str]:
    found: list[str] = []
    while row := next((row for row in workflow.leading_from(state) if row.tone == "primary"), None):
        state = row.dest
        found.append(state)
    return found


def _stage(workflow: Workflow[Any], state: str, phase: Any) -> Stage:
    shown = workflow.states[state]
    return Stage(state, shown.label, phase, _SIGNS.get(shown.tone, "half"))


def _names(session: Session, details: BankAccount) -> Mapping[int, str]:
    people = [person for person in (details.proposed_by, details.confirmed_by) if person is not None]
    found = session.execute(select(Person.id, Person.full_name).where(Person.id.in_(people)))
    return {row.id: row.full_name for row in found}


def _postings(session: Session, payment: Payment, moves: Sequence[Move]) -> Sequence[LedgerPosting]:
    """The postings of the case in the payment's year that were recorded with its steps."""
    if not moves:
        return ()
    moments = {move.at for move in moves}
    found = session.scalars(
        select(LedgerPosting)
        .where(
            LedgerPosting.case_reference == payment.application.reference,
            LedgerPosting.budget_year == payment.budget_year,
            LedgerPosting.kind.in_(("prepare", "void", "instruct", "pay", "return")),
        )
        .order_by(LedgerPosting.seq)
    ).all()
    return [posting for posting in found if posting.recorded_at in moments]
