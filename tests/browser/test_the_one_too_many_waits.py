"""The year has 60 triệu: a second case of 40 waits in the browser, and is promoted and paid after a release."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from nscl_grants.db.applications import Application
from nscl_grants.db.engine import writing
from nscl_grants.definitions.house import enter
from tests.browser.conftest import Town, Visitor
from tests.builders.cases import a_case, a_confirmed_claim, a_draft, a_payment, assess, issue, now, take


@pytest.mark.browser
def test_a_case_waits_for_money_and_gets_it_after_a_release(town: Town, visitor: Callable[..., Visitor]) -> None:
    office, at = town.office, now()
    with writing(town.engine) as session:
        enter(session, office.house)
        first = a_case(session, office, "recommended", at=at)
        second = a_draft(session, office, at=at, standard="iso-14001")
        take(session, second, "submit", office.applicant, at)
        take(session, second, "receive", office.intake, at)
        assess(session, office, second, at)
        second.reviewer_id = office.reviewer.person_id
        session.commit()
        held, waiting = first.reference, second.reference

    reviewer = visitor(office.reviewer.person_id)
    reviewer.open(f"/cases/{waiting}/review")
    reviewer.fill(conditions_met=True)
    reviewer.press("Đề xuất hỗ trợ")
    reviewer.open(f"/cases/{waiting}")
    expect(reviewer.page.locator("main")).to_contain_text("Trong danh sách chờ")
    reviewer.open(f"/cases/{waiting}/promote")
    expect(reviewer.page.locator("main")).to_contain_text("Dòng III.1 còn 20.000.000")

    approver = visitor(office.approver.person_id)
    approver.open(f"/cases/{held}/send_back")
    approver.fill(reason="Xem lại phạm vi chứng nhận")
    approver.press("Trả lại thẩm định")
    reviewer.open(f"/cases/{waiting}/promote")
    reviewer.press("Đưa khỏi danh sách chờ")
    expect(reviewer.page.locator("main")).to_contain_text("Đã đề xuất hỗ trợ")

    with writing(town.engine) as session:
        enter(session, office.house)
        case = session.get_one(Application, second.id)
        take(session, case, "approve", office.approver, at, in_full=True)
        issue(session, office, case, at)
        a_payment(session, office, a_confirmed_claim(session, office, case, at=at), "paid", at=at)
    firm = visitor(office.applicant.person_id, wide=390)
    firm.open(f"/my/applications/{waiting}")
    expect(firm.page.locator("main")).to_contain_text("Đã chi đủ")
