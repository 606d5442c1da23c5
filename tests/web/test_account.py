"""Signing in and out, registering, and looking after one's account, as a browser does it."""

import re
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from nscl_grants.actions import passwords
from nscl_grants.actions.throttle import REGISTRATIONS, SOURCE_AT_ACCOUNT
from nscl_grants.app import create_app
from nscl_grants.config import Config
from nscl_grants.db.letters import Letter
from nscl_grants.db.organisations import Organisation
from nscl_grants.db.people import Account, Person
from nscl_grants.db.sessions import WebSession
from nscl_grants.definitions.house import House
from nscl_grants.demo import people
from nscl_grants.web import account
from nscl_grants.web.session import DEVICE_COOKIE, TOKEN_COOKIE
from nscl_grants.web.words import browser_name
from tests.builders.doors import newest_link
from tests.builders.people import MORNING, a_member, an_account, an_organisation
from tests.web.conftest import SignIn
from tests.web.pages import act_in, csrf_in, send

PASSWORD = "bốn con mèo xanh"
FIRM = {
    "tax_code": "0100233488",
    "name": "Công ty TNHH Ví Dụ Xanh",
    "kind": "enterprise",
    "address": "Số 1, đường Thử Nghiệm",
    "commune": "07795",
    "phone": "0222 3868 686",
    "organisation_email": "vanphong@vidu.test",
    "representative": "Trần Thị Thử",
    "representative_title": "Giám đốc",
    "full_name": "Trần Thị An",
    "identity_number": "027093001234",
    "password": PASSWORD,
}


def door(client: FlaskClient, rows: Session, email: str = "An@ViDu.test") -> str:
    """Where the link leads that is mailed to whoever wants to register."""
    assert "Thư đang được gửi tới" in send(client, "/register", {"email": email}).text
    return newest_link(rows, "register")


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same hashes with less work."""
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def chi(rows: Session) -> str:
    """Chi's e-mail; she reviews, and signs in with a password."""
    of_chi = an_account(rows, "reviewer", name="Lê Thị Chi", email="chi@so.test")
    of_chi.password_hash = passwords.hashed(PASSWORD)
    rows.commit()
    return of_chi.email


def signs_in(client: FlaskClient, email: str, password: str = PASSWORD, **more: Any) -> Any:
    return send(client, "/login", {"email": email, "password": password, **more})


def all_of(rows: Session, table: type[Any]) -> list[Any]:
    found = list(rows.scalars(select(table)))
    rows.expunge_all()
    rows.rollback()
    return found


def test_staff_begin_at_their_work_and_firms_at_their_applications(
    client: FlaskClient, chi: str, rows: Session
) -> None:
    member = a_member(rows, an_organisation(rows), email="an@vidu.test")
    rows.get_one(Account, member.account_id).password_hash = passwords.hashed(PASSWORD)
    rows.commit()

    assert signs_in(client, chi).location == "/work"
    client.delete_cookie(TOKEN_COOKIE)
    assert signs_in(client, "an@vidu.test").location == "/my"


def test_an_e_mail_is_the_same_however_it_is_typed(client: FlaskClient, chi: str) -> None:
    assert signs_in(client, "  CHI@So.Test ").status_code == 302


@pytest.mark.parametrize(("onward", "leads"), [("/account?x=1", "/account?x=1"), ("//evil.test", "/work")])
def test_who_signs_in_goes_on_to_the_page_asked_for_if_it_is_ours(
    client: FlaskClient, chi: str, onward: str, leads: str
) -> None:
    assert signs_in(client, chi, next=onward).location == leads


def test_the_demo_names_its_accounts_and_nobody_elses(client: FlaskClient, chi: str, rows: Session) -> None:
    an_account(rows, "reviewer", email=f"reviewer@{account.DEMO_DOMAIN}")
    rows.commit()

    page = client.get("/login").text

    assert 'href="/login?email=reviewer@demo.nscl.test"' in page.replace("%40", "@")
    assert account.DEMO_PASSWORD in page
    assert chi not in page
    assert 'value="reviewer@demo.nscl.test"' in client.get("/login?email=reviewer@demo.nscl.test").text
    assert (account.DEMO_DOMAIN, account.DEMO_PASSWORD) == (people.DOMAIN, people.PASSWORD)


def test_an_installation_in_earnest_names_no_accounts(
    config: Config, engine: Engine, house: House, rows: Session
) -> None:
    an_account(rows, "reviewer", email=f"reviewer@{account.DEMO_DOMAIN}")
    rows.commit()
    earnest = Config(instance=config.instance, database_url=config.database_url, secret_key="x" * 40)

    page = create_app(earnest, engine, house).test_client().get("/login").text

    assert account.DEMO_DOMAIN not in page
    assert account.DEMO_PASSWORD not in page


