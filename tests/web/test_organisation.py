"""An organisation looks after its details and its account; nobody else does."""

from sqlalchemy import select

from nscl_grants.db.audit import AuditEvent
from nscl_grants.db.engine import reading
from nscl_grants.db.organisations import BankAccount, Organisation
from tests.web.firm import ELSEWHERE, Firm, config, firm, post
from tests.web.pages import act_in, csrf_in

__all__ = ["config", "firm"]

ACCOUNT = {"number": "9876 543 210", "holder": "CONG TY TNHH VI DU XANH", "bank": "Ngân hàng Mẫu", "branch": "Từ Sơn"}
DETAILS = {
    "address": "Số 9, đường Mới",
    "commune": "07210",
    "phone": "0912 345 678",
    "email": "MOI@vidu.test",
    "representative": "Lê Văn Mới",
    "representative_title": "Giám đốc",
}


def address(firm: Firm, tail: str) -> str:
    return f"/my/organisation/{firm.office.organisation.tax_code}/{tail}"


def test_the_page_shows_what_is_known_and_which_account_is_paid_to(firm: Firm) -> None:
    page = firm.an.get("/my/organisation").text

    for words in ("Công ty TNHH Ví Dụ Xanh", "phường Nếnh", "0123456789", "Đã xác nhận"):
        assert words in page


def test_a_new_account_waits_for_a_second_person(firm: Firm) -> None:
    answer = post(firm.an, address(firm, "bank-account"), ACCOUNT)

    page = firm.an.get(answer.headers["Location"]).text
    assert "9876543210" in page
    assert "Chờ người thứ hai xác nhận" in page
    assert "Đã xác nhận" in page


def test_a_holder_that_reads_alike_is_no_odd_one(firm: Firm) -> None:
    post(firm.an, address(firm, "bank-account"), ACCOUNT)
    assert "khác tên tổ chức" not in firm.an.get("/my/organisation").text

    post(firm.an, address(firm, "bank-account"), {**ACCOUNT, "holder": "Nguyễn Văn Khác"})
    assert "khác tên tổ chức" in firm.an.get("/my/organisation").text


def test_an_account_that_is_not_ours_is_stopped_at_once(firm: Firm) -> None:
    assert address(firm, "bank-account/1/end") in firm.an.get("/my/organisation").text
    assert post(firm.an, address(firm, "bank-account/1/end"), {"reason": ""}).status_code == 422

    post(firm.an, address(firm, "bank-account/1/end"), {"reason": "Không phải tài khoản của công ty"})

    page = firm.an.get("/my/organisation").text
    assert "Ngừng dùng" in page
    assert "Không phải tài khoản của công ty" in page
    assert firm.an.get(address(firm, "bank-account/9/end")).status_code == 404


def test_what_is_no_account_number_stays_in_its_field(firm: Firm) -> None:
    answer = post(firm.an, address(firm, "bank-account"), {**ACCOUNT, "number": "=1+1"})

    assert answer.status_code == 422
    assert 'value="=1+1"' in answer.text
    assert firm.count(BankAccount) == 1


def test_a_confirmation_cannot_be_smuggled_in(firm: Firm) -> None:
    post(firm.an, address(firm, "bank-account"), {**ACCOUNT, "confirmed_by": "1", "confirmed_at": "x", "version": "9"})

    newest = firm.all(BankAccount)[-1]
    assert (newest.version, newest.confirmed_by) == (2, None)


def test_details_are_changed_and_name_and_tax_code_are_not(firm: Firm) -> None:
    answer = post(firm.an, address(firm, "details"), {**DETAILS, "name": "Khác", "tax_code": "0100112437", "kind": "x"})

    assert answer.status_code == 303
    row = firm.all(Organisation)[0]
    assert (row.address, row.commune, row.phone, row.email) == (
        "Số 9, đường Mới",
        "07210",
        "0912345678",
        "moi@vidu.test",
    )
    assert row.name == "Công ty TNHH Ví Dụ Xanh"


def test_who_changes_details_that_changed_meanwhile_sees_both_and_chooses(firm: Firm) -> None:
    page = address(firm, "details")
    seen = firm.an.get(page).text.partition('name="version" value="')[2].partition('"')[0]
    post(firm.an, page, {**DETAILS, "address": "Số 5, đường Của Người Khác"})

    late = {**DETAILS, "address": "Số 7, đường Của Tôi", "version": seen}
    stale = post(firm.an, page, late)

    assert stale.status_code == 409
    assert "Số 7, đường Của Tôi" in stale.text, "what was typed"
    assert "Số 5, đường Của Người Khác" in stale.text, "what stands now"
    assert firm.all(Organisation)[0].address == "Số 5, đường Của Người Khác"
    known = stale.text.partition('name="version" value="')[2].partition('"')[0]
    kept = firm.an.post(page, data={**late, "csrf_token": csrf_in(stale), "act": act_in(stale), "version": known})
    assert kept.status_code == 303
    assert firm.all(Organisation)[0].address == "Số 7, đường Của Tôi"


def test_a_fault_in_a_stale_form_does_not_make_it_fresh(firm: Firm) -> None:
    page = address(firm, "details")
    seen = firm.an.get(page).text.partition('name="version" value="')[2].partition('"')[0]
    post(firm.an, page, DETAILS)

    faulty = post(firm.an, page, {**DETAILS, "phone": "không có số", "version": seen})

    assert faulty.status_code == 422
    assert f'name="version" value="{seen}"' in faulty.text


def test_another_firm_changes_nothing_here(firm: Firm) -> None:
    for tail, values in (("details", DETAILS), ("bank-account", ACCOUNT)):
        assert firm.binh.get(address(firm, tail)).status_code == 404
        assert post(firm.binh, ELSEWHERE, values, to=address(firm, tail)).status_code == 404

    assert firm.count(BankAccount) == 1
    assert firm.all(Organisation)[0].address == "Số 1, đường Thử Nghiệm"


def test_everybody_sees_the_own_organisation_only(firm: Firm) -> None:
    page = firm.binh.get("/my/organisation").text
    assert "Công ty TNHH Đối Thủ" in page
    assert "Công ty TNHH Ví Dụ Xanh" not in page


def test_the_log_says_from_where_an_account_was_entered_and_only_its_last_digits(firm: Firm) -> None:
    post(firm.an, address(firm, "bank-account"), ACCOUNT)

    with reading(firm.engine) as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.what == "bank.propose")).one()
    assert event.source == "127.0.0.1"
    assert event.after is not None
    assert event.after["number"] == "…3210"
    assert "9876543210" not in str(event.after)
