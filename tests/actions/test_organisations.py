"""An organisation keeps its details current, and gives new bank details that nobody pays to before a second look."""

import pytest
from sqlalchemy.orm import Session

from nscl_grants.actions.organisations import (
    BankAccountUnchanged,
    BankDetails,
    change_details,
    propose_bank_account,
    version_of_details,
)
from nscl_grants.db.organisations import confirmed_bank_account
from nscl_grants.domain.bank_details import NotAccountNumber, read_account_number
from tests.builders.cases import Office, a_case, an_act, an_office
from tests.builders.people import MORNING

NEW = BankDetails("9876543210", "Công ty TNHH Ví Dụ Xanh", "Ngân hàng Mẫu", "Từ Sơn")


@pytest.fixture
def office(session: Session) -> Office:
    """The cast and a budget."""
    return an_office(session)


def propose(session: Session, office: Office, details: BankDetails = NEW, act: str = "") -> None:
    propose_bank_account(session, office.organisation, details, actor=office.applicant, at=MORNING, act=act or an_act())


def test_new_bank_details_are_a_new_version_and_the_old_one_is_still_paid_to(session: Session, office: Office) -> None:
    propose(session, office)

    session.refresh(office.organisation)
    assert [(bank.version, bank.number) for bank in office.organisation.bank_accounts] == [
        (1, "0123456789"),
        (2, "9876543210"),
    ]
    assert confirmed_bank_account(session, office.organisation.id) is office.bank


def test_a_double_click_proposes_once(session: Session, office: Office) -> None:
    act = an_act()
    propose(session, office, act=act)
    propose(session, office, act=act)

    session.refresh(office.organisation)
    assert len(office.organisation.bank_accounts) == 2


def test_the_same_details_again_are_no_new_version(session: Session, office: Office) -> None:
    propose(session, office)

    with pytest.raises(BankAccountUnchanged):
        propose(session, office)


def test_details_change_and_what_was_filed_keeps_its_own(session: Session, office: Office) -> None:
    case = a_case(session, office, "submitted")
    details = {
        "address": "Số 9, đường Mới",
        "commune": "07210",
        "phone": "0912345678",
        "email": "moi@vidu.test",
        "representative": "Lê Văn Mới",
        "representative_title": "Tổng giám đốc",
        "name": "Tên khác",
        "tax_code": "0100112437",
    }
    name, tax_code = office.organisation.name, office.organisation.tax_code

    seen = version_of_details(office.organisation)
    change_details(
        session, office.organisation, details, actor=office.applicant, at=MORNING, act=an_act(), seen_version=seen
    )

    assert (office.organisation.address, office.organisation.commune) == ("Số 9, đường Mới", "07210")
    assert (office.organisation.name, office.organisation.tax_code) == (name, tax_code)
    assert case.answers["address"] == "Số 1, đường Thử Nghiệm"


@pytest.mark.parametrize(("typed", "read"), [("0123 456 789", "0123456789"), ("ab-12.34.56", "AB123456")])
def test_an_account_number_is_read_without_its_gaps(typed: str, read: str) -> None:
    assert read_account_number(typed) == read


@pytest.mark.parametrize("typed", ["12345", "1" * 20, "12/34/56/78", "=1+2345678", "１２３４５６７８", ""])
def test_what_is_no_account_number_is_refused(typed: str) -> None:
    with pytest.raises(NotAccountNumber):
        read_account_number(typed)
