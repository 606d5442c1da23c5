"""The one way in which an ordered task changes its state, by the same engine as cases and reports."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nscl_grants.actions.case_lines import case_lines
from nscl_grants.actions.contract_cover import left_on_line
from nscl_grants.db import audit, ledger
from nscl_grants.db.science import ScienceMove, ScienceTask, instalments_of, open_amendment
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.money import Money, total
from nscl_grants.domain.science import SUBJECT, Amendment, ScienceFacts, science_life
from nscl_grants.domain.workflow import Offer, Transition, Workflow


@dataclass(frozen=True, slots=True)
class ScienceStep:
    """A step of an order on its way through its effects."""

    session: Session
    science: ScienceTask
    actor: Actor
    at: datetime
    answers: Mapping[str, Any]


Effect = Callable[[ScienceStep], None]


def move_science(
    session: Session,
    science: ScienceTask,
    trigger: str,
    effects: Mapping[str, Effect],
    *,
    actor: Actor,
    at: datetime,
    act: str,
    answers: Mapping[str, Any],
) -> ScienceMove:
    """Take the order one step on, record it, and do what the workflow says follows; does not commit."""
    session.refresh(science, with_for_update=True)
    ledger.lock(session)  # Before the facts are read: what the line has left stays as it is read.
    facts = science_facts(session, science, actor, answers)
    transition = life_of_science(session, science).choose(trigger, science.state, actor.roles, facts)
    move = _record(session, science, transition, actor, at, act, answers)
    science.state = transition.dest
    for effect in transition.effects:
        effects[effect](ScienceStep(session, science, actor, at, answers))
    session.flush()
    return move


def science_offers(session: Session, science: ScienceTask, actor: Actor) -> tuple[Offer, ...]:
    """The steps that the actor could take now, each with the reason why it must wait, or None."""
    facts = science_facts(session, science, actor, {})
    return life_of_science(session, science).offers(science.state, actor.roles, facts)


def life_of_science(session: Session, science: ScienceTask) -> Workflow[ScienceFacts]:
    """The life of the order in the version that it began with."""
    return science_life(house_of(session).workflow_of(science))


def science_facts(session: Session, science: ScienceTask, actor: Actor, answers: Mapping[str, Any]) -> ScienceFacts:
    """What the rules must know of the order; of a contract that is submitted, what its line can bear."""
    rows = instalments_of(session, science.id)
    line, year = str(answers.get("line", "")), answers.get("year")
    return ScienceFacts(
        actor=actor.person_id,
        ordered_by=science.ordered_by,
        contract_by=science.contract_by,
        settled_by=science.settled_by,
        paid=total([row.amount for row in rows if row.outcome == "confirmed"]),
        waiting=total([row.amount for row in rows if row.outcome == "open"]),
        accepted=science.accepted_amount,
        asked=Money(int(answers["amount"])) if "amount" in answers else None,
        contract=science.contract_amount,
        left=left_on_line(session, line, int(year), but=science.id) if line and year else None,
        line=line or science.line or "",
        case_line=line in case_lines(session),
        number_taken=_taken(session, str(answers["number"]), science) if line else "",
        amendment=_amendment(session, science, answers),
    )


def _amendment(session: Session, science: ScienceTask, answers: Mapping[str, Any]) -> Amendment | None:
    """The amendment that is being written, or the one that waits for its signature."""
    waiting = open_amendment(session, science.id) if science.amended_by else None
    if waiting is None and "new_amount" not in answers:
        return None
    assert science.line is not None, "a signed contract has its line"
    assert science.year is not None, "and its first year"
    if waiting is not None:
        amount, ends_on = waiting.amount, waiting.ends_on
    else:
        amount, ends_on = Money(int(answers["new_amount"])), date.fromisoformat(str(answers["new_end"]))
    years = ledger.years(session).open
    return Amendment(
        amount=amount,
        ends_on=ends_on,
        changes_something=(amount, ends_on) != (science.contract_amount, science.ends_on),
        left=left_on_line(session, science.line, max(science.year, min(years)), but=science.id),
        drafted_by=science.amended_by,
    )


def _taken(session: Session, number: str, science: ScienceTask) -> str:
    found = session.scalar(
        select(ScienceTask.id).where(ScienceTask.contract_number == number, ScienceTask.id != science.id)
    )
    return "" if found is None else number


def _record(
    session: Session,
    science: ScienceTask,
    transition: Transition,
    actor: Actor,
    at: datetime,
    act: str,
    answers: Mapping[str, Any],
) -> ScienceMove:
    last = session.scalar(select(func.max(ScienceMove.n)).where(ScienceMove.science_task_id == science.id))
    move = ScienceMove(
        science_task_id=science.id,
        n=(last or 0) + 1,
        trigger=transition.trigger,
        source=transition.source,
        dest=transition.dest,
        person_id=actor.person_id,
        person_name=actor.name,
        account_id=actor.account_id,
        at=at,
        answers=dict(answers),
        act=act,
    )
    session.add(move)
    session.flush()
    note_science(session, move)
    return move


def note_science(session: Session, move: ScienceMove) -> None:
    """One event of the audit log about a step of an order."""
    audit.append(
        session,
        at=move.at,
        person_id=move.person_id,
        account_id=move.account_id,
        who=move.person_name,
        what=f"{SUBJECT}.{move.trigger}",
        subject_kind=SUBJECT,
        subject=str(move.science_task_id),
        before={"state": move.source} if move.source else None,
        after={"state": move.dest, "answers": move.answers},
    )
