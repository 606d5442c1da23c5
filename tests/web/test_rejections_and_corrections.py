"""Many rejections in one decision, and the words of an issued decision corrected with both versions kept."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError
from werkzeug.test import TestResponse

from nscl_grants.db.applications import Application
from nscl_grants.db.corrections import DecisionCorrection
from nscl_grants.db.decisions import Decision
from tests.builders.cases import a_case, take
from tests.builders.people import MORNING
from tests.web.desk import Desk, config, desk, form_of, press

__all__ = ["config", "desk"]
PAGE = "/decisions/rejections"


def two_proposed(desk: Desk) -> list[Application]:
    return [a_case(desk.rows, desk.office, "rejection_proposed", standard=each) for each in ("iso-22000", "iso-14001")]


def rejected(browser: FlaskClient, cases: list[Application], **values: str) -> TestResponse:
    """Tick the cases, look again, confirm."""
    last_look = press(browser, PAGE, {"c": [case.reference for case in cases], **values})
    if last_look.status_code != 200:
        return last_look
    sent = form_of(last_look, f"{PAGE}/confirm")
    return browser.post(f"{PAGE}/confirm", data={**sent, "c": [case.reference for case in cases]})


def test_many_rejections_are_one_decision_with_the_reviewers_grounds_or_better_ones(desk: Desk) -> None:
    cases, browser = two_proposed(desk), desk.of(desk.office.approver)
    better = {f"reason-{cases[1].reference}": "Chứng nhận đã hết hạn"}

    done = rejected(browser, cases, **better)

    decision = desk.rows.scalars(select(Decision)).one()
    assert done.location == f"/decisions/{decision.id}"
    assert [(row.reason, row.amount.dong) for row in decision.rows] == [("Không đủ", 0), ("Chứng nhận đã hết hạn", 0)]
    assert {desk.fresh(case).state for case in cases} == {"rejected"}


def test_one_case_without_grounds_or_out_of_these_hands_holds_back_all(desk: Desk) -> None:
    cases, browser = two_proposed(desk), desk.of(desk.office.approver)

    assert rejected(browser, cases, **{f"article-{cases[0].reference}": " "}).status_code == 422
    assert press(desk.of(desk.office.reviewer), "/decisions", to=PAGE).status_code in (400, 403)

    assert {desk.fresh(case).state for case in cases} == {"rejection_proposed"}


def test_a_second_click_rejects_nothing_twice(desk: Desk) -> None:
    cases, browser = two_proposed(desk), desk.of(desk.office.approver)
    sent = form_of(press(browser, PAGE, {"c": [case.reference for case in cases]}), f"{PAGE}/confirm")
    data = {**sent, "c": [case.reference for case in cases]}

    first, second = (browser.post(f"{PAGE}/confirm", data=data) for _ in range(2))

    assert first.location == second.location
    assert len(desk.rows.scalars(select(Decision)).all()) == 1


def test_a_rejection_that_left_meanwhile_holds_back_all_and_is_named(desk: Desk) -> None:
    cases, browser = two_proposed(desk), desk.of(desk.office.approver)
    sent = form_of(press(browser, PAGE, {"c": [case.reference for case in cases]}), f"{PAGE}/confirm")
    take(desk.rows, cases[1], "send_back", desk.office.other_approver, MORNING, reason="Xem lại")

    answer = browser.post(f"{PAGE}/confirm", data={**sent, "c": [case.reference for case in cases]})

    assert answer.status_code == 409
    assert f"Hồ sơ {cases[1].code} không còn chờ bạn quyết định" in answer.text
    assert desk.fresh(cases[0]).state == "rejection_proposed"


@pytest.fixture
def issued(desk: Desk) -> Application:
    return a_case(desk.rows, desk.office, "issued")


def corrected(desk: Desk, case: Application, **values: str) -> TestResponse:
    address = f"/decisions/{case.decision_id}/corrections/{case.reference}"
    answers = {
        "organisation": "Công ty TNHH Ví Dụ Xanh Mới",
        "address": "Số 1, đường Thử Nghiệm",
        "item": "ISO 22000:2018",
        "number": "09/QĐ-SKHCN",
        "issued_on": "02/03/2026",
        "reason": "Sai tên đơn vị",
    }
    return press(desk.of(desk.office.clerk), address, {**answers, **values})


def test_a_correction_is_numbered_told_and_keeps_both_versions(desk: Desk, issued: Application) -> None:
    assert corrected(desk, issued).status_code == 303
    assert corrected(desk, issued, organisation="Công ty TNHH Ví Dụ Xanh", number="10/QĐ-SKHCN").status_code == 303

    first, second = desk.rows.scalars(select(DecisionCorrection).order_by(DecisionCorrection.n))
    page = desk.of(desk.office.reviewer).get(f"/decisions/{issued.decision_id}").text
    assert (first.n, first.before, first.after) == (
        1, {"organisation": "Công ty TNHH Ví Dụ Xanh"}, {"organisation": "Công ty TNHH Ví Dụ Xanh Mới"},
    )  # fmt: skip
    assert (second.n, second.before["organisation"]) == (2, "Công ty TNHH Ví Dụ Xanh Mới")
    assert "<s>Công ty TNHH Ví Dụ Xanh</s> → <strong>Công ty TNHH Ví Dụ Xanh Mới</strong>" in page
    assert "Quyết định hỗ trợ được đính chính" in desk.of(desk.office.applicant).get("/notices").text


def test_a_correction_changes_something_and_is_never_changed_itself(desk: Desk, issued: Application) -> None:
    assert corrected(desk, issued, organisation="Công ty TNHH Ví Dụ Xanh").status_code == 422
    assert corrected(desk, issued).status_code == 303

    correction = desk.rows.scalars(select(DecisionCorrection)).one()
    correction.reason = "Khác"
    with pytest.raises(DatabaseError):
        desk.rows.flush()
    desk.rows.rollback()
