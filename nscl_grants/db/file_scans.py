"""Which files that were sent in wait for the scanner.

The rows that name files are the outbox: a file came with an act or it is not there, and what has no verdict waits.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.db.acts import Proposal
from nscl_grants.db.attachments import Attachment
from nscl_grants.db.batches import BankStatement
from nscl_grants.db.mandates import Mandate
from nscl_grants.db.paper_scans import PaperScan
from nscl_grants.db.papers import Paper
from nscl_grants.db.plan_reports import PlanReportScan
from nscl_grants.db.records import TaskRecordFile
from nscl_grants.db.science import ScienceFile
from nscl_grants.db.verdicts import FileScan

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
