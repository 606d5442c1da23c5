"""The file of a case: where it stands, what it holds, who did what, and what may be done now."""

import pytest
from sqlalchemy import Engine, event

from nscl_grants.actions.conflicts import declare
from tests.builders.cases import a_case, a_claim, a_confirmed_claim, a_draft, a_payment, an_act, take
from tests.builders.people import MORNING, somebody
from tests.web.desk import Desk, config, desk, form_of, press

__all__ = ["config", "desk"]


def test_the_page_tells_where_the_case_stands_and_shows_its_whole_file(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "recommended")

    page = desk.of(desk.office.approver).get(f"/cases/{case.reference}").text

    for words in (
        "Đã đề xuất hỗ trợ",
        "ISO 22000:2018",
        str(case.code),
        "Công ty Tư vấn Mẫu",
        "invoices.pdf",
        "40.000.000",
        "Lê Thị Chi",
        "Đề xuất hỗ trợ",
        "phường Nếnh",
    ):
        assert words in page


def test_the_life_marks_what_is_past_now_and_next(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "recommended")

    page = desk.of(desk.office.approver).get(f"/cases/{case.reference}").text

    assert '<li aria-current="step">' in page
    life = page[page.index('class="life"') : page.index("</nav>", page.index('class="life"'))]
    stations = ["Đã nộp, chờ tiếp nhận", "Đang thẩm định", "Đã đề xuất hỗ trợ", "Đã duyệt hỗ trợ", "Đã chi đủ"]
    places = [life.index(words) for words in stations]
    assert places == sorted(places)


def test_what_may_be_done_stands_in_the_dock_and_what_must_wait_with_its_reason(desk: Desk) -> None:
    both = somebody(desk.rows, "reviewer", "approver", name="Người Hai Vai")
    desk.office.reviewer = both
    case = a_case(desk.rows, desk.office, "recommended")

    mine = desk.of(both).get(f"/cases/{case.reference}").text
    theirs = desk.of(desk.office.approver).get(f"/cases/{case.reference}").text

    assert "Người Hai Vai đã thẩm định trong hồ sơ này nên không quyết định được" in mine
    assert f'href="/decisions?c={case.reference}"' not in mine
    assert f'href="/decisions?c={case.reference}"' in theirs


def test_an_auditor_reads_everything_and_is_offered_nothing(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "recommended")

    page = desk.of(somebody(desk.rows, "auditor")).get(f"/cases/{case.reference}").text

    assert str(case.code) in page
    assert 'class="dock' not in page


def test_a_paid_case_shows_its_claim_payment_money_and_duties(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "issued")
    claim = a_confirmed_claim(desk.rows, desk.office, case)
    payment = a_payment(desk.rows, desk.office, claim, "paid")

    page = desk.of(desk.office.finance).get(f"/cases/{case.reference}").text

    for words in ("Đã chi đủ", payment.number, "QĐ-SKHCN", "Đặng Thị Kiểm", "Ghi nhận đã chi", f"/claims/{claim.id}"):
        assert words in page


def test_a_claim_shows_its_papers_and_its_steps(desk: Desk) -> None:
    claim = a_claim(desk.rows, desk.office, a_case(desk.rows, desk.office, "issued"))

    page = desk.of(desk.office.reviewer).get(f"/claims/{claim.id}").text

    assert f'href="/claims/{claim.id}/confirm"' in page
    assert "claim_paper.pdf" in page


def test_the_life_cycle_is_drawn_with_the_state_marked_and_told_as_a_table(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "in_review")

    page = desk.of(desk.office.reviewer).get(f"/cases/{case.reference}/life").text

    assert "<svg" in page
    assert "(đang ở đây)" in page
    assert "Số tiền đề xuất được tạm giữ nếu dòng kinh phí còn đủ" in page


def test_drafts_of_others_do_not_exist_here(desk: Desk) -> None:
    draft = a_draft(desk.rows, desk.office)

    assert desk.of(desk.office.reviewer).get(f"/cases/{draft.reference}").status_code == 404


@pytest.mark.parametrize("role", ["coordinator", "plan_manager", "admin", "applicant"])
def test_roles_that_see_no_cases_are_turned_away(desk: Desk, role: str) -> None:
    case = a_case(desk.rows, desk.office, "submitted")

    assert desk.of(somebody(desk.rows, role)).get(f"/cases/{case.reference}").status_code == 403


def test_whoever_declares_a_conflict_steps_off_and_finds_the_case_no_more(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "recommended")
    browser, address = desk.of(desk.office.approver), f"/cases/{case.reference}"

    answer = press(browser, f"{address}/conflict", {"reason": "Người đại diện là em trai."})

    assert answer.status_code == 303
    assert browser.get(address).status_code == 404
    assert str(case.code) not in browser.get("/cases").text
    assert browser.get("/search?q=" + str(case.code)).status_code == 200
    assert desk.of(desk.office.other_approver).get(address).status_code == 200


