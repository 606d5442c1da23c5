"""The review page: papers judged one by one, costs allowed, the amount worked out, and one button that means it."""

import re
from typing import Any

from flask.testing import FlaskClient

from nscl_grants.db.applications import Application
from nscl_grants.db.assessments import current_assessment
from nscl_grants.db.attachments import attachments_of
from nscl_grants.db.cases import moves_of
from nscl_grants.domain.money import Money
from tests.builders.cases import a_case, assess
from tests.builders.people import MORNING
from tests.web.desk import Desk, config, desk, form_of, press

__all__ = ["config", "desk"]


def address(case: Application) -> str:
    return f"/cases/{case.reference}/review"


def a_review(desk: Desk, *, assessed: bool = False, **answers: Any) -> tuple[Application, FlaskClient]:
    """A case in review, and its reviewer's browser."""
    case = a_case(desk.rows, desk.office, "in_review", **answers)
    if assessed:
        assess(desk.rows, desk.office, case, MORNING)
    desk.rows.commit()
    return case, desk.of(desk.office.reviewer)


def findings(desk: Desk, case: Application) -> Any:
    case = desk.fresh(case)
    found = current_assessment(desk.rows, case)
    desk.rows.commit()
    return found


def test_papers_costs_and_the_first_unread_paper_stand_side_by_side(desk: Desk) -> None:
    case, browser = a_review(desk)

    page = browser.get(address(case)).text

    for words in ("Đơn đề nghị hỗ trợ", "Công ty Tư vấn Mẫu", "80.000.000", "Chưa tính", "<iframe", "Đang xem"):
        assert words in page


def test_recalculating_saves_and_shows_every_step(desk: Desk) -> None:
    case, browser = a_review(desk)

    answer = press(browser, address(case), {"do": "save", "cost-1.allowed": "60.000.000", "cost-1.reason": "Tiền ăn"})
    page = browser.get(answer.headers["Location"]).text

    assert findings(desk, case).costs == [{"allowed": 60_000_000, "reason": "Tiền ăn"}]
    assert "50 % chi phí được tính" in page
    assert "30.000.000" in page
    assert 'value="60.000.000"' in page


def test_empty_lines_can_be_filled_with_what_was_declared(desk: Desk) -> None:
    case, browser = a_review(desk)

    press(browser, address(case), {"do": "fill"})

    assert findings(desk, case).costs == [{"allowed": 80_000_000, "reason": ""}]


def test_papers_are_judged_one_after_the_other(desk: Desk) -> None:
    case, browser = a_review(desk)

    press(browser, address(case), {"do": "next", "verdict": "accepted"})
    second = press(browser, address(case), {"do": "next", "verdict": "refused", "verdict-reason": "Không đọc được"})

    assert second.status_code == 303
    assert list(findings(desk, case).documents.values()) == [
        {"accepted": True, "reason": ""},
        {"accepted": False, "reason": "Không đọc được"},
    ]
    assert "6 loại, 1 đã chấp nhận" in browser.get(address(case)).text


def test_another_paper_can_be_opened_without_losing_what_was_typed(desk: Desk) -> None:
    case, browser = a_review(desk)

    answer = press(browser, address(case), {"do": "see:invoices", "remarks": "Đúng phạm vi"})

    assert "paper=invoices" in answer.headers["Location"]
    assert findings(desk, case).remarks == "Đúng phạm vi"


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_saved(desk: Desk) -> None:
    case, browser = a_review(desk)
    typed = {"do": "save", "verdict": "refused", "verdict-reason": "", "cost-1.allowed": "tám mươi", "remarks": "Ghi"}

    answer = press(browser, address(case), typed)

    assert answer.status_code == 422
    for words in (
        "“tám mươi” chưa phải số đồng nguyên",
        "Ghi lý do không chấp nhận",
        'value="tám mươi"',
        "Ghi</textarea>",
    ):
        assert words in answer.text
    assert findings(desk, case) is None


def test_a_cut_needs_its_reason(desk: Desk) -> None:
    case, browser = a_review(desk)

    answer = press(browser, address(case), {"do": "save", "cost-1.allowed": "60.000.000", "cost-1.reason": ""})

    assert answer.status_code == 422
    assert "Khoản chi 1 bị giảm mà chưa có lý do" in answer.text


