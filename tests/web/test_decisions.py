"""The approver sees what follows before deciding; the clerk numbers each decision once."""

import io
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import func, select

from nscl_grants.db.applications import Application
from nscl_grants.db.decisions import Decision
from nscl_grants.domain.money import Money
from tests.builders.cases import a_case, take
from tests.builders.pdfs import a_pdf
from tests.builders.people import MORNING, somebody
from tests.web.desk import Desk, config, desk, form_of, press

__all__ = ["config", "desk"]

STANDARDS = ("iso-22000", "iso-14001", "iso-50001")


@pytest.fixture
def cases(desk: Desk) -> list[Application]:
    """Three recommended cases of 40 million each."""
    return [a_case(desk.rows, desk.office, "recommended", standard=standard) for standard in STANDARDS]


def ticked(cases: Sequence[Application], **values: Any) -> dict[str, Any]:
    return {"c": [case.reference for case in cases], **values}


def confirmed(desk: Desk, cases: Sequence[Application], **values: Any) -> Any:
    """The confirm page for these cases, and what its form carries."""
    browser = desk.of(desk.office.approver)
    page = press(browser, "/decisions", ticked(cases, do="confirm", **values))
    return page, {**form_of(page), **ticked(cases)}


def decisions(desk: Desk) -> int:
    desk.rows.rollback()
    return desk.rows.scalar(select(func.count(Decision.id))) or 0


def test_the_list_shows_every_recommended_case_with_its_amount(desk: Desk, cases: list[Application]) -> None:
    page = desk.of(desk.office.approver).get("/decisions").text

    for case in cases:
        assert str(case.code) in page
    assert page.count('value="40.000.000"') == 3


def test_the_case_one_came_from_is_ticked_and_its_effect_shown(desk: Desk, cases: list[Application]) -> None:
    page = desk.of(desk.office.approver).get(f"/decisions?c={cases[0].reference}").text

    assert "Nếu lập quyết định này" in page
    assert "<span>120 → <strong>80</strong></span>" in page
    assert "<span>0 → <strong>40</strong></span>" in page


def test_recalculating_shows_before_and_after_and_decides_nothing(desk: Desk, cases: list[Application]) -> None:
    amount = {f"amount-{cases[0].reference}": "35.000.000", f"reason-{cases[0].reference}": "Thiếu chứng từ"}

    page = press(desk.of(desk.office.approver), "/decisions", ticked(cases, do="recompute", **amount)).text

    assert "115.000.000\u00a0đồng" in page
    assert "Giảm 5.000.000, lý do:" in page
    assert "<span>1.880 → <strong>1.885</strong></span>" in page
    assert decisions(desk) == 0


def test_less_without_a_reason_and_more_than_recommended_are_told_beside_the_amount(
    desk: Desk, cases: list[Application]
) -> None:
    amounts = {f"amount-{cases[0].reference}": "35.000.000", f"amount-{cases[1].reference}": "41.000.000"}

    answer = press(desk.of(desk.office.approver), "/decisions", ticked(cases, do="confirm", **amounts))

    assert answer.status_code == 422
    assert "chưa có lý do" in answer.text
    assert "cao hơn mức đề xuất" in answer.text
    assert 'value="41.000.000"' in answer.text


def test_nothing_ticked_is_no_decision(desk: Desk, cases: list[Application]) -> None:
    answer = press(desk.of(desk.office.approver), "/decisions", {"do": "confirm"})

    assert answer.status_code == 422
    assert "Chưa chọn hồ sơ nào" in answer.text


def test_a_case_one_may_not_decide_keeps_its_row_with_the_reason_and_who_may(desk: Desk) -> None:
    both = somebody(desk.rows, "reviewer", "approver", name="Người Hai Vai")
    desk.office.reviewer = both
    case = a_case(desk.rows, desk.office, "recommended")

    page = desk.of(both).get("/decisions").text

    assert "Người Hai Vai đã thẩm định trong hồ sơ này" in page
    assert "Người quyết định khác: Nguyễn Văn Dũng, Vũ Văn Lâm." in page
    assert f'id="c-{case.reference}" aria-label="Chọn {case.organisation.name}" disabled' in page


