"""Reminders to those who report: one for each occasion, shown in the page and sent from here like the other notices."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from nscl_grants.db.base import Base, UtcDateTime


class ReportReminder(Base):
    """One reminder to one account about one report; an occasion comes once."""

    __tablename__ = "report_reminder"
    __table_args__ = (UniqueConstraint("report_id", "account_id", "occasion"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("agency_report.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    occasion: Mapped[str]
    """The key of its text among the words: `reminder.<occasion>`; by hand with the day behind it."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)


def last_reminded(session: Session, reports: Collection[int]) -> Mapping[int, datetime]:
    """For each of these reports when it was reminded of last."""
    rows = session.execute(
        select(ReportReminder.report_id, func.max(ReportReminder.at))
        .where(ReportReminder.report_id.in_(reports))
        .group_by(ReportReminder.report_id)
    )
    return {row.report_id: row[1] for row in rows}


def reminders_of(session: Session, report_id: int) -> Sequence[ReportReminder]:
    """All reminders about a report, the first one first."""
    return session.scalars(
        select(ReportReminder).where(ReportReminder.report_id == report_id).order_by(ReportReminder.id)
    ).all()


def reminders_to_send(session: Session, limit: int = 100) -> Sequence[ReportReminder]:
    """Reminders that have not left by mail, the oldest first."""
    return session.scalars(
        select(ReportReminder).where(ReportReminder.sent_at.is_(None)).order_by(ReportReminder.id).limit(limit)
    ).all()
