"""A firm files, follows, supplements, withdraws and appeals; every page first says whose turn it is."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import event

from nscl_grants.db.applications import Application
from nscl_grants.db.assessments import current_assessment
from nscl_grants.db.notices import Notice
from tests.builders.cases import a_case, a_claim, a_confirmed_claim, a_draft, a_payment, take
from tests.builders.people import MORNING
from tests.web.firm import ELSEWHERE, Firm, a_file, config, firm, post

__all__ = ["config", "firm"]

NEXT_DAY = MORNING + timedelta(days=1)


def address(case: Application, tail: str = "") -> str:
    return f"/my/applications/{case.reference}{tail}"


def asked(firm: Firm) -> Application:
    """A case whose reviewer asked for a supplement."""
    case = a_case(firm.rows, firm.office, "in_review")
    answers = {"sections": ["support"], "documents": ["invoices"], "reason": "Thiếu trang có dấu ngân hàng."}
    take(firm.rows, case, "ask_supplement", firm.office.reviewer, NEXT_DAY, **answers)
    return case


def test_filing_asks_once_more_and_then_gives_the_case_its_code(firm: Firm) -> None:
    draft = a_draft(firm.rows, firm.office)
    assert "Nộp hồ sơ?" in firm.an.get(address(draft, "/submit")).text

    answer = post(firm.an, address(draft, "/submit"))

    filed = firm.fresh(draft.reference)
    assert answer.status_code == 303
    assert filed.state == "submitted"
    assert filed.code is not None
    page = firm.an.get(answer.headers["Location"]).text
    assert filed.code in page
    assert "40.000.000" in page


def test_a_double_submit_files_once(firm: Firm) -> None:
    draft = a_draft(firm.rows, firm.office)
    page = firm.an.get(address(draft, "/submit"))
    assert page.status_code == 200
    before = firm.moves()
    act = "b" * 32

    first = post(firm.an, address(draft, "/submit"), act=act)
    token = post(firm.an, ELSEWHERE, {"version": "1"}, to=address(draft, "/submit"), act=act)

    assert first.status_code == 303
    assert token.status_code == 303
    assert firm.moves() == before + 1


def test_a_draft_that_lacks_something_is_not_filed_and_says_what(firm: Firm) -> None:
    draft = a_draft(firm.rows, firm.office)
    draft.answers = {name: each for name, each in draft.answers.items() if name != "scope"}
    firm.rows.commit()

    page = firm.an.get(address(draft, "/check")).text
    version = str(firm.fresh(draft.reference).version)
    answer = post(firm.an, ELSEWHERE, {"version": version}, to=address(draft, "/submit"))

    assert "còn thiếu: Phạm vi" in page
    assert answer.status_code == 422
    assert firm.fresh(draft.reference).state == "draft"


def test_an_empty_draft_is_told_its_sections_in_one_short_sentence(firm: Firm) -> None:
    draft = a_draft(firm.rows, firm.office)
    draft.answers = {}
    firm.rows.commit()

    page = firm.an.get(address(draft, "/check")).text

    (said,) = re.findall(r"Chưa nộp được, còn \d+ câu chưa trả lời ở các mục: ([^.]*)\.", page)
    assert said.startswith("“Thông tin đơn vị”, “Chứng nhận, công nhận”, “Chi phí”")


def test_checking_shows_every_answer_and_paper_in_words(firm: Firm) -> None:
    page = firm.an.get(address(a_draft(firm.rows, firm.office), "/check")).text

    for words in ("ISO 22000:2018", "80.000.000\u00a0đồng", "phường Nếnh", "0123456789", "invoices.pdf", "Đã cam kết"):
        assert words in page


def test_a_case_with_the_office_tells_the_firm_that_it_need_do_nothing(firm: Firm) -> None:
    page = firm.an.get(address(a_case(firm.rows, firm.office, "in_review"))).text

    assert "Ông/bà không phải làm gì lúc này" in page
    assert "Hẹn trả kết quả:" in page
    assert 'aria-current="step"' in page


def test_a_supplement_request_comes_first_with_its_reasons_and_reopens_only_what_it_names(firm: Firm) -> None:
    case = asked(firm)

    page = firm.an.get(address(case)).text
    parts = firm.an.get(address(case, "/form")).text

    assert "Việc của ông/bà: bổ sung theo yêu cầu" in page
    assert "Thiếu trang có dấu ngân hàng." in page
    assert firm.an.get(address(case, "/form/support")).status_code == 200
    assert firm.an.get(address(case, "/form/costs")).status_code == 404
    assert "Không mở để sửa" in parts


def test_the_supplement_is_sent_when_all_that_was_asked_is_there(firm: Firm) -> None:
    case = asked(firm)
    early = post(firm.an, ELSEWHERE, {"version": str(case.version)}, to=address(case, "/supplement"))
    assert early.status_code == 422

    post(firm.an, address(case, "/papers/invoices"), {"files": a_file()})
    post(firm.an, address(case, "/form/support"), {"other_support": "no"})
    answer = post(firm.an, address(case, "/supplement"))

    assert answer.status_code == 303
    assert firm.fresh(case.reference).state == "in_review"


def test_a_filed_case_is_withdrawn_on_a_page_that_says_what_follows(firm: Firm) -> None:
    case = a_case(firm.rows, firm.office, "recommended")
    page = firm.an.get(address(case, "/withdraw")).text

    answer = post(firm.an, address(case, "/withdraw"), {"reason": "Không còn nhu cầu"})

    assert "không khôi phục được" in page
    assert "btn-danger" in page
    assert answer.status_code == 303
    assert firm.fresh(case.reference).state == "withdrawn"


def test_a_step_of_the_office_is_not_the_firms_to_take(firm: Firm) -> None:
    case = a_case(firm.rows, firm.office, "submitted")

    steps = [address(case, f"/{trigger}") for trigger in ("receive", "refuse", "ask_supplement")]
    answers = [post(firm.an, ELSEWHERE, {"version": "2"}, to=step) for step in steps]

    assert {answer.status_code for answer in answers} <= {403, 422}
    assert firm.fresh(case.reference).state == "submitted"
    assert firm.an.get(address(case, "/no_such_step")).status_code == 404


def test_a_step_in_the_wrong_state_is_a_conflict(firm: Firm) -> None:
    case = a_case(firm.rows, firm.office, "in_review")

    version = str(firm.fresh(case.reference).version)
    answer = post(firm.an, ELSEWHERE, {"version": version}, to=address(case, "/submit"))

    assert answer.status_code == 409
    assert "đang ở “Đang thẩm định”" in answer.text


def test_a_step_on_a_page_that_grew_old_changes_nothing(firm: Firm) -> None:
    case = a_case(firm.rows, firm.office, "in_review")

    answer = post(firm.an, address(case, "/withdraw"), {"version": "1"})

    assert answer.status_code == 409
    assert "vừa được người khác cập nhật" in answer.text
    assert firm.fresh(case.reference).state == "in_review"


def test_a_rejected_case_names_the_article_and_may_be_appealed_against(firm: Firm) -> None:
    case = a_case(firm.rows, firm.office, "rejection_proposed")
    take(firm.rows, case, "reject", firm.office.approver, MORNING, article="khoản 1 Điều 3", reason="Hết hiệu lực.")

    page = firm.an.get(address(case)).text
    answer = post(firm.an, address(case, "/file_appeal"), {"reason": "Giấy chứng nhận còn hiệu lực."})

    assert "Hết hiệu lực. (khoản 1 Điều 3)" in page
    assert answer.status_code == 303


def test_the_money_panel_shows_estimate_approval_and_what_the_ledger_says_was_paid(firm: Firm) -> None:
    case = a_case(firm.rows, firm.office, "issued")
    claim = a_confirmed_claim(firm.rows, firm.office, case)
    a_payment(firm.rows, firm.office, claim, "paid")

    page = firm.an.get(address(case)).text

    panel = page[page.index("<h2>Số tiền</h2>") : page.index("Xem cách tính từng bước")]
    assert panel.count("40.000.000\u00a0đồng") == 3
    assert "Gửi Kho bạc" in page
    assert "Lập chứng từ chi" not in page


def test_what_happens_next_is_told_of_the_claim_and_the_payment_that_are_under_way(firm: Firm) -> None:
    case = a_case(firm.rows, firm.office, "issued")
    claim = a_claim(firm.rows, firm.office, case)
    firm.rows.commit()
    page = firm.an.get(address(case)).text
    assert page.count("Chuyên viên thẩm định kiểm tra đề nghị.") == 2
    assert "Văn thư ban hành quyết định;" not in page

    take(firm.rows, claim, "confirm", firm.office.reviewer, MORNING, in_full=True)
    a_payment(firm.rows, firm.office, claim, "sent")
    firm.rows.commit()
    assert firm.an.get(address(case)).text.count("Kho bạc chuyển tiền vào tài khoản của đơn vị.") == 2


def test_reasons_that_the_office_keeps_to_itself_are_not_told(firm: Firm) -> None:
    case = a_case(firm.rows, firm.office, "recommended")
    take(firm.rows, case, "send_back", firm.office.approver, MORNING, reason="Nghi hóa đơn khống")

    page = firm.an.get(address(case)).text

    assert "Trả lại thẩm định" in page
    assert "Nghi hóa đơn khống" not in page


def test_the_amount_is_derived_step_by_step(firm: Firm) -> None:
    case = a_case(firm.rows, firm.office, "issued")
    assessment = current_assessment(firm.rows, case)
    assert assessment is not None
    assessment.derivation = case.estimate
    firm.rows.commit()

    page = firm.an.get(address(case, "/estimate")).text

    assert "Ước tính khi nộp hồ sơ" in page
    assert "Mức hỗ trợ được thẩm định" in page
    assert "50 % chi phí được tính" in page


def test_the_reviewers_figures_stay_with_the_office_until_the_decision(firm: Firm) -> None:
    page = firm.an.get(address(a_case(firm.rows, firm.office, "recommended"), "/estimate")).text

    assert "Mức hỗ trợ được thẩm định" not in page


def test_my_cases_come_with_whose_turn_it_is_mine_first(firm: Firm) -> None:
    a_case(firm.rows, firm.office, "in_review")
    asked(firm)

    page = firm.an.get("/my").text

    assert page.index("Việc của ông/bà") < page.index("Chờ bổ sung") < page.index("Đang được giải quyết")
    assert firm.binh.get("/my").text.count("ns-") == 0


def queries_of(firm: Firm, page: str) -> int:
    """How many statements the page needs."""
    said: list[str] = []
    listener = event.listens_for(firm.engine, "before_cursor_execute")(lambda *args: said.append(args[2]))
    try:
        assert firm.an.get(page).status_code == 200
    finally:
        event.remove(firm.engine, "before_cursor_execute", listener)
    return len(said)


def test_more_cases_need_no_more_queries(firm: Firm) -> None:
    case = a_case(firm.rows, firm.office, "issued", standard="iso-22000")
    few = queries_of(firm, "/my"), queries_of(firm, address(case))

    for standard in ("iso-14001", "iso-50001", "iso-15189"):
        a_case(firm.rows, firm.office, "issued", standard=standard)

    assert (queries_of(firm, "/my"), queries_of(firm, address(case))) == few


def test_notices_are_read_and_noted_so(firm: Firm) -> None:
    a_case(firm.rows, firm.office, "in_review")
    assert "mới</span>" in firm.an.get("/my").text

    post(firm.an, "/my", to="/my/notices/read")

    assert "mới</span>" not in firm.an.get("/my").text
    assert all(notice.read_at is not None for notice in firm.all(Notice))


@pytest.mark.parametrize("state", ["submitted", "recommended", "issued"])
def test_another_firm_finds_no_case_and_moves_none(firm: Firm, state: str) -> None:
    case = a_case(firm.rows, firm.office, state)
    moves = firm.moves()

    for tail in ("", "/form", "/papers", "/check", "/print", "/life", "/estimate", "/withdraw", "/claims/1"):
        assert firm.binh.get(address(case, tail)).status_code == 404
    for tail in ("/withdraw", "/submit", "/supplement", "/file_appeal", "/claims", "/claims/1", "/claims/1/send"):
        assert post(firm.binh, ELSEWHERE, {"version": "1"}, to=address(case, tail)).status_code == 404

    assert firm.fresh(case.reference).state == case.state
    assert firm.moves() == moves


@pytest.mark.parametrize(
    ("state", "tail"), [("in_review", ""), ("issued", ""), ("in_review", "/life"), ("draft", "/check")]
)
def test_the_pages_speak_english(firm: Firm, state: str, tail: str) -> None:
    page = firm.an.get(address(a_case(firm.rows, firm.office, state), f"{tail}?lang=en")).text

    assert "My applications" in page
    assert "Hồ sơ" not in page
