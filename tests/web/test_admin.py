"""Administrators look after accounts and roles, two of them where it weighs, and never after money."""

from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.config import Config
from nscl_grants.db.acts import Proposal
from nscl_grants.db.letters import Letter
from nscl_grants.db.people import Account, AccountRole, account_by_email
from nscl_grants.db.staff import roles_of_person
from nscl_grants.domain.actor import ROLES
from tests.builders.cases import an_office
from tests.builders.people import an_account
from tests.web.conftest import SignIn
from tests.web.opened import opened
from tests.web.pages import csrf_in, send

TODAY = date(2026, 11, 22)
HOA = {"full_name": "Phạm Thị Hoa", "identity_number": "027000111222", "email": "Hoa@so.test", "phone": ""}


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> Config:
    """On a day late in 2026."""
    return Config(instance=tmp_path, database_url=database_url, demo=True, today=TODAY)


@pytest.fixture
def quan(sign_in: SignIn) -> FlaskClient:
    """The browser of the first administrator."""
    return sign_in("admin", name="Trịnh Văn Quản")


@pytest.fixture
def tri(sign_in: SignIn) -> FlaskClient:
    """The browser of the second administrator."""
    return sign_in("admin", name="Lý Thị Trị")


def hoa(rows: Session) -> Account:
    """Hoa's account."""
    account = account_by_email(rows, "hoa@so.test")
    assert account is not None
    rows.commit()
    return account


def held(rows: Session) -> frozenset[str]:
    """What Hoa may do today."""
    roles = roles_of_person(rows, hoa(rows).person_id, TODAY)
    rows.commit()
    return roles


def proposed(rows: Session) -> int:
    """The id of the proposal that waits."""
    waiting = rows.scalars(select(Proposal).where(Proposal.outcome == "open")).one()
    rows.commit()
    return waiting.id


def link_in(rows: Session, kind: str) -> str:
    """The path of the link in the newest letter of that kind."""
    letter = rows.scalars(select(Letter).where(Letter.kind == kind).order_by(Letter.id.desc()).limit(1)).one()
    rows.commit()
    return str(urlsplit(letter.values["link"]).path)


def test_an_account_is_made_and_its_owner_alone_chooses_the_password(
    rows: Session, quan: FlaskClient, app: Flask
) -> None:
    made = send(quan, "/admin/accounts/new", {**HOA, "roles": ["clerk", "finance"]})

    assert made.status_code == 303
    page = quan.get(made.headers["Location"]).text
    assert "được gửi tới hoa@so.test" in page
    assert "Chưa đặt mật khẩu" in page
    assert held(rows) == {"clerk"}
    visitor, link = app.test_client(), link_in(rows, "welcome")
    assert link not in page
    assert send(visitor, link, {"new": "thuyền giấy trôi sông"}).status_code == 303
    entered = {"email": "hoa@so.test", "password": "thuyền giấy trôi sông"}
    assert send(visitor, "/login", entered).status_code == 302
    assert "Chưa đặt mật khẩu" not in quan.get(f"/admin/accounts/{hoa(rows).id}").text


def test_what_is_wrong_with_a_new_account_stands_at_its_field(quan: FlaskClient) -> None:
    page = send(quan, "/admin/accounts/new", {**HOA, "identity_number": "123", "email": "khong-phai"})

    assert page.status_code == 422
    assert "Còn 3 chỗ cần sửa" in page.text
    assert "Phạm Thị Hoa" in page.text


def test_a_role_of_weight_needs_the_second_administrator(rows: Session, quan: FlaskClient, tri: FlaskClient) -> None:
    send(quan, "/admin/accounts/new", {**HOA, "roles": ["approver"]})
    page = f"/admin/proposals/{proposed(rows)}"
    assert "Người quyết định" in tri.get("/admin").text
    assert "Xác nhận vai trò" not in quan.get(page).text

    carried = {"csrf_token": csrf_in(quan.get("/admin")), "act": "a" * 32}
    assert quan.post(f"{page}/confirm", data=carried).status_code == 422
    assert held(rows) == frozenset()
    assert send(tri, f"{page}/confirm", page=page).status_code == 303
    assert held(rows) == {"approver"}


def test_a_role_is_declined_with_a_reason(rows: Session, quan: FlaskClient, tri: FlaskClient) -> None:
    send(quan, "/admin/accounts/new", {**HOA, "roles": ["approver"]})
    page = f"/admin/proposals/{proposed(rows)}"

    assert send(tri, f"{page}/decline", {"reason": ""}, page=page).status_code == 422
    assert send(tri, f"{page}/decline", {"reason": "Chưa bổ nhiệm"}, page=page).status_code == 303
    assert held(rows) == frozenset()


def test_a_role_is_given_and_ended_on_the_page_of_the_account(rows: Session, quan: FlaskClient) -> None:
    send(quan, "/admin/accounts/new", {**HOA, "roles": ["clerk"]})
    page = f"/admin/accounts/{hoa(rows).id}"
    assert send(quan, f"{page}/roles", {"role": "intake"}, page=page).status_code == 303
    assert held(rows) == {"clerk", "intake"}

    role = rows.scalars(select(AccountRole).where(AccountRole.role == "clerk")).one()
    rows.commit()
    assert send(quan, f"{page}/roles/{role.id}/end").status_code == 303
    assert held(rows) == {"intake"}
    assert "Đã kết thúc" in quan.get(page).text


