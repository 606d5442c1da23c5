"""Việc của tôi knows no life by name: whoever may take the main step is waited for, and whoever was asked something."""

import re
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from nscl_grants.actions.opinions import ask_for_opinion, give_opinion
from nscl_grants.actions.talk import say
from nscl_grants.db.applications import Application
from nscl_grants.definitions.house import House, load_house
from nscl_grants.domain.actor import Actor
from nscl_grants.reports.work import how_much_waits
from tests.builders.cases import a_case, a_draft, an_act, an_office, assess, take
from tests.builders.people import MORNING
from tests.builders.products import a_draft_of, products_allotted, recommended
from tests.builders.seventh import a_plan_with_more
from tests.web.conftest import SignIn
from tests.web.desk import LATER, Desk
from tests.web.desk import config as config  # The day of the builders.

AGREED = {"conditions_met": True, "remarks": "Đủ điều kiện"}


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """The definitions with a seventh procedure and an eighth, each with a life of its own."""
    plan: Path = a_plan_with_more(tmp_path_factory.mktemp("lives"))
    return load_house(plan)


@pytest.fixture
def desk(rows: Session, sign_in: SignIn, house: House) -> Desk:
    office = an_office(rows, house=house)
    rows.commit()
    return Desk(rows, office, sign_in)


@pytest.fixture
def watched(desk: Desk, house: House) -> Application:
    """Assessed, in the life that wants more eyes."""
    case, life = a_draft(desk.rows, desk.office), house.workflow("firm_support_reviewed")
    case.workflow, case.workflow_version = life.name, life.version
    desk.rows.commit()
    take(desk.rows, case, "submit", desk.office.applicant, MORNING)
    take(desk.rows, case, "receive", desk.office.intake, MORNING)
    assess(desk.rows, desk.office, case, MORNING)
    return case


def verbs(desk: Desk, actor: Actor) -> dict[str, str]:
    """Each verb of the reader's list with the page that it leads to; every page opens, and the tab counts them all."""
    browser = desk.of(actor)
    page = browser.get("/work").text
    found = re.findall(r'<div class="do"><a class="[^"]*" href="([^"]*)">([^<]*)<', page)
    assert all(browser.get(link, follow_redirects=True).status_code == 200 for link, _ in found)
    assert how_much_waits(desk.rows, actor).work == len(found)
    desk.rows.commit()
    return {verb: link for link, verb in found}


def test_a_life_of_its_own_reaches_whoever_takes_its_next_step(desk: Desk) -> None:
    office = desk.office
    case = a_draft_of(desk.rows, office, "TV5S", product="Xưởng 2")
    at = f"/cases/{case.reference}"

    take(desk.rows, case, "submit", office.applicant, MORNING)
    assert verbs(desk, office.intake) == {"Hẹn ngày tư vấn": f"{at}/take_up"}
    assert verbs(desk, office.reviewer) == {}
    take(desk.rows, case, "take_up", office.intake, MORNING, visit_on="2026-03-10")
    assert verbs(desk, office.intake) == {}
    assert verbs(desk, office.reviewer) == {"Ghi kết quả tư vấn": f"{at}/report_visit"}
    take(desk.rows, case, "report_visit", office.reviewer, MORNING, findings="Lối đi đã kẻ vạch.")
    assert verbs(desk, office.reviewer) == {}


def test_a_step_between_recommendation_and_decision_waits_for_its_own_people(desk: Desk) -> None:
    office = desk.office
    products_allotted(desk.rows, "II.1", "100.000.000", 0)
    case = a_draft_of(desk.rows, office, "CLNC", product="Xưởng 3")
    recommended(desk.rows, office, case)

    assert verbs(desk, office.approver) == {}, "nothing can be decided yet"
    assert "Ý kiến đồng ý" in verbs(desk, office.other_reviewer)
    take(desk.rows, case, "endorse", office.other_reviewer, MORNING, findings="Đồng ý")
    assert verbs(desk, office.other_reviewer) == {}
    assert verbs(desk, office.approver) == {"Duyệt hỗ trợ": f"/cases/{case.reference}/approve"}


