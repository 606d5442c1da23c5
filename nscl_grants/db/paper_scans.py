"""Scans of papers that were signed by hand: sent in by the clerk, read by the worker, put with their papers."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from nscl_grants.db.base import Base, UtcDateTime
from nscl_grants.db.by_id import newest_first
from nscl_grants.db.papers import Paper
from nscl_grants.db.verdicts import may_be_opened


class PaperScan(Base):
    """One file from the scanner."""

    __tablename__ = "paper_scan"
    __table_args__ = (Index("ix_paper_scan_open", "read_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    media_type: Mapped[str]
    sha256: Mapped[str]
    stored_as: Mapped[str] = mapped_column(unique=True)
    size_bytes: Mapped[int]
    sent_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    code: Mapped[str | None]
    """The code that was found on it, whether or not it is one of ours."""
    found_by: Mapped[str | None]
    """qr, text or hand."""
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("paper.id"))
    put_aside_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    paper: Mapped[Paper | None] = relationship()


def scans_to_read(session: Session, most: int, *, needs_verdict: bool) -> Sequence[int]:
    """The ids of scans nobody has looked at yet, the longest-waiting first; what the scanner holds back waits."""
    return session.scalars(
        select(PaperScan.id)
        .where(PaperScan.read_at.is_(None), may_be_opened(PaperScan.stored_as, needs_verdict=needs_verdict))
        .order_by(PaperScan.id)
        .limit(most)
    ).all()


def scans(session: Session, *, after: int | None = None, backwards: bool = False, rows: int) -> Sequence[PaperScan]:
    """A page of the scans that were not put aside, the newest first."""
    kept = select(PaperScan).where(PaperScan.put_aside_at.is_(None)).options(joinedload(PaperScan.paper))
    return session.scalars(newest_first(kept, PaperScan.id, after=after, backwards=backwards, rows=rows)).all()