def test_the_button_names_the_amount_and_says_that_it_will_be_held(desk: Desk) -> None:
    case, browser = a_review(desk, assessed=True)

    page = browser.get(address(case)).text

    assert "Đề xuất hỗ trợ 40.000.000\u00a0đồng" in page
    assert "Đề xuất sẽ tạm giữ 40.000.000\u00a0đồng của dòng III.1 đến hết" in page


def test_a_line_without_money_is_told_before_and_the_case_joins_the_list(desk: Desk) -> None:
    case, browser = a_review(desk, assessed=True)
    case.line = "III.2"
    desk.rows.commit()

    page = browser.get(address(case)).text
    answer = press(browser, address(case), {"do": "recommend", "conditions_met": "yes"})

    assert "vào danh sách chờ, thứ tự 1" in page
    assert answer.status_code == 303
    assert desk.fresh(case).state == "waitlisted"


def test_a_recommendation_saves_holds_the_money_and_leads_on_to_the_next_work(desk: Desk) -> None:
    case, browser = a_review(desk, assessed=True)

    answer = press(browser, address(case), {"do": "recommend", "conditions_met": "yes", "remarks": "Đủ điều kiện"})

    case = desk.fresh(case)
    assert answer.headers["Location"] == "/work"
    assert (case.state, case.recommended) == ("recommended", Money.read("40.000.000"))
    assert findings(desk, case).remarks == "Đủ điều kiện"


