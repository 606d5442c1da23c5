"""Papers that were signed by hand come back as scans: the clerk sends them in, the worker puts each with its paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.actions.attachments import Upload, file_name
from nscl_grants.actions.paper_row import note_paper
from nscl_grants.actions.paper_signing import SignedFile, add_signed, check_may_be_signed, keep_signed
from nscl_grants.db.paper_scans import PaperScan
from nscl_grants.db.papers import paper_by_code
from nscl_grants.documents.kinds import KINDS
from nscl_grants.domain.actor import CLERK, Actor
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text
from nscl_grants.domain.word import Word
from nscl_grants.domain.workflow import NotYourStep
from nscl_grants.outside.storage import Kept, Storage

_SEND = Text("Gửi bản quét", "Send scans")


@dataclass(eq=False)
class NoPaperWithThisCode(Refused):
    """The code that was typed is on none of our papers."""

    code: str


@dataclass(eq=False)
class ScanHasItsPaper(Refused):
    """The scan lies with its paper already, or was put aside."""

    name: str


@dataclass(eq=False)
class PaperHasItsCopy(Refused):
    """A signed copy lies with the paper already; another one is put in on the paper's own page."""

    paper: Text
    code: str


def send_scans(
    session: Session, storage: Storage, uploads: Sequence[Upload], *, actor: Actor, at: datetime, act: str
) -> None:
    """Take in files from the scanner, all or none, and commit; the worker reads which paper each is."""
    if not actor.holds(CLERK):
        raise NotYourStep(_SEND, (Word(f"role.{CLERK}"),))
    files: list[tuple[str, SignedFile]] = []
    done = None

    def send() -> bool:
        for name, file in files:
            session.add(_row(name, file, actor, at))
        session.flush()
        return True

    try:
        for upload in uploads:
            files.append((file_name(upload.name), keep_signed(storage, upload)))
        sent = Sent(act, "paper.scans", {"files": [file.kept.sha256 for _, file in files]})
        done = once(session, sent, actor=actor, at=at, do=send)
    finally:
        if not done:
            for _, file in files:
                storage.discard(file.kept)


def name_scan(session: Session, scan: PaperScan, code: str, *, actor: Actor, at: datetime, act: str) -> None:
    """Put a scan with the paper whose code was typed, and commit."""
    scan_id = scan.id

    def name() -> None:
        session.refresh(scan, with_for_update=True)
        if not actor.holds(CLERK):
            raise NotYourStep(_SEND, (Word(f"role.{CLERK}"),))
        _check_is_open(scan)
        scan.code, scan.found_by, scan.read_at = code, "hand", scan.read_at or at
        put_with_its_paper(session, scan, actor, at)

    once(session, Sent(act, "paper.scan", {"scan": scan_id, "code": code}), actor=actor, at=at, do=name)


def put_scan_aside(session: Session, scan: PaperScan, *, actor: Actor, at: datetime, act: str) -> None:
    """The scan is none of ours; it is kept and no longer listed. Commits."""
    scan_id = scan.id

    def aside() -> None:
        session.refresh(scan, with_for_update=True)
        if not actor.holds(CLERK):
            raise NotYourStep(_SEND, (Word(f"role.{CLERK}"),))
        _check_is_open(scan)
        scan.put_aside_at, scan.read_at = at, scan.read_at or at

    once(session, Sent(act, "paper.scan.aside", {"scan": scan_id}), actor=actor, at=at, do=aside)


def put_with_its_paper(session: Session, scan: PaperScan, actor: Actor, at: datetime) -> None:
    """The scan becomes the signed copy of the paper whose code it bears; refuses when that cannot be."""
    paper = paper_by_code(session, scan.code or "")
    if paper is None:
        raise NoPaperWithThisCode(scan.code or "")
    session.refresh(paper, with_for_update=True)
    check_may_be_signed(paper, actor)
    if paper.signed_sha256 is not None:
        raise PaperHasItsCopy(KINDS[paper.kind].title, paper.code)
    kept = Kept(scan.stored_as, scan.sha256, scan.size_bytes)
    add_signed(paper, SignedFile(kept, scan.media_type), at, actor.person_id)
    scan.paper_id = paper.id
    note_paper(session, paper, actor, at, "paper.signed", {"issued": paper.sha256, "signed": scan.sha256})


def _check_is_open(scan: PaperScan) -> None:
    if scan.paper_id is not None or scan.put_aside_at is not None:
        raise ScanHasItsPaper(scan.name)


def _row(name: str, file: SignedFile, actor: Actor, at: datetime) -> PaperScan:
    kept = file.kept
    return PaperScan(
        name=name,
        media_type=file.media_type,
        sha256=kept.sha256,
        stored_as=kept.stored_as,
        size_bytes=kept.size_bytes,
        sent_by=actor.person_id,
        sent_at=at,
    )
