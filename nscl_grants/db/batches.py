"""Batches of payments that go to the treasury together, and the treasury's statements that answer them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, and_, or_, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column

from nscl_grants.db.applications import Application
from nscl_grants.db.base import Base, Json, UtcDateTime
from nscl_grants.db.by_id import newest_first
from nscl_grants.db.cases import visible_to
from nscl_grants.db.payments import GIVEN_UP, Payment, PaymentBatch
from nscl_grants.domain.actor import Actor


class BankStatement(Base):
    """One statement of the treasury or the bank, as it was read; the file is kept beside it."""

    __tablename__ = "bank_statement"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    sha256: Mapped[str] = mapped_column(unique=True)
    stored_as: Mapped[str] = mapped_column(unique=True)
    size_bytes: Mapped[int]
    rows: Mapped[list[Any]] = mapped_column(Json)
    """What was read of each row (domain/statement.py), in the order of the file."""
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)


def batches(
    session: Session, *, after: int | None = None, backwards: bool = False, rows: int
) -> Sequence[PaymentBatch]:
    """A page of the batches, the newest first."""
    query = newest_first(select(PaymentBatch), PaymentBatch.id, after=after, backwards=backwards, rows=rows)
    return session.scalars(query).all()


def payments_of_batches(session: Session, batch_ids: Sequence[int]) -> Sequence[Payment]:
    """All payments of these batches, in the order they were drawn up."""
    return session.scalars(
        select(Payment)
        .where(Payment.batch_id.in_(batch_ids))
        .options(joinedload(Payment.application).joinedload(Application.organisation), joinedload(Payment.bank_account))
        .order_by(Payment.id)
    ).all()


def live(payments: Sequence[Payment]) -> list[Payment]:
    """The payments of a batch that were neither voided nor returned."""
    return [payment for payment in payments if payment.state not in GIVEN_UP]


def hidden_from(session: Session, actor: Actor, payments: Sequence[Payment]) -> frozenset[int]:
    """Those of the payments whose case the actor may not see, because of a conflict of interest."""
    ids = {payment.id for payment in payments}
    seen = session.scalars(
        select(Payment.id)
        .join(Application, Application.id == Payment.application_id)
        .where(Payment.id.in_(ids), visible_to(actor))
    )
    return frozenset(ids - set(seen))


def payments_to_gather(session: Session, actor: Actor) -> Sequence[Payment]:
    """Prepared payments in no batch that the actor may see, by year, then the longest-waiting first."""
    return session.scalars(
        select(Payment)
        .join(Application, Application.id == Payment.application_id)
        .where(Payment.state == "prepared", Payment.batch_id.is_(None), visible_to(actor))
        .options(joinedload(Payment.application).joinedload(Application.organisation), joinedload(Payment.bank_account))
        .order_by(Payment.budget_year, Payment.id)
    ).all()


def payments_ticked(session: Session, actor: Actor, ids: Collection[int]) -> Sequence[Payment]:
    """Those of these payments that the actor may see, in whatever state they are now."""
    query = select(Payment).join(Application, Application.id == Payment.application_id)
    return session.scalars(query.where(Payment.id.in_(ids), visible_to(actor)).order_by(Payment.id)).all()


def payments_on_their_way(session: Session, actor: Actor, since_year: int) -> Sequence[Payment]:
    """Payments that the treasury has, and those of the budget years since `since_year` that it answered, newest last:
    what a statement may speak of."""
    settled = and_(Payment.state.in_(("paid", "returned")), Payment.budget_year >= since_year)
    return session.scalars(
        select(Payment)
        .join(Application, Application.id == Payment.application_id)
        .where(or_(Payment.state == "sent", settled), visible_to(actor))
        .options(joinedload(Payment.application).joinedload(Application.organisation), joinedload(Payment.bank_account))
        .order_by(Payment.id)
    ).all()


def statement_by_digest(session: Session, sha256: str) -> BankStatement | None:
    """The statement with these very bytes, if it was read before."""
    return session.scalar(select(BankStatement).where(BankStatement.sha256 == sha256))


def statements(
    session: Session, *, after: int | None = None, backwards: bool = False, rows: int
) -> Sequence[BankStatement]:
    """A page of the statements, the newest first."""
    query = newest_first(select(BankStatement), BankStatement.id, after=after, backwards=backwards, rows=rows)
    return session.scalars(query).all()
