"""Corrections of a row in the annex of a decision: numbered, with their reason, both versions kept."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from nscl_grants.db.base import Base, Json, UtcDateTime


class DecisionCorrection(Base):
    """One correction of what a decision says of one case; the row of the decision itself stays as it was issued."""

    __tablename__ = "decision_correction"
    __table_args__ = (
        ForeignKeyConstraint(
            ["decision_id", "application_id"], ["decision_row.decision_id", "decision_row.application_id"]
        ),
        UniqueConstraint("decision_id", "n"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int]
    application_id: Mapped[int]
    n: Mapped[int]
    """The number of the correction among those of its decision."""
    number: Mapped[str]
    """The number in the office's register of the paper that corrects."""
    issued_on: Mapped[date]
    before: Mapped[dict[str, Any]] = mapped_column(Json)
    after: Mapped[dict[str, Any]] = mapped_column(Json)
    reason: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    person_name: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


def corrections_of(session: Session, decision_id: int) -> Sequence[DecisionCorrection]:
    """All corrections of the decision, in order."""
    return session.scalars(
        select(DecisionCorrection).where(DecisionCorrection.decision_id == decision_id).order_by(DecisionCorrection.n)
    ).all()
