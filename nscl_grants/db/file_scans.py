"""What the scanner says of each file that was sent in, and which files wait for it.

The rows that name files are the outbox: a file came with an act or it is not there, and what has no verdict waits.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from nscl_grants.db.acts import Proposal
from nscl_grants.db.attachments import Attachment
from nscl_grants.db.base import Base, UtcDateTime, one_of
from nscl_grants.db.batches import BankStatement
from nscl_grants.db.mandates import Mandate
from nscl_grants.db.paper_scans import PaperScan
from nscl_grants.db.papers import Paper
from nscl_grants.db.plan_reports import PlanReportScan
from nscl_grants.db.records import TaskRecordFile
from nscl_grants.db.science import ScienceFile

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


SENT_IN: tuple[tuple[Any, Any], ...] = (
    (Attachment.stored_as, Attachment.sha256),
    (Mandate.stored_as, Mandate.sha256),
    (TaskRecordFile.stored_as, TaskRecordFile.sha256),
    (PaperScan.stored_as, PaperScan.sha256),
    (PlanReportScan.stored_as, PlanReportScan.sha256),
    (BankStatement.stored_as, BankStatement.sha256),
    (ScienceFile.stored_as, ScienceFile.sha256),
    (Paper.signed_stored_as, Paper.signed_sha256),
    (Proposal.content["file"]["stored_as"].as_string(), Proposal.content["file"]["sha256"].as_string()),
)
"""Every column that names a file that came from outside; what we draw ourselves is not among them."""


def files_to_scan(session: Session, now: datetime, most: int) -> Sequence[tuple[str, str]]:
    """Place and digest of files without a verdict whose time has come."""
    waiting: list[tuple[str, str]] = []
    not_yet = select(FileScan.place).where((FileScan.due_at.is_(None)) | (FileScan.due_at > now))
    for place, digest in SENT_IN:
        query = select(place, digest).where(place.is_not(None), place.not_in(not_yet)).order_by(place.desc())
        waiting += [(row[0], row[1]) for row in session.execute(query.limit(most))]
    return waiting[:most]


def scan_of(session: Session, stored_as: str) -> FileScan | None:
    """What is known of that file."""
    return session.get(FileScan, stored_as)
