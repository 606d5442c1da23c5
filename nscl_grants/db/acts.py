"""Acts: every write has an id its caller made before; done once, or refused for good."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from nscl_grants.db.base import Base, Json, UtcDateTime, one_of


class Act(Base):
    """What became of one act; the same id is never tried a second time."""

    __tablename__ = "act"
    __table_args__ = (CheckConstraint(one_of("outcome", ("done", "refused")), name="outcome_is_known"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    what: Mapped[str]
    person_id: Mapped[int]
    fingerprint: Mapped[str]
    """SHA-256 of what the person sent; never of anything the server derived."""
    outcome: Mapped[str]
    refusal: Mapped[dict[str, Any] | None] = mapped_column(Json)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class NumberSeries(Base):
    """Our own books of numbers, each without gaps in its period."""

    __tablename__ = "number_series"

    book: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]


class Proposal(Base):
    """An act of two people: proposed by one, done when another confirms it."""

    __tablename__ = "proposal"
    __table_args__ = (
        CheckConstraint("answered_by IS NULL OR answered_by <> proposed_by", name="answered_by_another"),
        CheckConstraint(one_of("outcome", ("open", "confirmed", "declined")), name="outcome_is_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    act: Mapped[str] = mapped_column(unique=True)
    """Also the id of the posting that the confirmation makes."""
    kind: Mapped[str]
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    reason: Mapped[str]
    proposed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(default="open", index=True)
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