def test_a_double_click_recommends_once(desk: Desk) -> None:
    case, browser = a_review(desk, assessed=True)
    carried = form_of(browser.get(address(case)))

    answers = [
        press(browser, address(case), {"do": "recommend", "conditions_met": "yes"}, carried=carried) for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [303, 303]
    desk.rows.rollback()
    assert [move.trigger for move in moves_of(desk.rows, case.id)].count("recommend") == 1


def test_an_amount_that_the_save_changes_is_shown_before_it_is_recommended(desk: Desk) -> None:
    case, browser = a_review(desk, assessed=True)
    typed = {"do": "recommend", "conditions_met": "yes", "cost-1.allowed": "60.000.000", "cost-1.reason": "Tiền ăn"}

    answer = press(browser, address(case), typed)

    assert "Số tiền vừa đổi thành 30.000.000" in answer.text
    assert "Đề xuất hỗ trợ 30.000.000\u00a0đồng" in answer.text
    assert desk.fresh(case).state == "in_review"
    again = press(browser, address(case), {"do": "recommend", "conditions_met": "yes"}, carried=form_of(answer))
    assert (again.status_code, desk.fresh(case).recommended) == (303, Money.read("30.000.000"))


def test_the_conditions_have_to_be_confirmed_first(desk: Desk) -> None:
    case, browser = a_review(desk, assessed=True)

    answer = press(browser, address(case), {"do": "recommend"})

    assert answer.status_code == 422
    assert desk.fresh(case).state == "in_review"


def test_unread_papers_hold_back_the_recommendation_and_are_named(desk: Desk) -> None:
    case, browser = a_review(desk)
    press(browser, address(case), {"do": "fill"})

    answer = press(browser, address(case), {"do": "recommend", "conditions_met": "yes"})

    assert answer.status_code == 422
    assert "còn giấy tờ chưa xem: Đơn đề nghị hỗ trợ" in answer.text


def test_asking_for_a_supplement_saves_first_and_leads_to_its_page(desk: Desk) -> None:
    case, browser = a_review(desk)

    answer = press(browser, address(case), {"do": "ask_supplement", "remarks": "Thiếu dấu"})

    assert answer.headers["Location"] == f"/cases/{case.reference}/ask_supplement"
    assert findings(desk, case).remarks == "Thiếu dấu"


def test_two_reviewers_do_not_overwrite_one_another(desk: Desk) -> None:
    case, browser = a_review(desk)
    old = form_of(browser.get(address(case)))
    press(desk.of(desk.office.other_reviewer), address(case), {"do": "save", "remarks": "Khánh đã xem"})

    answer = press(browser, address(case), {"do": "save", "remarks": "Chi đã xem"}, carried=old)

    assert answer.status_code == 409
    assert "Chi đã xem" in answer.text
    assert findings(desk, case).remarks == "Khánh đã xem"


def test_others_may_not_review_and_are_told_whose_step_it_is(desk: Desk) -> None:
    case, browser = a_review(desk)

    page = desk.of(desk.office.approver).get(address(case))
    sent = press(browser, address(case), {"do": "save"}, carried=None)
    values = {"version": str(desk.fresh(case).version), "do": "save"}
    forged = press(desk.of(desk.office.approver), f"/cases/{case.reference}/conflict", values, to=address(case))

    assert page.status_code == 403
    assert "thuộc vai trò: Chuyên viên thẩm định" in page.text
    assert sent.status_code == 303
    assert forged.status_code == 403


def test_a_case_that_moved_on_is_not_reviewed(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "recommended")

    page = desk.of(desk.office.reviewer).get(address(case))

    assert page.status_code == 409
    assert "Đã đề xuất hỗ trợ" in page.text


def test_the_review_speaks_english(desk: Desk) -> None:
    case, browser = a_review(desk, assessed=True)

    page = browser.get(f"{address(case)}?lang=en").text

    assert "Recommend VND\u00a040,000,000" in page


def test_what_the_firm_declares_lies_beside_the_papers_and_what_needs_an_eye_is_said(desk: Desk) -> None:
    case, browser = a_review(desk)
    sound = browser.get(address(case)).text
    case.answers = {**case.answers, "expires_on": "2026-03-02", "other_support": True}
    desk.rows.commit()

    page = browser.get(address(case)).text

    assert str(case.answers["certificate_number"]) in sound
    assert "hết hiệu lực từ" not in sound
    assert "Giấy chứng nhận hết hiệu lực từ 02/03/2026." in page
    case.answers = {
        **case.answers,
        "expires_on": "2029-01-14",
        "certificates": [{"expires_on": "2026-02-01"}, {"expires_on": "2026-01-05"}],
    }
    desk.rows.commit()
    several = browser.get(address(case)).text
    assert "Giấy chứng nhận hết hiệu lực từ 01/02/2026." in several
    assert "Giấy chứng nhận hết hiệu lực từ 05/01/2026." in several
    assert "Đơn vị khai có hỗ trợ khác" in page


def test_what_was_found_is_on_the_page_of_the_supplement_and_of_the_rejection(desk: Desk) -> None:
    case, browser = a_review(desk)
    cut = {"cost-1.allowed": "60.000.000", "cost-1.reason": "Không tính tiền ăn", "remarks": "Gửi lại trong tháng."}
    press(browser, address(case), {"do": "next", "verdict": "refused", "verdict-reason": "Thiếu trang ký", **cut})
    (refused,) = (name for name, said in findings(desk, case).documents.items() if not said["accepted"])

    supplement = browser.get(f"/cases/{case.reference}/ask_supplement").text
    rejection = browser.get(f"/cases/{case.reference}/propose_rejection").text

    assert re.search(rf'<input checked [^>]*name="documents"[^>]*value="{refused}"', supplement)
    for page in (supplement, rejection):
        assert ": Thiếu trang ký\n– Khoản chi 1, được tính 60.000.000 đồng: Không tính tiền ăn\n" in page
        assert "Gửi lại trong tháng." in page


def test_the_counter_asks_for_the_papers_that_are_not_there(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "submitted")
    lacking = next(file for file in attachments_of(desk.rows, case.id) if file.document == "invoices")
    lacking.removed_at = MORNING
    desk.rows.commit()

    page = desk.of(desk.office.intake).get(f"/cases/{case.reference}/ask_supplement").text

    assert re.search(r'<input checked [^>]*name="documents"[^>]*value="invoices"', page)
    assert "– Thiếu Hóa đơn" in page


def test_an_overdue_review_offers_no_extension_that_would_be_refused(desk: Desk) -> None:
    case, browser = a_review(desk)
    on_time = browser.get(address(case)).text
    case.due_on = MORNING.date()
    desk.rows.commit()

    assert f"/cases/{case.reference}/extend" in on_time
    assert f"/cases/{case.reference}/extend" not in browser.get(address(case)).text
