"""Papers as pages list them: what they are, their number, whether they stand, and where they are opened.

A front that shows a case passes `printed=paper_rows(case)` and includes `papers/_list.html`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from nscl_grants.actions.paper_signing import may_be_signed
from nscl_grants.actions.paper_texts import is_open, may_reword
from nscl_grants.db.applications import Application
from nscl_grants.db.papers import Paper, papers_of_batches, papers_of_case, papers_of_decision
from nscl_grants.documents.kinds import KINDS
from nscl_grants.domain.actor import ACCOUNT_HOLDER, AUDITOR, CHIEF_ACCOUNTANT, CLERK, FINANCE, Actor
from nscl_grants.domain.text import Text
from nscl_grants.domain.word import Word
from nscl_grants.web.access import db, is_staff, me

_TONES = {"standing": "good", "replaced": "stopped", "voided": "bad", "open_number": "draft", "being_made": "draft"}

_SIGNATURE_TONES = {
    "unsigned": "draft",
    "asked": "draft",
    "unjudged": "draft",
    "broken": "bad",
    "key": "good",
    "file": "good",
    "scan": "good",
}


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One paper, in the shape that `papers/_list.html` draws."""

    paper: Paper
    title: Text
    url: str
    """Its file, or the page that says that it is being made."""
    signed_url: str | None
    standing: str
    """The key of the word for where it stands."""
    unsure: bool
    signature: str = ""
    """The key of the word for its signature; "" where the office signs nothing."""
    words_url: str | None = None
    """Where the reader may change its words."""

    sign_url: str | None = None
    """Where the clerk signs it, or sees what the validator says."""

    @property
    def signature_label(self) -> Word:
        """Whether it is signed, in a word."""
        return Word(f"paper_signature.{self.signature}")

    @property
    def signature_tone(self) -> str:
        """The tone of that word."""
        return _SIGNATURE_TONES[self.signature]

    @property
    def label(self) -> Word:
        """Whether it stands, in a word."""
        return Word(f"paper.{self.standing}")

    @property
    def tone(self) -> str:
        """The tone of its badge."""
        return _TONES[self.standing]


def paper_rows(case: Application) -> list[PaperRow]:
    """The papers of a case that the reader may open, the newest first."""
    return _rows(papers_of_case(db(), case.id))


def decision_paper_rows(decision_id: int) -> list[PaperRow]:
    """The papers of a decision that the reader may open, the newest first."""
    return _rows(papers_of_decision(db(), decision_id))


def batch_paper_rows(batch_id: int) -> list[PaperRow]:
    """The papers of a batch of payments that the reader may open, the newest first."""
    return _rows(papers_of_batches(db(), [batch_id]))


def paper_row(paper: Paper) -> PaperRow:
    """One paper as a page shows it."""
    kind, signature = KINDS[paper.kind], signature_of(paper)
    return PaperRow(
        paper=paper,
        title=kind.title,
        url=url_for("papers.show", paper_id=paper.id),
        signed_url=url_for("papers.signed", paper_id=paper.id) if paper.signed_sha256 else None,
        standing=standing(paper),
        unsure=kind.unsure,
        signature=signature,
        sign_url=url_for("signing.show", paper_id=paper.id) if signature and me().holds(CLERK) else None,
        words_url=url_for("paper_texts.show", paper_id=paper.id) if _rewords(paper) else None,
    )


def _rewords(paper: Paper) -> bool:
    return is_staff(me()) and is_open(paper) and may_reword(me(), paper.kind)


def signature_of(paper: Paper) -> str:
    """unsigned, asked, unjudged, broken, key, file or scan; "" for what the office does not sign, or not yet."""
    if paper.signing_asked_at is not None:
        return "asked"
    if paper.signed_sha256 is None:
        return "unsigned" if may_be_signed(paper) else ""
    if paper.signers is None:
        return "unjudged"
    if not all(each["intact"] for each in paper.signers):
        return "broken"
    return paper.signed_how or "file"


def standing(paper: Paper) -> str:
    """standing, replaced, voided; or that it is being made, or waits for the register's number."""
    if paper.state != "standing":
        return paper.state
    if paper.made_at is None:
        return "being_made"
    if KINDS[paper.kind].book == "register" and paper.number is None:
        return "open_number"
    return "standing"


def may_open(actor: Actor, paper: Paper) -> bool:
    """Whether a reader of the case may open this paper; the firm gets what is meant for it, once it is final."""
    kind = KINDS[paper.kind]
    if kind.for_who_pays:
        return actor.holds(FINANCE, CHIEF_ACCOUNTANT, ACCOUNT_HOLDER, AUDITOR)
    if is_staff(actor):
        return True
    return kind.for_the_firm and (kind.book != "register" or paper.number is not None)


def _rows(found: Sequence[Paper]) -> list[PaperRow]:
    return [paper_row(paper) for paper in reversed(found) if may_open(me(), paper)]