def test_the_confirm_page_names_all_cases_and_the_sum_in_words(desk: Desk, cases: list[Application]) -> None:
    page, _ = confirmed(desk, cases)

    assert "Lập quyết định hỗ trợ 3 hồ sơ?" in page.text
    assert "Một trăm hai mươi triệu đồng" in page.text


def test_one_click_decides_all_and_a_second_one_nothing_more(desk: Desk, cases: list[Application]) -> None:
    _, carried = confirmed(desk, cases)
    browser = desk.of(desk.office.approver)

    answers = [browser.post("/decisions/confirm", data=carried) for _ in range(2)]

    decision = desk.rows.scalars(select(Decision)).one()
    assert [answer.headers["Location"] for answer in answers] == [f"/decisions/{decision.id}"] * 2
    assert {desk.fresh(case).state for case in cases} == {"approved"}
    assert "Đã lập quyết định cho 3 hồ sơ." in browser.get(f"/decisions/{decision.id}").text


def test_a_part_is_approved_with_its_reason(desk: Desk, cases: list[Application]) -> None:
    reference = cases[0].reference
    _, carried = confirmed(
        desk, cases[:1], **{f"amount-{reference}": "35.000.000", f"reason-{reference}": "Thiếu chứng từ"}
    )

    desk.of(desk.office.approver).post("/decisions/confirm", data=carried)

    assert desk.fresh(cases[0]).approved == Money.read("35.000.000")


def test_a_case_that_left_meanwhile_holds_back_all_and_is_named(desk: Desk, cases: list[Application]) -> None:
    _, carried = confirmed(desk, cases)
    take(desk.rows, cases[1], "send_back", desk.office.other_approver, MORNING, reason="Xem lại")

    answer = desk.of(desk.office.approver).post("/decisions/confirm", data=carried)

    assert answer.status_code == 409
    assert f"Hồ sơ {cases[1].code} không còn chờ bạn quyết định" in answer.text
    assert decisions(desk) == 0
    assert desk.fresh(cases[0]).state == "recommended"


def test_a_ticked_case_is_decided_however_many_are_due_before_it(
    desk: Desk, cases: list[Application], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nscl_grants.reports.to_decide.MOST_ROWS", 1)
    page, carried = confirmed(desk, cases)

    desk.of(desk.office.approver).post("/decisions/confirm", data=carried)

    assert "Lập quyết định hỗ trợ 3 hồ sơ?" in page.text
    assert {desk.fresh(case).state for case in cases} == {"approved"}


def test_a_list_that_is_cut_says_so(desk: Desk, cases: list[Application], monkeypatch: pytest.MonkeyPatch) -> None:
    assert "còn hồ sơ đến hạn muộn hơn" not in desk.of(desk.office.approver).get("/decisions").text
    monkeypatch.setattr("nscl_grants.reports.to_decide.MOST_ROWS", 2)

    assert "còn hồ sơ đến hạn muộn hơn" in desk.of(desk.office.approver).get("/decisions").text


def test_a_case_that_was_changed_since_it_was_ticked_is_not_decided(desk: Desk, cases: list[Application]) -> None:
    _, carried = confirmed(desk, cases)
    cases[1].external_code = "G-1"
    desk.rows.commit()

    answer = desk.of(desk.office.approver).post("/decisions/confirm", data=carried)

    assert answer.status_code == 409
    assert decisions(desk) == 0


@pytest.mark.parametrize("role", ["reviewer", "clerk", "finance"])
def test_only_approvers_decide(desk: Desk, cases: list[Application], role: str) -> None:
    browser = desk.of(somebody(desk.rows, role))
    carried = form_of(browser.get(f"/cases/{cases[0].reference}/conflict"))

    assert browser.post("/decisions", data={**carried, **ticked(cases)}).status_code == 403
    assert browser.post("/decisions/confirm", data={**carried, **ticked(cases)}).status_code == 403
    assert decisions(desk) == 0


def test_proposed_rejections_stand_below_and_are_decided_one_by_one(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "rejection_proposed")
    browser = desk.of(desk.office.approver)

    page = browser.get("/decisions").text
    press(browser, f"/cases/{case.reference}/reject", {"article": "Điều 3", "reason": "Không đủ điều kiện"})

    assert f'href="/cases/{case.reference}"' in page
    assert desk.fresh(case).state == "rejected"
    assert "Quyết định không hỗ trợ" in desk.of(desk.office.clerk).get("/decisions/made").text


def signed(name: str = "quyet-dinh.pdf", content: bytes = a_pdf("signed")) -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), name