def test_who_is_in_already_is_not_asked_again(sign_in: SignIn) -> None:
    assert sign_in("reviewer").get("/login?next=/account").location == "/account"
    assert sign_in("reviewer").get("/login?next=//evil.test").location == "/work"


def test_every_failure_reads_the_same(client: FlaskClient, chi: str, rows: Session) -> None:
    closed = an_account(rows, "reviewer", email="closed@so.test")
    closed.password_hash, closed.active = passwords.hashed(PASSWORD), False
    rows.commit()

    tries = [(chi, "wrong"), ("nobody@so.test", PASSWORD), ("closed@so.test", PASSWORD), ("no address", PASSWORD)]
    pages = [signs_in(client, email, password) for email, password in tries]

    assert {page.status_code for page in pages} == {422}
    said = {page.text.split('role="alert"')[1].split("</div>")[0] for page in pages}
    assert len(said) == 1
    assert "Thư điện tử và mật khẩu chưa khớp" in said.pop()


def test_a_failure_gives_back_the_e_mail_and_never_the_password(client: FlaskClient, chi: str) -> None:
    page = signs_in(client, chi, "a wrong password")

    assert 'value="chi@so.test"' in page.text
    assert "a wrong password" not in page.text
    assert page.text.count("<title>Lỗi: Đăng nhập") == 1


def test_too_many_tries_pause_and_say_for_how_long(client: FlaskClient, chi: str) -> None:
    for _ in range(SOURCE_AT_ACCOUNT):
        signs_in(client, chi, "wrong")

    page = signs_in(client, chi)

    assert page.status_code == 429
    assert "Thử lại sau 15 phút" in page.text
    assert client.get_cookie(TOKEN_COOKIE) is None


def test_the_owners_browser_is_let_in_while_strangers_guess(client: FlaskClient, chi: str, app: Any) -> None:
    signs_in(client, chi)
    assert client.get_cookie(DEVICE_COOKIE)
    send(client, "/logout", page="/account")
    stranger = app.test_client()
    for _ in range(SOURCE_AT_ACCOUNT):
        signs_in(stranger, chi, "wrong")

    assert signs_in(stranger, chi).status_code == 429
    assert signs_in(client, chi).status_code == 302


def test_a_device_cookie_that_we_did_not_sign_is_worth_nothing(client: FlaskClient, chi: str) -> None:
    for _ in range(SOURCE_AT_ACCOUNT):
        signs_in(client, chi, "wrong")
    client.set_cookie(DEVICE_COOKIE, "WyJrbm93biIsW11d.forged")

    assert signs_in(client, chi).status_code == 429


def test_a_session_planted_before_signing_in_is_not_kept(client: FlaskClient, chi: str) -> None:
    client.set_cookie(TOKEN_COOKIE, "planted by somebody else")

    signs_in(client, chi)

    token = client.get_cookie(TOKEN_COOKIE)
    assert token
    assert token.value != "planted by somebody else"
    assert client.get("/account").status_code == 200


def test_the_cookie_of_a_session_is_out_of_reach_for_scripts_and_other_sites(client: FlaskClient, chi: str) -> None:
    cookies = signs_in(client, chi).headers.getlist("Set-Cookie")

    token = next(cookie for cookie in cookies if cookie.startswith(f"{TOKEN_COOKIE}="))
    for promise in ("HttpOnly", "SameSite=Lax", "Path=/"):
        assert promise in token
    assert "Expires" not in token


def test_a_copied_cookie_is_worthless_after_signing_out(client: FlaskClient, chi: str, app: Any) -> None:
    signs_in(client, chi)
    token = client.get_cookie(TOKEN_COOKIE)
    assert token
    copy = app.test_client()
    copy.set_cookie(TOKEN_COOKIE, token.value)
    assert copy.get("/account").status_code == 200

    gone = send(client, "/logout", page="/account")

    assert gone.location == "/login"
    assert "Đã đăng xuất." in client.get("/login").text
    assert client.get("/account").status_code == 302
    assert copy.get("/account").status_code == 302


def test_what_was_lost_can_be_signed_out_of_when_nobody_is_in(client: FlaskClient) -> None:
    assert send(client, "/logout", page="/login").location == "/login"


def test_registering_makes_an_organisation_and_signs_its_user_in(client: FlaskClient, rows: Session) -> None:
    answer = send(client, door(client, rows), FIRM)

    assert answer.location == "/my"
    page = client.get("/account").text
    assert "Đã đăng ký Công ty TNHH Ví Dụ Xanh." in page
    assert "an@vidu.test" in page
    assert "•••234" in page
    assert "027093001234" not in page
    [firm] = all_of(rows, Organisation)
    assert (firm.folded_name, firm.phone, firm.commune) == ("cong ty tnhh vi du xanh", "02223868686", "07795")


