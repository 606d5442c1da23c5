"""Uploading papers to a case and taking them off again; a file taken off is marked and kept.

The bytes are stored before the act and belong to the case only with it: when the act is refused, or
was done before, the copy is discarded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.db import audit
from nscl_grants.db.applications import Application
from nscl_grants.db.attachments import Attachment
from nscl_grants.db.mandates import bytes_of_members
from nscl_grants.db.payments import Claim
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.forms import Document
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.reopening import CLAIM_WITH_THE_FIRM, NotOpenForChange, Reopened
from nscl_grants.domain.rights import check_may_edit
from nscl_grants.domain.text import Text
from nscl_grants.domain.vietnamese import clean
from nscl_grants.outside.sniffing import FileKind, sniff
from nscl_grants.outside.storage import FileTooLarge, Kept, Storage, size_of

MOST_MEGABYTES = 20
MOST_FILES = 25
"""In the dossier of a case, and in each of its claims."""
MOST_CASE_MEGABYTES, MOST_ORGANISATION_MEGABYTES = 300, 2_000
"""Of all files that a case, or an organisation with its cases and mandates, ever brought: what is taken off is kept,
and counts."""
MOST_NAME_SIGNS = 120
MEGABYTE = 1024 * 1024


@dataclass(eq=False)
class NoFileChosen(Refused):
    """The form came without a file."""


@dataclass(eq=False)
class TooManyFiles(Refused):
    """The case has as many files as it may have."""

    most: int


@dataclass(eq=False)
class CaseIsFull(Refused):
    """The case has brought as many bytes as it may."""

    most_megabytes: int


@dataclass(eq=False)
class OrganisationIsFull(Refused):
    """The organisation has brought as many bytes as it may."""

    most_megabytes: int


@dataclass(eq=False)
class DocumentIsFull(Refused):
    """The paper has as many files as it may have."""

    document: Text
    most: int


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: what its sender calls it, and its bytes."""

    name: str
    file: IO[bytes]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where in a case files are put: a paper of the dossier, or of one of its claims."""

    document: Document
    claim: Claim | None = None

    @property
    def group(self) -> str:
        """What the names of the files' papers begin with."""
        return "" if self.claim is None else f"claim.{self.claim.n}."

    @property
    def key(self) -> str:
        """The name of the paper within the case, as `Attachment.document` keeps it."""
        return self.group + self.document.name

    def check_open(self, application: Application) -> None:
        """Raise when no files may be added now."""
        if self.claim is None:
            is_open = Reopened(application.state, application.supplement).has_document(self.document.name)
        else:
            is_open = self.claim.state in CLAIM_WITH_THE_FIRM
        if not is_open:
            raise NotOpenForChange(self.document.title)

    def check_removable(self, application: Application, attachment: Attachment) -> None:
        """Raise when the file may not be taken off now."""
        self.check_open(application)
        reopened = Reopened(application.state, application.supplement)
        if self.claim is None and not reopened.may_remove(self.document.name, legal_date(attachment.uploaded_at)):
            raise NotOpenForChange(self.document.title)


def add(
    session: Session,
    storage: Storage,
    application: Application,
    shelf: Shelf,
    uploads: Sequence[Upload],
    *,
    actor: Actor,
    at: datetime,
    act: str,
) -> None:
    """Add the files to a paper of the case, all or none, once, and commit; says of each file what is wrong."""
    if not uploads:
        raise NoFileChosen()
    checked = [(file_name(each.name), check_upload(each), each) for each in uploads]
    stored = storage.keep_all(each.file for _, _, each in checked)
    kept = [(name, kind, place) for (name, kind, _), place in zip(checked, stored, strict=True)]
    application_id, done = application.id, None

    def put() -> bool:
        _lock(session, application, shelf)
        check_may_edit(actor, application.organisation_id)
        shelf.check_open(application)
        _check_room(session, application, shelf, len(kept))
        check_bytes(session, application, sum(place.size_bytes for place in stored))
        for name, kind, place in kept:
            _put(session, application_id, shelf.key, name, kind, place, actor, at)
        _note(session, application, "attachment.add", actor, at, shelf.key, [name for name, _, _ in kept])
        return True

    content = {"case": application_id, "document": shelf.key, "files": [(name, it.sha256) for name, _, it in kept]}
    try:
        done = once(session, Sent(act, "attachment.add", content), actor=actor, at=at, do=put)
    finally:
        if not done:
            for place in stored:
                storage.discard(place)


