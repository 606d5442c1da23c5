"""Messages within a case: both sides read them, the other side is told, and notes never leave the office."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from nscl_grants.db.applications import Application
from nscl_grants.db.messages import messages_of
from tests.builders.cases import a_case
from tests.builders.people import a_member, an_organisation, somebody
from tests.web.desk import Desk, config, desk, press

__all__ = ["config", "desk"]


@pytest.fixture
def case(desk: Desk) -> str:
    return a_case(desk.rows, desk.office, "in_review").reference


def row_of(desk: Desk, reference: str) -> Application:
    return desk.rows.scalars(select(Application).where(Application.reference == reference)).one()


def said(browser: FlaskClient, page: str, side: str, text: str) -> int:
    return press(browser, page, {"side": side, "text": text}).status_code


def test_the_firm_writes_and_the_reviewer_is_told_and_answers(desk: Desk, case: str) -> None:
    firm = desk.of(desk.office.applicant)
    officer = desk.of(desk.reviewer_of(row_of(desk, case)))
    mine, theirs = f"/my/applications/{case}/messages", f"/cases/{case}/messages"

    assert said(firm, mine, "firm", "Cho tôi hỏi <b>hạn</b>") == 303
    assert "Đơn vị nộp hồ sơ có tin nhắn" in officer.get("/notices").text
    assert "Cho tôi hỏi &lt;b&gt;hạn&lt;/b&gt;" in officer.get(theirs).text

    assert said(officer, theirs, "office", "Hạn là thứ Sáu") == 303
    assert "Hạn là thứ Sáu" in firm.get(mine).text
    assert "Cơ quan giải quyết hồ sơ có tin nhắn" in firm.get("/notices").text


def test_a_note_is_never_shown_to_the_firm_nor_to_an_officer_who_belongs_to_it(desk: Desk, case: str) -> None:
    clerk = desk.office.clerk
    assert said(desk.of(clerk), f"/cases/{case}/messages", "note", "Nghi trùng hóa đơn") == 303

    assert "Nghi trùng hóa đơn" not in desk.of(desk.office.applicant).get(f"/my/applications/{case}/messages").text
    assert "Nghi trùng hóa đơn" in desk.of(desk.office.reviewer).get(f"/cases/{case}/messages").text
    both = somebody(desk.rows, "clerk", "applicant")
    insider = type(both)(both.person_id, both.account_id, both.name, both.roles, desk.office.applicant.organisations)
    case_id = row_of(desk, case).id
    assert [each.text for each in messages_of(desk.rows, insider, case_id)] == []


def test_nobody_speaks_for_the_other_side_or_in_a_case_that_is_not_theirs(desk: Desk, case: str) -> None:
    stranger = desk.of(a_member(desk.rows, an_organisation(desk.rows, "HTX Khác"), name="Bình"))
    firm = desk.of(desk.office.applicant)

    assert said(firm, f"/my/applications/{case}/messages", "office", "Giả danh") == 400
    assert stranger.get(f"/my/applications/{case}/messages").status_code == 404
    assert press(firm, f"/my/applications/{case}/messages", {"side": "firm", "text": " "}).status_code == 422


def test_what_is_new_bears_a_mark_until_it_is_read(desk: Desk, case: str) -> None:
    firm = desk.of(desk.office.applicant)
    assert "state on" in firm.get("/notices").text

    press(firm, "/notices", to="/notices/read")

    assert "state on" not in firm.get("/notices").text


def test_an_account_chooses_how_mail_comes(desk: Desk) -> None:
    clerk = desk.of(desk.office.clerk)

    press(clerk, "/notices", {"wish": "daily"}, to="/notices/mail")

    assert 'value="daily" checked' in clerk.get("/notices").text
