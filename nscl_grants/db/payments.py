"""Claims of the organisation, the payments that answer them, and recoveries of what was paid."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from nscl_grants.db.applications import Application
from nscl_grants.db.base import Base, Json, MoneyType, UtcDateTime
from nscl_grants.db.decisions import Decision
from nscl_grants.db.organisations import BankAccount
from nscl_grants.domain.money import ZERO, Money

GIVEN_UP = ("returned", "voided")
"""A payment in one of these answers no claim any more; its money is due again, or was received."""


class Claim(Base):
    """Đề nghị thanh toán: the organisation asks for (part of) what was approved."""

    __tablename__ = "claim"
    __table_args__ = (
        UniqueConstraint("application_id", "n"),
        CheckConstraint("accepted IS NULL OR accepted <= amount", name="accepted_within_claimed"),
        CheckConstraint("amount >= 0", name="amount_is_not_negative"),
        Index("ix_claim_state", "state", "claimed_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    n: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[str]
    workflow: Mapped[str] = mapped_column(default="claim", server_default="claim")
    """What is claimed: the name of its life and of its questionnaire."""
    workflow_version: Mapped[int]
    amount: Mapped[Money] = mapped_column(MoneyType)
    is_advance: Mapped[bool] = mapped_column(default=False, server_default=false())
    """What is paid on it is an advance, which acceptance has to settle."""
    is_final: Mapped[bool] = mapped_column(default=True)
    """A final claim below the commitment gives the rest back when it is confirmed."""
    answers: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    accepted: Mapped[Money | None] = mapped_column(MoneyType)
    created_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    application: Mapped[Application] = relationship()

    @property
    def life(self) -> tuple[str, int]:
        """The workflow and the version of it that the claim began with."""
        return self.workflow, self.workflow_version

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads this class attribute)


class PaymentBatch(Base):
    """Đợt chi: payments of one budget year that are checked, authorised and sent together.

    Its state is that of its payments; whatever happens to one alone is seen here too.
    """

    __tablename__ = "payment_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    """Of our own book of batches, without gaps in its year."""
    version: Mapped[int] = mapped_column(default=1)
    budget_year: Mapped[int]
    remarks: Mapped[str] = mapped_column(default="")
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads this class attribute)


def voucher_number(year: int, n: int) -> str:
    """What the n-th payment of a budget year is called in our own book of vouchers."""
    return f"CT-{year}-{n:04d}"


class Payment(Base):
    """One payment out of one budget year; a returned one is final and a new one is made."""

    __tablename__ = "payment"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_is_positive"),
        Index("ix_payment_state", "state", "id"),
        Index("ix_payment_application", "application_id", "id"),
        Index("ix_payment_claim", "claim_id"),
        Index("ix_payment_batch", "batch_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"))
    number: Mapped[str] = mapped_column(unique=True)
    """The number in our own book of vouchers, without gaps in its year."""
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[str]
    workflow_version: Mapped[int]
    budget_year: Mapped[int]
    amount: Mapped[Money] = mapped_column(MoneyType)
    bank_account_id: Mapped[int] = mapped_column(ForeignKey("bank_account.id"))
    """The version of the bank details that it was prepared with; never changed."""
    prepared_at: Mapped[datetime] = mapped_column(UtcDateTime)
    prepared_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    treasury_number: Mapped[str | None]
    treasury_on: Mapped[date | None]
    return_reason: Mapped[str | None]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("payment_batch.id"))
    """The batch that it goes to the treasury with."""
    checks: Mapped[list[Any] | None] = mapped_column(Json)
    """What each check before the payment said, and the reason why a warning was passed."""

    application: Mapped[Application] = relationship()
    claim: Mapped[Claim] = relationship()
    bank_account: Mapped[BankAccount] = relationship()

    @property
    def life(self) -> tuple[str, int]:
        """The workflow and the version of it that the payment began with."""
        return "payment", self.workflow_version

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads this class attribute)


class Recovery(Base):
    """Money that a decision asks back."""

    __tablename__ = "recovery"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_is_positive"),
        CheckConstraint("received + written_off <= amount", name="received_within_demanded"),
        Index("ix_recovery_application", "application_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    reason: Mapped[str]
    amount: Mapped[Money] = mapped_column(MoneyType)
    received: Mapped[Money] = mapped_column(MoneyType)
    written_off: Mapped[Money] = mapped_column(MoneyType)
    of_advance: Mapped[Money] = mapped_column(MoneyType, default=ZERO, server_default="0")
    """How much of the demand was an advance that nothing had settled."""
    pay_by: Mapped[date | None]
    """The last day on which it may be paid back without being late; None for demands of before it was kept."""
    gives_back: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the decision gives back entitlement by what comes, and the product once all has come."""
    annulled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    demanded_at: Mapped[datetime] = mapped_column(UtcDateTime)

    decision: Mapped[Decision] = relationship()


class Appeal(Base):
    """Khiếu nại against a refusal, a rejection, a cancellation or a recovery."""

    __tablename__ = "appeal"
    __table_args__ = (
        Index("ix_appeal_application", "application_id", "id"),
        Index("ix_appeal_open", "answered_at", "application_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    against: Mapped[str]
    """The state appealed against."""
    reason: Mapped[str]
    filed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str | None]
    """upheld or dismissed."""
    answer: Mapped[str | None]


def claims_confirmed(session: Session, application_id: int, *, advances: bool) -> Money:
    """What the reviewer accepted on the claims of a case: on those for advances, or on the others."""
    accepted = session.scalar(
        select(func.sum(Claim.accepted)).where(
            Claim.application_id == application_id, Claim.is_advance.is_(advances), Claim.accepted.is_not(None)
        )
    )
    return accepted or ZERO
