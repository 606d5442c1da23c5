"""A product from the firm's first question to the last đồng, through the pages of everybody who has a hand in it."""

import io
import re
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from nscl_grants.db import ledger
from nscl_grants.db.applications import Application
from nscl_grants.db.payments import Claim, Payment
from nscl_grants.domain.actor import Actor
from tests.builders.cases import an_office, issue, take
from tests.builders.people import MORNING
from tests.builders.products import products_allotted
from tests.web.conftest import SignIn
from tests.web.desk import Desk, config
from tests.web.firm import PDF, post
from tests.web.test_a_seventh_procedure import organisation

__all__ = ["config"]

PRODUCT = {"product": "Bún khô Ví Dụ", "gtin": "8934588012228", "risk_level": "medium", "output": "120 tấn"}
WORK = {
    "norms_applied": "tcvn",
    "norms_named": "TCVN 1:2020",
    "plan_of_work": "Khảo sát",
    "starts_on": "01/03/2026",
    "ends_on": "30/11/2026",
}
COSTS = {
    "costs.0.kind": "consulting",
    "costs.0.provider": "Công ty Tư vấn",
    "costs.0.amount": "80.000.000",
    "costs.0.vat": "0",
}
PAPERS = ("request", "work_plan", "quotations", "no_double_support")
DECLARED = {"declared_true": "yes", "declared_once": "yes", "declared_back": "yes"}
INVOICE = {
    "invoices.0.invoice_number": "1C26TAA-1",
    "invoices.0.invoice_date": "01/03/2026",
    "invoices.0.provider": "Công ty Tư vấn",
    "invoices.0.invoice_amount": "80.000.000",
}


@pytest.fixture
def desk(rows: Session, sign_in: SignIn) -> Desk:
    office = an_office(rows)
    products_allotted(rows, "III.2", "250.000.000", 5)
    return Desk(rows, office, sign_in)


def paper() -> tuple[io.BytesIO, str]:
    return io.BytesIO(PDF), "giay-to.pdf"


def done(desk: Desk, actor: Actor, page: str, values: dict[str, Any] | None = None, *, to: str = "") -> TestResponse:
    """A form sent from its page, and taken."""
    answer = post(desk.of(actor), page, values, to=to)
    assert answer.status_code == 303, re.sub(r"<[^>]+>", " ", answer.text)[-1500:]
    return answer


def pay(desk: Desk, claim_id: int, amount: str) -> None:
    """Prepared, checked, authorised, sent and paid; authorising by the act, for the page asks who is there."""
    office = desk.office
    drawn = {"route": "drawdown", "content": "Hỗ trợ", "organisation_is_active": "yes", "warnings_reason": "Đã rõ"}
    page = done(desk, office.finance, f"/finance/claims/{claim_id}", drawn).location
    done(desk, office.chief, f"{page}/check", {"checked_papers": "yes"})
    desk.rows.expire_all()
    payment = desk.rows.scalars(select(Payment).where(Payment.id == int(page.rsplit("/", 1)[1]))).one()
    take(desk.rows, payment, "authorise", office.holder, MORNING, authorised_facts=True)
    desk.rows.commit()
    done(desk, office.other_finance, f"{page}/send", {"sent_on": "03/03/2026"})
    shown = desk.of(office.other_finance).get(f"{page}/confirm_paid").text
    assert ("Ghi nhận đã tạm ứng" in shown) == (amount == "advance")
    done(desk, office.other_finance, f"{page}/confirm_paid", {"treasury_number": "KB-1", "paid_on": "03/03/2026"})


def _case(desk: Desk, reference: str) -> Application:
    desk.rows.expire_all()
    case = desk.rows.scalars(select(Application).where(Application.reference == reference)).one()
    desk.rows.commit()
    return case


def _decide(desk: Desk, reference: str) -> None:
    """Approved and issued; the pages of decisions have tests of their own."""
    case = _case(desk, reference)
    take(desk.rows, case, "approve", desk.office.approver, MORNING, in_full=True)
    issue(desk.rows, desk.office, case, MORNING)


