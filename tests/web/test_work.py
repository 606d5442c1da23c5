"""Việc của tôi shows what waits for whom, the most urgent first, and leads straight to the act."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from nscl_grants.actions.conflicts import declare
from tests.builders.cases import a_case, a_claim, a_confirmed_claim, a_payment, an_act, take
from tests.builders.people import MORNING, somebody
from tests.web.desk import TODAY, Desk, config, desk

__all__ = ["config", "desk"]


def test_a_reviewer_finds_the_case_to_review_with_its_verb(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "in_review")
    reviewer = (
        desk.office.reviewer if case.reviewer_id == desk.office.reviewer.person_id else desk.office.other_reviewer
    )

    page = desk.of(reviewer).get("/work").text

    assert case.organisation.name in page
    assert f'href="/cases/{case.reference}/review"' in page
    assert "40.000.000" in page


def test_the_tab_counts_what_waits(desk: Desk) -> None:
    a_case(desk.rows, desk.office, "submitted")

    page = desk.of(desk.office.intake).get("/cases").text

    assert '<span class="count">1<span class="visually-hidden"> việc</span></span>' in page


def test_what_is_late_stands_first_and_only_the_urgent_have_a_primary_button(desk: Desk) -> None:
    late = a_case(desk.rows, desk.office, "rejection_proposed")
    late.due_on = TODAY.replace(day=2)
    later = a_case(desk.rows, desk.office, "rejection_proposed", standard="iso-14001")
    desk.rows.commit()

    page = desk.of(desk.office.approver).get("/work").text

    places = [page.index(words) for words in ("Quá hạn và gấp", str(late.code), "Chưa gấp", str(later.code))]
    assert places == sorted(places)
    assert page.count("btn btn-sm btn-primary") == 1


def test_kinds_of_work_can_be_looked_at_by_themselves(desk: Desk) -> None:
    a_case(desk.rows, desk.office, "rejection_proposed")
    issued = a_case(desk.rows, desk.office, "issued", standard="iso-14001")
    a_claim(desk.rows, desk.office, issued)
    reviewer = desk.of(desk.office.reviewer)
    a_case(desk.rows, desk.office, "in_review", standard="iso-50001").reviewer_id = desk.office.reviewer.person_id
    desk.rows.commit()

    page = reviewer.get("/work?kind=confirm_claim").text

    assert "Xem đề nghị" in page
    assert "iso-50001" not in page
    assert page.count('class="do"') == 1


def test_what_others_have_now_is_folded_below(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "recommended")

    page = desk.of(desk.office.reviewer).get("/work").text

    assert "Đang chờ người khác: 1 hồ sơ" in page
    assert str(case.code) in page[page.index("Đang chờ người khác") :]


def test_what_is_paid_in_full_waits_for_nobody(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "issued")
    a_payment(desk.rows, desk.office, a_confirmed_claim(desk.rows, desk.office, case), "paid")
    assert case.state == "disbursed"

    page = desk.of(desk.office.reviewer).get("/work").text

    assert "Đang chờ người khác" not in page


def test_a_fold_that_is_cut_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nscl_grants.reports.waiting.MOST_ROWS", 1)
    monkeypatch.setattr("nscl_grants.web.work.MOST_OTHERS", 1)
    for standard in ("iso-14001", "iso-50001"):
        a_case(desk.rows, desk.office, "recommended", standard=standard)

    page = desk.of(desk.office.reviewer).get("/work").text

    assert "Đang chờ người khác: từ 1 hồ sơ" in page
    assert "Danh sách chỉ hiện 1 hồ sơ đến hạn sớm nhất" in page


def test_a_case_with_a_conflict_of_interest_waits_for_nobody_who_has_it(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "recommended")
    declare(desk.rows, case, actor=desk.office.approver, at=MORNING, act=an_act(), reason="Góp vốn")

    page = desk.of(desk.office.approver).get("/work").text

    assert str(case.code) not in page
    assert "Không có việc nào đang chờ" in page


def test_a_waiting_decision_leads_the_clerk_to_its_page(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "approved")

    page = desk.of(desk.office.clerk).get("/work").text

    assert f'href="/decisions/{case.decision_id}"' in page


def test_an_empty_list_says_what_would_come(desk: Desk) -> None:
    page = desk.of(desk.office.clerk).get("/work").text

    assert "Không có việc nào đang chờ ông/bà" in page
    assert 'href="/cases"' in page


@pytest.mark.parametrize(
    ("role", "link"),
    [("coordinator", "/plan/records"), ("plan_manager", "/plan/reports"), ("auditor", "/audit"), ("admin", "/admin")],
)
def test_roles_without_case_work_get_the_links_that_they_use(desk: Desk, role: str, link: str) -> None:
    page = desk.of(somebody(desk.rows, role)).get("/work").text

    assert f'href="{link}' in page


def test_applicants_have_no_desk(desk: Desk) -> None:
    assert desk.of(desk.office.applicant).get("/work").status_code == 403


def test_a_visitor_is_asked_to_sign_in_first(client: FlaskClient) -> None:
    answer = client.get("/work")

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/login")


def test_the_list_takes_the_same_number_of_queries_however_much_waits(desk: Desk, engine: Engine) -> None:
    said: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *it: said.append(it[2]))
    counts = []
    for standards in (("iso-22000",), ("iso-14001", "iso-50001")):
        for standard in standards:
            a_case(desk.rows, desk.office, "recommended", standard=standard)
        browser = desk.of(desk.office.approver)
        said.clear()
        browser.get("/work")
        counts.append(len(said))

    assert counts[0] == counts[1]


def test_the_page_speaks_english(desk: Desk) -> None:
    take(desk.rows, a_case(desk.rows, desk.office, "submitted"), "receive", desk.office.intake, MORNING)

    page = desk.of(desk.office.clerk).get("/work?lang=en").text

    assert "Nothing waits for you" in page
