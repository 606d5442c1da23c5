"""The signed paper of a report as a file: put there once it is signed, kept with its digest; a better scan follows."""

from datetime import datetime

from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.actions.attachments import MOST_MEGABYTES, Upload, file_name
from nscl_grants.actions.plan_reports import NotSigned
from nscl_grants.db import audit
from nscl_grants.db.plan_reports import PlanReport, PlanReportScan
from nscl_grants.domain.actor import PLAN_MANAGER, Actor
from nscl_grants.domain.text import Text
from nscl_grants.domain.two_people import check_role
from nscl_grants.outside.sniffing import FileKind, sniff
from nscl_grants.outside.storage import FileTooLarge, Kept, Storage, size_of

ATTACH = Text("Đưa bản đã ký lên", "Upload the signed paper")


def attach_scan(
    session: Session, storage: Storage, report: PlanReport, upload: Upload, *, actor: Actor, at: datetime, act: str
) -> None:
    """Keep the signed paper beside the frozen report, once, and commit; refused before the signature is recorded."""
    report_id, name, kind = report.id, file_name(upload.name), _kind_of(upload)
    kept, done = storage.keep(upload.file), None

    def put() -> bool:
        check_role(actor, ATTACH, PLAN_MANAGER)
        session.refresh(report, with_for_update=True)
        if report.frozen_at is None:
            raise NotSigned()
        session.add(_scan(report_id, name, kind, kept, actor, at))
        _note(session, report_id, name, kept, actor, at)
        return True

    content = {"report": report_id, "name": name, "sha256": kept.sha256}
    try:
        done = once(session, Sent(act, "plan_report.scan", content), actor=actor, at=at, do=put)
    finally:
        if not done:
            storage.discard(kept)


def _kind_of(upload: Upload) -> FileKind:
    name = file_name(upload.name)
    if size_of(upload.file) > MOST_MEGABYTES * 1024 * 1024:
        raise FileTooLarge(name, MOST_MEGABYTES)
    return sniff(upload.file, name)


def _scan(report_id: int, name: str, kind: FileKind, kept: Kept, actor: Actor, at: datetime) -> PlanReportScan:
    return PlanReportScan(
        report_id=report_id,
        name=name,
        media_type=kind.media_type,
        size_bytes=kept.size_bytes,
        sha256=kept.sha256,
        stored_as=kept.stored_as,
        uploaded_by=actor.person_id,
        person_name=actor.name,
        uploaded_at=at,
    )


def _note(session: Session, report_id: int, name: str, kept: Kept, actor: Actor, at: datetime) -> None:
    session.flush()
    audit.append(
        session,
        at=at,
        person_id=actor.person_id,
        account_id=actor.account_id,
        who=actor.name,
        what="plan_report.scan",
        subject_kind="plan_report",
        subject=str(report_id),
        after={"name": name, "sha256": kept.sha256},
    )
