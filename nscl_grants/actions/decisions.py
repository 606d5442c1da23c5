"""Decisions: the approver decides many cases at once, and the clerk gives the decision its number and date."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.actions.acts import ChangedMeanwhile, Sent, once
from nscl_grants.actions.attachments import MOST_MEGABYTES, Upload, file_name
from nscl_grants.actions.moves import move
from nscl_grants.actions.paper_register import request_issued_decision
from nscl_grants.db import audit
from nscl_grants.db.applications import Application
from nscl_grants.db.attachments import Attachment
from nscl_grants.db.cases import lock_case
from nscl_grants.db.decisions import Decision
from nscl_grants.definitions.house import house_of
from nscl_grants.definitions.words import sentence
from nscl_grants.domain.actor import CLERK, Actor
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.guards.deciding import AlreadyIssued
from nscl_grants.domain.money import Money
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text
from nscl_grants.domain.word import Word
from nscl_grants.domain.workflow import NotYourStep
from nscl_grants.outside.sniffing import PDF, FileKind, FileKindRefused, sniff
from nscl_grants.outside.storage import FileTooLarge, Kept, Storage, size_of

_ISSUE = Text("Ban hành quyết định", "Issue decision")


@dataclass(eq=False)
class NothingChosen(Refused):
    """A decision is about at least one case."""


@dataclass(eq=False)
class CutUnexplained(Refused):
    """Less than was recommended is approved only with a reason."""

    amount: Money
    recommended: Money


@dataclass(eq=False)
class CaseHeldBack(Refused):
    """One of the cases of a decision cannot be decided, so none of them is."""

    organisation: str
    code: str
    why: Text


@dataclass(eq=False)
class NumberTaken(Refused):
    """The office's register gives a number once a year."""

    number: str
    year: int


@dataclass(eq=False)
class IssuedTooEarly(Refused):
    """A decision is not dated before it was made."""

    on: date
    made: date


@dataclass(eq=False)
class IssuedAhead(Refused):
    """A decision is not dated ahead."""

    on: date
    today: date


@dataclass(frozen=True, slots=True)
class Chosen:
    """A case that the approver ticked, and what is approved for it."""

    application: Application
    amount: Money
    reason: str
    seen_version: int


def decide(
    session: Session, chosen: Sequence[Chosen], *, actor: Actor, at: datetime, act: str, remarks: str = ""
) -> int | None:
    """Approve all the chosen cases in one decision, and commit; None when this very act was done before.

    One case that must wait holds back the whole decision: CaseHeldBack says which one, and why.
    """
    in_order = sorted(chosen, key=lambda each: each.application.id)

    def take() -> int:
        if not in_order:
            raise NothingChosen()
        _lock(session, in_order)
        decision = _begun(session, actor, at, remarks)
        for each in in_order:
            _approve(session, each, decision, actor=actor, at=at, act=act)
        _note(session, decision, actor, at, "decision.make", {"cases": len(in_order)})
        return decision.id

    content = {"cases": [[each.application.id, each.amount.dong, each.reason] for each in in_order], "remarks": remarks}
    return once(session, Sent(act, "decision.make", content), actor=actor, at=at, do=take)


def issue(
    session: Session,
    storage: Storage,
    decision: Decision,
    *,
    number: str,
    issued_on: date,
    signed: Upload,
    actor: Actor,
    at: datetime,
    act: str,
) -> None:
    """Give the decision its number, date and signed file, tell the organisations it supports, and commit."""
    decision_id, done = decision.id, None
    name, kind = _checked(signed)
    kept = storage.keep(signed.file)

    def take() -> bool:
        session.refresh(decision, with_for_update=True)
        _check_issue(session, decision, number, issued_on, actor, legal_date(at))
        answers = {"number": number, "issued_on": issued_on.isoformat(), "signed_file": name}
        for application in _cases_to_tell(session, decision):
            move(session, application, "issue", actor=actor, at=at, act=act, answers=answers, decision=decision)
        decision.number, decision.year, decision.issued_on = number, issued_on.year, issued_on
        decision.issued_by = actor.person_id
        decision.file_id = _file(session, decision, name, kind, kept, actor, at)
        request_issued_decision(session, decision, actor=actor, at=at, act=act)
        _note(session, decision, actor, at, "decision.issue", answers)
        return True

    content = {"decision": decision_id, "number": number, "issued_on": issued_on.isoformat(), "file": kept.sha256}
    try:
        done = once(session, Sent(act, "decision.issue", content), actor=actor, at=at, do=take)
    finally:
        if not done:
            storage.discard(kept)


