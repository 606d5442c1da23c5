"""The plan's reports: drafts with the history of their words, and what was frozen when they were signed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from nscl_grants.db.base import Base, UtcDateTime, one_of
from nscl_grants.domain.reporting import PARTS, PURPOSES


class PlanReport(Base):
    """One report to the Ministry, or a numbered correction of one; its content never changes once frozen."""

    __tablename__ = "plan_report"
    __table_args__ = (
        CheckConstraint(one_of("purpose", PURPOSES), name="purpose_is_known"),
        CheckConstraint("(corrects_id IS NULL) = (correction = 0)", name="correction_is_numbered"),
        UniqueConstraint("corrects_id", "correction"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    year: Mapped[int]
    title: Mapped[str]
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("plan_report.id"))
    correction: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(default="")
    state: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    workflow_version: Mapped[int]
    as_of_seq: Mapped[int]
    as_of: Mapped[datetime] = mapped_column(UtcDateTime)
    content: Mapped[str] = mapped_column(Text)
    """The figures of the cut-off as canonical JSON; once signed with the words in it."""
    digest: Mapped[str]
    proposal_number: Mapped[str] = mapped_column(default="")
    """The number of the tờ trình that it was submitted with."""
    number: Mapped[str] = mapped_column(default="")
    dated_on: Mapped[date | None]
    signer: Mapped[str] = mapped_column(default="")
    signer_position: Mapped[str] = mapped_column(default="")
    sent_on: Mapped[date | None]
    created_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    frozen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def life(self) -> tuple[str, int]:
        """The workflow and its version."""
        return "plan_report", self.workflow_version

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads this class attribute)


class PlanReportText(Base):
    """One version of one part of a report's words; never changed, only followed."""

    __tablename__ = "plan_report_text"
    __table_args__ = (
        CheckConstraint(one_of("part", PARTS), name="part_is_known"),
        UniqueConstraint("report_id", "part", "n"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("plan_report.id"))
    part: Mapped[str]
    n: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int]
    """0 for the system, which writes the first version."""
    person_name: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class PlanReportScan(Base):
    """The signed paper as a file: what was put there stays, a better scan follows."""

    __tablename__ = "plan_report_scan"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("plan_report.id"), index=True)
    name: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int]
    sha256: Mapped[str]
    stored_as: Mapped[str] = mapped_column(unique=True)
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    person_name: Mapped[str]
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)


def plan_reports(session: Session) -> Sequence[PlanReport]:
    """All reports and corrections, the newest first."""
    return session.scalars(select(PlanReport).order_by(PlanReport.id.desc())).all()


def text_versions(session: Session, report_id: int, part: str | None = None) -> Sequence[PlanReportText]:
    """All versions of a report's words, or of one part, the newest first."""
    query = select(PlanReportText).where(PlanReportText.report_id == report_id)
    if part is not None:
        query = query.where(PlanReportText.part == part)
    return session.scalars(query.order_by(PlanReportText.id.desc())).all()


def texts_of(session: Session, report_id: int) -> Mapping[str, PlanReportText]:
    """The newest version of each part."""
    newest: dict[str, PlanReportText] = {}
    for row in text_versions(session, report_id):
        newest.setdefault(row.part, row)
    return newest


def frozen_before(session: Session, report_id: int | None) -> PlanReport | None:
    """The last report that was frozen, before this one if it is given."""
    query = select(PlanReport).where(PlanReport.frozen_at.is_not(None)).order_by(PlanReport.frozen_at.desc())
    if report_id is not None:
        query = query.where(PlanReport.id < report_id)
    return session.scalar(query.limit(1))


def annual_of(session: Session, year: int) -> PlanReport | None:
    """The first report on that year that is not an ad hoc one, whatever its state."""
    return session.scalar(
        select(PlanReport)
        .where(PlanReport.year == year, PlanReport.purpose != "ad_hoc")
        .order_by(PlanReport.id)
        .limit(1)
    )


def frozen_annual(session: Session, year: int) -> PlanReport | None:
    """The report on that year as it was signed last, corrections included."""
    return session.scalar(
        select(PlanReport)
        .where(PlanReport.year == year, PlanReport.purpose != "ad_hoc", PlanReport.frozen_at.is_not(None))
        .order_by(PlanReport.frozen_at.desc())
        .limit(1)
    )


def scans_of(session: Session, report_id: int) -> Sequence[PlanReportScan]:
    """The signed papers of a report, the newest first."""
    return session.scalars(
        select(PlanReportScan).where(PlanReportScan.report_id == report_id).order_by(PlanReportScan.id.desc())
    ).all()


def corrections_of(session: Session, report_id: int) -> Sequence[PlanReport]:
    """The corrections of a report, in order."""
    return session.scalars(
        select(PlanReport).where(PlanReport.corrects_id == report_id).order_by(PlanReport.correction)
    ).all()
