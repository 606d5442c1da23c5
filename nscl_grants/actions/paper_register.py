"""The register: the clerk gives a paper its number and date, or voids it; a number is never used again."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.actions.attachments import MOST_MEGABYTES, Upload, file_name
from nscl_grants.actions.paper_row import Asked, about_same, add_paper, end_paper, note_paper
from nscl_grants.db import papers
from nscl_grants.db.decisions import Decision
from nscl_grants.db.papers import Paper
from nscl_grants.definitions.house import house_of
from nscl_grants.documents.kinds import KINDS
from nscl_grants.domain.actor import CLERK, Actor
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text
from nscl_grants.domain.word import Word
from nscl_grants.domain.workflow import NotYourStep
from nscl_grants.outside.sniffing import PDF, FileKindRefused, sniff
from nscl_grants.outside.storage import FileTooLarge, Kept, Storage, size_of

_GIVE_NUMBER = Text("Vào sổ văn bản", "Enter in the register")

NUMBERED_WITH_THEIR_DECISION = frozenset({"award_decision", "recovery_decision"})
FROM_THE_REGISTER = tuple(
    kind.key for kind in KINDS.values() if kind.book == "register" and kind.key not in NUMBERED_WITH_THEIR_DECISION
)
"""What the clerk numbers paper by paper."""


@dataclass(eq=False)
class NotToBeNumbered(Refused):
    """The paper has its number, gets none from the register, or stands no longer."""

    paper: Text


@dataclass(eq=False)
class PaperNumberTaken(Refused):
    """The register gives a number once a year in each book."""

    number: str
    year: int


@dataclass(eq=False)
class NumberedAhead(Refused):
    """A paper is not dated ahead."""

    on: date
    today: date


@dataclass(eq=False)
class NoLongerStands(Refused):
    """What was replaced or voided cannot be voided again."""

    paper: Text


def register_paper(
    session: Session,
    storage: Storage,
    paper: Paper,
    *,
    number: str,
    on: date,
    signed: Upload | None,
    actor: Actor,
    at: datetime,
    act: str,
) -> None:
    """Give a notice or proposal the register's number and date, and perhaps its signed file, and commit.

    The paper with its number takes the place of the one without; a number is never given twice in its book and year.
    """
    paper_id, done = paper.id, None
    kept = _keep(storage, signed)

    def give() -> bool:
        session.refresh(paper, with_for_update=True)
        whole = _whole_number(session, paper, number)
        _check_number(session, paper, whole, on, actor, legal_date(at))
        _numbered(session, paper, whole, on, actor, at, act, kept)
        note_paper(session, paper, actor, at, "paper.register", {"number": whole, "on": on.isoformat()})
        return True

    content = {"paper": paper_id, "number": number, "on": on.isoformat(), "file": kept.sha256 if kept else ""}
    try:
        done = once(session, Sent(act, "paper.register", content), actor=actor, at=at, do=give)
    finally:
        if kept and not done:
            storage.discard(kept)


def void_paper(session: Session, paper: Paper, *, reason: str, actor: Actor, at: datetime, act: str) -> None:
    """The paper stands no longer, for a reason that its check page tells, and commit; its number is not used again."""
    paper_id = paper.id

    def void() -> None:
        session.refresh(paper, with_for_update=True)
        if not actor.holds(CLERK):
            raise NotYourStep(_GIVE_NUMBER, (Word(f"role.{CLERK}"),))
        if paper.state != "standing":
            raise NoLongerStands(KINDS[paper.kind].title)
        end_paper(paper, "voided", at, reason)
        note_paper(session, paper, actor, at, "paper.void", {"reason": reason})

    once(session, Sent(act, "paper.void", {"paper": paper_id, "reason": reason}), actor=actor, at=at, do=void)


def request_issued_decision(session: Session, decision: Decision, *, actor: Actor, at: datetime, act: str) -> None:
    """The decision has its number and date: its paper is asked for again, complete; part of the act that issues it."""
    for paper in papers.papers_of_decision(session, decision.id):
        if paper.state == "standing" and paper.kind in NUMBERED_WITH_THEIR_DECISION and paper.facts is not None:
            assert decision.number is not None, "an issued decision has a number"
            assert decision.issued_on is not None, "an issued decision has a date"
            _numbered(session, paper, decision.number, decision.issued_on, actor, at, act, None)


def _numbered(
    session: Session, paper: Paper, number: str, on: date, actor: Actor, at: datetime, act: str, signed: Kept | None
) -> None:
    """The same facts with number and date, in a paper of its own."""
    facts = {**(paper.facts or {}), "number": number, "on": on.isoformat()}
    request = f"{act}/{paper.kind}/number/{paper.id}"
    add_paper(session, Asked(paper.kind, request, about_same(paper), at, actor.person_id, facts, on, signed))


def _whole_number(session: Session, paper: Paper, number: str) -> str:
    """15/TB-SKHCN, also when only 15 was typed."""
    if "/" in number:
        return number
    return f"{number}/{KINDS[paper.kind].symbol}-{house_of(session).plan.settings.office_short}"


def _check_number(session: Session, paper: Paper, number: str, on: date, actor: Actor, today: date) -> None:
    kind = KINDS[paper.kind]
    if not actor.holds(CLERK):
        raise NotYourStep(_GIVE_NUMBER, (Word(f"role.{CLERK}"),))
    waits = paper.state == "standing" and paper.number is None and paper.facts is not None
    if kind.book != "register" or kind.key in NUMBERED_WITH_THEIR_DECISION or not waits:
        raise NotToBeNumbered(kind.title)
    if on > today:
        raise NumberedAhead(on, today)
    same_book = [each.key for each in KINDS.values() if each.symbol == kind.symbol]
    if papers.number_is_taken(session, same_book, number, on.year):
        raise PaperNumberTaken(number, on.year)


def _keep(storage: Storage, signed: Upload | None) -> Kept | None:
    """The signed file, which has to be a PDF of a size that we take."""
    if signed is None:
        return None
    name = file_name(signed.name)
    if size_of(signed.file) > MOST_MEGABYTES * 1024 * 1024:
        raise FileTooLarge(name, MOST_MEGABYTES)
    if sniff(signed.file, name) != PDF:
        raise FileKindRefused(name, PDF.name)
    return storage.keep(signed.file)
