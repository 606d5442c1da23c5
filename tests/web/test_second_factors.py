"""Second factors as a browser meets them: codes, passkeys, recovery codes, and the proof before acts of weight."""

import re
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from nscl_grants.actions import passwords
from nscl_grants.actions.sealing import unseal
from nscl_grants.actions.second_factors import MOST_WRONG_CODES
from nscl_grants.app import create_app
from nscl_grants.config import Config, ConfigIsWrong
from nscl_grants.db.audit import AuditEvent
from nscl_grants.db.letters import Letter
from nscl_grants.db.organisations import BankAccount
from nscl_grants.db.people import Account
from nscl_grants.db.second_factors import Passkey, RecoveryCode, Totp
from nscl_grants.db.sessions import WebSession
from nscl_grants.definitions.house import House
from nscl_grants.web import proof
from nscl_grants.web.clock import real_moment
from nscl_grants.web.light_acts import LIGHT
from nscl_grants.web.session import STEP_COOKIE, TOKEN_COOKIE
from tests.builders.authenticator import Authenticator
from tests.builders.people import a_member, an_account, an_organisation
from tests.web.conftest import SignIn
from tests.web.pages import csrf_in, send

PASSWORD = "bốn con mèo xanh"
BANK = {"number": "0123456789", "holder": "Công ty TNHH Ví Dụ Xanh", "bank": "Ngân hàng Giả Định", "branch": "Bắc Ninh"}


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same hashes with less work."""
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def chi(rows: Session) -> Account:
    """Chi, who reviews and signs in with a password."""
    account = an_account(rows, "reviewer", name="Lê Thị Chi", email="chi@so.test")
    account.password_hash = passwords.hashed(PASSWORD)
    rows.commit()
    return account


def gives_password(browser: FlaskClient) -> Any:
    return send(browser, "/login", {"email": "chi@so.test", "password": PASSWORD})


def is_in(browser: FlaskClient) -> bool:
    return browser.get("/account").status_code == 200


def adds_app(browser: FlaskClient, rows: Session, config: Config, account: Account) -> tuple[str, list[str]]:
    """The seed and the recovery codes, after an app was added."""
    send(browser, "/account/security/app", page="/account/security")
    page = browser.get("/account/security/app")
    row = rows.get_one(Totp, account.id, populate_existing=True)
    seed = unseal(row.secret, config.secret_key)
    rows.rollback()
    assert seed is not None
    assert "<svg" in page.text
    assert " style=" not in page.text
    shown = send(browser, "/account/security/app/confirm", {"code": code_of(seed)}, page="/account/security/app")
    return seed, re.findall(r'<code class="code">([a-z2-9-]+)</code>', shown.text)


def code_of(seed: str, *, steps: int = 0) -> str:
    return pyotp.TOTP(seed).at(real_moment() + timedelta(seconds=30 * steps))


def forget_last_code(rows: Session, account: Account) -> None:
    """As if half minutes had gone by since the last code."""
    rows.execute(update(Totp).where(Totp.account_id == account.id).values(last_step=0))
    rows.commit()


def adds_passkey(browser: FlaskClient, key: Authenticator) -> Any:
    token = csrf_in(browser.get("/account/security"))
    asked = browser.post("/account/security/passkeys/options", data={"csrf_token": token}).get_json()
    answer = key.make(asked["options"])
    return send(
        browser,
        "/account/security/passkeys",
        {"ticket": asked["ticket"], "answer": answer, "name": "Máy của Chi"},
        page="/account/security",
    )


def uses_passkey(browser: FlaskClient, key: Authenticator, *, page: str = "/login", **more: str) -> Any:
    token = csrf_in(browser.get(page))
    asked = browser.post("/login/passkey/options", data={"csrf_token": token}).get_json()
    carried = {"csrf_token": token, "ticket": asked["ticket"], "answer": key.sign(asked["options"]), **more}
    return browser.post("/login/passkey", data=carried), carried


def test_an_app_is_asked_for_after_the_password_and_its_code_counts_once(
    app: Flask, rows: Session, config: Config, chi: Account, client: FlaskClient
) -> None:
    gives_password(client)
    elsewhere = app.test_client()
    gives_password(elsewhere)
    seed, codes = adds_app(client, rows, config, chi)
    assert len(codes) == 10
    assert is_in(client)
    assert not is_in(elsewhere), "adding a factor ends every other session"

    forget_last_code(rows, chi)
    browser, other = app.test_client(), app.test_client()
    assert gives_password(browser).headers["Location"] == "/login/code"
    assert not is_in(browser), "the password alone opens nothing"
    step = browser.get_cookie(STEP_COOKIE)
    assert step is not None

    code = code_of(seed)
    assert send(browser, "/login/code", {"code": code}).headers["Location"] == "/work"
    assert is_in(browser)

    gives_password(other)
    replayed = send(other, "/login/code", {"code": code})
    assert replayed.status_code == 422
    assert not is_in(other)
    other.set_cookie(STEP_COOKIE, step.value)
    assert other.get("/login/code").status_code == 303, "a first step is good for one session"


def test_a_code_counts_a_half_minute_early_or_late_and_not_longer(
    app: Flask, rows: Session, config: Config, chi: Account, client: FlaskClient
) -> None:
    gives_password(client)
    seed, _ = adds_app(client, rows, config, chi)
    for steps, opens in ((-1, True), (1, True), (-3, False), (3, False)):
        forget_last_code(rows, chi)
        browser = app.test_client()
        gives_password(browser)

        send(browser, "/login/code", {"code": code_of(seed, steps=steps)})

        assert is_in(browser) is opens, steps


def test_codes_cannot_be_guessed_and_the_count_stands_on_every_road(
    app: Flask, rows: Session, config: Config, chi: Account, client: FlaskClient
) -> None:
    gives_password(client)
    seed, _ = adds_app(client, rows, config, chi)
    forget_last_code(rows, chi)
    statuses = []
    for nth in range(MOST_WRONG_CODES + 1):
        browser = app.test_client()
        browser.environ_base["REMOTE_ADDR"] = f"192.0.2.{nth // 4}"
        gives_password(browser)
        statuses.append(send(browser, "/login/code", {"code": "000000"}).status_code)

    assert statuses == [422] * MOST_WRONG_CODES + [429]
    wrong = rows.scalars(select(AuditEvent.account_id).where(AuditEvent.what == "account.code_wrong")).all()
    assert wrong == [chi.id] * MOST_WRONG_CODES
    rows.rollback()
    right = send(browser, "/login/code", {"code": code_of(seed)})
    assert right.status_code == 429
    owner = client  # A browser that Chi signed in with before has a count of its own.
    send(owner, "/logout", page="/account")
    gives_password(owner)
    assert send(owner, "/login/code", {"code": code_of(seed)}).status_code == 303


def test_a_recovery_code_opens_once_and_new_codes_end_the_old(
    app: Flask, rows: Session, config: Config, chi: Account, client: FlaskClient
) -> None:
    gives_password(client)
    _, codes = adds_app(client, rows, config, chi)
    kept = rows.scalars(select(RecoveryCode.digest)).all()
    rows.rollback()
    assert not set(codes) & set(kept)

    for opens in (True, False):
        browser = app.test_client()
        gives_password(browser)
        send(browser, "/login/code", {"code": codes[0].upper()})
        assert is_in(browser) is opens
    shown = send(client, "/account/security/codes", page="/account/security")
    fresh = re.findall(r'<code class="code">([a-z2-9-]+)</code>', shown.text)
    for code, opens in ((codes[1], False), (fresh[0], True)):
        browser = app.test_client()
        gives_password(browser)
        send(browser, "/login/code", {"code": code})
        assert is_in(browser) is opens


def test_the_owner_is_told_by_mail_of_every_change_to_how_the_account_is_opened(
    rows: Session, config: Config, chi: Account, client: FlaskClient
) -> None:
    gives_password(client)
    adds_app(client, rows, config, chi)
    adds_passkey(client, Authenticator())
    send(client, "/account/security/codes", page="/account/security")

    letters = rows.execute(select(Letter.kind, Letter.address).order_by(Letter.id)).all()

    assert [kind for kind, _ in letters] == ["app_added", "passkey_added", "codes_renewed"]
    assert {address for _, address in letters} == {chi.email}


def test_the_first_step_falls_with_a_change_of_the_password(
    app: Flask, rows: Session, config: Config, chi: Account, client: FlaskClient
) -> None:
    gives_password(client)
    seed, _ = adds_app(client, rows, config, chi)
    forget_last_code(rows, chi)
    browser = app.test_client()
    gives_password(browser)

    rows.execute(update(Account).where(Account.id == chi.id).values(password_changed_at=real_moment()))
    rows.commit()

    token = csrf_in(app.test_client().get("/login"))
    answer = browser.post("/login/code", data={"csrf_token": token, "code": code_of(seed)})
    assert answer.status_code in (303, 400)
    assert not is_in(browser)


def test_a_passkey_signs_in_alone_and_as_the_second_step(
    app: Flask, rows: Session, chi: Account, client: FlaskClient
) -> None:
    key = Authenticator()
    gives_password(client)
    assert "Mã khôi phục" in adds_passkey(client, key).text

    alone, second = app.test_client(), app.test_client()
    answer, sent = uses_passkey(alone, key)
    assert answer.headers["Location"] == "/work"
    assert is_in(alone)
    gives_password(second)
    answer, _ = uses_passkey(second, key, page="/login/code", step="second")
    assert answer.headers["Location"] == "/work"

    replayer = app.test_client()
    replay = replayer.post("/login/passkey", data={**sent, "csrf_token": csrf_in(replayer.get("/login"))})
    assert replay.headers["Location"].startswith("/login")
    assert not is_in(replayer)
    assert rows.scalars(select(Passkey.sign_count)).all() == [key.count]


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://nscl.example"},
        {"host": "nscl.example"},
        {"verifies": False},
        {"count": -1},
        {"key": Authenticator().key},
        {"credential": b"another key of another person"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_passkey_that_answers_for_another_place_or_another_key_opens_nothing(
    app: Flask, chi: Account, client: FlaskClient, wrong: dict[str, Any]
) -> None:
    key = Authenticator(count=5)
    gives_password(client)
    adds_passkey(client, key)
    for name, value in wrong.items():
        setattr(key, name, value)

    browser = app.test_client()
    answer, _ = uses_passkey(browser, key)

    assert answer.headers["Location"].startswith("/login")
    assert not is_in(browser)


def test_nobody_adds_a_factor_or_sees_one_of_another_account(
    rows: Session, sign_in: SignIn, chi: Account, client: FlaskClient
) -> None:
    key = Authenticator()
    gives_password(client)
    adds_passkey(client, key)
    passkey_id = rows.scalars(select(Passkey.id)).one()
    rows.rollback()

    other = sign_in("reviewer", name="Hoàng Thị Minh")
    assert "Máy của Chi" not in other.get("/account/security").text
    address = f"/account/security/passkeys/{passkey_id}/remove"
    assert send(other, address, page="/account/security").status_code == 404
    assert rows.scalars(select(Passkey)).one()


def test_staff_without_a_second_factor_get_no_further_than_adding_one(
    config: Config, engine: Engine, house: House, chi: Account, rows: Session
) -> None:
    strict = create_app(Config(**{**vars(config), "second_factor": "required"}), engine, house)
    strict.testing = True
    browser = strict.test_client()
    gives_password(browser)
    assert browser.get("/work").headers["Location"] == "/account/security"
    assert "Cần thiết lập trước" in browser.get("/account/security").text

    adds_passkey(browser, Authenticator())

    assert browser.get("/work").status_code == 200
    passkey_id = rows.scalars(select(Passkey.id)).one()
    rows.rollback()
    kept = send(browser, f"/account/security/passkeys/{passkey_id}/remove", page="/account/security")
    assert kept.status_code == 422
    assert rows.scalars(select(Passkey)).one()


def test_bank_details_ask_who_is_there_and_lose_nothing_of_what_was_typed(
    rows: Session, engine: Engine, sign_in: SignIn, app: Flask
) -> None:
    firm = an_organisation(rows)
    an = rows.get_one(Account, a_member(rows, firm, email="an@vidu.test").account_id)
    an.password_hash = passwords.hashed(PASSWORD)
    rows.commit()
    browser = sign_in(account=an)
    address = f"/my/organisation/{firm.tax_code}/bank-account"
    token = browser.get_cookie(TOKEN_COOKIE)
    assert token is not None
    an_hour_ago = (real_moment() - timedelta(minutes=11)).isoformat()
    for row in rows.scalars(select(WebSession)):
        row.data = {**row.data, "proved_at": an_hour_ago}
    rows.commit()

    asked = send(browser, address, BANK)
    assert asked.status_code == 403
    assert "Xác nhận chính ông/bà" in asked.text
    carried = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', asked.text))
    assert {name: carried[name] for name in BANK} == BANK
    assert browser.post(address, data={**carried, "proof": "sai mật khẩu rồi"}).status_code == 422
    assert rows.scalar(select(BankAccount.id)) is None
    rows.rollback()

    done = browser.post(address, data={**carried, "proof": PASSWORD})

    assert done.status_code == 303
    assert rows.scalars(select(BankAccount.number)).all() == ["0123456789"]
    rows.rollback()
    renewed = browser.get_cookie(TOKEN_COOKIE)
    assert renewed is not None
    assert renewed.value != token.value
    old = app.test_client()
    old.set_cookie(TOKEN_COOKIE, token.value)
    assert old.get("/account").status_code == 302, "the token from before the proof is worthless"
    again = send(browser, address, {**BANK, "number": "9876543210"})
    assert again.status_code == 303, "for ten minutes nobody is asked again"


def test_where_there_is_a_second_factor_the_password_alone_proves_nothing(
    rows: Session, config: Config, chi: Account, client: FlaskClient
) -> None:
    gives_password(client)
    seed, _ = adds_app(client, rows, config, chi)
    forget_last_code(rows, chi)
    for row in rows.scalars(select(WebSession)):
        row.data = {**row.data, "proved_at": (real_moment() - timedelta(hours=1)).isoformat()}
    rows.commit()

    refused = send(client, "/account/prove", {"proof": PASSWORD})
    taken = send(client, "/account/prove", {"proof": code_of(seed)})

    assert (refused.status_code, taken.status_code) == (422, 303)


def test_money_is_let_go_only_after_the_second_factor_where_there_is_one(
    rows: Session, config: Config, chi: Account, client: FlaskClient
) -> None:
    gives_password(client)
    paths = ("/finance/payments/1/authorise", "/finance/batches/1/authorise")
    without = [client.get(path).status_code for path in paths]
    adds_app(client, rows, config, chi)
    for row in rows.scalars(select(WebSession)):
        row.data = {**row.data, "proved_at": (real_moment() - timedelta(hours=1)).isoformat()}
    rows.commit()

    asked = [client.get(path).headers.get("Location", "") for path in paths]
    other = client.get("/finance/payments/1/check")

    assert without == [403, 403]
    assert asked == [f"/account/prove?next={path}" for path in paths]
    assert other.status_code == 403


def test_every_act_of_weight_is_a_route_that_there_is(app: Flask) -> None:
    routes = {rule.endpoint for rule in app.url_map.iter_rules()}

    assert proof.WEIGHTY | set(proof.WEIGHTY_STEPS) | set(proof.AUTHORISING) <= routes


def test_every_form_is_an_act_of_weight_or_says_why_it_is_none(app: Flask) -> None:
    posted = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    weighty = proof.WEIGHTY | set(proof.WEIGHTY_STEPS) | set(proof.AUTHORISING)
    listed = [*weighty, *(endpoint for endpoints in LIGHT.values() for endpoint in endpoints)]

    assert posted - set(listed) == set(), "weigh it: nscl_grants/web/proof.py or light_acts.py"
    assert set(listed) - posted == set(), "no such form any more"
    assert sorted(listed) == sorted(set(listed)), "one place for each"


def test_everything_that_confirms_pays_or_signs_is_an_act_of_weight(app: Flask) -> None:
    """Whatever is called so by its endpoint; a new one stands here or in the list."""
    heavy = re.compile(r"\.(confirm|pay|sign|sign_many|carry_over|release|close|enable|propose_bank|prove)$")
    posted = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    light = {"recovery.prove"}  # An address is proved by the link that was mailed to it.

    assert {each for each in posted if heavy.search(each)} - proof.WEIGHTY - light == set()


def test_a_seed_lies_sealed_and_opens_with_no_other_secret(
    rows: Session, config: Config, chi: Account, client: FlaskClient
) -> None:
    gives_password(client)
    seed, _ = adds_app(client, rows, config, chi)
    row = rows.scalars(select(Totp)).one()

    assert seed not in row.secret
    assert unseal(row.secret, "another secret of thirty-two signs") is None


def test_second_factors_are_reset_by_two_administrators_and_never_by_one(
    rows: Session, config: Config, chi: Account, client: FlaskClient, sign_in: SignIn
) -> None:
    gives_password(client)
    adds_app(client, rows, config, chi)
    page = f"/admin/accounts/{chi.id}/factors"
    rows.rollback()
    first, second = sign_in("admin", name="Tạ Văn Quản"), sign_in("admin", name="Kiều Thị Trị")
    send(first, page, {"reason": "Mất điện thoại, đã gặp trực tiếp"})
    assert send(first, f"{page}/confirm", page="/account").status_code == 422
    assert rows.scalar(select(Totp.account_id)) is not None
    rows.rollback()

    assert send(second, f"{page}/confirm", page=page).status_code == 303

    assert rows.scalar(select(Totp.account_id)) is None
    assert rows.scalar(select(RecoveryCode.id)) is None
    rows.rollback()
    assert not is_in(client)
    assert gives_password(client).headers["Location"] == "/work"


def test_debugging_is_refused_outside_the_demo(
    config: Config, engine: Engine, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLASK_DEBUG", "1")

    with pytest.raises(ConfigIsWrong, match="FLASK_DEBUG"):
        create_app(Config(**{**vars(config), "demo": False, "secret_key": "k" * 40}), engine, house)