def test_a_conflict_is_declared_with_its_reason(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "recommended")

    answer = press(desk.of(desk.office.approver), f"/cases/{case.reference}/conflict", {"reason": "  "})

    assert answer.status_code == 422
    assert "Ghi lý do" in answer.text


@pytest.mark.parametrize("search", ["9900000", "vi du xanh", "VÍ DỤ"])
def test_cases_are_found_by_tax_code_and_by_name_without_marks(desk: Desk, search: str) -> None:
    first = a_case(desk.rows, desk.office, "submitted")
    second = a_case(desk.rows, desk.office, "submitted", standard="iso-14001")
    first.organisation.tax_code = "9900000424"
    desk.rows.commit()

    page = desk.of(desk.office.intake).get("/search", query_string={"q": search}).text

    assert str(first.code) in page
    assert str(second.code) in page


def test_a_search_that_finds_one_case_opens_it(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "submitted")

    answer = desk.of(desk.office.intake).get(f"/search?q={case.code}")

    assert answer.headers["Location"] == f"/cases/{case.reference}"


def test_the_list_is_filtered_by_its_address_and_each_filter_can_be_taken_off(desk: Desk) -> None:
    submitted = a_case(desk.rows, desk.office, "submitted")
    other = a_case(desk.rows, desk.office, "in_review", standard="iso-14001")

    page = desk.of(desk.office.intake).get("/cases?state=submitted&procedure=HTQL").text

    assert str(submitted.code) in page
    assert str(other.code) not in page
    assert 'href="/cases?procedure=HTQL"' in page
    assert 'href="/cases?state=submitted"' in page


def test_no_match_says_what_to_do(desk: Desk) -> None:
    page = desk.of(desk.office.intake).get("/cases?q=khong+co").text

    assert "Không có hồ sơ khớp" in page


def test_the_waiting_list_shows_places_and_what_the_line_has_left(desk: Desk) -> None:
    from tests.builders.cases import HOUSE

    case = a_case(desk.rows, desk.office, "recommended")
    take_off_hold(desk, case)

    page = desk.of(desk.office.reviewer).get("/waitlist").text

    assert HOUSE.plan.line("III.1").short.vi in page
    assert str(case.code) in page
    assert f'href="/cases/{case.reference}/promote"' in page
    assert "2.000.000.000" in page


def take_off_hold(desk: Desk, case: object) -> None:
    """The hold ran out, and the clock put the case back into the queue."""
    from nscl_grants.actions.moves import fire
    from nscl_grants.db.applications import Application

    assert isinstance(case, Application)
    fire(desk.rows, case, "clock:hold_expired", at=MORNING, act=an_act())
    desk.rows.commit()


def test_a_case_is_promoted_from_its_place(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "recommended")
    take_off_hold(desk, case)

    answer = press(desk.of(desk.office.reviewer), f"/cases/{case.reference}/promote", {"reason": ""})

    assert answer.status_code == 303
    assert desk.fresh(case).state == "recommended"


MOST_QUERIES = 12
"""As every page: who asks and for whom, which versions are laid over the files, and the case itself."""


def test_a_case_page_takes_the_same_number_of_queries_however_long_its_history(desk: Desk, engine: Engine) -> None:
    case = a_case(desk.rows, desk.office, "in_review")
    browser, said, counts = desk.of(desk.office.intake), [], []
    event.listen(engine, "before_cursor_execute", lambda *it: said.append(it[2]))

    for _ in range(2):
        take(desk.rows, case, "propose_rejection", desk.office.reviewer, MORNING, article="Điều 3", reason="Không đủ")
        take(desk.rows, case, "send_back", desk.office.approver, MORNING, reason="Xem lại")
        said.clear()
        browser.get(f"/cases/{case.reference}")
        counts.append(len([one for one in said if one.startswith("SELECT")]))

    questions = [one[-140:] for one in said if one.startswith("SELECT")]
    assert counts[0] == counts[1] <= MOST_QUERIES, "\n\n".join(questions)


def test_a_conflict_hides_the_claim_too(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "issued")
    claim = a_claim(desk.rows, desk.office, case)
    declare(desk.rows, case, actor=desk.office.finance, at=MORNING, act=an_act(), reason="Góp vốn")

    assert desk.of(desk.office.finance).get(f"/claims/{claim.id}").status_code == 404


def test_the_case_page_speaks_english(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "recommended")

    page = desk.of(desk.office.approver).get(f"/cases/{case.reference}?lang=en").text

    for words in ("Support recommended", "What it waits for, and whom", "History", "Send back to review"):
        assert words in page
    assert form_of is not None


def test_links_lead_only_where_the_reader_may_go(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "issued")
    payment = a_payment(desk.rows, desk.office, a_confirmed_claim(desk.rows, desk.office, case), "paid")
    desk.rows.commit()
    address, link = f"/cases/{case.reference}", f'href="/finance/payments/{payment.id}"'

    assert payment.number in desk.of(desk.office.reviewer).get(address).text
    assert link not in desk.of(desk.office.reviewer).get(address).text
    assert link in desk.of(desk.office.finance).get(address).text
