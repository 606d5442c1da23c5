"""The plan's pages: read by everybody, written by coordinators and the plan manager, closed to all others."""

from datetime import date
from hashlib import sha256
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from nscl_grants.db.agency_reports import AgencyReport
from nscl_grants.db.people import Account
from nscl_grants.db.plan_reports import PlanReport
from nscl_grants.db.records import files_of_record, record_versions, records_at
from nscl_grants.definitions.house import House, enter
from tests.builders.cases import an_office
from tests.builders.pdfs import a_pdf
from tests.builders.people import actor, an_account
from tests.builders.results import a_call, a_coordinator, a_plan_report, a_record, a_sent_report
from tests.web.conftest import SignIn
from tests.web.opened import opened
from tests.web.pages import act_in, csrf_in, send


@pytest.fixture
def manager(rows: Session, house: House) -> Account:
    enter(rows, house)
    an_office(rows)
    account = an_account(rows, "plan_manager", name="Lý Văn Tổng")
    rows.commit()
    return account


RECORD = {
    "body": "syt",
    "task": "3.1",
    "title": "Lớp 5S cho bệnh viện",
    "setting": "health",
    "held_on": "20/02/2026",
    "place": "Phường Kinh Bắc",
    "people": "64",
}


def test_everybody_reads_the_plan(client: FlaskClient, manager: Account) -> None:
    page = client.get("/plan")

    assert page.status_code == 200
    assert "29 nhiệm vụ trọng tâm" in page.text
    assert "Sửa đổi Nghị quyết số 43/2022/NQ-HĐND ngày 0/12/2022" in page.text
    assert "style=" not in page.text
    assert client.get("/plan?lang=en").status_code == 200


def test_the_plan_is_added_up_again_only_when_something_happened(
    engine: Engine, client: FlaskClient, rows: Session, manager: Account
) -> None:
    client.get("/plan")
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda _c, _k, statement, *_: asked.append(statement))

    client.get("/plan")
    quiet = [each for each in asked if "FROM application" in each]
    a_record(rows, actor(rows, manager), people=64)
    rows.commit()

    assert quiet == []
    assert "64" in client.get("/plan").text.partition("Lượt người được đào tạo")[2][:600]


@pytest.mark.parametrize("address", ["records", "indicators", "agency-reports", "reports", "coordinators"])
def test_visitors_and_applicants_see_nothing_behind_the_plan(
    client: FlaskClient, sign_in: SignIn, manager: Account, address: str
) -> None:
    assert client.get(f"/plan/{address}").status_code == 302
    assert sign_in("applicant").get(f"/plan/{address}").status_code == 403


def test_a_coordinator_enters_what_the_agency_did(rows: Session, sign_in: SignIn, manager: Account) -> None:
    own = a_coordinator(rows, "syt", actor(rows, manager))
    browser = sign_in(account=rows.get_one(Account, own.account_id))

    answer = send(browser, "/plan/records/new/course", RECORD)

    assert answer.status_code == 303
    (row,) = records_at(rows, first=date(2026, 1, 1), last=date(2026, 12, 31))
    assert (row.body, row.people, row.person_name) == ("syt", 64, "Mai Thị Báo")
    assert "64" in browser.get("/plan/tasks/3.1").text


def test_what_is_wrong_stays_as_typed(rows: Session, sign_in: SignIn, manager: Account) -> None:
    own = a_coordinator(rows, "syt", actor(rows, manager))
    browser = sign_in(account=rows.get_one(Account, own.account_id))

    answer = send(browser, "/plan/records/new/course", {**RECORD, "people": "nhiều"})

    assert answer.status_code == 422
    assert 'value="Lớp 5S cho bệnh viện"' in answer.text


def test_a_coordinator_sees_no_record_of_another_agency(rows: Session, sign_in: SignIn, manager: Account) -> None:
    record = a_record(rows, actor(rows, manager), body="sgddt")
    own = a_coordinator(rows, "syt", actor(rows, manager))
    browser = sign_in(account=rows.get_one(Account, own.account_id))

    assert browser.get(f"/plan/records/{record.reference}").status_code == 404
    assert record.title not in browser.get("/plan/records").text