def _contract() -> dict[str, str]:
    return {"number": "01/HĐ", "signed_on": "02/03/2026", "advance_limit": "20.000.000", "until": "30/11/2026"}


def _claim(desk: Desk, mine: str, kind: str, values: dict[str, str]) -> int:
    """Begun from the case, filled in, its papers added, and sent; gives its id."""
    an = desk.office.applicant
    page = done(desk, an, mine, {"kind": kind}, to=f"{mine}/claims").location
    done(desk, an, page, values)
    for document in desk.office.house.form(kind).documents:
        done(desk, an, f"{page}/papers", {"files": paper()}, to=f"{page}/papers/{document.name}")
    done(desk, an, f"{page}/send")
    desk.rows.expire_all()
    claim_id = desk.rows.scalars(select(Claim.id).order_by(Claim.id.desc())).first()
    desk.rows.commit()
    assert claim_id is not None
    return claim_id


def _states(desk: Desk, reference: str) -> dict[str, int]:
    desk.rows.expire_all()
    totals = ledger.case_book(desk.rows, reference).totals()
    desk.rows.commit()
    return {place: amount.dong // 1_000_000 for place, amount in totals.items() if amount}


@pytest.mark.long
def test_a_product_is_asked_for_contracted_advanced_accepted_and_paid(desk: Desk) -> None:
    office, bank = desk.office, str(desk.office.bank.id)
    begun = done(
        desk, office.applicant, "/my/applications/new", {"procedure": "TCSP", "organisation": office.organisation.id}
    )
    reference = begun.location.split("/")[3]
    mine, staff = f"/my/applications/{reference}", f"/cases/{reference}"
    sections = {"organisation": organisation(), "product": PRODUCT, "work": WORK, "costs": COSTS}
    sections |= {"bank": {"bank_account": bank}, "support": {"other_support": "no"}, "declaration": DECLARED}
    for name, answers in sections.items():
        done(desk, office.applicant, f"{mine}/form/{name}", answers)
    for document in PAPERS:
        done(desk, office.applicant, f"{mine}/papers/{document}", {"files": paper()})
    assert "50.000.000" in desk.of(office.applicant).get(f"{mine}/check").text
    done(desk, office.applicant, f"{mine}/submit")

    done(desk, office.intake, f"{staff}/receive", {"copies": "1", "result_by": "online"})
    reviewer = desk.reviewer_of(_case(desk, reference))
    for document in PAPERS:
        seen = {"paper": document, "verdict": "accepted", "do": "next", "cost-1.allowed": "80.000.000"}
        done(desk, reviewer, f"{staff}/review", seen)
    opinion = {"conditions_met": "yes", "remarks": "Đủ", "do": "recommend", "cost-1.allowed": "80.000.000"}
    done(desk, reviewer, f"{staff}/review", {**opinion, "amount": "50000000"})
    _decide(desk, reference)
    done(desk, office.clerk, f"{staff}/record_contract", _contract())

    advance = _claim(desk, mine, "advance", {"amount": "20.000.000", "purpose": "Thử nghiệm", "bank_account": bank})
    done(desk, reviewer, f"/claims/{advance}/confirm", {"in_full": "yes"})
    pay(desk, advance, "advance")
    assert _states(desk, reference) == {"committed": 30, "advanced": 20}
    assert "Tạm ứng chưa thanh toán" in desk.of(office.applicant).get(mine).text

    asked = {"amount": "50.000.000", "work": "Đã xong", "results": "Đạt", "bank_account": bank, **INVOICE}
    acceptance = _claim(desk, mine, "acceptance", asked)
    assert "Nghiệm thu" in desk.of(reviewer).get(f"/claims/{acceptance}").text
    done(desk, reviewer, f"/claims/{acceptance}/confirm", {"in_full": "yes", "quality": "Đạt"})
    pay(desk, acceptance, "rest")

    assert _states(desk, reference) == {"paid": 50}
    assert "Đã chi đủ" in desk.of(office.applicant).get(mine).text
