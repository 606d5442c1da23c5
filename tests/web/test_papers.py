"""Papers in the pages: who may open which, the clerk's register, and the claim that is printed to be signed."""

import io
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from nscl_grants.actions.paper_worker import make_waiting_papers
from nscl_grants.db.applications import Application
from nscl_grants.db.papers import Paper, papers_of_case
from nscl_grants.db.people import Account, account_with_rights
from nscl_grants.domain.actor import Actor
from nscl_grants.outside.storage import Storage
from tests.builders.cases import HOUSE, Office, a_case, a_claim, an_office
from tests.builders.people import MORNING
from tests.documents.samples import award, drawn
from tests.web.conftest import SignIn
from tests.web.pages import act_in, csrf_in, send


@pytest.fixture
def office(rows: Session) -> Office:
    return an_office(rows)


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path / "uploads")


def browser_of(rows: Session, sign_in: SignIn, actor: Actor) -> FlaskClient:
    """A browser that is signed in as one of the cast."""
    assert actor.account_id is not None
    account = account_with_rights(rows, actor.account_id)
    assert isinstance(account, Account)
    return sign_in(account=account)


def the(rows: Session, case: Application, kind: str) -> Paper:
    """The newest paper of that kind; the session lets go of the database."""
    rows.expire_all()
    paper = [each for each in papers_of_case(rows, case.id) if each.kind == kind][-1]
    rows.commit()
    return paper


def make(rows: Session, engine: Engine, storage: Storage) -> None:
    """Let the worker make what waits."""
    rows.commit()
    make_waiting_papers(engine, HOUSE, storage, now=MORNING, public_url="http://localhost")


def test_the_firm_opens_its_receipt_as_a_pdf(
    rows: Session, engine: Engine, office: Office, storage: Storage, sign_in: SignIn
) -> None:
    case = a_case(rows, office, "in_review")
    make(rows, engine, storage)
    receipt = the(rows, case, "receipt")

    answer = browser_of(rows, sign_in, office.applicant).get(f"/papers/{receipt.id}")

    assert answer.status_code == 200
    assert answer.content_type == "application/pdf"
    assert answer.data.startswith(b"%PDF-")
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_paper_that_is_not_made_yet_says_so(rows: Session, office: Office, sign_in: SignIn) -> None:
    case = a_case(rows, office, "in_review")
    receipt = the(rows, case, "receipt")

    page = browser_of(rows, sign_in, office.intake).get(f"/papers/{receipt.id}")

    assert page.status_code == 202
    assert "Văn bản đang được lập" in page.text


def test_papers_of_the_office_and_drafts_do_not_exist_for_the_firm(
    rows: Session, engine: Engine, office: Office, storage: Storage, sign_in: SignIn
) -> None:
    case = a_case(rows, office, "issued")
    make(rows, engine, storage)
    firm, clerk = browser_of(rows, sign_in, office.applicant), browser_of(rows, sign_in, office.clerk)

    for kind in ("review_minutes", "proposal", "award_notice"):
        paper = the(rows, case, kind)
        assert firm.get(f"/papers/{paper.id}").status_code == 404, kind
        assert clerk.get(f"/papers/{paper.id}").status_code == 200, kind


def test_a_paper_of_another_firm_does_not_exist(
    rows: Session, engine: Engine, office: Office, storage: Storage, sign_in: SignIn
) -> None:
    case = a_case(rows, office, "in_review")
    make(rows, engine, storage)
    receipt = the(rows, case, "receipt")

    assert sign_in("applicant").get(f"/papers/{receipt.id}").status_code == 404
    assert sign_in("coordinator").get(f"/papers/{receipt.id}").status_code == 404


def test_a_visitor_is_asked_to_sign_in(client: FlaskClient) -> None:
    assert "/login" in client.get("/papers/1").headers["Location"]


def test_the_clerk_sees_what_waits_and_enters_it_with_its_signed_file(
    rows: Session, engine: Engine, office: Office, storage: Storage, sign_in: SignIn
) -> None:
    case = a_case(rows, office, "issued")
    make(rows, engine, storage)
    notice, clerk = the(rows, case, "award_notice"), browser_of(rows, sign_in, office.clerk)

    listed = clerk.get("/papers")
    assert "Thông báo hỗ trợ" in listed.text
    assert "Tờ trình" in listed.text
    signed = (io.BytesIO(drawn("award_decision", award())), "thong-bao.pdf")
    sent = send(clerk, f"/papers/{notice.id}/register", {"number": "15", "on": "02/03/2026", "signed_file": signed})

    assert sent.status_code == 303
    final = the(rows, case, "award_notice")
    assert final.number == "15/TB-SKHCN"
    assert clerk.get(f"/papers/{final.id}/signed").data.startswith(b"%PDF-")
    assert "Thông báo hỗ trợ" not in clerk.get("/papers").text.split("<main")[1].split("flash")[0]


def test_a_number_or_date_that_is_missing_is_asked_for_and_what_was_typed_stays(
    rows: Session, office: Office, sign_in: SignIn
) -> None:
    case = a_case(rows, office, "issued")
    notice, clerk = the(rows, case, "award_notice"), browser_of(rows, sign_in, office.clerk)

    page = send(clerk, f"/papers/{notice.id}/register", {"number": "15", "on": "hôm nay"})

    assert page.status_code == 422
    assert "Nhập ngày/tháng/năm" in page.text
    assert 'value="15"' in page.text
    assert the(rows, case, "award_notice").number is None


def test_only_the_clerk_registers_and_voids(rows: Session, office: Office, sign_in: SignIn) -> None:
    case = a_case(rows, office, "issued")
    notice, intake = the(rows, case, "award_notice"), browser_of(rows, sign_in, office.intake)

    assert intake.get("/papers").status_code == 403
    assert intake.get(f"/papers/{notice.id}/register").status_code == 403


def test_the_clerk_voids_a_paper_with_a_reason(rows: Session, office: Office, sign_in: SignIn) -> None:
    case = a_case(rows, office, "issued")
    notice, clerk = the(rows, case, "award_notice"), browser_of(rows, sign_in, office.clerk)
    address, page = f"/papers/{notice.id}/void", f"/papers/{notice.id}/register"

    without = send(clerk, address, page=page)
    voided = send(clerk, address, {"reason": "In nhầm"}, page=page)

    assert without.status_code == 422
    assert voided.status_code == 303
    assert the(rows, case, "award_notice").state == "voided"


def test_the_firm_prints_its_claim_and_nobody_else_does(rows: Session, office: Office, sign_in: SignIn) -> None:
    case = a_case(rows, office, "issued")
    claim = a_claim(rows, office, case)
    claim_id = claim.id
    rows.commit()
    firm, clerk = browser_of(rows, sign_in, office.applicant), browser_of(rows, sign_in, office.clerk)

    tokens = firm.get("/account")
    form = {"csrf_token": csrf_in(tokens), "act": act_in(tokens)}
    sent = firm.post(f"/papers/claims/{claim_id}", data=form)
    shown = clerk.get("/account")
    refused = clerk.post(f"/papers/claims/{claim_id}", data={"csrf_token": csrf_in(shown), "act": act_in(shown)})

    assert sent.status_code == 303
    assert refused.status_code == 404
    assert the(rows, case, "claim_paper").claim_id == claim_id
