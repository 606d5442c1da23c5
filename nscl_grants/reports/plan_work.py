"""What waits for those who work on the plan: reports to write, to read and to sign, evidence that is missing.

The province's own dates make some of it wait before anybody wrote a row: a call for reports, and the report itself.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from nscl_grants.db.agency_reports import (
    WITH_THE_AGENCY,
    AgencyReport,
    ReportPeriod,
    period_of_year,
    periods_to_send,
    reports_of_period,
)
from nscl_grants.db.plan_reports import PlanReport, annual_of
from nscl_grants.db.records import bodies_of_account, bodies_with_coordinator, records_without_files
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import COORDINATOR, PLAN_MANAGER, Actor
from nscl_grants.domain.plan import PlanDefinition
from nscl_grants.domain.reminders import last_day
from nscl_grants.domain.reporting import PURPOSES, bodies_of, due_day
from nscl_grants.domain.text import Text
from nscl_grants.reports.kinds_of_work import MOST_ROWS, Work

DAYS_AHEAD = 60
"""So long before its day the report of a year begins to wait."""
NOTHING_YET = Text("Chưa làm", "Not begun")


@dataclass(frozen=True, slots=True)
class Matter:
    """What a piece of work on the plan is about, in the words that its row shows."""

    title: Text
    about: Text
    label: Text
    tone: str
    key: str = ""
    """What leads to its page: the number of a report or period, the reference of a record."""


def plan_work_of(session: Session, actor: Actor, today: date) -> list[Work]:
    """Everything about the plan that waits for the actor."""
    found: list[Work] = []
    for role, finders in _WORK_OF_ROLE.items():
        if actor.holds(role):
            for finder in finders:
                found.extend(finder(session, actor, today))
    return found


def _to_send(session: Session, actor: Actor, _today: date) -> Iterable[Work]:
    """Reports of the coordinator's bodies that are not sent, or came back."""
    reports = session.scalars(
        select(AgencyReport)
        .where(
            AgencyReport.body.in_(bodies_of_account(session, actor.account_id)), AgencyReport.state.in_(WITH_THE_AGENCY)
        )
        .options(joinedload(AgencyReport.period))
        .order_by(AgencyReport.id)
        .limit(MOST_ROWS)
    )
    names = _names(session)
    for report in reports:
        kind = "amend_agency_report" if report.state == "returned" else "send_agency_report"
        yield Work(kind, _of_agency(session, report, names), None, last_day(report.period.due_on))


def _without_evidence(session: Session, actor: Actor, today: date) -> Iterable[Work]:
    """Bodies with records of this year that no file proves."""
    counts, names = records_without_files(session, actor.account_id, since=date(today.year, 1, 1)), _names(session)
    label = Text("Thiếu tài liệu chứng minh", "Evidence missing")
    for body, count in counts.items():
        about = Text(f"{count} kết quả chưa có tài liệu chứng minh", f"{count} records without evidence")
        yield Work("add_evidence", Matter(names.get(body, Text(body, body)), about, label, "draft", body), None)


def _to_read(session: Session, _actor: Actor, _today: date) -> Iterable[Work]:
    """Reports that agencies sent and nobody accepted or returned."""
    reports = session.scalars(
        select(AgencyReport)
        .where(AgencyReport.state == "sent")
        .options(joinedload(AgencyReport.period))
        .order_by(AgencyReport.sent_at, AgencyReport.id)
        .limit(MOST_ROWS)
    )
    names = _names(session)
    return [Work("read_agency_report", _of_agency(session, report, names), None) for report in reports]


def _to_call_for(session: Session, _actor: Actor, today: date) -> Iterable[Work]:
    """The yearly call, when its day comes near and nobody has made it."""
    plan = house_of(session).plan
    if today.year not in plan.years or period_of_year(session, today.year):
        return
    due = last_day(due_day(plan, today.year))
    if due - timedelta(days=DAYS_AHEAD) <= today:
        title = Text(f"Báo cáo năm {today.year} của các cơ quan, đơn vị", f"Agency reports on {today.year}")
        about = Text("Chưa mở kỳ báo cáo cho các cơ quan, đơn vị", "The agencies have not been called on to report")
        yield Work("call_for_reports", Matter(title, about, NOTHING_YET, "turn"), None, due)


