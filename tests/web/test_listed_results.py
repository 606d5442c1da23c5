"""Results of agencies and who has reported: found without marks, read page by page, taken away, and reminded."""

import csv
import io
import re
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.actions import records
from nscl_grants.db.people import Account
from nscl_grants.db.reminders import ReportReminder
from tests.builders.cases import an_act
from tests.builders.people import MORNING, actor
from tests.builders.results import a_call, a_coordinator, a_record
from tests.web.conftest import SignIn
from tests.web.pages import send
from tests.web.test_lists import link_in
from tests.web.test_plan_pages import manager

__all__ = ["manager"]
TITLES = re.compile(r'<a href="/plan/records/[\w-]+">([^<]+)</a>')


def test_results_are_read_page_by_page_and_found_without_marks(
    rows: Session, sign_in: SignIn, manager: Account
) -> None:
    by = actor(rows, manager)
    for nth in range(52):
        day = date(2026, 1, 5) + timedelta(days=nth // 2)
        a_record(rows, by, title=f"Lớp đào tạo số {nth}", held_on=day.isoformat(), place="Phường Võ Cường")
    a_record(rows, by, "information", title="Bản tin năng suất", place="Xã Yên Phong")
    rows.commit()
    browser = sign_in(account=manager)

    first = browser.get("/plan/records?year=2026")
    second = browser.get(link_in(first.text, "next"))
    names = TITLES.findall(first.text) + TITLES.findall(second.text)

    assert len(names) == len(set(names)) == 53
    assert TITLES.findall(browser.get(link_in(second.text, "prev")).text) == TITLES.findall(first.text)
    assert TITLES.findall(browser.get("/plan/records?year=2026&q=yen+phong").text) == ["Bản tin năng suất"]
    assert TITLES.findall(browser.get("/plan/records?year=2026&q=dao+tao+so+51").text) == ["Lớp đào tạo số 51"]
    assert TITLES.findall(browser.get("/plan/records?year=2026&kind=information").text) == ["Bản tin năng suất"]
    assert "Thiếu chứng minh: 53" in first.text

    file = browser.get("/plan/records.csv?year=2026&q=yen&col=place&col=files").get_data(as_text=True)
    assert list(csv.reader(io.StringIO(file.lstrip("\ufeff")))) == [
        ["Việc", "Nơi tổ chức", "Tệp"],
        ["Bản tin năng suất", "Xã Yên Phong", "0"],
    ]


def test_a_corrected_title_is_found_by_its_new_words_alone(rows: Session, sign_in: SignIn, manager: Account) -> None:
    by = actor(rows, manager)
    record = a_record(rows, by, title="Hội thảo Kaizen")
    answers = {**record.answers, "title": "Hội thảo 5S"}
    records.correct(rows, record, answers, actor=by, at=MORNING, act=an_act())
    browser = sign_in(account=manager)

    assert TITLES.findall(browser.get("/plan/records?year=2026&q=kaizen").text) == []
    assert TITLES.findall(browser.get("/plan/records?year=2026&q=5s").text) == ["Hội thảo 5S"]


def test_only_the_ticked_agencies_are_reminded(rows: Session, sign_in: SignIn, manager: Account) -> None:
    reports = {report.body: report for report in a_call(rows, actor(rows, manager))}
    for body in ("syt", "sct"):
        a_coordinator(rows, body, actor(rows, manager), name=f"Đầu mối {body}")
    rows.commit()
    browser, page = sign_in(account=manager), "/plan/agency-reports"
    period = str(reports["syt"].period_id)

    send(browser, f"{page}/remind", {"period": period, "do": "ticked"}, page=page)
    assert "Chưa nhắc ai" in browser.get(page).text
    send(browser, f"{page}/remind", {"period": period, "do": "ticked", "r": str(reports["sct"].id)}, page=page)

    assert rows.scalars(select(ReportReminder.report_id)).all() == [reports["sct"].id]
    file = browser.get(f"{page}.csv?period={period}&q=dau+moi+sct&col=people").get_data(as_text=True)
    assert [row[1] for row in csv.reader(io.StringIO(file.lstrip("\ufeff")))] == ["Đầu mối", "Đầu mối sct"]


def test_an_auditor_takes_the_list_and_is_offered_no_reminder(rows: Session, sign_in: SignIn, manager: Account) -> None:
    a_call(rows, actor(rows, manager))
    rows.commit()
    auditor = sign_in("auditor")

    assert auditor.get("/plan/agency-reports.xlsx").data[:2] == b"PK"
    assert "Nhắc các nơi đã chọn" not in auditor.get("/plan/agency-reports").text


def test_a_coordinator_lists_and_takes_away_the_results_of_their_own_agency_alone(
    rows: Session, sign_in: SignIn, manager: Account
) -> None:
    by = actor(rows, manager)
    a_record(rows, by, title="Lớp của Sở Y tế", body="syt")
    a_record(rows, by, title="Lớp của Sở Công Thương", body="sct")
    own = a_coordinator(rows, "syt", by)
    rows.commit()
    browser = sign_in(account=rows.get_one(Account, own.account_id))

    for address in ("/plan/records?year=2026", "/plan/records.csv?year=2026"):
        page = browser.get(address).get_data(as_text=True)
        assert "Lớp của Sở Y tế" in page
        assert "Lớp của Sở Công Thương" not in page
        assert "Lớp của Sở Công Thương" not in browser.get(f"{address}&body=sct").get_data(as_text=True)
    assert browser.get("/plan/agency-reports.csv").status_code == 403