def test_a_disabled_account_is_out_at_once(rows: Session, quan: FlaskClient, sign_in: SignIn) -> None:
    send(quan, "/admin/accounts/new", {**HOA, "roles": ["clerk"]})
    account = hoa(rows)
    clerk = sign_in(account=account)
    assert clerk.get("/account").status_code == 200

    assert send(quan, f"/admin/accounts/{account.id}/disable").status_code == 302
    assert clerk.get("/account").status_code == 302
    assert send(quan, f"/admin/accounts/{account.id}/enable").status_code == 302
    rows.refresh(account)
    assert account.active


def test_a_password_is_ended_by_the_office_and_chosen_by_its_owner(rows: Session, quan: FlaskClient) -> None:
    send(quan, "/admin/accounts/new", {**HOA, "roles": ["clerk"]})
    address = f"/admin/accounts/{hoa(rows).id}"

    assert send(quan, f"{address}/password").status_code == 303

    assert "Mật khẩu cũ không dùng được nữa" in quan.get(address).text
    assert link_in(rows, "reset_by_office").startswith("/login/reset/")


def test_an_administrator_finds_no_buttons_on_the_own_account(
    rows: Session, quan: FlaskClient, sign_in: SignIn
) -> None:
    account = an_account(rows, "admin", name="Chính Mình")
    client = sign_in(account=account)
    page = f"/admin/accounts/{account.id}"
    shown = client.get(page)
    assert "tài khoản của chính ông/bà" in shown.text
    assert "Khóa tài khoản" not in shown.text

    carried = {"csrf_token": csrf_in(shown), "act": "b" * 32}
    assert client.post(f"{page}/disable", data=carried).status_code == 422
    carried["act"] = "c" * 32
    assert client.post(f"{page}/roles", data={**carried, "role": "clerk"}).status_code == 303
    assert roles_of_person(rows, account.person_id, TODAY) == {"admin"}


def test_duties_that_nobody_can_fill_are_named(quan: FlaskClient) -> None:
    page = quan.get("/admin").text

    assert "Nhiệm vụ chưa có người" in page
    for role in ("Cán bộ tiếp nhận", "Người quyết định", "Kế toán trưởng", "Chủ tài khoản"):
        assert role in page


def test_a_full_office_has_no_gap_but_the_second_administrator(rows: Session, quan: FlaskClient) -> None:
    an_office(rows)

    page = quan.get("/admin").text
    assert "Chưa ai giữ vai trò này." not in page
    assert "vai trò quan trọng cần hai người quản trị" in page


def test_accounts_are_found_by_name_and_address(rows: Session, quan: FlaskClient) -> None:
    an_account(rows, "applicant", name="Trần Thị An", email="an@vidu.test")
    rows.commit()

    assert "an@vidu.test" not in quan.get("/admin").text
    assert "an@vidu.test" in quan.get("/admin?q=AN@vidu").text
    assert "an@vidu.test" in quan.get("/admin?q=Trần Thị").text
    assert "an@vidu.test" in quan.get("/admin?q=thi+tran").text
    assert "an@vidu.test" in quan.get("/admin?role=applicant").text
    assert "Không có tài khoản nào khớp" in quan.get("/admin?q=%25").text
    assert "Không có tài khoản nào khớp" in quan.get("/admin?q=an@vidu&locked=1").text
    file = quan.get("/admin/accounts.csv?q=an@vidu&col=email&col=roles").get_data(as_text=True)
    assert opened(rows) == [("accounts", "q=an%40vidu&col=email&col=roles")]
    assert file.splitlines()[1] == "Trần Thị An,an@vidu.test,Người nộp hồ sơ"


def test_the_calendar_shows_what_is_to_be_confirmed(quan: FlaskClient) -> None:
    page = quan.get("/admin/calendar").text
    assert "24/11/2026" in page
    assert "cần xác nhận" in page
    assert "22/08/2026" in page
    assert quan.get("/admin/calendar?year=2027").status_code == 200
    assert quan.get("/admin/calendar?year=1900").status_code == 200


def test_nobody_else_enters(sign_in: SignIn) -> None:
    pages = ("/admin", "/admin/accounts/new", "/admin/accounts/1", "/admin/calendar", "/admin/proposals/1")
    for role in set(ROLES) - {"admin"}:
        other = sign_in(role)
        for address in pages:
            assert other.get(address).status_code == 403, (role, address)


def test_an_administrator_touches_no_money_and_decides_no_case(rows: Session, quan: FlaskClient) -> None:
    an_office(rows)
    carried = {"csrf_token": csrf_in(quan.get("/admin")), "act": "d" * 32}

    for address in ("/finance", "/finance/payments", "/finance/proposals", "/finance/ledger", "/audit", "/cases"):
        assert quan.get(address).status_code == 403, address
    for address in ("/finance/proposals/1/confirm", "/finance/years/2026/close", "/finance/claims/1"):
        assert quan.post(address, data=carried).status_code == 403, address
