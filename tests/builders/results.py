"""Results of agencies, their reports, and the plan's report, as the people of the plan make them."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from nscl_grants.actions import agency_reports, coordinators, plan_reports, records
from nscl_grants.db.agency_reports import AgencyReport, reports_of_period
from nscl_grants.db.people import Account
from nscl_grants.db.plan_reports import PlanReport
from nscl_grants.db.records import TaskRecord, record_versions
from nscl_grants.domain.actor import Actor
from tests.builders.cases import an_act
from tests.builders.people import MORNING, actor, an_account

LATER = MORNING + timedelta(days=3)


def a_coordinator(session: Session, body: str, manager: Actor, name: str = "Mai Thị Báo") -> Actor:
    """Somebody who reports for that body."""
    account: Account = an_account(session, "coordinator", name=name)
    session.commit()
    coordinators.assign(session, account, body, actor=manager, at=MORNING, act=an_act())
    return actor(session, account)


def answers_of(kind: str = "course", **more: Any) -> dict[str, Any]:
    """A complete questionnaire about something that an agency did."""
    counts: dict[str, dict[str, Any]] = {
        "course": {"people": 120, "setting": "enterprise"},
        "model": {"units": 1, "setting": "enterprise"},
        "information": {"asked": 50, "served": 48, "setting": "public"},
        "nomination": {"organisations": 2, "setting": "enterprise"},
    }
    return {
        "kind": kind,
        "body": "skhcn",
        "task": "3.1",
        "title": "Lớp 5S cơ bản",
        "held_on": "2026-02-20",
        "place": "Phường Kinh Bắc",
        **counts.get(kind, {"setting": "public"}),
        **more,
    }


def a_record(session: Session, by: Actor, kind: str = "course", *, at: datetime = MORNING, **more: Any) -> TaskRecord:
    """A record in its newest version."""
    reference = records.write(session, answers_of(kind, **more), actor=by, at=at, act=an_act())
    assert reference is not None
    return record_versions(session, reference)[0]


def a_call(session: Session, manager: Actor, *, at: datetime = MORNING) -> list[AgencyReport]:
    """The yearly reports of 2026, one for each body."""
    call = agency_reports.Call("annual", 2026, "Báo cáo năm 2026", date(2026, 11, 20))
    period = agency_reports.open_period(session, call, actor=manager, at=at, act=an_act())
    assert period is not None
    return list(reports_of_period(session, period.id))


def a_sent_report(session: Session, report: AgencyReport, by: Actor, *, at: datetime = MORNING) -> None:
    """The agency writes its remarks and sends them."""
    answers = {"results": "Đã tổ chức lớp học.", "difficulties": "Doanh nghiệp bận sản xuất."}
    seen = report.version
    agency_reports.write_remarks(session, report, answers, actor=by, at=at, act=an_act(), seen_version=seen)
    agency_reports.advance_report(session, report, "send", actor=by, at=at, act=an_act(), answers={})


def a_plan_report(session: Session, manager: Actor, state: str = "drafted", *, at: datetime = LATER) -> PlanReport:
    """The report on 2026: drafted, submitted or signed."""
    title = "Kết quả thực hiện Kế hoạch năm 2026"
    report = plan_reports.draft(session, purpose="annual", year=2026, title=title, actor=manager, at=at, act=an_act())
    assert report is not None
    return a_report_on_its_way(session, report, manager, state, at=at)


def a_report_on_its_way(
    session: Session, report: PlanReport, manager: Actor, state: str, *, at: datetime = LATER
) -> PlanReport:
    """The same report, taken as far as that state."""
    number = f"{200 + report.id}/BC-UBND"
    steps: dict[str, dict[str, Any]] = {
        "submit": {"number": "12/TTr-SKHCN", "dated_on": "2026-03-03"},
        "sign": {"number": number, "dated_on": "2026-03-05", "signer": "Người Ký Giả Định", "position": "vice"},
    }
    for trigger in {"drafted": [], "submitted": ["submit"], "signed": ["submit", "sign"]}[state]:
        agency_reports.advance_report(
            session, report, trigger, actor=manager, at=at, act=an_act(), answers=steps[trigger]
        )
    return report
