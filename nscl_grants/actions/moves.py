"""A move: the one way in which a case, a claim or a payment changes its state.

`move` does not commit; an action does. Everything a move does – the duty it lays on the actor, the
row in the history, the effects of the workflow file, the audit event – is in the same transaction.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from nscl_grants.actions.effects import EFFECTS
from nscl_grants.actions.facts import Known, facts_of, roles_in
from nscl_grants.actions.papers import follow_with_papers
from nscl_grants.actions.products import keep_product_living
from nscl_grants.actions.purse import lock_books
from nscl_grants.actions.step import Step, Subject, application_of
from nscl_grants.db import audit, ledger
from nscl_grants.db.applications import Application, Duty, Move
from nscl_grants.db.cases import lock_case, moves_of
from nscl_grants.db.decisions import Decision
from nscl_grants.db.payments import Claim
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import SYSTEM, Actor
from nscl_grants.domain.duties import AUTHORISE, DECIDE
from nscl_grants.domain.workflow import Transition

FAR_FROM_MONEY = frozenset({"recommended"})
"""The states of a case whose steps ask for its own money alone, which was set aside: others may post meanwhile."""


def move(
    session: Session,
    subject: Subject,
    trigger: str,
    *,
    actor: Actor,
    at: datetime,
    act: str,
    answers: Mapping[str, Any],
    decision: Decision | None = None,
) -> Transition:
    """Take the subject one transition on, record it, and do what the workflow says follows.

    Raises the refusal of the first guard that holds it back, NotYourStep, or MovedOn.
    """
    house = house_of(session)
    application = application_of(subject)
    lock_case(session, application)
    if subject is not application:
        session.refresh(subject, with_for_update=True)
    if subject is not application or application.state not in FAR_FROM_MONEY:
        ledger.lock(session)  # Before the facts are read: nobody can spend between the look and the leap.
    known = Known(moves_of(session, application.id), ledger.case_book(session, application.reference))
    facts = facts_of(session, subject, actor=actor, at=at, answers=answers, known=known)
    workflow = house.workflow_of(subject)
    transition = workflow.choose(trigger, subject.state, roles_in(actor, application), facts)
    step = Step(
        *(session, house, subject, application, transition, facts, actor, at, act, answers),
        decision=decision,
        book=known.book,
    )
    makes_pair = _take_duty(step)
    _record(step, known)
    subject.state = transition.dest
    for effect in transition.effects:
        EFFECTS[effect](step)
    keep_product_living(step)
    session.flush()
    follow_with_papers(step)
    lock_books(step)  # Also where nothing was posted: the books are always taken before the audit.
    _note(step, makes_pair)
    _follow(step)
    return transition


def fire(session: Session, application: Application, event: str, *, at: datetime, act: str) -> bool:
    """Let the system take the step that this event sets in motion; False when none leads on from here."""
    workflow = house_of(session).workflow_of(application)
    rows = [row for row in workflow.caused_by(event) if row.source == application.state]
    if not rows:
        return False
    move(session, application, rows[0].trigger, actor=SYSTEM, at=at, act=f"{act}/{event}", answers={})
    return True


def subject_kind(subject: Subject) -> str:
    """The word for the subject in the table of moves and in the names of the workflows."""
    if isinstance(subject, Application):
        return "application"
    return "claim" if isinstance(subject, Claim) else "payment"


def _take_duty(step: Step) -> bool:
    """Lay the transition's duty on the actor; whether they hold the one allowed pair of duties by it."""
    duty, person_id = step.transition.duty, step.actor.person_id
    if duty is None or step.actor is SYSTEM:
        return False
    held = step.session.get(Duty, (step.application.id, person_id))
    if held is None:
        step.session.add(Duty(application_id=step.application.id, person_id=person_id, duty=duty, since=step.at))
    elif (held.duty, duty) == (DECIDE, AUTHORISE):
        held.also_authorises = True
        return True
    return False


def _record(step: Step, known: Known) -> None:
    kind = subject_kind(step.subject)
    numbers = [each.n for each in known.moves if (each.subject, each.subject_id) == (kind, step.subject.id)]
    step.session.add(
        Move(
            application_id=step.application.id,
            subject=kind,
            subject_id=step.subject.id,
            n=max(numbers, default=0) + 1,
            trigger=step.transition.trigger,
            source=step.transition.source,
            dest=step.transition.dest,
            person_id=step.actor.person_id,
            person_name=step.actor.name,
            account_id=step.actor.account_id,
            at=step.at,
            answers=dict(step.answers),
            act=step.act,
        )
    )


def _note(step: Step, makes_pair: bool) -> None:
    """What happened, in the audit."""
    if makes_pair:
        audit.append(
            step.session,
            at=step.at,
            person_id=step.actor.person_id,
            account_id=step.actor.account_id,
            who=step.actor.name,
            what="duty.pair",
            subject_kind="application",
            subject=step.application.reference,
            before=None,
            after={"duty": f"{DECIDE}+{AUTHORISE}"},
        )
    kind = subject_kind(step.subject)
    audit.append(
        step.session,
        at=step.at,
        person_id=step.actor.person_id,
        account_id=step.actor.account_id,
        who=step.actor.name,
        what=f"{kind}.{step.transition.trigger}",
        subject_kind=kind,
        subject=f"{step.application.reference}#{step.subject.id}",
        before={"state": step.transition.source},
        after={"state": step.transition.dest, "answers": dict(step.answers)},
    )


def _follow(step: Step) -> None:
    """What a payment did to its case: an award that is paid whole, or one that no longer is."""
    for event in step.events:
        fire(step.session, step.application, event, at=step.at, act=step.act)
