"""Papers: asked for in the transaction of a step, numbered by the clerk, replaced or voided, never changed.

The row is the outbox: what it asks for is made by the worker (`paper_worker.py`), outside every request.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.actions.attachments import MOST_MEGABYTES, Upload, file_name
from nscl_grants.actions.paper_facts import GATHERED_IN_THE_STEP
from nscl_grants.actions.paper_facts.decisions import decision_of
from nscl_grants.actions.paper_facts.paying import claim_paper
from nscl_grants.actions.step import Step
from nscl_grants.db import audit, papers
from nscl_grants.db.decisions import Decision
from nscl_grants.db.papers import Paper
from nscl_grants.db.payments import Claim, Payment
from nscl_grants.definitions.house import house_of
from nscl_grants.documents.facts import digest_of, to_json
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
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without signs that are mistaken for one another when read out or copied by hand."""
_GROUPS, _GROUP_SIGNS = 3, 4

FOLLOWING: Mapping[str, tuple[str, ...]] = {
    "submit": ("application_paper",),
    "supplement": ("application_paper",),
    "receive": ("receipt",),
    "ask_supplement": ("supplement_slip",),
    "refuse": ("refusal_slip",),
    "stop": ("stop_notice",),
    "extend": ("apology_slip",),
    "recommend": ("review_minutes", "proposal"),
    "promote": ("proposal",),
    "propose_rejection": ("review_minutes",),
    "approve": ("award_decision",),
    "issue": ("award_notice",),
    "reject": ("rejection_notice",),
    "recover": ("recovery_decision",),
    "receive_repayment": ("repayment_slip",),
}
"""What a step asks for, by its trigger; a payment's preparation asks for the voucher of its route."""

VOIDING: Mapping[str, tuple[str, ...]] = {
    "send_back": ("review_minutes", "proposal"),
    "cancel": ("award_notice",),
    "claim_lapses": ("award_notice",),
    "annul": ("recovery_decision",),
    "uphold_appeal": ("refusal_slip", "rejection_notice", "recovery_decision"),
    "void": ("drawdown", "payment_order", "payee_list"),
    "record_return": ("drawdown", "payment_order", "payee_list"),
}
"""What a step takes the ground from; such a paper stays, and says that it stands no longer."""

OF_A_DECISION = frozenset({"award_decision"})
"""About all cases of a decision; gathered by the worker, when all of them are on it."""
EACH_STANDS = frozenset({"repayment_slip"})
"""Several of these stand side by side; any other kind is replaced by the next one about the same thing."""
NUMBERED_WITH_THEIR_DECISION = frozenset({"award_decision", "recovery_decision"})


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


@dataclass(frozen=True, slots=True)
class _About:
    """What a paper is about."""

    application_id: int | None = None
    decision_id: int | None = None
    claim_id: int | None = None
    payment_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Asked:
    """A paper that is asked for."""

    kind: str
    request: str
    about: _About
    at: datetime
    by: int
    facts: Mapping[str, Any] | None = None
    on: date | None = None
    signed: Kept | None = field(default=None)


def follow_with_papers(step: Step) -> None:
    """Void what the step takes the ground from, and ask for what follows it; called once in every move."""
    if isinstance(step.subject, Claim):
        return  # A claim is printed when its organisation asks for it, before it is sent.
    for kind in VOIDING.get(step.transition.trigger, ()):
        _void_of_step(step, kind)
    for kind in _kinds_after(step):
        request_paper(step, kind)


def request_paper(step: Step, kind: str) -> None:
    """Ask for a paper with the facts of this moment, in the transaction of the step; once for each act."""
    decision = decision_of(step) if kind in OF_A_DECISION or kind == "recovery_decision" else None
    whole = decision is not None and kind in OF_A_DECISION
    about = _About(
        application_id=None if whole else step.application.id,
        decision_id=decision.id if decision else None,
        payment_id=step.subject.id if isinstance(step.subject, Payment) else None,
    )
    request = f"{step.act}/{kind}/{f'decision {decision.id}' if whole and decision else step.application.reference}"
    if papers.is_asked_for(step.session, request):
        return
    facts = None if whole else to_json(GATHERED_IN_THE_STEP[kind](step))
    _add(step.session, _Asked(kind, request, about, step.at, step.actor.person_id, facts, _own_date(kind, step.today)))


def request_issued_decision(session: Session, decision: Decision, *, actor: Actor, at: datetime, act: str) -> None:
    """The decision has its number and date: its paper is asked for again, complete; part of the act that issues it."""
    for paper in papers.papers_of_decision(session, decision.id):
        if paper.state == "standing" and paper.kind in NUMBERED_WITH_THEIR_DECISION and paper.facts is not None:
            assert decision.number is not None, "an issued decision has a number"
            assert decision.issued_on is not None, "an issued decision has a date"
            _numbered(session, paper, decision.number, decision.issued_on, actor, at, act, None)