def test_pressing_twice_registers_once_and_is_no_error(client: FlaskClient, app: Any, rows: Session) -> None:
    link = door(client, rows)
    page = client.get(link)
    form = {**FIRM, "csrf_token": csrf_in(page), "act": act_in(page)}
    other_tab = app.test_client()
    visitor = client.get_cookie("nscl_visitor")
    assert visitor
    other_tab.set_cookie("nscl_visitor", visitor.value)

    first, second = client.post(link, data=form), other_tab.post(link, data=form)

    assert first.location == second.location == "/my"
    assert len(all_of(rows, Organisation)) == 1


def test_registering_cannot_be_tried_without_end(client: FlaskClient, rows: Session) -> None:
    an_organisation(rows, tax_code="0100233488")
    rows.commit()
    link = door(client, rows)
    statuses = [send(client, link, FIRM).status_code for _ in range(REGISTRATIONS + 1)]

    assert set(statuses[:-1]) == {422}
    assert statuses[-1] == 429


def test_a_check_digit_that_does_not_fit_is_asked_about_once(client: FlaskClient, rows: Session) -> None:
    form = FIRM | {"tax_code": "0100233480"}

    link = door(client, rows)
    asked = send(client, link, form)
    answer = client.post(
        link,
        data={**form, "csrf_token": csrf_in(asked), "act": act_in(asked), "tax_code_sure": "0100233480"},
    )

    assert asked.status_code == 422
    assert 'name="tax_code_sure" value="0100233480"' in asked.text
    assert "Nếu mã đúng như trên giấy đăng ký, cứ tiếp tục" in asked.text
    assert answer.location == "/my"
    assert [firm.tax_code for firm in all_of(rows, Organisation)] == ["0100233480"]


def test_a_known_tax_code_is_told_kindly_and_names_nobody(client: FlaskClient, rows: Session) -> None:
    organisation = an_organisation(rows, "Công ty Kín Tiếng", tax_code="0100233488")
    a_member(rows, organisation, "Phạm Văn Kín", email="kin@kin.test")
    rows.commit()

    page = send(client, door(client, rows), FIRM)

    assert page.status_code == 422
    assert "Nhờ người đang dùng tài khoản của tổ chức thêm ông/bà, hoặc liên hệ cơ quan" in page.text
    for secret in ("Kín Tiếng", "Phạm Văn Kín", "kin@kin.test"):
        assert secret not in page.text
    assert len(all_of(rows, Person)) == 1


def test_after_a_refusal_the_form_has_a_new_act_and_can_be_sent_again(client: FlaskClient, rows: Session) -> None:
    rows.add(Person(full_name="Trần Thị An", identity_number="027093001234", created_at=MORNING))
    rows.commit()
    link = door(client, rows)

    refused = send(client, link, FIRM)
    form = {**FIRM, "identity_number": "027093009999", "csrf_token": csrf_in(refused), "act": act_in(refused)}

    assert refused.status_code == 422
    assert client.post(link, data=form).location == "/my"


def test_registering_says_the_same_to_every_address_and_its_mail_tells_which(
    app: Any, client: FlaskClient, rows: Session
) -> None:
    an_account(rows, "reviewer", email="an@vidu.test")
    rows.commit()

    known = send(client, "/register", {"email": "an@vidu.test"})
    unknown = send(app.test_client(), "/register", {"email": "moi@vidu.test"})

    assert known.status_code == unknown.status_code == 200
    bare = [re.sub(r"nonce-[^\"]*|[A-Za-z0-9_-]{43,}|[0-9a-f]{32}", "", page.text) for page in (known, unknown)]
    assert bare[0].replace("an@vidu.test", "x") == bare[1].replace("moi@vidu.test", "x")
    letters = rows.execute(select(Letter.kind, Letter.address).order_by(Letter.id)).all()
    assert [tuple(letter) for letter in letters] == [("register_known", "an@vidu.test"), ("register", "moi@vidu.test")]


def test_a_link_to_register_makes_one_account_for_the_address_it_was_mailed_to(
    app: Any, client: FlaskClient, rows: Session
) -> None:
    link = door(client, rows)
    send(client, link, FIRM | {"email": "khac@vidu.test"})
    assert [account.email for account in all_of(rows, Account)] == ["an@vidu.test"]
    assert all_of(rows, Account)[0].email_proved_at is not None

    again = app.test_client().get(link)
    assert again.location == "/register"
    assert app.test_client().get("/register/khong-co").location == "/register"