def issue(desk: Desk, decision_id: int | None, **values: Any) -> Any:
    answers = {"number": "05/QĐ-SKHCN", "issued_on": "02/03/2026", "signed_file": signed(), **values}
    return press(desk.of(desk.office.clerk), f"/decisions/{decision_id}", answers)


def test_the_clerk_issues_and_everybody_concerned_can_open_the_file(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "approved")

    answer = issue(desk, case.decision_id)

    assert answer.status_code == 303
    decision = desk.rows.get_one(Decision, case.decision_id)
    desk.rows.refresh(decision)
    assert (decision.number, desk.fresh(case).claim_by is not None) == ("05/QĐ-SKHCN", True)
    for actor in (desk.office.applicant, desk.office.reviewer):
        assert desk.of(actor).get(f"/files/{decision.file_id}").data == a_pdf("signed")


def test_firms_of_the_other_cases_can_open_the_file_too(desk: Desk) -> None:
    from nscl_grants.actions.decisions import Chosen, decide
    from tests.builders.cases import an_act
    from tests.builders.people import a_bank_account, a_member, an_organisation

    first = a_case(desk.rows, desk.office, "recommended")
    desk.office.organisation = an_organisation(desk.rows, "HTX Chè Minh Họa")
    desk.office.applicant = a_member(desk.rows, desk.office.organisation, name="Phạm Văn Bình")
    desk.office.bank = a_bank_account(
        desk.rows, desk.office.organisation, proposed_by=desk.office.applicant, confirmed_by=desk.office.finance
    )
    second = a_case(desk.rows, desk.office, "recommended", standard="iso-14001")
    chosen = [Chosen(case, Money.read("40.000.000"), "", case.version) for case in (first, second)]
    made = decide(desk.rows, chosen, actor=desk.office.approver, at=MORNING, act=an_act())

    issue(desk, made)

    desk.rows.rollback()
    file_id = desk.rows.scalar(select(Decision.file_id).where(Decision.id == made))
    assert desk.of(desk.office.applicant).get(f"/files/{file_id}").status_code == 200


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"number": ""}, "Số, ký hiệu"),
        ({"issued_on": "32/03/2026"}, "32/03/2026"),
        ({"signed_file": (io.BytesIO(b""), "")}, "Tệp đã ký"),
        ({"issued_on": "01/03/2026"}, "sớm hơn ngày lập quyết định"),
        ({"signed_file": signed("anh.pdf", b"not a paper")}, "anh.pdf"),
    ],
)
def test_what_is_wrong_with_an_issue_is_told_and_nothing_is_numbered(desk: Desk, values: Any, words: str) -> None:
    case = a_case(desk.rows, desk.office, "approved")

    answer = issue(desk, case.decision_id, **values)

    assert answer.status_code == 422
    assert words in answer.text
    desk.rows.rollback()
    assert desk.rows.scalar(select(Decision.number).where(Decision.id == case.decision_id)) is None


