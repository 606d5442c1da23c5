"""Signing: the clerk asks for the office's key, or puts in what was signed elsewhere; the worker does the rest.

The issued bytes stay as they are; the signed copy lies beside them with its own digest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.actions.attachments import MOST_MEGABYTES, Upload, file_name
from nscl_grants.actions.paper_row import note_paper
from nscl_grants.db.papers import Paper
from nscl_grants.documents.kinds import KINDS
from nscl_grants.domain.actor import CLERK, Actor
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text
from nscl_grants.domain.word import Word
from nscl_grants.domain.workflow import NotYourStep
from nscl_grants.outside.sniffing import JPG, PDF, PNG, FileKind, FileKindRefused, sniff
from nscl_grants.outside.storage import FileTooLarge, Kept, Storage, size_of

_SIGN = Text("Ký văn bản", "Sign the paper")
_OF_A_SCANNER = (PDF, JPG, PNG)


@dataclass(eq=False)
class NotToBeSigned(Refused):
    """The paper is a draft, stands no longer, is not made yet, or is signed elsewhere."""

    paper: Text


@dataclass(frozen=True, slots=True)
class SignedFile:
    """A file that bears a signature, in its place."""

    kept: Kept
    media_type: str


def ask_to_sign(session: Session, papers: Sequence[Paper], *, actor: Actor, at: datetime, act: str) -> None:
    """Let the worker sign the papers with the office's key, all or none, and commit."""
    paper_ids = sorted(paper.id for paper in papers)

    def ask() -> None:
        for paper in papers:
            session.refresh(paper, with_for_update=True)
            check_may_be_signed(paper, actor)
            paper.signing_asked_at, paper.signing_asked_by, paper.signing_fault = at, actor.person_id, ""
            note_paper(session, paper, actor, at, "paper.sign", {"issued": paper.sha256})

    once(session, Sent(act, "paper.sign", {"papers": paper_ids}), actor=actor, at=at, do=ask)


def put_signed(
    session: Session, storage: Storage, paper: Paper, upload: Upload, *, actor: Actor, at: datetime, act: str
) -> None:
    """Put in the paper as it was signed by hand and scanned, or by another key, and commit."""
    paper_id, done = paper.id, None
    file = keep_signed(storage, upload)

    def put() -> bool:
        session.refresh(paper, with_for_update=True)
        check_may_be_signed(paper, actor)
        add_signed(paper, file, at, actor.person_id)
        note_paper(session, paper, actor, at, "paper.signed", {"issued": paper.sha256, "signed": file.kept.sha256})
        return True

    sent = Sent(act, "paper.signed", {"paper": paper_id, "file": file.kept.sha256})
    try:
        done = once(session, sent, actor=actor, at=at, do=put)
    finally:
        if not done:
            storage.discard(file.kept)


def keep_signed(storage: Storage, upload: Upload) -> SignedFile:
    """Store a PDF or a picture from a scanner; refuses what is too large or of another kind."""
    name = file_name(upload.name)
    if size_of(upload.file) > MOST_MEGABYTES * 1024 * 1024:
        raise FileTooLarge(name, MOST_MEGABYTES)
    kind: FileKind = sniff(upload.file, name)
    if kind not in _OF_A_SCANNER:
        raise FileKindRefused(name, ", ".join(each.name for each in _OF_A_SCANNER))
    return SignedFile(storage.keep(upload.file), kind.media_type)


def add_signed(paper: Paper, file: SignedFile, at: datetime, by: int) -> None:
    """The signed copy is beside the paper; its signatures are judged by the worker."""
    paper.signed_sha256, paper.signed_stored_as, paper.signed_type = (
        file.kept.sha256,
        file.kept.stored_as,
        file.media_type,
    )
    paper.signed_how, paper.signers, paper.signing_fault = "file", None, ""
    paper.signed_at, paper.signed_by = at, by


def check_may_be_signed(paper: Paper, actor: Actor) -> None:
    """Only the clerk signs, and only what is final: made, standing, numbered, and of a kind that the office signs."""
    if not actor.holds(CLERK):
        raise NotYourStep(_SIGN, (Word(f"role.{CLERK}"),))
    if not may_be_signed(paper):
        raise NotToBeSigned(KINDS[paper.kind].title)


def may_be_signed(paper: Paper) -> bool:
    """Whether a signature may be put under it."""
    kind = KINDS[paper.kind]
    is_final = paper.number is not None or kind.book != "register"
    return kind.is_signed and is_final and paper.state == "standing" and paper.made_at is not None
