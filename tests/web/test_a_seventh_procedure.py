"""A new procedure is new files and no code: a life and a questionnaire from a temporary folder, walked to the end."""

import io
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from nscl_grants.actions.effects import EFFECTS
from nscl_grants.actions.payments import prepare
from nscl_grants.db.cases import moves_of
from nscl_grants.definitions.check import check
from nscl_grants.definitions.house import House, load_house
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.money import Money
from tests.builders.cases import an_act, an_office, issue, take
from tests.builders.people import MORNING
from tests.builders.products import a_claim_of, a_draft_of, products_allotted, recommended
from tests.builders.seventh import a_plan_with_more
from tests.web.conftest import SignIn
from tests.web.desk import Desk
from tests.web.desk import config as config  # The day of the builders.
from tests.web.firm import PDF, post


@pytest.fixture(scope="session")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_plan_with_more(tmp_path_factory.mktemp("seventh"))


@pytest.fixture(scope="session")
def house(plan: Path) -> House:
    """The definitions with the added ones; nothing else tells the application of them."""
    return load_house(plan)


@pytest.fixture
def desk(rows: Session, sign_in: SignIn, house: House) -> Desk:
    office = an_office(rows, house=house)
    rows.commit()
    return Desk(rows, office, sign_in)


def test_the_added_files_are_sound(plan: Path) -> None:
    assert check(plan=plan, effects=EFFECTS, refusals=set()) == []


def test_a_seventh_procedure_is_walked_to_its_end_through_the_pages(desk: Desk) -> None:
    an = desk.of(desk.office.applicant)
    assert "Tư vấn 5S tại chỗ" in an.get("/").text
    begun = post(an, "/my/applications/new", {"procedure": "TV5S", "organisation": str(desk.office.organisation.id)})
    reference = begun.location.split("/")[3]
    mine, staff = f"/my/applications/{reference}", f"/cases/{reference}"

    assert post(an, f"{mine}/form/organisation", organisation()).status_code == 303
    workshop = {"product": "Xưởng 2", "workers": "40", "knows_5s": "no", "wishes": "sort", "declared": "yes"}
    assert post(an, f"{mine}/form/workshop", workshop).status_code == 303
    assert post(an, f"{mine}/papers/layout", {"files": (io.BytesIO(PDF), "so-do.pdf")}).status_code == 303
    assert post(an, f"{mine}/submit").status_code == 303
    assert "Đã yêu cầu tư vấn" in an.get(mine).text

    walk(desk, desk.office.intake, f"{staff}/take_up", visit_on="10/03/2026")
    walk(desk, desk.office.reviewer, f"{staff}/report_visit", findings="Lối đi đã kẻ vạch.")
    waiting = an.get(mine).text
    assert "Việc của ông/bà: xác nhận đã được tư vấn" in waiting
    assert f'class="btn btn-primary btn-lg" href="{mine}/confirm_visit"' in waiting
    assert "Bổ sung hồ sơ" not in waiting
    assert f'href="{mine}/form"' not in waiting
    assert "Xác nhận đã được tư vấn" in an.get("/my").text
    walk(desk, desk.office.applicant, f"{mine}/confirm_visit", satisfied="yes")

    ended = an.get(mine).text
    assert "Đã tư vấn xong" in ended
    assert "Lối đi đã kẻ vạch." in desk.of(desk.office.reviewer).get(staff).text


def test_an_eighth_with_a_step_more_is_paid_to_the_last_dong(desk: Desk, rows: Session) -> None:
    office = desk.office
    products_allotted(rows, "II.1", "100.000.000", 0)
    case = a_draft_of(rows, office, "CLNC", product="Xưởng 3")
    recommended(rows, office, case)
    take(rows, case, "endorse", office.other_reviewer, MORNING, findings="Đồng ý")
    take(rows, case, "approve", office.approver, MORNING, in_full=True)
    issue(rows, office, case, MORNING)
    claim = a_claim_of(rows, office, case, "claim", "15.000.000")
    take(rows, claim, "confirm", office.reviewer, MORNING, in_full=True)
    answers = {"route": "drawdown", "content": "Hỗ trợ", "organisation_is_active": True, "warnings_reason": "Đã rõ"}
    drawn = prepare(rows, claim, actor=office.finance, at=MORNING, act=an_act(), answers=answers)
    assert drawn is not None
    for trigger, by in (("check", office.chief), ("authorise", office.holder), ("send", office.other_finance)):
        take(rows, drawn[0], trigger, by, MORNING)
    take(rows, drawn[0], "confirm_paid", office.other_finance, MORNING, treasury_number="KB-1", paid_on="2026-03-02")

    assert (case.state, case.approved) == ("disbursed", Money(15_000_000))
    way = [move.dest for move in moves_of(rows, case.id) if move.subject == "application"]
    assert way[-4:] == ["endorsed", "approved", "approved", "disbursed"]


def walk(desk: Desk, actor: Actor, page: str, **answers: str) -> None:
    """One step on its own page."""
    taken = post(desk.of(actor), page, answers)
    assert taken.status_code == 303, taken.text


def organisation() -> dict[str, str]:
    """What the first section is sent with."""
    return {
        "tax_code": "0100233488",
        "organisation": "Công ty TNHH Ví Dụ Xanh",
        "organisation_kind": "enterprise",
        "address": "Số 1, đường Thử Nghiệm",
        "commune": "07795",
        "representative": "Trần Thị An",
        "representative_title": "Giám đốc",
        "contact": "Trần Thị An",
        "phone": "0222 3123 456",
        "email": "an@vidu.test",
    }
