"""What waits for those who work on the plan: reports to write, to read and to sign, and evidence that is missing."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from nscl_grants.actions.agency_reports import advance_report
from nscl_grants.domain.actor import Actor
from nscl_grants.reports.plan_work import plan_work_of
from tests.builders.cases import an_act, an_office
from tests.builders.people import MORNING, somebody
from tests.builders.results import a_call, a_coordinator, a_plan_report, a_record, a_sent_report

NOVEMBER = date(2026, 11, 10)


@pytest.fixture
def manager(session: Session) -> Actor:
    an_office(session)
    return somebody(session, "plan_manager", name="Lý Văn Tổng")


def waiting(session: Session, actor: Actor, today: date = NOVEMBER) -> list[tuple[str, str, date | None]]:
    return [(work.kind, work.subject.title.vi, work.due_on) for work in plan_work_of(session, actor, today)]


def test_a_coordinator_has_the_report_to_send_and_the_records_to_prove(session: Session, manager: Actor) -> None:
    report = next(report for report in a_call(session, manager) if report.body == "syt")
    own = a_coordinator(session, "syt", manager)
    a_record(session, own, body="syt", title="Lớp 5S")

    assert waiting(session, own) == [
        ("send_agency_report", "Sở Y tế", date(2026, 11, 19)),
        ("add_evidence", "Sở Y tế", None),
    ]
    a_sent_report(session, report, own)
    assert [kind for kind, *_ in waiting(session, own)] == ["add_evidence"]
    reason = {"reason": "Thiếu danh sách"}
    advance_report(session, report, "return", actor=manager, at=MORNING, act=an_act(), answers=reason)
    assert [kind for kind, *_ in waiting(session, own)] == ["amend_agency_report", "add_evidence"]


def test_the_plan_manager_calls_reads_chases_and_drafts(session: Session, manager: Actor) -> None:
    assert waiting(session, manager, date(2026, 6, 1)) == []
    assert [kind for kind, *_ in waiting(session, manager)] == ["call_for_reports", "draft_plan_report"]

    reports = a_call(session, manager)
    own = a_coordinator(session, reports[0].body, manager)
    a_sent_report(session, reports[0], own)

    assert [(kind, due) for kind, _, due in waiting(session, manager)] == [
        ("read_agency_report", None),
        ("remind_agencies", date(2026, 11, 19)),
        ("find_coordinators", date(2026, 11, 19)),
        ("draft_plan_report", date(2026, 11, 29)),
    ]


@pytest.mark.parametrize(
    ("state", "kind"),
    [("drafted", "finish_plan_report"), ("submitted", "sign_plan_report"), ("signed", "send_plan_report")],
)
def test_a_report_on_its_way_waits_for_its_next_step(session: Session, manager: Actor, state: str, kind: str) -> None:
    a_plan_report(session, manager, state)

    found = waiting(session, manager, date(2026, 11, 25))

    assert (kind, "Kết quả thực hiện Kế hoạch năm 2026", date(2026, 11, 29)) in found
    assert "draft_plan_report" not in [each for each, *_ in found]
