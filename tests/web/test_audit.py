"""The auditor reads every act, before and after; takes it away as a table; and changes nothing."""

import csv
import io
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from nscl_grants.config import Config
from nscl_grants.db import audit
from nscl_grants.domain.actor import ROLES
from nscl_grants.web.spreadsheet import safe
from tests.builders.cases import Office, a_case, an_office
from tests.builders.people import MORNING
from tests.web.conftest import SignIn
from tests.web.pages import csrf_in


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> Config:
    """On a day late in 2026."""
    return Config(instance=tmp_path, database_url=database_url, demo=True, today=date(2026, 11, 22))


@pytest.fixture
def office(rows: Session) -> Office:
    """A working office."""
    return an_office(rows)


def note(rows: Session, who: str, what: str = "role.give", **after: object) -> None:
    """One event of the test's own."""
    audit.append(
        rows,
        at=MORNING,
        person_id=1,
        account_id=None,
        who=who,
        what=what,
        subject_kind="account",
        subject="ai@do.test",
        after=after,
    )
    rows.commit()


def test_the_newest_acts_come_first_in_words_with_before_and_after(
    rows: Session, office: Office, sign_in: SignIn
) -> None:
    case = a_case(rows, office, "in_review")
    page = sign_in("auditor").get("/audit").text

    assert page.index("Tiếp nhận hồ sơ") < page.index("Nộp hồ sơ")
    assert "Đang thẩm định" in page
    assert str(case.code) in page
    assert office.intake.name in page


def test_the_log_is_narrowed_by_person_act_and_case(rows: Session, office: Office, sign_in: SignIn) -> None:
    case = a_case(rows, office, "in_review")
    note(rows, "Người Lạ Mặt", role="clerk")
    client = sign_in("auditor")

    assert "Người Lạ Mặt" not in _body(client.get(f"/audit?case={case.code}").text)
    assert office.intake.name not in _body(client.get("/audit?who=Người Lạ").text)
    assert "Văn thư" in _body(client.get("/audit?what=role.give").text)
    assert "Không có việc nào khớp" in client.get("/audit?who=khong-co-ai").text


def test_the_log_goes_on_page_by_page(rows: Session, office: Office, sign_in: SignIn) -> None:
    for nth in range(60):
        note(rows, f"Người số {nth:02d}", role="clerk")
    client = sign_in("auditor")
    first = client.get("/audit").text
    assert "Người số 59" in first
    assert "Người số 05" not in first

    onward = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = client.get(onward).text
    assert "Người số 05" in second
    back = second.split('rel="prev" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "Người số 59" in client.get(back).text


def test_the_log_is_taken_away_as_a_table_that_computes_nothing(rows: Session, office: Office, sign_in: SignIn) -> None:
    note(rows, '=HYPERLINK("http://xau.test")', role="clerk")

    answer = sign_in("auditor").get("/audit/export.csv")

    assert answer.mimetype == "text/csv"
    table = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
    assert table[-1]["who"] == '\'=HYPERLINK("http://xau.test")'
    assert table[-1]["did"] == "Giao vai trò"
    assert [int(row["seq"]) for row in table] == sorted(int(row["seq"]) for row in table)


def test_the_log_is_taken_away_as_json_and_narrowed_by_day(rows: Session, office: Office, sign_in: SignIn) -> None:
    note(rows, "Người Lạ Mặt", role="clerk")
    day, client = MORNING.date(), sign_in("auditor")

    whole = json.loads(client.get("/audit/export.json").data)
    on_the_day = json.loads(client.get(f"/audit/export.json?who=Người Lạ&since={day}&until={day}").data)

    assert [event["seq"] for event in whole] == list(range(1, len(whole) + 1))
    assert [(event["who"], event["after"]) for event in on_the_day] == [("Người Lạ Mặt", {"role": "clerk"})]
    assert json.loads(client.get(f"/audit/export.json?who=Người Lạ&since={day + timedelta(days=1)}").data) == []
    assert "Người Lạ Mặt" not in _body(client.get(f"/audit?until={day - timedelta(days=1)}").text)
    assert f"Từ ngày {day:%d/%m/%Y}" in client.get(f"/audit?since={day:%d/%m/%Y}").text


def test_a_day_that_is_none_is_told_beside_its_field(office: Office, sign_in: SignIn) -> None:
    page = sign_in("auditor").get("/audit?since=hôm-qua&until=9999-12-31").text

    assert 'id="a-since-e"' in page
    assert "“hôm-qua” chưa phải ngày có trong lịch" in page
    assert 'value="hôm-qua"' in page
    assert 'id="a-until-e"' in page


@pytest.mark.parametrize("cell", ["=1+1", "+84", "-2", "@SUM(A1)", "\t=1", " =1", "＝1"])
def test_what_begins_like_a_formula_is_text(cell: str) -> None:
    assert safe(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Lê Thị Chi", "50.000.000", "", "a=b"])
def test_other_text_stays_as_it_is(cell: str) -> None:
    assert safe(cell) == cell


def test_markup_in_a_name_is_shown_as_text(rows: Session, office: Office, sign_in: SignIn) -> None:
    note(rows, "<script>alert(1)</script>", role="clerk")

    page = sign_in("auditor").get("/audit").text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_chain_verifies_on_demand(rows: Session, office: Office, sign_in: SignIn) -> None:
    a_case(rows, office, "in_review")
    client = sign_in("auditor")

    assert "Nhật ký nguyên vẹn." not in client.get("/audit/verify").text
    assert "Nhật ký nguyên vẹn." in client.get("/audit/verify?run=1").text


def test_nobody_else_reads_the_log(client: FlaskClient, sign_in: SignIn) -> None:
    for role in set(ROLES) - {"auditor"}:
        other = sign_in(role)
        for address in ("/audit", "/audit/verify?run=1", "/audit/export.csv", "/audit/export.json"):
            assert other.get(address).status_code == 403, (role, address)
    assert client.get("/audit").status_code == 302


def test_the_auditor_reads_cases_and_money_and_sends_nothing(rows: Session, office: Office, sign_in: SignIn) -> None:
    case = a_case(rows, office, "in_review")
    client = sign_in("auditor")

    assert client.get(f"/cases/{case.reference}").status_code == 200
    assert client.get("/finance").status_code == 200
    carried = {
        "csrf_token": csrf_in(client.get("/audit")),
        "act": "a" * 32,
        "version": f"{case.version}",
        "reason": "x",
    }
    assert client.post(f"/cases/{case.reference}/withdraw", data=carried).status_code == 403
    assert client.post("/audit", data=carried).status_code == 405


def _body(page: str) -> str:
    return page.split("</form>", 2)[-1]
