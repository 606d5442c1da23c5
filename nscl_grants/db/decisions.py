"""Decisions: made by the approver for one or many cases, issued by the clerk with a number and a date."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, UniqueConstraint, and_, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from nscl_grants.db.applications import Application
from nscl_grants.db.base import Base, MoneyType, Ordered, UtcDateTime, one_of
from nscl_grants.domain.money import Money

KINDS = ("award", "rejection", "cancellation", "recovery")


class Decision(Base):
    """A decision of the competent person; final once it carries the register's number."""

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint(one_of("kind", KINDS), name="kind_is_known"),
        CheckConstraint("(number IS NULL) = (issued_on IS NULL)", name="issued_whole"),
        UniqueConstraint("year", "number"),
        Index("ix_decision_waiting", "number", "made_at"),
        Index("ix_decision_issued", "issued_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    remarks: Mapped[str] = mapped_column(default="")
    number: Mapped[str | None] = mapped_column(Ordered)
    """The number of the office's register, such as "05/QĐ-SKHCN"; unique in its year."""
    year: Mapped[int | None]
    issued_on: Mapped[date | None]
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    file_id: Mapped[int | None]
    """The signed file among the attachments of its first case; no foreign key, or cases, decisions and files would
    each have to exist before the other."""

    rows: Mapped[list["DecisionRow"]] = relationship(back_populates="decision", order_by="DecisionRow.n")


class DecisionRow(Base):
    """What a decision says of one case."""

    __tablename__ = "decision_row"
    __table_args__ = (UniqueConstraint("decision_id", "n"), Index("ix_decision_row_application", "application_id"))

    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), primary_key=True)
    n: Mapped[int]
    amount: Mapped[Money] = mapped_column(MoneyType)
    reason: Mapped[str] = mapped_column(default="")

    decision: Mapped[Decision] = relationship(back_populates="rows")
    application: Mapped[Application] = relationship()


def waits_for_number() -> ColumnElement[bool]:
    """The condition that a decision is to be issued; an award whose cases were all cancelled before is not any more."""
    stands = (
        select(DecisionRow.n)
        .join(Application, Application.id == DecisionRow.application_id)
        .where(DecisionRow.decision_id == Decision.id, Application.state != "cancelled")
        .exists()
    )
    return and_(Decision.number.is_(None), or_(Decision.kind != "award", stands))
