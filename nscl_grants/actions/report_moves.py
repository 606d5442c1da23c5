"""The one way in which a report changes its state: the agency's and the plan's alike, by the same engine as cases."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nscl_grants.actions.coordinators import reports_for
from nscl_grants.db import audit
from nscl_grants.db.agency_reports import AgencyReport, ReportMove
from nscl_grants.db.plan_reports import PlanReport, texts_of
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import PLAN_MANAGER, Actor
from nscl_grants.domain.reporting import PARTS, ReportFacts, life_of, open_parts
from nscl_grants.domain.workflow import Offer, Transition, Workflow

Report = AgencyReport | PlanReport


@dataclass(frozen=True, slots=True)
class ReportStep:
    """A step of a report on its way through its effects."""

    session: Session
    report: Report
    actor: Actor
    at: datetime
    act: str
    answers: Mapping[str, Any]


Effect = Callable[[ReportStep], None]


def move_report(
    session: Session,
    report: Report,
    trigger: str,
    effects: Mapping[str, Effect],
    *,
    actor: Actor,
    at: datetime,
    act: str,
    answers: Mapping[str, Any],
) -> Transition:
    """Take the report one step on, record it, and do what the workflow says follows; does not commit."""
    session.refresh(report, with_for_update=True)
    transition = workflow_of(session, report).choose(
        trigger, report.state, actor.roles, facts_of(session, report, actor)
    )
    step = ReportStep(session, report, actor, at, act, answers)
    _record(step, transition)
    report.state = transition.dest
    for effect in transition.effects:
        effects[effect](step)
    session.flush()
    return transition


def offers_for(session: Session, report: Report, actor: Actor) -> tuple[Offer, ...]:
    """The steps that the actor could take now, each with the reason why it must wait, or None."""
    return workflow_of(session, report).offers(report.state, actor.roles, facts_of(session, report, actor))


def workflow_of(session: Session, report: Report) -> Workflow[ReportFacts]:
    """The life of the report in the version that it began with."""
    return life_of(house_of(session).workflow_of(report))


def subject_of(report: Report) -> str:
    """The word for it in the table of steps."""
    return "agency_report" if isinstance(report, AgencyReport) else "plan_report"


def facts_of(session: Session, report: Report, actor: Actor) -> ReportFacts:
    """What the rules must know of the report."""
    if isinstance(report, PlanReport):
        texts = {part: row.text for part, row in texts_of(session, report.id).items()}
        return ReportFacts(is_own=actor.holds(PLAN_MANAGER), open_parts=open_parts(texts, PARTS, tuple(PARTS)))
    form = house_of(session).form("agency_report")
    needed = [question for question in form.questions if question.required]
    missing = tuple(question.ask for question in needed if not report.answers.get(question.name))
    return ReportFacts(is_own=reports_for(session, actor, report.body), open_parts=missing)


def _record(step: ReportStep, transition: Transition) -> None:
    kind, report = subject_of(step.report), step.report
    last = step.session.scalar(
        select(func.max(ReportMove.n)).where(ReportMove.subject == kind, ReportMove.subject_id == report.id)
    )
    step.session.add(
        ReportMove(
            subject=kind,
            subject_id=report.id,
            n=(last or 0) + 1,
            trigger=transition.trigger,
            source=transition.source,
            dest=transition.dest,
            person_id=step.actor.person_id,
            person_name=step.actor.name,
            account_id=step.actor.account_id,
            at=step.at,
            answers=dict(step.answers),
            act=step.act,
        )
    )
    step.session.flush()
    audit.append(
        step.session,
        at=step.at,
        person_id=step.actor.person_id,
        account_id=step.actor.account_id,
        who=step.actor.name,
        what=f"{kind}.{transition.trigger}",
        subject_kind=kind,
        subject=str(report.id),
        before={"state": transition.source},
        after={"state": transition.dest, "answers": dict(step.answers)},
    )