def _to_chase(session: Session, _actor: Actor, _today: date) -> Iterable[Work]:
    """Periods of which reports are missing, and bodies that nobody reports for."""
    bodies = {body.key: body for body in bodies_of(house_of(session).plan)}
    held = bodies_with_coordinator(session)
    for period in periods_to_send(session):
        waiting = [
            report for report in reports_of_period(session, period.id)
            if report.state in WITH_THE_AGENCY and not report.invited
        ]  # fmt: skip
        if waiting:
            yield Work("remind_agencies", _missing(period, len(waiting)), None, last_day(period.due_on))
        alone = sum(report.body in bodies and report.body not in held for report in waiting)
        if alone:
            yield Work("find_coordinators", _without_coordinator(period, alone), None, last_day(period.due_on))


def _missing(period: ReportPeriod, count: int) -> Matter:
    about = Text(f"{count} cơ quan, đơn vị chưa gửi báo cáo", f"{count} agencies have not sent their report")
    return Matter(
        Text(period.title, period.title), about, Text("Chưa đủ báo cáo", "Reports missing"), "turn", f"{period.id}"
    )


def _without_coordinator(period: ReportPeriod, count: int) -> Matter:
    about = Text(
        f"{count} cơ quan, đơn vị chưa gửi và chưa có đầu mối", f"{count} agencies without a report or a coordinator"
    )
    return Matter(Text(period.title, period.title), about, Text("Chưa giao đầu mối", "Nobody named"), "draft")


def _of_the_plan(session: Session, _actor: Actor, today: date) -> Iterable[Work]:
    """The plan's reports that are on their way, and the one that should be."""
    plan, states = house_of(session).plan, house_of(session).workflow("plan_report").states
    year = today.year if today.year in plan.years else plan.last_year
    due = last_day(due_day(plan, year, "province"))
    reports = session.scalars(
        select(PlanReport).where(PlanReport.state.in_(tuple(_NEXT))).order_by(PlanReport.id).limit(MOST_ROWS)
    ).all()
    for report in reports:
        state = states[report.state]
        matter = Matter(
            Text(report.title, report.title), PURPOSES[report.purpose], state.label, state.tone, f"{report.id}"
        )
        is_yearly = report.purpose != "ad_hoc" and report.year == year
        yield Work(_NEXT[report.state], matter, None, due if is_yearly else None)
    if due - timedelta(days=DAYS_AHEAD) <= today and annual_of(session, year) is None:
        yield Work("draft_plan_report", _of_the_year(plan, year), None, due)


_NEXT: Mapping[str, str] = {
    "drafted": "finish_plan_report",
    "submitted": "sign_plan_report",
    "signed": "send_plan_report",
}
"""What follows each state of a report that is on its way."""


def _of_the_year(plan: PlanDefinition, year: int) -> Matter:
    title = Text(f"Báo cáo thực hiện Kế hoạch năm {year}", f"Report on the plan, {year}")
    if year == plan.last_year:
        title = Text("Báo cáo tổng kết thực hiện Kế hoạch", "Final report on the plan")
    about = Text("Tổng hợp từ báo cáo đã chấp nhận, chỉ tiêu và sổ", "From accepted reports, indicators and the books")
    return Matter(title, about, NOTHING_YET, "turn")


def _of_agency(session: Session, report: AgencyReport, names: Mapping[str, Text]) -> Matter:
    state = house_of(session).workflow_of(report).states[report.state]
    name = names.get(report.body) or Text(report.body, report.body)
    return Matter(name, Text(report.period.title, report.period.title), state.label, state.tone, f"{report.id}")


def _names(session: Session) -> Mapping[str, Text]:
    return {body.key: body.name for body in bodies_of(house_of(session).plan)}


_WORK_OF_ROLE: Mapping[str, tuple[Callable[[Session, Actor, date], Iterable[Work]], ...]] = {
    COORDINATOR: (_to_send, _without_evidence),
    PLAN_MANAGER: (_to_read, _to_call_for, _to_chase, _of_the_plan),
}