def test_a_number_that_is_taken_is_refused_in_words(desk: Desk) -> None:
    first = a_case(desk.rows, desk.office, "approved")
    second = a_case(desk.rows, desk.office, "approved", standard="iso-14001")
    issue(desk, first.decision_id)

    answer = issue(desk, second.decision_id)

    assert answer.status_code == 422
    assert "Số 05/QĐ-SKHCN đã dùng cho một quyết định khác trong năm 2026" in answer.text


@pytest.mark.parametrize("role", ["approver", "reviewer", "finance"])
def test_only_the_clerk_sees_the_form_and_may_send_it(desk: Desk, role: str) -> None:
    case = a_case(desk.rows, desk.office, "approved")
    browser = desk.of(somebody(desk.rows, role))

    page = browser.get(f"/decisions/{case.decision_id}")
    carried = form_of(browser.get(f"/cases/{case.reference}/conflict"))
    answer = browser.post(f"/decisions/{case.decision_id}", data=carried)

    assert page.status_code == 200
    assert 'name="number"' not in page.text
    assert answer.status_code == 403


def test_a_decision_about_cases_one_may_not_see_does_not_exist(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "approved")
    press(desk.of(desk.office.clerk), f"/cases/{case.reference}/conflict", {"reason": "Góp vốn"})

    clerk = desk.of(desk.office.clerk)
    assert clerk.get(f"/decisions/{case.decision_id}").status_code == 404
    assert f"/decisions/{case.decision_id}" not in clerk.get("/decisions/made").text


def test_decisions_waiting_and_issued_are_listed_apart(desk: Desk) -> None:
    waiting = a_case(desk.rows, desk.office, "approved")
    issued = a_case(desk.rows, desk.office, "issued", standard="iso-14001")

    page = desk.of(desk.office.clerk).get("/decisions/made").text

    assert page.index("Chờ ban hành") < page.index("Đã ban hành")
    assert f"/decisions/{waiting.decision_id}" in page
    assert f"/decisions/{issued.decision_id}" in page


def test_issued_decisions_are_found_by_number_and_name_and_hide_what_a_conflict_hides(desk: Desk) -> None:
    issued = a_case(desk.rows, desk.office, "issued")
    number = desk.rows.get_one(Decision, issued.decision_id).number
    desk.rows.commit()
    clerk = desk.of(desk.office.clerk)

    for asked in ("", f"q={str(number).lower()}", "q=vi+du", "kind=award&year=2026"):
        assert str(number) in clerk.get(f"/decisions/made.csv?{asked}").text, asked
    for asked in ("q=khongco", "kind=rejection", "year=2027"):
        assert str(number) not in clerk.get(f"/decisions/made.csv?{asked}").text, asked
    press(clerk, f"/cases/{issued.reference}/conflict", {"reason": "Góp vốn"})
    assert str(number) not in clerk.get("/decisions/made.csv").text


def test_an_empty_list_says_what_would_come(desk: Desk) -> None:
    page = desk.of(desk.office.approver).get("/decisions").text

    assert "Không có hồ sơ nào chờ quyết định" in page


def test_the_list_speaks_english(desk: Desk, cases: list[Application]) -> None:
    page = desk.of(desk.office.approver).get("/decisions?lang=en").text

    assert "Put a decision together" in page
    assert "3 cases wait for a decision" in page


def test_an_award_that_was_cancelled_before_its_number_waits_for_none(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "approved")
    made = case.decision_id
    take(desk.rows, case, "cancel", desk.office.approver, MORNING, article="Điều 5", reason="Đơn vị xin thôi")
    desk.rows.commit()
    clerk = desk.of(desk.office.clerk)

    assert f'/decisions/{made}"' not in clerk.get("/decisions/made").text
    assert f'/decisions/{made}"' not in clerk.get("/work").text
    assert "Quyết định hủy hỗ trợ" in clerk.get("/work").text
