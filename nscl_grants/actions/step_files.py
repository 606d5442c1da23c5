"""Files that are sent with a step: kept on the case with the step itself, or not at all."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.actions.attachments import Upload, check_bytes, check_upload, file_name
from nscl_grants.actions.cases import step_of
from nscl_grants.actions.moves import subject_kind
from nscl_grants.actions.step import Subject, application_of
from nscl_grants.db.attachments import PAYMENT_FILES, STEP_FILES, Attachment
from nscl_grants.db.payments import Payment
from nscl_grants.domain.actor import Actor
from nscl_grants.outside.sniffing import FileKind
from nscl_grants.outside.storage import Kept, Storage


def advance_with_files(
    session: Session,
    storage: Storage,
    subject: Subject,
    trigger: str,
    files: Mapping[str, Upload],
    *,
    actor: Actor,
    at: datetime,
    act: str,
    answers: Mapping[str, Any],
    seen_version: int | None = None,
) -> None:
    """Take the subject one step on, as `actions.cases.advance` does, and keep the files with it."""
    checked = {name: check_upload(upload) for name, upload in files.items()}
    kept = {name: storage.keep(upload.file) for name, upload in files.items()}
    take = step_of(session, subject, trigger, actor=actor, at=at, act=act, answers=answers, seen_version=seen_version)
    kind, subject_id, done = subject_kind(subject), subject.id, None

    def take_and_keep() -> bool:
        take()
        check_bytes(session, application_of(subject), sum(each.size_bytes for each in kept.values()))
        for name, upload in files.items():
            session.add(_attachment(subject, trigger, name, upload, checked[name], kept[name], actor, at))
        return True

    content = {"subject": subject_id, "answers": dict(answers), "files": {name: it.sha256 for name, it in kept.items()}}
    try:
        done = once(session, Sent(act, f"{kind}.{trigger}", content), actor=actor, at=at, do=take_and_keep)
    finally:
        if not done:
            for stored in kept.values():
                storage.discard(stored)


def _attachment(
    subject: Subject, trigger: str, name: str, upload: Upload, kind: FileKind, kept: Kept, actor: Actor, at: datetime
) -> Attachment:
    of_payment = f"{PAYMENT_FILES}{subject.number}." if isinstance(subject, Payment) else STEP_FILES
    return Attachment(
        application_id=application_of(subject).id,
        document=f"{of_payment}{trigger}.{name}",
        name=file_name(upload.name),
        media_type=kind.media_type,
        size_bytes=kept.size_bytes,
        sha256=kept.sha256,
        stored_as=kept.stored_as,
        uploaded_by=actor.person_id,
        uploaded_at=at,
        scan="unscanned",
    )
