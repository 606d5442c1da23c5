"""Batches of payments: put together, then checked, authorised and sent as one, each payment by its own move.

One payment that must wait holds back the whole batch; it is taken out, and the rest goes on. What the treasury
answers comes payment by payment.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.actions.acts import ChangedMeanwhile, Sent, once
from nscl_grants.actions.moves import move
from nscl_grants.actions.paper_payees import request_payee_list, void_payee_list
from nscl_grants.db import audit
from nscl_grants.db.batches import live, payments_of_batches
from nscl_grants.db.cases import lock_case
from nscl_grants.db.numbers import next_number
from nscl_grants.db.payments import Payment, PaymentBatch
from nscl_grants.definitions.words import sentence
from nscl_grants.domain.actor import FINANCE, Actor
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text
from nscl_grants.domain.two_people import check_role

GATHER = Text("Lập đợt chi", "Put a batch together")
STEPS = ("check", "authorise", "send", "void")
"""What is done to a whole batch; the answers of the treasury come one by one."""


@dataclass(eq=False)
class NothingGathered(Refused):
    """A batch has at least one payment."""


@dataclass(eq=False)
class NotToGather(Refused):
    """Only prepared payments that are in no batch yet are put together."""

    number: str


@dataclass(eq=False)
class YearsMixed(Refused):
    """The treasury takes the money of one year in one batch."""

    one: int
    other: int


@dataclass(eq=False)
class BatchHeldBack(Refused):
    """One payment must wait, and with it the batch."""

    number: str
    organisation: str
    why: Text


@dataclass(eq=False)
class BatchEnded(Refused):
    """Nothing of the batch is left to be moved."""

    number: str


@dataclass(eq=False)
class NotInBatch(Refused):
    """The payment is not in the batch, or is past being taken out."""

    number: str
    batch: str


def gather(
    session: Session, payments: Sequence[Payment], *, remarks: str, actor: Actor, at: datetime, act: str
) -> PaymentBatch | None:
    """Put prepared payments of one budget year into a new batch, once, and commit; None when done before."""
    ids = sorted(payment.id for payment in payments)

    def do() -> PaymentBatch:
        check_role(actor, GATHER, FINANCE)
        taken = session.scalars(select(Payment).where(Payment.id.in_(ids)).order_by(Payment.id).with_for_update()).all()
        _check_gathered(taken)
        year = str(legal_date(at).year)
        batch = PaymentBatch(
            number=f"ĐC-{year}-{next_number(session, 'batch', year):04d}",
            budget_year=taken[0].budget_year,
            remarks=remarks,
            made_by=actor.person_id,
            made_at=at,
        )
        session.add(batch)
        session.flush()
        for payment in taken:
            payment.batch_id = batch.id
        session.flush()
        request_payee_list(session, batch, taken, actor=actor, at=at, act=act)
        _note(session, batch, "batch.gather", actor, at, {"payments": [payment.number for payment in taken]})
        return batch

    sent = Sent(act, "batch.gather", {"payments": ids, "remarks": remarks})
    return once(session, sent, actor=actor, at=at, do=do)


def take_out(session: Session, batch: PaymentBatch, payment: Payment, *, actor: Actor, at: datetime, act: str) -> None:
    """Let a payment go its own way while it is only prepared, once, and commit."""
    batch_id, payment_id = batch.id, payment.id

    def do() -> None:
        check_role(actor, GATHER, FINANCE)
        session.refresh(payment, with_for_update=True)
        if payment.batch_id != batch_id or payment.state != "prepared":
            raise NotInBatch(payment.number, batch.number)
        payment.batch_id = None
        session.flush()
        rest = live(payments_of_batches(session, [batch_id]))
        request_payee_list(session, batch, rest, actor=actor, at=at, act=act)
        _note(session, batch, "batch.take_out", actor, at, {"payment": payment.number})

    once(session, Sent(act, "batch.take_out", {"batch": batch_id, "payment": payment_id}), actor=actor, at=at, do=do)


def step_batch(
    session: Session,
    batch: PaymentBatch,
    trigger: str,
    *,
    actor: Actor,
    at: datetime,
    act: str,
    answers: Mapping[str, Any],
    seen: str,
) -> None:
    """Take every payment of the batch one step on, once, in one transaction; `seen` is the stamp of what was shown."""
    assert trigger in STEPS
    batch_id = batch.id

    def do() -> None:
        payments = live(payments_of_batches(session, [batch_id]))
        for payment in sorted(payments, key=lambda each: each.application_id):
            lock_case(session, payment.application)
            session.refresh(payment, with_for_update=True)
        if stamp(payments) != seen:
            raise ChangedMeanwhile()
        if not payments:
            raise BatchEnded(batch.number)
        for payment in payments:
            _take(session, payment, trigger, actor, at, f"{act}/{payment.id}", answers)
        if trigger == "void":
            void_payee_list(session, batch, at)
        _note(session, batch, f"batch.{trigger}", actor, at, {"payments": [payment.number for payment in payments]})

    sent = Sent(act, f"batch.{trigger}", {"batch": batch_id, "answers": dict(answers)})
    once(session, sent, actor=actor, at=at, do=do)


def stamp(payments: Sequence[Payment]) -> str:
    """What a page showed of a batch: its payments and their versions."""
    return ",".join(f"{payment.id}:{payment.version}" for payment in sorted(payments, key=lambda each: each.id))


def _check_gathered(payments: Sequence[Payment]) -> None:
    if not payments:
        raise NothingGathered()
    for payment in payments:
        if payment.state != "prepared" or payment.batch_id is not None:
            raise NotToGather(payment.number)
        if payment.budget_year != payments[0].budget_year:
            raise YearsMixed(payments[0].budget_year, payment.budget_year)


def _take(
    session: Session, payment: Payment, trigger: str, actor: Actor, at: datetime, act: str, answers: Mapping[str, Any]
) -> None:
    try:
        move(session, payment, trigger, actor=actor, at=at, act=act, answers=answers)
    except Refused as refused:
        why = Text(sentence(refused, "vi"), sentence(refused, "en"))
        raise BatchHeldBack(payment.number, payment.application.organisation.name, why) from refused


def _note(
    session: Session, batch: PaymentBatch, what: str, actor: Actor, at: datetime, after: Mapping[str, Any]
) -> None:
    audit.append(
        session,
        at=at,
        person_id=actor.person_id,
        account_id=actor.account_id,
        who=actor.name,
        what=what,
        subject_kind="batch",
        subject=batch.number,
        before=None,
        after=after,
    )
