"""Sizes are declared by the organisation itself or entered by the office, and support is counted by them."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from nscl_grants.db.organisation_sizes import sizes_of
from nscl_grants.db.organisations import Organisation
from nscl_grants.db.people import Account
from nscl_grants.definitions.house import House, enter
from tests.builders.cases import Office, a_case, an_office
from tests.builders.people import an_account
from tests.web.conftest import SignIn
from tests.web.pages import send

DECLARED = {"year": "2025", "field": "industry", "labour": "64", "revenue": "38.000.000.000", "origin": "BCTC 2025"}


@pytest.fixture
def office(rows: Session, house: House) -> Office:
    enter(rows, house)
    return an_office(rows)


def test_a_firm_declares_its_own_size_and_nobody_elses(rows: Session, sign_in: SignIn, office: Office) -> None:
    own = rows.get_one(Organisation, next(iter(office.applicant.organisations)))
    browser = sign_in(account=rows.get_one(Account, office.applicant.account_id))

    answer = send(browser, f"/plan/sizes/{own.tax_code}", DECLARED)

    assert answer.status_code == 303
    rows.expire_all()
    (row,) = sizes_of(rows, own.id)
    assert (row.size, row.labour, row.source) == ("small", 64, "BCTC 2025")
    assert sign_in("applicant").get(f"/plan/sizes/{own.tax_code}").status_code == 404


def test_the_plan_page_draws_support_by_declared_size(
    client: FlaskClient, rows: Session, sign_in: SignIn, office: Office
) -> None:
    case = a_case(rows, office, "issued")
    manager = an_account(rows, "plan_manager", name="Lý Văn Tổng")
    rows.commit()
    browser = sign_in(account=manager)

    assert case.organisation.name in browser.get("/plan/sizes").text
    assert "Hỗ trợ theo quy mô" not in client.get("/plan").text
    send(browser, f"/plan/sizes/{case.organisation.tax_code}", DECLARED)

    assert "Hỗ trợ theo quy mô" in client.get("/plan").text
