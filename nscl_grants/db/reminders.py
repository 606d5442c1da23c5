"""Reminders to those who report: one for each occasion; the notice that goes with it lies in the outbox."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from nscl_grants.db.agency_reports import WITH_THE_AGENCY, AgencyReport
from nscl_grants.db.base import Base, UtcDateTime
from nscl_grants.db.people import Account
from nscl_grants.db.records import CoordinatorAgency


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
    """When its notice was put into the outbox of the office."""


def to_remind(session: Session, period_id: int, occasion: str, *, invited: bool = True) -> Sequence[tuple[int, int]]:
    """Reports of the period that are not sent, each with an account that writes it and was not reminded then yet."""
    reminded = (
        select(ReportReminder.id)
        .where(
            ReportReminder.report_id == AgencyReport.id,
            ReportReminder.account_id == Account.id,
            ReportReminder.occasion == occasion,
        )
        .exists()
    )
    query = (
        select(AgencyReport.id, Account.id)
        .join(CoordinatorAgency, CoordinatorAgency.body == AgencyReport.body)
        .join(Account, Account.id == CoordinatorAgency.account_id)
        .where(AgencyReport.period_id == period_id, AgencyReport.state.in_(WITH_THE_AGENCY), Account.active, ~reminded)
        .order_by(AgencyReport.id, Account.id)
    )
    if not invited:
        query = query.where(~AgencyReport.invited)
    return [(report_id, account_id) for report_id, account_id in session.execute(query)]


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