def _lock(session: Session, in_order: Sequence[Chosen]) -> None:
    """All cases first, in order of id, and only then the ledger: two decisions never wait for one another."""
    for each in in_order:
        lock_case(session, each.application)
        if each.application.version != each.seen_version:
            raise ChangedMeanwhile()


def _begun(session: Session, actor: Actor, at: datetime, remarks: str) -> Decision:
    decision = Decision(kind="award", made_by=actor.person_id, made_at=at, remarks=remarks)
    session.add(decision)
    session.flush()
    return decision


def _approve(session: Session, each: Chosen, decision: Decision, *, actor: Actor, at: datetime, act: str) -> None:
    application = each.application
    answers = {"in_full": each.amount == application.recommended, "amount": each.amount.dong, "reason": each.reason}
    try:
        _check_cut(each)
        move(session, application, "approve", actor=actor, at=at, act=act, answers=answers, decision=decision)
    except Refused as refused:
        why = Text(sentence(refused, "vi"), sentence(refused, "en"))
        code = application.code or application.reference
        raise CaseHeldBack(application.organisation.name, code, why) from refused


def _check_cut(each: Chosen) -> None:
    recommended = each.application.recommended
    if recommended is not None and each.amount < recommended and not each.reason:
        raise CutUnexplained(each.amount, recommended)


def _check_issue(session: Session, decision: Decision, number: str, issued_on: date, actor: Actor, today: date) -> None:
    if not actor.holds(CLERK):
        raise NotYourStep(_ISSUE, (Word(f"role.{CLERK}"),))
    if decision.number is not None:
        raise AlreadyIssued()
    if issued_on > today:
        raise IssuedAhead(issued_on, today)
    if issued_on < legal_date(decision.made_at):
        raise IssuedTooEarly(issued_on, legal_date(decision.made_at))
    taken = select(Decision.id).where(Decision.year == issued_on.year, Decision.number == number)
    if session.scalar(taken) is not None:
        raise NumberTaken(number, issued_on.year)


def _checked(signed: Upload) -> tuple[str, FileKind]:
    """The name and kind of the signed file, which has to be a PDF of a size that we take."""
    name = file_name(signed.name)
    if size_of(signed.file) > MOST_MEGABYTES * 1024 * 1024:
        raise FileTooLarge(name, MOST_MEGABYTES)
    kind = sniff(signed.file, name)
    if kind != PDF:
        raise FileKindRefused(name, PDF.name)
    return name, kind


def _file(
    session: Session, decision: Decision, name: str, kind: FileKind, kept: Kept, actor: Actor, at: datetime
) -> int:
    """Put the signed file on the first case; whoever sees one of the decision's cases may open it."""
    attachment = Attachment(
        application_id=decision.rows[0].application_id,
        document="decision",
        name=name,
        media_type=kind.media_type,
        size_bytes=kept.size_bytes,
        sha256=kept.sha256,
        stored_as=kept.stored_as,
        uploaded_by=actor.person_id,
        uploaded_at=at,
    )
    session.add(attachment)
    session.flush()
    return attachment.id


def _cases_to_tell(session: Session, decision: Decision) -> list[Application]:
    """The cases of an award that still stand, locked; a rejected or cancelled case was told by its own step."""
    house, cases = house_of(session), sorted((row.application for row in decision.rows), key=lambda case: case.id)
    for case in cases:
        lock_case(session, case)
    return [
        case
        for case in cases
        if case.decision_id == decision.id and house.workflow_of(case).leading_from(case.state, "issue")
    ]


def _note(
    session: Session, decision: Decision, actor: Actor, at: datetime, what: str, after: Mapping[str, object]
) -> None:
    audit.append(
        session,
        at=at,
        person_id=actor.person_id,
        account_id=actor.account_id,
        who=actor.name,
        what=what,
        subject_kind="decision",
        subject=str(decision.id),
        before=None,
        after=after,
    )
