"""A firm without a bank account is told so, enters one from the section that asks for it, and goes on there."""

import re

from nscl_grants.db.organisations import BankAccount, Organisation
from tests.builders.cases import a_case
from tests.web.firm import Firm, config, firm, post

__all__ = ["config", "firm"]

ACCOUNT = {"number": "9876 543 210", "holder": "CONG TY TNHH DOI THU", "bank": "Ngân hàng Mẫu", "branch": "Từ Sơn"}
ONLY_LOOK = "ông/bà chỉ cần xem lại"
NONE_YET = "Chưa có tài khoản ngân hàng"


def begun(firm: Firm) -> str:
    """The list of parts of a draft that Bình, whose firm has no account, has begun."""
    (theirs,) = [each.id for each in firm.all(Organisation) if each.id != firm.office.organisation.id]
    return post(firm.binh, "/my/applications/new", {"procedure": "HTQL", "organisation": theirs}).headers["Location"]


def way_to_the_form(page: str) -> str:
    found = re.search(r'href="(/my/organisation/[^"]+/bank-account[^"]*)"', page)
    assert found, page
    return found[1].replace("&amp;", "&")


def test_the_list_of_parts_promises_nothing_that_is_not_there(firm: Firm) -> None:
    page = firm.binh.get(begun(firm)).text

    assert ONLY_LOOK not in page
    assert NONE_YET in page
    assert "xem lại và trả lời các câu còn trống" in page


def test_an_account_is_entered_from_the_section_and_chosen_there(firm: Firm) -> None:
    section = f"{begun(firm)}/bank"

    before = firm.binh.get(section).text
    entered = post(firm.binh, way_to_the_form(before), ACCOUNT)
    after = firm.binh.get(entered.headers["Location"]).text

    (account,) = [each for each in firm.all(BankAccount) if each.number == "9876543210"]
    assert NONE_YET in before
    assert NONE_YET not in after
    assert entered.headers["Location"] == f"{section}?account={account.id}"
    assert re.search(rf'<input checked [^>]*name="bank_account" type="radio" value="{account.id}"', after)


def test_the_account_of_another_firm_is_never_chosen(firm: Firm) -> None:
    page = firm.binh.get(f"{begun(firm)}/bank?account={firm.office.bank.id}").text

    assert "checked" not in page
    assert "0123456789" not in page


def test_the_way_back_never_leads_off_this_site(firm: Firm) -> None:
    form = way_to_the_form(firm.binh.get(f"{begun(firm)}/bank").text).partition("?")[0]

    answer = post(firm.binh, f"{form}?next=//elsewhere.test/", ACCOUNT)

    assert answer.headers["Location"] == "/my/organisation"


def test_who_applied_before_only_looks_at_the_account_again(firm: Firm) -> None:
    a_case(firm.rows, firm.office, "submitted")
    chosen = {"procedure": "HTQL", "organisation": firm.office.organisation.id}
    draft = post(firm.an, "/my/applications/new", chosen).headers["Location"]

    page = firm.an.get(draft).text

    assert NONE_YET not in page
    assert ONLY_LOOK in page