def test_evidence_is_uploaded_and_opened(rows: Session, sign_in: SignIn, manager: Account) -> None:
    record = a_record(rows, actor(rows, manager))
    browser = sign_in(account=manager)
    address = f"/plan/records/{record.reference}"
    shown = browser.get(address)
    values = {"csrf_token": csrf_in(shown), "act": act_in(shown)}

    browser.post(f"{address}/files", data={**values, "file": (BytesIO(a_pdf()), "anh.pdf")})

    (file,) = files_of_record(rows, record.reference)
    reference, evidence = record.reference, f"{address}/files/{file.id}"
    rows.rollback()
    answer = browser.get(evidence)
    assert answer.data == a_pdf()
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert opened(rows) == [("task_record", reference)]


def test_a_record_is_corrected_and_withdrawn_by_its_pages(rows: Session, sign_in: SignIn, manager: Account) -> None:
    record = a_record(rows, actor(rows, manager))
    browser = sign_in(account=manager)
    address = f"/plan/records/{record.reference}"

    send(browser, f"{address}/correct", {**RECORD, "people": "65"})
    send(browser, f"{address}/withdraw", {"reason": "Ghi trùng"})

    assert [(row.n, row.people, row.withdrawn) for row in record_versions(rows, record.reference)] == [
        (3, 65, True),
        (2, 65, False),
        (1, 120, False),
    ]
    assert browser.get(f"{address}/correct").status_code == 404


def test_the_plan_manager_enters_a_figure_and_sees_how_it_counts(sign_in: SignIn, manager: Account) -> None:
    browser = sign_in(account=manager)
    figure = {"part": "value", "year": "2026", "figure": "9,8", "origin": "Niên giám"}

    assert send(browser, "/plan/indicators/1.productivity", figure).status_code == 303

    page = browser.get("/plan/indicators/1.productivity?year=2026").text
    assert "9,8" in page
    assert "Niên giám" in page
    assert "Lý Văn Tổng" in page


def test_a_figure_that_is_none_is_refused_at_its_field(sign_in: SignIn, manager: Account) -> None:
    figure = {"part": "value", "year": "2026", "figure": "chín", "origin": "Niên giám"}

    answer = send(sign_in(account=manager), "/plan/indicators/1.productivity", figure)

    assert answer.status_code == 422
    assert "Chưa đọc được số “chín”" in answer.text


def test_one_page_shows_who_has_reported_and_who_has_not(rows: Session, sign_in: SignIn, manager: Account) -> None:
    reports = a_call(rows, actor(rows, manager))
    own = a_coordinator(rows, reports[0].body, actor(rows, manager))
    a_sent_report(rows, reports[0], own)

    page = sign_in(account=manager).get("/plan/agency-reports").text

    assert "Tất cả: 109" in page
    assert "Chưa gửi: 108" in page
    assert "Đã gửi: 1" in page


def test_a_coordinator_writes_and_sends_the_own_report_only(rows: Session, sign_in: SignIn, manager: Account) -> None:
    reports = {report.body: report for report in a_call(rows, actor(rows, manager))}
    own = a_coordinator(rows, "syt", actor(rows, manager))
    browser = sign_in(account=rows.get_one(Account, own.account_id))
    address = f"/plan/agency-reports/{reports['syt'].id}"
    version = {"version": str(reports["syt"].version)}

    send(browser, f"{address}/edit", {"results": "Một lớp 5S.", **version})
    sent = send(browser, f"{address}/send", {"version": "2"})

    assert sent.status_code == 303
    rows.expire_all()
    assert rows.get_one(AgencyReport, reports["syt"].id).state == "sent"
    assert browser.get(f"/plan/agency-reports/{reports['sct'].id}").status_code == 404


def test_a_report_is_drafted_edited_and_read_in_every_format(rows: Session, sign_in: SignIn, manager: Account) -> None:
    browser = sign_in(account=manager)
    draft = {"purpose": "annual", "year": "2026", "title": "Kết quả năm 2026"}

    assert send(browser, "/plan/reports/new", draft).status_code == 303
    report = rows.scalars(select(PlanReport)).one()
    rows.commit()
    address = f"/plan/reports/{report.id}"
    edited = send(browser, f"{address}/parts/proposals", {"text": "Giao dự toán sớm.", "seen": "1"})

    assert edited.status_code == 303
    assert "Giao dự toán sớm." in browser.get(address).text
    for format_, begins in (("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK"), ("json", b"{")):
        assert browser.get(f"{address}.{format_}").data.startswith(begins)


