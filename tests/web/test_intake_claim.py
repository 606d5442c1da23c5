"""What came in on behalf is also claimed on behalf: begun from the case, filled in, its papers added, sent."""

import io
from dataclasses import replace

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from nscl_grants.actions.claims_draft import start_claim
from nscl_grants.db.applications import Application, Duty
from nscl_grants.db.papers import Paper
from nscl_grants.db.payments import Claim
from nscl_grants.domain.duties import DutyTaken
from nscl_grants.domain.money import Money
from tests.builders.cases import a_case, an_act, take
from tests.builders.pdfs import a_pdf
from tests.builders.people import MORNING
from tests.web.desk import Desk, config, desk, form_of, press

__all__ = ["config", "desk"]


@pytest.fixture
def award(desk: Desk) -> Application:
    """An issued award of a dossier that came on paper."""
    case = a_case(desk.rows, desk.office, "issued")
    case.channel = "in_person"
    desk.rows.commit()
    return case


def of(case: Application, tail: str = "") -> str:
    return f"/intake/{case.reference}/claims{tail}"


def the_claim(desk: Desk) -> Claim:
    desk.rows.expire_all()
    claim = desk.rows.scalars(select(Claim)).one()
    desk.rows.commit()
    return claim


def its_id(desk: Desk) -> int:
    """The id of the claim; nothing stays open that would hold the only write lock."""
    claim_id = the_claim(desk).id
    desk.rows.commit()
    return claim_id


def begin(desk: Desk, case: Application) -> TestResponse:
    """Press the button that the page of the case has for it."""
    browser = desk.of(desk.office.intake)
    return browser.post(of(case), data=form_of(browser.get(f"/cases/{case.reference}"), of(case)))


def filled_in(desk: Desk, case: Application) -> None:
    """Amount and account are there, and the signed paper."""
    browser, bank = desk.of(desk.office.intake), desk.office.bank.id
    begin(desk, case)
    press(browser, of(case, "/1"), {"amount": "40.000.000", "is_final": "yes", "bank_account": str(bank)})
    paper = {"files": (io.BytesIO(a_pdf()), "de-nghi.pdf")}
    added = press(browser, of(case, "/1/papers"), paper, to=of(case, "/1/papers/claim_paper"))
    assert added.headers["Location"] == of(case, "/1/papers")


def test_the_claim_of_an_organisation_without_an_account_here_is_sent_by_the_office(
    desk: Desk, award: Application
) -> None:
    filled_in(desk, award)

    answer = press(desk.of(desk.office.intake), of(award, "/1/send"))

    claim = the_claim(desk)
    assert answer.headers["Location"] == f"/cases/{award.reference}"
    assert (claim.state, claim.amount) == ("claimed", Money(40_000_000))
    assert claim.created_by == desk.office.intake.person_id
    assert desk.rows.get_one(Duty, (award.id, desk.office.intake.person_id)).duty == "file"


def test_a_returned_claim_is_opened_again_from_the_case(desk: Desk, award: Application) -> None:
    filled_in(desk, award)
    press(desk.of(desk.office.intake), of(award, "/1/send"))
    take(desk.rows, the_claim(desk), "return", desk.office.reviewer, MORNING, reason="Thiếu chữ ký")
    browser = desk.of(desk.office.intake)

    assert of(award, "/1") in browser.get(f"/cases/{award.reference}").text
    assert "Thiếu chữ ký" in browser.get(of(award, "/1")).text
    press(browser, of(award, "/1/send"))
    assert the_claim(desk).state == "claimed"


def test_the_claim_is_printed_for_the_organisation_to_sign(desk: Desk, award: Application) -> None:
    filled_in(desk, award)

    answer = press(desk.of(desk.office.intake), of(award, "/1/papers"), to=f"/papers/claims/{its_id(desk)}")

    assert answer.headers["Location"] == of(award, "/1")
    assert desk.rows.scalars(select(Paper).where(Paper.kind == "claim_paper")).one()


def test_a_claim_without_its_paper_is_not_sent(desk: Desk, award: Application) -> None:
    begin(desk, award)
    values = {"amount": "40.000.000", "is_final": "yes", "bank_account": str(desk.office.bank.id)}
    press(desk.of(desk.office.intake), of(award, "/1"), values)

    answer = press(desk.of(desk.office.intake), of(award, "/1/send"))

    assert answer.status_code == 422
    assert "Giấy đề nghị thanh toán đã ký" in answer.text
    assert the_claim(desk).state == "draft"


def test_the_step_on_the_page_of_the_claim_leads_to_the_same_pages(desk: Desk, award: Application) -> None:
    filled_in(desk, award)

    answer = desk.of(desk.office.intake).get(f"/claims/{its_id(desk)}/claim")

    assert answer.headers["Location"] == of(award, "/1/send")


def test_an_organisation_that_applied_itself_claims_itself(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "issued")
    browser = desk.of(desk.office.intake)

    assert of(case) not in browser.get(f"/cases/{case.reference}").text
    assert press(browser, "/intake/new", to=of(case)).status_code == 404
    assert desk.rows.scalars(select(Claim)).all() == []


def test_nobody_else_in_the_office_claims(desk: Desk, award: Application) -> None:
    browser = desk.of(desk.office.reviewer)

    assert of(award) not in browser.get(f"/cases/{award.reference}").text
    assert browser.get(of(award, "/1")).status_code == 403


def test_who_reviewed_the_case_does_not_claim_for_the_organisation(desk: Desk, award: Application) -> None:
    also_intake = replace(desk.office.reviewer, roles=desk.office.reviewer.roles | {"intake"})

    with pytest.raises(DutyTaken):
        start_claim(desk.rows, award, actor=also_intake, at=MORNING, act=an_act())