def test_what_is_wrong_stands_above_and_beside_and_what_was_typed_stays(client: FlaskClient, rows: Session) -> None:
    page = send(client, door(client, rows), FIRM | {"phone": "12", "password": "short", "name": "", "commune": ""})

    assert page.status_code == 422
    assert '<h2 id="errors-h">Còn 3 chỗ cần sửa</h2>' in page.text
    assert '<a href="#phone">“12” chưa phải số điện thoại.' in page.text
    assert '<p class="why" id="phone-e">' in page.text
    assert 'aria-describedby="phone-e" aria-invalid="true"' in page.text
    assert 'value="12"' in page.text
    assert 'value="Trần Thị An"' in page.text
    assert 'value="short"' not in page.text


def test_a_weak_password_is_told_at_its_field(client: FlaskClient, rows: Session) -> None:
    page = send(client, door(client, rows), FIRM | {"password": "congtytnhh2026-2026"})

    assert page.status_code == 422
    assert '<a href="#password">Mật khẩu này dễ đoán' in page.text
    assert not all_of(rows, Organisation)


def test_a_field_sent_twice_has_no_meaning(client: FlaskClient, rows: Session) -> None:
    assert send(client, door(client, rows), FIRM | {"tax_code": ["0100233488", "0100112437"]}).status_code == 400


def test_fields_that_were_never_asked_are_not_heard(client: FlaskClient, rows: Session) -> None:
    send(
        client,
        door(client, rows),
        FIRM | {"role": "admin", "roles": "admin", "active": "1", "id": "7", "person_id": "1"},
    )

    page = client.get("/account").text

    assert "Người nộp hồ sơ" in page
    assert "Quản trị" not in page


def test_a_seat_outside_the_province_can_be_said(client: FlaskClient, rows: Session) -> None:
    send(client, door(client, rows), FIRM | {"commune": "elsewhere"})

    assert [firm.commune for firm in all_of(rows, Organisation)] == [""]


def test_a_commune_that_was_not_offered_is_refused(client: FlaskClient, rows: Session) -> None:
    assert send(client, door(client, rows), FIRM | {"commune": "99999"}).status_code == 422


def test_all_communes_of_the_province_are_offered(client: FlaskClient, rows: Session) -> None:
    link = door(client, rows)
    page = client.get(link).text

    assert page.count('<option value="0') == 99
    assert "phường Nếnh" in page
    assert "Nếnh Ward" in client.get(f"{link}?lang=en").text


def test_the_password_is_changed_with_the_present_one(client: FlaskClient, chi: str) -> None:
    signs_in(client, chi)
    before = client.get_cookie(TOKEN_COOKIE)

    answer = send(client, "/account/password", {"present": PASSWORD, "new": "bảy con vịt vàng"})

    after = client.get_cookie(TOKEN_COOKIE)
    assert answer.location == "/account"
    assert before
    assert after
    assert before.value != after.value
    assert "Đã đổi mật khẩu." in client.get("/account").text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"present": "wrong", "new": "bảy con vịt vàng"}, "Mật khẩu hiện tại chưa đúng."),
        ({"present": PASSWORD, "new": "short"}, "Mật khẩu chưa đủ dài."),
        ({"present": PASSWORD, "new": PASSWORD}, "Mật khẩu này dễ đoán"),
        ({"present": "", "new": ""}, "Nhập mật khẩu hiện tại."),
    ],
)
def test_a_password_is_not_changed_when_something_is_wrong(
    client: FlaskClient, chi: str, typed: dict[str, str], said: str
) -> None:
    signs_in(client, chi)

    page = send(client, "/account/password", typed)

    assert page.status_code == 422
    assert said in page.text


def test_i_see_where_i_am_signed_in_and_can_end_it(sign_in: SignIn, rows: Session) -> None:
    mine = an_account(rows, "reviewer")
    here, there = sign_in(account=mine), sign_in(account=mine)
    page = here.get("/account").text
    assert page.count("từ địa chỉ 127.0.0.1") == 2
    assert page.count("trình duyệt này") == 1

    ended = send(here, "/account/sessions/end-others", page="/account")

    assert ended.location == "/account"
    assert "Đã đăng xuất 1 trình duyệt khác." in here.get("/account").text
    assert there.get("/account").status_code == 302


def test_somebody_elses_session_is_not_there_to_be_ended(sign_in: SignIn, rows: Session) -> None:
    mine, theirs = sign_in("reviewer"), sign_in("approver", name="Phạm Thị Thử")
    digests = [row.token_digest for row in all_of(rows, WebSession)]

    answers = {send(mine, "/account/sessions/end", {"session": it}, page="/account").status_code for it in digests[1:]}

    assert answers == {404}
    assert theirs.get("/account").status_code == 200


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130 Safari/537.36 Edg/130", "Edge, Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130 Mobile Safari/537.36", "Chrome, Android"),
    ],
)
def test_browsers_are_named_as_people_know_them(agent: str, name: str) -> None:
    assert browser_name(agent) == name