def ask_for_claim_paper(session: Session, claim: Claim, *, actor: Actor, at: datetime, act: str) -> None:
    """Print the claim as it stands now, for the organisation to sign, and commit."""
    claim_id = claim.id

    def ask() -> None:
        facts = to_json(claim_paper(session, house_of(session), claim, on=legal_date(at)))
        about = _About(application_id=claim.application_id, claim_id=claim_id)
        request = f"{act}/claim_paper/{claim.application.reference}"
        _add(session, _Asked("claim_paper", request, about, at, actor.person_id, facts, legal_date(at)))

    once(session, Sent(act, "paper.claim", {"claim": claim_id}), actor=actor, at=at, do=ask)


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
        _note(session, paper, actor, at, "paper.register", {"number": whole, "on": on.isoformat()})
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
        _end(paper, "voided", at, reason)
        _note(session, paper, actor, at, "paper.void", {"reason": reason})

    once(session, Sent(act, "paper.void", {"paper": paper_id, "reason": reason}), actor=actor, at=at, do=void)


def new_code() -> str:
    """A code that cannot be guessed and is easy to type: 7K3M-9QXT-2HBD."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP_SIGNS)) for _ in range(_GROUPS))
    return "-".join(groups)


def _kinds_after(step: Step) -> tuple[str, ...]:
    trigger = step.transition.trigger
    if trigger == "prepare":
        route = step.answers.get("route", "")
        return (route,) if route in ("drawdown", "payment_order") else ()
    kinds = FOLLOWING.get(trigger, ())
    if trigger == "recommend" and step.transition.dest != "recommended":
        return tuple(kind for kind in kinds if kind != "proposal")
    return kinds


def _void_of_step(step: Step, kind: str) -> None:
    payment_id = step.subject.id if isinstance(step.subject, Payment) else None
    reason = step.transition.label.vi
    for paper in papers.papers_of_case(step.session, step.application.id):
        is_meant = paper.kind == kind and paper.state == "standing"
        if is_meant and paper.payment_id == payment_id and paper.application_id is not None:
            _end(paper, "voided", step.at, reason)


def _add(session: Session, asked: _Asked) -> Paper:
    kind, facts = KINDS[asked.kind], asked.facts
    paper = Paper(
        request=asked.request,
        kind=kind.key,
        template=kind.newest,
        application_id=asked.about.application_id,
        decision_id=asked.about.decision_id,
        claim_id=asked.about.claim_id,
        payment_id=asked.about.payment_id,
        code=new_code(),
        facts=None if facts is None else dict(facts),
        digest=None if facts is None else digest_of(dict(facts)),
        number=None if facts is None else facts.get("number") or facts.get("book_number") or None,
        numbered_on=asked.on,
        asked_at=asked.at,
        asked_by=asked.by,
        signed_sha256=asked.signed.sha256 if asked.signed else None,
        signed_stored_as=asked.signed.stored_as if asked.signed else None,
    )
    session.add(paper)
    session.flush()
    if kind.key not in EACH_STANDS:
        for before in papers.standing_before(session, paper):
            _end(before, "replaced", asked.at, "", paper.id)
    session.flush()
    return paper


def _own_date(kind: str, today: date) -> date | None:
    """Papers of our own books are dated by the step; those of the register wait for theirs."""
    return None if KINDS[kind].book == "register" else today


def _end(paper: Paper, state: str, at: datetime, reason: str, replaced_by: int | None = None) -> None:
    paper.state, paper.state_since, paper.state_reason = state, at, reason
    paper.replaced_by = replaced_by


def _numbered(
    session: Session, paper: Paper, number: str, on: date, actor: Actor, at: datetime, act: str, signed: Kept | None
) -> None:
    """The same facts with number and date, in a paper of its own."""
    facts = {**(paper.facts or {}), "number": number, "on": on.isoformat()}
    about = _About(paper.application_id, paper.decision_id, paper.claim_id, paper.payment_id)
    request = f"{act}/{paper.kind}/number/{paper.id}"
    _add(session, _Asked(paper.kind, request, about, at, actor.person_id, facts, on, signed))


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


def _note(session: Session, paper: Paper, actor: Actor, at: datetime, what: str, after: Mapping[str, object]) -> None:
    audit.append(
        session,
        at=at,
        person_id=actor.person_id,
        account_id=actor.account_id,
        who=actor.name,
        what=what,
        subject_kind="paper",
        subject=paper.code,
        before=None,
        after=after,
    )
