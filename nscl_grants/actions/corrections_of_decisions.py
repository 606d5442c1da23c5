"""Đính chính: a row in the annex of an issued decision is corrected in words, never in money; both versions are kept.

An amount is changed by a step of the case (part of it cancelled, recovered), which moves the money with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.actions.decisions import IssuedAhead, IssuedTooEarly, NumberTaken
from nscl_grants.db import audit
from nscl_grants.db.corrections import DecisionCorrection, corrections_of
from nscl_grants.db.decisions import Decision, DecisionRow
from nscl_grants.db.notices import Notice
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import CLERK, Actor
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text
from nscl_grants.domain.word import Word
from nscl_grants.domain.workflow import NotYourStep

FIELDS = ("organisation", "address", "item")
_CORRECT = Text("Đính chính quyết định", "Correct a decision")


@dataclass(eq=False)
class NothingCorrected(Refused):
    """A correction changes at least one thing, in a row of an issued decision."""


@dataclass(frozen=True, slots=True)
class CorrectingPaper:
    """The paper of the office that corrects: its number and date in the register, and why."""

    number: str
    issued_on: date
    reason: str


def correct_row(
    session: Session,
    decision: Decision,
    row: DecisionRow,
    after: Mapping[str, str],
    paper: CorrectingPaper,
    *,
    actor: Actor,
    at: datetime,
    act: str,
) -> int | None:
    """Record the correction, once, tell the organisation, and commit; gives back its number in the decision."""

    def correct() -> int:
        if not actor.holds(CLERK):
            raise NotYourStep(_CORRECT, (Word(f"role.{CLERK}"),))
        session.refresh(decision, with_for_update=True)
        before = row_as_it_reads(session, decision, row)
        changed = {name: value for name, value in after.items() if name in FIELDS and value != before[name]}
        _check(session, decision, changed, paper, legal_date(at))
        correction = DecisionCorrection(
            decision_id=decision.id,
            application_id=row.application_id,
            n=_next_number(session, decision.id),
            number=paper.number,
            issued_on=paper.issued_on,
            before={name: before[name] for name in changed},
            after=changed,
            reason=paper.reason,
            person_id=actor.person_id,
            person_name=actor.name,
            at=at,
        )
        session.add(correction)
        _tell(session, row, paper, at)
        session.flush()
        _note(session, decision, correction, actor, at)
        return correction.n

    content = {
        "decision": decision.id,
        "case": row.application_id,
        "after": dict(after),
        "number": paper.number,
        "issued_on": paper.issued_on.isoformat(),
        "reason": paper.reason,
    }
    return once(session, Sent(act, "decision.correct", content), actor=actor, at=at, do=correct)


def row_as_it_reads(session: Session, decision: Decision, row: DecisionRow) -> dict[str, str]:
    """The words of the row with all corrections so far."""
    organisation, house = row.application.organisation, house_of(session)
    reads = {
        "organisation": organisation.name,
        "address": organisation.address,
        "item": house.plan.item_label(row.application.item or "", row.application.filed_on),
    }
    for correction in corrections_of(session, decision.id):
        if correction.application_id == row.application_id:
            reads |= correction.after
    return reads


def _check(
    session: Session, decision: Decision, changed: Mapping[str, str], paper: CorrectingPaper, today: date
) -> None:
    if decision.issued_on is None or not changed:
        raise NothingCorrected()
    if paper.issued_on > today:
        raise IssuedAhead(paper.issued_on, today)
    if paper.issued_on < decision.issued_on:
        raise IssuedTooEarly(paper.issued_on, decision.issued_on)
    year = paper.issued_on.year
    taken = select(Decision.id).where(Decision.year == year, Decision.number == paper.number)
    again = select(DecisionCorrection.id).where(
        DecisionCorrection.number == paper.number,
        DecisionCorrection.issued_on.between(date(year, 1, 1), date(year, 12, 31)),
        DecisionCorrection.decision_id != decision.id,
    )
    if session.scalar(taken) is not None or session.scalar(again) is not None:
        raise NumberTaken(paper.number, year)


def _next_number(session: Session, decision_id: int) -> int:
    last = select(func.max(DecisionCorrection.n)).where(DecisionCorrection.decision_id == decision_id)
    return (session.scalar(last) or 0) + 1


def _tell(session: Session, row: DecisionRow, paper: CorrectingPaper, at: datetime) -> None:
    case = row.application
    session.add(
        Notice(
            organisation_id=case.organisation_id,
            application_id=case.id,
            kind="mail.decision_corrected",
            values={"code": case.code or case.reference, "reason": paper.reason},
            at=at,
        )
    )


def _note(session: Session, decision: Decision, correction: DecisionCorrection, actor: Actor, at: datetime) -> None:
    audit.append(
        session,
        at=at,
        person_id=actor.person_id,
        account_id=actor.account_id,
        who=actor.name,
        what="decision.correct",
        subject_kind="decision",
        subject=str(decision.id),
        before=correction.before,
        after={**correction.after, "number": correction.number, "reason": correction.reason},
    )
