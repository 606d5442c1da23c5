"""Reports: agencies send theirs, the plan's is drafted from them, frozen when signed, corrected by number."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from nscl_grants.actions import agency_reports, plan_reports
from nscl_grants.actions.agency_reports import PeriodOpen, advance_report
from nscl_grants.actions.figures import cut_off_at, cut_off_now, gather
from nscl_grants.actions.plan_reports import NotADraft, NotSigned, PartChanged
from nscl_grants.actions.report_content import content_of
from nscl_grants.db.payments import Payment
from nscl_grants.db.plan_reports import text_versions, texts_of
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.indicators import Quantity
from nscl_grants.domain.money import Money
from nscl_grants.domain.reporting import NotYourAgency, ReportIncomplete
from nscl_grants.domain.results_report import Content
from nscl_grants.domain.workflow import NotYourStep
from tests.builders.cases import Office, a_case, a_claim, a_payment, an_act, an_office, take
from tests.builders.people import MORNING, somebody
from tests.builders.results import (
    LATER,
    a_call,
    a_coordinator,
    a_plan_report,
    a_record,
    a_report_on_its_way,
    a_sent_report,
)


@pytest.fixture
def office(session: Session) -> Office:
    return an_office(session)


@pytest.fixture
def manager(session: Session, office: Office) -> Actor:
    return somebody(session, "plan_manager", name="Lý Văn Tổng")


def a_paid_case(session: Session, office: Office, at: datetime = MORNING) -> Payment:
    application = a_case(session, office, "issued", at=at)
    claim = a_claim(session, office, application, at=at)
    take(session, claim, "confirm", office.reviewer, at, accepted=claim.amount.dong)
    return a_payment(session, office, claim, "paid", at=at)


def figures(session: Session, at: datetime = LATER) -> Content:
    return gather(session, year=2026, purpose="annual", title="Kết quả", cut_off=cut_off_now(session, at))


def test_a_payment_is_in_the_plans_figures_at_once(session: Session, office: Office) -> None:
    payment = a_paid_case(session, office)

    content = figures(session)

    line = next(line for line in content.lines if line.key == "III.1")
    assert line.spent == payment.amount
    assert line.given == Money.read("2.000.000.000")
    assert content.months[payment_month(content)] == payment.amount
    assert content.support.supported == content.support.organisations == 1
    assert [row.spent for row in content.by_commune] == [payment.amount]


def payment_month(content: Content) -> int:
    return next(month for month, amount in enumerate(content.months) if amount)


def test_a_return_takes_it_out_again_and_the_earlier_day_reads_as_it_was(session: Session, office: Office) -> None:
    payment = a_paid_case(session, office)
    take(session, payment, "record_return", office.finance, LATER, reason="Sai số tài khoản", returned_on="2026-03-05")

    now, then = (
        figures(session),
        gather(
            session, year=2026, purpose="annual", title="", cut_off=cut_off_at(session, MORNING + timedelta(hours=1))
        ),
    )

    assert now.spent == Money(0)
    assert now.support.committed == payment.amount
    assert then.spent == payment.amount
    assert then.support.organisations == 1


def test_what_a_line_was_given_is_where_it_is_now(session: Session, office: Office) -> None:
    a_paid_case(session, office)
    a_case(session, office, "recommended", standard="iso-50001")

    for line in figures(session).lines:
        parts = (line.spent, line.committed, line.held, line.returned, line.ended, line.free)
        assert sum(part.dong for part in parts) == line.given.dong


def test_indicators_count_records_of_their_kind_and_place(session: Session, manager: Actor) -> None:
    a_record(session, manager, people=640)
    a_record(session, manager, people=60, setting="administration")
    a_record(session, manager, "information")

    results = {one.key: one for objective in figures(session).objectives for one in objective.indicators}

    assert results["2.trainees"].amount == Quantity.of(640)
    assert results["2.trainees"].progress == 64
    assert results["9.trainees"].amount == Quantity.of(60)
    assert results["10.information"].how.vi == "48 / 50 = 96 %"


def test_all_who_report_are_called_once_a_year(session: Session, manager: Actor) -> None:
    reports = a_call(session, manager)

    assert len(reports) == 109  # Ten agencies and 99 communes.
    assert sum(report.invited for report in reports) == 2
    with pytest.raises(PeriodOpen):
        a_call(session, manager)


def test_an_agency_sends_its_own_report_when_it_is_written(session: Session, manager: Actor) -> None:
    reports = {report.body: report for report in a_call(session, manager)}
    own = a_coordinator(session, "syt", manager)
    a_record(session, own, body="syt")

    with pytest.raises(NotYourAgency):
        advance_report(session, reports["sct"], "send", actor=own, at=MORNING, act=an_act(), answers={})
    with pytest.raises(ReportIncomplete):
        advance_report(session, reports["syt"], "send", actor=own, at=MORNING, act=an_act(), answers={})
    a_sent_report(session, reports["syt"], own)

    assert reports["syt"].state == "sent"
    content = reports["syt"].content
    assert content is not None
    assert content["people"] == 120


def test_a_returned_report_is_changed_and_sent_again(session: Session, manager: Actor) -> None:
    report = a_call(session, manager)[0]
    own = a_coordinator(session, report.body, manager)
    a_sent_report(session, report, own)

    reason = {"reason": "Thiếu danh sách"}
    advance_report(session, report, "return", actor=manager, at=MORNING, act=an_act(), answers=reason)
    assert report.returned_because == "Thiếu danh sách"
    a_sent_report(session, report, own)

    assert (report.state, report.returned_because) == ("sent", "")


def test_accepted_words_are_in_the_draft_and_freeze_with_the_signature(session: Session, manager: Actor) -> None:
    report = a_call(session, manager)[0]
    own = a_coordinator(session, report.body, manager)
    a_sent_report(session, report, own)
    advance_report(session, report, "accept", actor=manager, at=MORNING, act=an_act(), answers={})

    drafted = a_plan_report(session, manager)
    assert "Sở Khoa học và Công nghệ: Doanh nghiệp bận sản xuất." in texts_of(session, drafted.id)["difficulties"].text
    a_report_on_its_way(session, drafted, manager, "signed")

    assert report.state == "frozen"
    signed = content_of(drafted).signed
    assert signed is not None
    assert signed.signer == "Người Ký Giả Định"


def test_a_part_keeps_its_history_and_nobody_writes_over_newer_words(session: Session, manager: Actor) -> None:
    report = a_plan_report(session, manager)

    plan_reports.write_part(
        session, report, "proposals", "Bổ sung kinh phí.", seen=1, actor=manager, at=LATER, act=an_act()
    )

    assert [row.n for row in text_versions(session, report.id, "proposals")] == [2, 1]
    with pytest.raises(PartChanged):
        plan_reports.write_part(session, report, "proposals", "Khác", seen=1, actor=manager, at=LATER, act=an_act())


def test_what_was_signed_never_changes(session: Session, office: Office, manager: Actor) -> None:
    report = a_plan_report(session, manager, "signed")
    before = report.content
    a_paid_case(session, office)

    with pytest.raises(NotADraft):
        plan_reports.renew_figures(session, report, actor=manager, at=LATER, act=an_act())
    with pytest.raises(DatabaseError):
        session.execute(text("UPDATE plan_report SET content = '{}'"))
    session.rollback()

    assert report.content == before


def test_a_correction_has_number_reason_and_differences(session: Session, office: Office, manager: Actor) -> None:
    report = a_plan_report(session, manager, "signed")
    payment = a_paid_case(session, office)

    correction = plan_reports.correct(session, report, "Thiếu một khoản chi", actor=manager, at=LATER, act=an_act())

    assert correction is not None
    content = content_of(correction)
    assert (content.correction, content.reason) == (1, "Thiếu một khoản chi")
    changes = {one.label.vi: (one.before, one.after) for one in content.changes}
    assert changes["Dòng III.1, đã chi"] == ("0 đồng", f"{payment.amount} đồng")


def test_only_what_is_signed_is_corrected(session: Session, manager: Actor) -> None:
    report = a_plan_report(session, manager)

    with pytest.raises(NotSigned):
        plan_reports.correct(session, report, "Sai", actor=manager, at=LATER, act=an_act())


def test_the_next_report_tells_what_arose_after_this_one(session: Session, office: Office, manager: Actor) -> None:
    first = a_plan_report(session, manager, "signed")
    payment = a_paid_case(session, office)

    following = a_plan_report(session, manager)

    content = content_of(following)
    assert content.later_than == f"Báo cáo số {first.number} ngày 05/03/2026"
    assert ("Dòng III.1, đã chi", f"{payment.amount} đồng") in [(one.label.vi, one.after) for one in content.later]


def test_only_the_plan_manager_reports_on_the_plan(session: Session, office: Office) -> None:
    with pytest.raises(NotYourStep):
        a_plan_report(session, office.finance)


def test_reports_of_an_ad_hoc_call_stand_beside_the_yearly_ones(session: Session, manager: Actor) -> None:
    a_call(session, manager)
    call = agency_reports.Call("ad_hoc", 2026, "Đột xuất tháng 6", date(2026, 6, 30), invite=False)

    period = agency_reports.open_period(session, call, actor=manager, at=MORNING, act=an_act())

    assert period is not None
