"""Reports of agencies and communes, the periods they are asked for, and the steps of every report."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from nscl_grants.db.base import Base, Json, UtcDateTime, one_of
from nscl_grants.domain.reporting import PURPOSES, SUBJECTS

WITH_THE_AGENCY = ("opened", "returned")
"""The states in which a report waits for its body."""


class ReportPeriod(Base):
    """What agencies are asked to report on, and until when."""

    __tablename__ = "report_period"
    __table_args__ = (CheckConstraint(one_of("purpose", PURPOSES), name="purpose_is_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    year: Mapped[int]
    title: Mapped[str]
    due_on: Mapped[date]
    """The day before which reports are to be in."""
    opened_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AgencyReport(Base):
    """What one body reports for one period; `state` changes in `actions/report_moves.py` and nowhere else."""

    __tablename__ = "agency_report"
    __table_args__ = (UniqueConstraint("period_id", "body"), Index("ix_agency_report_body", "body", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("report_period.id"))
    body: Mapped[str]
    invited: Mapped[bool]
    state: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    workflow_version: Mapped[int]
    answers: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    content: Mapped[dict[str, Any] | None] = mapped_column(Json)
    """The figures as they were when it was sent."""
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    returned_because: Mapped[str] = mapped_column(default="")

    period: Mapped[ReportPeriod] = relationship()

    @property
    def life(self) -> tuple[str, int]:
        """The workflow and its version."""
        return "agency_report", self.workflow_version

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads this class attribute)


class ReportMove(Base):
    """One step of a report; never changed afterwards."""

    __tablename__ = "report_move"
    __table_args__ = (
        CheckConstraint(one_of("subject", SUBJECTS), name="subject_is_known"),
        UniqueConstraint("subject", "subject_id", "n"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str]
    subject_id: Mapped[int]
    n: Mapped[int]
    trigger: Mapped[str]
    source: Mapped[str]
    dest: Mapped[str]
    person_id: Mapped[int]
    """0 for the system."""
    person_name: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    answers: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    act: Mapped[str]


def report_periods(session: Session) -> Sequence[ReportPeriod]:
    """All periods, the newest first."""
    return session.scalars(select(ReportPeriod).order_by(ReportPeriod.id.desc())).all()


def period_of_year(session: Session, year: int) -> ReportPeriod | None:
    """The yearly period of that year, or None."""
    return session.scalar(
        select(ReportPeriod).where(ReportPeriod.year == year, ReportPeriod.purpose != "ad_hoc").limit(1)
    )


def reports_of_period(session: Session, period_id: int) -> Sequence[AgencyReport]:
    """All reports of a period, in the order in which they were opened."""
    return session.scalars(
        select(AgencyReport).where(AgencyReport.period_id == period_id).order_by(AgencyReport.id)
    ).all()


def reports_for_bodies(session: Session, bodies: Collection[str]) -> Sequence[AgencyReport]:
    """The reports of these bodies, the newest period first."""
    return session.scalars(
        select(AgencyReport)
        .where(AgencyReport.body.in_(bodies))
        .order_by(AgencyReport.period_id.desc(), AgencyReport.id)
    ).all()


def periods_to_send(session: Session) -> Sequence[ReportPeriod]:
    """Periods of which something is not sent, the one due first at the front."""
    open_ = select(AgencyReport.id).where(
        AgencyReport.period_id == ReportPeriod.id, AgencyReport.state.in_(WITH_THE_AGENCY)
    )
    return session.scalars(select(ReportPeriod).where(open_.exists()).order_by(ReportPeriod.due_on)).all()


def count_to_write(session: Session, bodies: Collection[str]) -> int:
    """How many reports wait for these bodies."""
    query = select(func.count()).where(AgencyReport.body.in_(bodies), AgencyReport.state.in_(WITH_THE_AGENCY))
    return session.scalar(query) or 0


def moves_of_report(session: Session, subject: str, subject_id: int) -> Sequence[ReportMove]:
    """The steps of a report, the first one first."""
    return session.scalars(
        select(ReportMove)
        .where(ReportMove.subject == subject, ReportMove.subject_id == subject_id)
        .order_by(ReportMove.n)
    ).all()


def states_at(session: Session, subject: str, ids: Collection[int], at: datetime) -> Mapping[int, tuple[str, datetime]]:
    """In which state each report was at a moment, and since when; one without a step by then is left out."""
    rows = session.execute(
        select(ReportMove.subject_id, ReportMove.dest, ReportMove.at)
        .where(ReportMove.subject == subject, ReportMove.subject_id.in_(ids), ReportMove.at <= at)
        .order_by(ReportMove.subject_id, ReportMove.n)
    )
    return {subject_id: (dest, since) for subject_id, dest, since in rows}