@pytest.mark.parametrize("format_", ["pdf", "docx", "xlsx", "json"])
def test_a_signed_report_gives_the_same_file_whatever_happens_later(
    rows: Session, sign_in: SignIn, manager: Account, format_: str
) -> None:
    report = a_plan_report(rows, actor(rows, manager), "signed")
    browser = sign_in(account=manager)

    first = browser.get(f"/plan/reports/{report.id}.{format_}").data
    a_record(rows, actor(rows, manager), people=999)
    rows.commit()
    second = browser.get(f"/plan/reports/{report.id}.{format_}").data

    assert first == second
    assert send(browser, f"/plan/reports/{report.id}/parts/plans", {"text": "Khác"}).status_code == 422


def test_the_signed_paper_is_put_beside_the_report_and_shows_its_digest(
    rows: Session, sign_in: SignIn, manager: Account
) -> None:
    report = a_plan_report(rows, actor(rows, manager), "signed")
    browser, address = sign_in(account=manager), f"/plan/reports/{report.id}"
    paper = a_pdf()

    send(browser, f"{address}/scans", {"file": (BytesIO(paper), "bao-cao-da-ky.pdf")}, page=address)

    page = browser.get(address).text
    assert "bao-cao-da-ky.pdf" in page
    assert sha256(paper).hexdigest() in page
    assert browser.get(f"{address}/scans/1").data == paper
    assert opened(rows) == [("plan_report", address.rpartition("/")[2])]
    assert sign_in("auditor").get(f"{address}/scans/1").data == paper


def test_the_plan_manager_reminds_those_who_have_not_sent(rows: Session, sign_in: SignIn, manager: Account) -> None:
    report = next(report for report in a_call(rows, actor(rows, manager)) if report.body == "syt")
    a_coordinator(rows, "syt", actor(rows, manager))
    rows.commit()
    browser, page = sign_in(account=manager), "/plan/agency-reports"

    send(browser, f"{page}/remind", {"period": str(report.period_id)}, page=page)

    assert "Đã nhắc 1 đầu mối" in browser.get(page).text
    assert "Đầu mối tổng hợp nhắc" in browser.get(f"{page}/{report.id}").text


def test_an_indicator_shows_the_records_it_rests_on_with_who_and_when(
    rows: Session, sign_in: SignIn, manager: Account
) -> None:
    record = a_record(rows, actor(rows, manager), people=64, title="Lớp 5S cho tổ trưởng")
    a_record(rows, actor(rows, manager), "information", title="Trả lời yêu cầu")
    rows.commit()

    page = sign_in(account=manager).get("/plan/indicators/2.trainees?year=2026").text

    assert f'href="/plan/records/{record.reference}"' in page
    assert "Lý Văn Tổng, " in page
    assert "Trả lời yêu cầu" not in page


def test_an_auditor_reads_reports_and_changes_none(rows: Session, sign_in: SignIn, manager: Account) -> None:
    report = a_plan_report(rows, actor(rows, manager))
    browser = sign_in("auditor")

    assert browser.get(f"/plan/reports/{report.id}").status_code == 200
    assert browser.get(f"/plan/reports/{report.id}/submit").status_code == 403
    assert browser.get(f"/plan/reports/{report.id}/parts/plans").status_code == 403
    assert browser.get("/plan/records/new").status_code == 403


def test_an_administrator_assigns_agencies(rows: Session, sign_in: SignIn, manager: Account) -> None:
    account = an_account(rows, "coordinator", name="Mai Thị Báo")
    rows.commit()
    browser = sign_in("admin")

    send(browser, "/plan/coordinators/assign", {"body": "07795", "account": str(account.id)}, page="/plan/coordinators")

    assert "Mai Thị Báo" in browser.get("/plan/coordinators").text
