"""Agencies and communes are called on to report, write their remarks beside the figures, and send them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from nscl_grants.actions.acts import ChangedMeanwhile, Sent, once
from nscl_grants.actions.coordinators import check_reports_for
from nscl_grants.actions.report_effects import EFFECTS
from nscl_grants.actions.report_moves import Report, move_report, subject_of
from nscl_grants.db import audit
from nscl_grants.db.agency_reports import WITH_THE_AGENCY, AgencyReport, ReportPeriod, period_of_year
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import PLAN_MANAGER, Actor
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.reporting import AD_HOC, bodies_of
from nscl_grants.domain.text import Text
from nscl_grants.domain.two_people import check_role
from nscl_grants.domain.workflow import MovedOn

OPEN = Text("Mở kỳ báo cáo", "Call for reports")
WRITE = Text("Sửa báo cáo", "Change the report")


@dataclass(eq=False)
class PeriodOpen(Refused):
    """The yearly reports were called for before."""

    year: str


@dataclass(frozen=True, slots=True)
class Call:
    """What is asked for, and until when."""

    purpose: str
    year: int
    title: str
    due_on: date
    invite: bool = True


def open_period(session: Session, call: Call, *, actor: Actor, at: datetime, act: str) -> ReportPeriod | None:
    """Open a report for every body that has to report (and is invited), once, and commit."""
    content = {"purpose": call.purpose, "year": call.year, "title": call.title, "due_on": call.due_on.isoformat()}

    def open_all() -> ReportPeriod:
        check_role(actor, OPEN, PLAN_MANAGER)
        if call.purpose != AD_HOC and period_of_year(session, call.year):
            raise PeriodOpen(str(call.year))
        period = ReportPeriod(
            purpose=call.purpose,
            year=call.year,
            title=call.title,
            due_on=call.due_on,
            opened_by=actor.person_id,
            opened_at=at,
        )
        session.add(period)
        session.flush()
        house = house_of(session)
        life = house.workflow("agency_report")
        session.add_all(
            AgencyReport(
                period_id=period.id,
                body=body.key,
                invited=body.invited,
                state=life.initial,
                workflow_version=life.version,
                answers={},
            )
            for body in bodies_of(house.plan)
            if call.invite or not body.invited
        )
        _note(session, "report_period.open", "report_period", str(period.id), content, actor, at)
        return period

    sent = Sent(act, "report_period.open", {**content, "invite": call.invite})
    return once(session, sent, actor=actor, at=at, do=open_all)


def write_remarks(
    session: Session,
    report: AgencyReport,
    answers: Mapping[str, Any],
    *,
    actor: Actor,
    at: datetime,
    act: str,
    seen_version: int,
) -> None:
    """Keep what the agency writes, once, and commit; it is not sent by that."""
    report_id = report.id

    def write() -> None:
        session.refresh(report, with_for_update=True)
        check_reports_for(session, actor, report.body)
        if report.version != seen_version:
            raise ChangedMeanwhile()
        if report.state not in WITH_THE_AGENCY:
            raise MovedOn(WRITE, house_of(session).workflow_of(report).states[report.state].label)
        report.answers = dict(answers)
        _note(session, "agency_report.write", "agency_report", str(report_id), dict(answers), actor, at)

    sent = Sent(act, "agency_report.write", {"report": report_id, "answers": dict(answers)})
    once(session, sent, actor=actor, at=at, do=write)


def advance_report(
    session: Session,
    report: Report,
    trigger: str,
    *,
    actor: Actor,
    at: datetime,
    act: str,
    answers: Mapping[str, Any],
    seen_version: int | None = None,
) -> None:
    """Take a report one step on, once, and commit; raises the refusal of its workflow."""
    kind, report_id = subject_of(report), report.id

    def take() -> None:
        session.refresh(report, with_for_update=True)
        if seen_version is not None and report.version != seen_version:
            raise ChangedMeanwhile()
        move_report(session, report, trigger, EFFECTS, actor=actor, at=at, act=act, answers=answers)

    sent = Sent(act, f"{kind}.{trigger}", {"report": report_id, "answers": dict(answers)})
    once(session, sent, actor=actor, at=at, do=take)


def _note(
    session: Session, what: str, kind: str, subject: str, after: Mapping[str, Any], actor: Actor, at: datetime
) -> None:
    session.flush()
    audit.append(
        session,
        at=at,
        person_id=actor.person_id,
        account_id=actor.account_id,
        who=actor.name,
        what=what,
        subject_kind=kind,
        subject=subject,
        after=after,
    )
