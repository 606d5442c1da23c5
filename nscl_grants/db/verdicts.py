"""What the scanner says of one file, and whether it may be opened."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from nscl_grants.db.base import Base, UtcDateTime, one_of

CLEAN, INFECTED = "clean", "infected"


class FileScan(Base):
    """The verdict on one file, or when it is tried again."""

    __tablename__ = "file_scan"
    __table_args__ = (CheckConstraint(one_of("verdict", (CLEAN, INFECTED)), name="verdict_is_known"),)

    place: Mapped[str] = mapped_column(primary_key=True)
    """What the file is stored as."""
    verdict: Mapped[str | None]
    found: Mapped[str] = mapped_column(default="")
    """What the scanner calls it, or what kept it from judging."""
    tries: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it is tried again; None once there is a verdict."""


def may_be_opened(
    place: InstrumentedAttribute[str] | InstrumentedAttribute[str | None], *, needs_verdict: bool
) -> ColumnElement[bool]:
    """Of a column that names files: those nothing was found in; where there is a scanner, those it found clean."""
    judged = select(FileScan.place)
    if needs_verdict:
        return place.in_(judged.where(FileScan.verdict == CLEAN))
    return place.not_in(judged.where(FileScan.verdict == INFECTED))


def scan_of(session: Session, stored_as: str) -> FileScan | None:
    """What is known of that file."""
    return session.get(FileScan, stored_as)