def test_the_head_of_division_is_waited_for_before_the_approver(desk: Desk, watched: Application) -> None:
    office = desk.office
    give_opinion(desk.rows, watched, agrees=True, text="Được", actor=office.other_reviewer, at=MORNING, act=an_act())
    take(desk.rows, watched, "recommend", office.reviewer, MORNING, **AGREED)
    other = a_case(desk.rows, office, "recommended", standard="iso-14001")

    assert verbs(desk, office.other_reviewer) == {"Lãnh đạo phòng đồng ý": f"/cases/{watched.reference}/endorse"}
    assert verbs(desk, office.reviewer) == {}, "the head is another"
    assert verbs(desk, office.approver) == {"Quyết định": f"/decisions?c={other.reference}"}
    take(desk.rows, watched, "endorse", office.other_reviewer, MORNING, reason="Đồng ý")
    assert verbs(desk, office.other_reviewer) == {}
    assert desk.of(office.approver).get("/work").text.count('class="do"') == 2


def test_what_another_agency_was_asked_waits_for_the_reviewer_of_the_case(desk: Desk, watched: Application) -> None:
    reviewer, record = desk.reviewer_of(watched), "Ghi ý kiến cơ quan khác"
    asked = {"agency": "Sở Công Thương", "reason": "Có trong quy hoạch không?", "due_on": "2026-03-06"}

    assert record not in verbs(desk, reviewer)
    take(desk.rows, watched, "ask_agency", reviewer, MORNING, **asked)
    assert verbs(desk, reviewer)[record] == f"/cases/{watched.reference}/record_agency_opinion"
    take(desk.rows, watched, "record_agency_opinion", reviewer, LATER, reason="Có")
    assert record not in verbs(desk, reviewer)


def test_a_second_opinion_that_was_asked_for_waits_until_it_is_given(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "in_review")
    first = desk.reviewer_of(case)
    second = next(each for each in (desk.office.reviewer, desk.office.other_reviewer) if each != first)

    ask_for_opinion(desk.rows, case, second.person_id, actor=first, at=MORNING, act=an_act())
    assert verbs(desk, second) == {"Cho ý kiến thứ hai": f"/cases/{case.reference}/opinion"}
    give_opinion(desk.rows, case, agrees=True, text="Đồng ý", actor=second, at=LATER, act=an_act())
    assert verbs(desk, second) == {}


def test_a_message_of_the_firm_waits_until_the_office_says_something(desk: Desk) -> None:
    case, firm = a_case(desk.rows, desk.office, "rejection_proposed"), desk.office.applicant
    reviewer, page = desk.reviewer_of(case), f"/cases/{case.reference}/messages"

    assert verbs(desk, reviewer) == {}
    say(desk.rows, case, "firm", "Bao giờ có kết quả?", actor=firm, at=MORNING, act=an_act())
    assert verbs(desk, reviewer) == {"Trả lời tin nhắn": page}
    say(desk.rows, case, "note", "Đã gọi điện.", actor=reviewer, at=LATER, act=an_act())
    assert verbs(desk, reviewer) == {}


def test_before_there_is_a_reviewer_intake_answers_the_firm(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "submitted")
    say(desk.rows, case, "firm", "Đã nhận chưa?", actor=desk.office.applicant, at=MORNING, act=an_act())

    assert verbs(desk, desk.office.intake)["Trả lời tin nhắn"] == f"/cases/{case.reference}/messages"
    say(desk.rows, case, "office", "Đã nhận.", actor=desk.office.intake, at=LATER, act=an_act())
    assert list(verbs(desk, desk.office.intake)) == ["Tiếp nhận"]


def test_the_supplement_of_a_dossier_on_paper_waits_for_intake(desk: Desk) -> None:
    on_paper, online = (
        a_case(desk.rows, desk.office, "submitted", standard=each) for each in ("iso-22000", "iso-9001")
    )
    on_paper.channel = "in_person"
    desk.rows.commit()
    for case in (on_paper, online):
        missing = {"sections": [], "documents": ["invoices"], "reason": "Thiếu hóa đơn"}
        take(desk.rows, case, "ask_supplement", desk.office.intake, MORNING, **missing)

    assert verbs(desk, desk.office.intake) == {"Nhập bổ sung": f"/intake/{on_paper.reference}"}


def test_the_list_of_cases_is_filtered_by_the_states_of_every_life(desk: Desk) -> None:
    case = a_draft_of(desk.rows, desk.office, "TV5S", product="Xưởng 2")
    take(desk.rows, case, "submit", desk.office.applicant, MORNING)
    a_case(desk.rows, desk.office, "submitted")

    page = desk.of(desk.office.intake).get("/cases?state=asked").text

    assert '<option value="asked" selected>Đã yêu cầu tư vấn</option>' in page
    assert '<option value="submitted">Đã nộp, chờ tiếp nhận</option>' in page
    assert '<option value="draft"' not in page
    assert page.count(f'/cases/{case.reference}"') == 1
    assert ">asked<" not in page.replace(" ", "").replace("\n", "")