def remove(
    session: Session,
    application: Application,
    shelf: Shelf,
    attachment: Attachment,
    *,
    actor: Actor,
    at: datetime,
    act: str,
) -> None:
    """Mark the file as taken off, once, and commit; its bytes stay, and so does its row."""
    attachment_id = attachment.id
    assert attachment.document == shelf.key, "the file lies on this shelf"

    def take_off() -> None:
        _lock(session, application, shelf)
        check_may_edit(actor, application.organisation_id)
        session.refresh(attachment, with_for_update=True)
        shelf.check_removable(application, attachment)
        if attachment.removed_at is None:
            attachment.removed_at = at
            _note(session, application, "attachment.remove", actor, at, attachment.document, [attachment.name])

    once(session, Sent(act, "attachment.remove", {"attachment": attachment_id}), actor=actor, at=at, do=take_off)


def file_name(sent: str) -> str:
    """What its sender calls the file, on one line and without folders; its end is kept when it is cut."""
    name = clean(sent.replace("\\", "/").rsplit("/", 1)[-1]) or "khong-ten"
    if len(name) <= MOST_NAME_SIGNS:
        return name
    stem, dot, suffix = name.rpartition(".")
    return f"{stem[: MOST_NAME_SIGNS - len(suffix) - 1]}{dot}{suffix[:10]}"


def check_upload(upload: Upload) -> FileKind:
    """What the file is, by its bytes; one that is too large or of another kind is refused by its name."""
    name = file_name(upload.name)
    if size_of(upload.file) > MOST_MEGABYTES * MEGABYTE:
        raise FileTooLarge(name, MOST_MEGABYTES)
    return sniff(upload.file, name)


def check_bytes(session: Session, application: Application, more: int) -> None:
    """Raise when the case or its organisation would keep more bytes than it may."""
    of_case = _bytes_of_cases(application.organisation_id).where(Application.id == application.id)
    if session.scalars(of_case).one() + more > MOST_CASE_MEGABYTES * MEGABYTE:
        raise CaseIsFull(MOST_CASE_MEGABYTES)
    check_organisation_bytes(session, application.organisation_id, more)


def check_organisation_bytes(session: Session, organisation_id: int, more: int) -> None:
    """Raise when the organisation's cases and its members' mandates would together keep more bytes than they may."""
    queries = (_bytes_of_cases(organisation_id), bytes_of_members(organisation_id))
    if sum(session.scalars(each).one() for each in queries) + more > MOST_ORGANISATION_MEGABYTES * MEGABYTE:
        raise OrganisationIsFull(MOST_ORGANISATION_MEGABYTES)


def _bytes_of_cases(organisation_id: int) -> Select[int]:
    return (
        select(func.coalesce(func.sum(Attachment.size_bytes), 0))
        .join(Application, Application.id == Attachment.application_id)
        .where(Application.organisation_id == organisation_id)
    )


def _lock(session: Session, application: Application, shelf: Shelf) -> None:
    session.refresh(application, with_for_update=True)
    if shelf.claim is not None:
        session.refresh(shelf.claim, with_for_update=True)


def _check_room(session: Session, application: Application, shelf: Shelf, more: int) -> None:
    on_case = session.execute(
        select(Attachment.document, func.count(Attachment.id))
        .where(Attachment.application_id == application.id, Attachment.removed_at.is_(None))
        .group_by(Attachment.document)
    )
    counts: dict[str, int] = dict(on_case.all())
    if counts.get(shelf.key, 0) + more > shelf.document.most:
        raise DocumentIsFull(shelf.document.title, shelf.document.most)
    together = sum(count for key, count in counts.items() if key.rpartition(".")[0] == shelf.group.removesuffix("."))
    if together + more > MOST_FILES:
        raise TooManyFiles(MOST_FILES)


def _put(
    session: Session, application_id: int, key: str, name: str, kind: FileKind, kept: Kept, actor: Actor, at: datetime
) -> None:
    session.add(
        Attachment(
            application_id=application_id,
            document=key,
            name=name,
            media_type=kind.media_type,
            size_bytes=kept.size_bytes,
            sha256=kept.sha256,
            stored_as=kept.stored_as,
            uploaded_by=actor.person_id,
            uploaded_at=at,
            scan="unscanned",
        )
    )


def _note(
    session: Session, application: Application, what: str, actor: Actor, at: datetime, key: str, names: list[str]
) -> None:
    session.flush()
    audit.append(
        session,
        at=at,
        person_id=actor.person_id,
        account_id=actor.account_id,
        who=actor.name,
        what=what,
        subject_kind="application",
        subject=application.reference,
        after={"document": key, "files": names},
    )
