"""An organisation that was never here is entered with its account, and its dossier is filed, all at the counter."""

import io
import re
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import func, select

from nscl_grants.db.applications import Application
from nscl_grants.db.organisations import BankAccount, Organisation
from tests.builders.cases import a_case, take
from tests.builders.pdfs import a_pdf
from tests.builders.people import MORNING, a_tax_code
from tests.web.desk import Desk, config, desk, press
from tests.web.test_intake import ORGANISATION, begun

__all__ = ["config", "desk"]

ACCOUNT = {"number": "9876 543 210", "holder": "HTX RAU SACH MINH HOA", "bank": "Ngân hàng Mẫu", "branch": "Từ Sơn"}
PROMISES = {"declared_true": "yes", "declared_once": "yes", "declared_back": "yes"}
SECTIONS: dict[str, dict[str, Any]] = {
    "organisation": {
        "organisation": "HTX Rau Sạch Minh Họa",
        "organisation_kind": "cooperative",
        "address": "Thôn Thử Nghiệm",
        "commune": "07795",
        "representative": "Lê Thị Minh",
        "representative_title": "Chủ tịch",
        "contact": "Lê Thị Minh",
        "phone": "0222 3123 456",
        "email": "htx@minhhoa.test",
    },
    "certificate": {
        "standard": "iso-22000",
        "certificate_number": "CN-9001",
        "scope": "Sản xuất rau sạch",
        "certification_body": "Tổ chức chứng nhận Giả Định",
        "issued_on": "15/01/2026",
        "expires_on": "14/01/2029",
        "first_certificate": "yes",
    },
    "costs": {
        "costs.0.kind": "consulting",
        "costs.0.provider": "Công ty Tư vấn Mẫu",
        "costs.0.invoice_number": "1C26TAA-1",
        "costs.0.invoice_date": "20/01/2026",
        "costs.0.amount": "68.000.000",
        "costs.0.vat": "0",
        "costs.0.by_transfer": "yes",
    },
    "support": {"other_support": "no"},
    "declaration": PROMISES,
}
"""All that is asked, but the account."""


def account_page(page: str) -> str:
    """Where the section says that an account is entered."""
    found = re.search(r'href="(/intake/[^"]+/bank-account[^"]*)"', page)
    assert found, page
    return found[1].replace("&amp;", "&")


def chosen_account(page: str) -> str:
    """The account that stands in the choice."""
    found = re.search(r'<input checked [^>]*name="bank_account" type="radio" value="(\d+)"', page)
    assert found, page
    return found[1]


def enter_organisation(browser: FlaskClient, tax_code: str) -> str:
    """Enter the organisation and begin its dossier; gives the address of the draft."""
    entered = press(browser, "/intake/organisations/new", {**ORGANISATION, "tax_code": tax_code})
    begun = press(browser, entered.headers["Location"], {"procedure": "HTQL", "channel": "in_person"})
    return begun.headers["Location"]


def test_an_organisation_unknown_before_is_filed_for_with_its_account(desk: Desk) -> None:
    browser, tax_code = desk.of(desk.office.intake), a_tax_code(78)
    draft = enter_organisation(browser, tax_code)
    section = f"{draft}/sections/bank"

    before = browser.get(section).text
    entered = press(browser, account_page(before), ACCOUNT)
    after = browser.get(entered.headers["Location"]).text
    press(browser, section, {"bank_account": chosen_account(after)})
    for name, answers in SECTIONS.items():
        saved = press(browser, f"{draft}/sections/{name}", {"tax_code": tax_code, **answers})
        assert saved.status_code == 303, saved.text
    for paper in sorted(set(re.findall(rf"{draft}/papers/(\w+)", browser.get(draft).text))):
        press(browser, f"{draft}/papers/{paper}", {"files": (io.BytesIO(a_pdf()), f"{paper}.pdf")})
    arrival = {"channel": "in_person", "arrived_on": "03/03/2026", "arrived_at": "09:05", "presenter": "Lê Thị Minh"}
    filed = press(browser, f"/cases/{draft.rsplit('/', 1)[-1]}/submit", arrival)

    assert "Chưa có tài khoản ngân hàng nào để chọn." in before
    assert "9876543210" in after
    assert filed.status_code == 303, filed.text
    organisation = desk.rows.scalars(select(Organisation).where(Organisation.tax_code == tax_code)).one()
    case = desk.rows.scalars(select(Application).where(Application.organisation_id == organisation.id)).one()
    (account,) = organisation.bank_accounts
    assert (case.state, case.answers["bank_account"]) == ("submitted", str(account.id))
    assert (account.proposed_by, account.confirmed_by) == (desk.office.intake.person_id, None)


def test_what_is_no_account_number_stays_in_its_field(desk: Desk) -> None:
    case = begun(desk)

    answer = press(desk.of(desk.office.intake), f"/intake/{case.reference}/bank-account", {**ACCOUNT, "number": "=1+1"})

    assert answer.status_code == 422
    assert 'value="=1+1"' in answer.text


def test_the_way_back_never_leads_off_this_site(desk: Desk) -> None:
    case = begun(desk)

    for nth, stranger in enumerate(("https://elsewhere.test/", "//elsewhere.test", "/\\elsewhere.test")):
        form = f"/intake/{case.reference}/bank-account?next={stranger}"
        answer = press(desk.of(desk.office.intake), form, {**ACCOUNT, "number": f"9876543{nth}"})
        assert answer.headers["Location"] == f"/intake/{case.reference}"


def test_the_account_of_an_organisation_that_applied_itself_is_its_own_to_give(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "in_review")
    asked: dict[str, Any] = {"sections": ["bank"], "documents": [], "reason": "Sai tài khoản"}
    take(desk.rows, case, "ask_supplement", desk.office.reviewer, MORNING, **asked)
    browser = desk.of(desk.office.intake)

    assert "bank-account" not in browser.get(f"/intake/{case.reference}/sections/bank").text
    assert browser.get(f"/intake/{case.reference}/bank-account").status_code == 404
    assert desk.rows.scalar(select(func.count()).select_from(BankAccount)) == 1
