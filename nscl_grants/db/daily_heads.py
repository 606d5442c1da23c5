"""The ends of both chains as they were published, day by day: whoever keeps one notices a cut or a rewritten log."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from sqlalchemy import CheckConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from nscl_grants.db.audit import AuditEvent
from nscl_grants.db.base import Base, UtcDateTime
from nscl_grants.db.findings import Finding
from nscl_grants.db.ledger_heads import Head, heads_of
from nscl_grants.db.ledger_tables import LedgerPosting

LEDGER, AUDIT = "ledger", "audit"
BOOKS = (LEDGER, AUDIT)


class DailyHead(Base):
    """The last record of a book on one day, as the world was told."""

    __tablename__ = "daily_head"
    __table_args__ = (CheckConstraint("book IN ('ledger', 'audit')", name="book_known"),)

    book: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    seq: Mapped[int]
    hash: Mapped[str]
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)


def unpublished(session: Session, book: str, before: date) -> Iterator[Head]:
    """The head of each day that is over and has none published yet; days without a record have none."""
    last = session.execute(select(func.max(DailyHead.day), func.max(DailyHead.seq)).where(DailyHead.book == book)).one()
    day, seq = last
    for head in heads_of(session, *_COLUMNS[book], after=seq or 0):
        # A record that came in late belongs to a day that was told already: the next day's head covers it.
        if head.day < before and (day is None or head.day > day):
            yield head


def published_heads(session: Session, *, days: int | None = None) -> Sequence[DailyHead]:
    """What was published, the newest day first; of so many days only where a number is given."""
    query = select(DailyHead).order_by(DailyHead.day.desc(), DailyHead.book.desc())
    if days is not None:
        query = query.where(
            DailyHead.day.in_(select(DailyHead.day).distinct().order_by(DailyHead.day.desc()).limit(days))
        )
    return session.scalars(query).all()


def differing(session: Session, book: str) -> Iterator[Finding]:
    """The published heads that are no longer in the book: its end was cut off, or it was written anew."""
    seq, hash_, _ = _COLUMNS[book]
    found = session.execute(
        select(DailyHead)
        .outerjoin(seq.class_, (seq == DailyHead.seq) & (hash_ == DailyHead.hash))
        .where(DailyHead.book == book, seq.is_(None))
        .order_by(DailyHead.seq)
    )
    for head in found.scalars():
        yield Finding("head_differs", head.seq, f"{head.day}")


_COLUMNS = {
    LEDGER: (LedgerPosting.seq, LedgerPosting.hash, LedgerPosting.recorded_at),
    AUDIT: (AuditEvent.seq, AuditEvent.hash, AuditEvent.at),
}
