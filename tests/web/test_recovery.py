"""A forgotten password and the proof of an address, by links that are mailed and work once."""

import re
from datetime import timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from nscl_grants.actions import letters, passwords
from nscl_grants.actions.recovery import MOST_LETTERS
from nscl_grants.db.letters import Letter
from nscl_grants.db.people import Account
from nscl_grants.db.tickets import Ticket
from nscl_grants.web.clock import real_moment
from tests.builders.people import an_account
from tests.web.conftest import SignIn
from tests.web.pages import send

NEW = "bảy con vịt vàng"


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same hashes with less work."""
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def chi(rows: Session) -> Account:
    account = an_account(rows, "reviewer", name="Lê Thị Chi", email="chi@so.test")
    rows.commit()
    return account


def asks(browser: FlaskClient, email: str) -> Any:
    return send(browser, "/login/forgot", {"email": email})


def mailed(rows: Session) -> list[str]:
    """The links of the letters, as paths."""
    found = [str(letter.values.get("link", "")) for letter in rows.scalars(select(Letter).order_by(Letter.id))]
    rows.rollback()
    return [re.sub(r"^https?://[^/]+", "", link) for link in found if link]


def test_a_mailed_link_sets_a_new_password_once_and_ends_every_session(
    app: Flask, client: FlaskClient, rows: Session, sign_in: SignIn, chi: Account
) -> None:
    there = sign_in(account=chi)
    asks(client, "Chi@SO.test ")
    [link] = mailed(rows)
    assert link in client.get("/demo/letters").text
    client.get(link)
    assert there.get("/account").status_code == 200, "to open the link changes nothing yet"
    assert send(client, link, {"new": "ngắn"}).status_code == 422

    assert send(client, link, {"new": NEW}).headers["Location"].startswith("/login")

    assert there.get("/account").status_code == 302
    assert app.test_client().get(link).status_code == 303
    fresh = app.test_client()
    assert send(fresh, "/login", {"email": "chi@so.test", "password": NEW}).headers["Location"] == "/work"
    kinds = rows.scalars(select(Letter.kind).order_by(Letter.id)).all()
    assert kinds == ["reset", "password_changed"]


def test_asking_tells_nobody_which_addresses_have_accounts(client: FlaskClient, rows: Session, chi: Account) -> None:
    known, unknown = asks(client, "chi@so.test"), asks(client, "not@so.test")

    assert known.status_code == unknown.status_code == 200
    assert known.text.replace("chi@", "not@") == unknown.text
    assert len(mailed(rows)) == 1
    assert len(rows.scalars(select(Ticket)).all()) == 2, "as much is written for the one as for the other"


def test_an_older_link_is_worthless_once_a_newer_one_was_asked_for_and_each_has_an_end(
    client: FlaskClient, rows: Session, chi: Account
) -> None:
    asks(client, "chi@so.test")
    asks(client, "chi@so.test")
    first, second = mailed(rows)
    assert client.get(first).status_code == 303
    assert client.get(second).status_code == 200

    rows.execute(update(Ticket).values(expires_at=real_moment() - timedelta(seconds=1)))
    rows.commit()

    assert client.get(second).status_code == 303


def test_nobody_floods_a_mailbox(app: Flask, rows: Session, chi: Account) -> None:
    statuses = []
    for nth in range(MOST_LETTERS + 1):
        browser = app.test_client()
        browser.environ_base["REMOTE_ADDR"] = f"192.0.2.{nth}"
        statuses.append(asks(browser, "chi@so.test").status_code)

    assert statuses == [200] * MOST_LETTERS + [429]
    assert len(mailed(rows)) == MOST_LETTERS


def test_an_address_is_proved_by_the_link_that_was_sent_to_it(
    client: FlaskClient, rows: Session, sign_in: SignIn, chi: Account
) -> None:
    send(sign_in(account=chi), "/account/email/proof", page="/account")
    [link] = mailed(rows)
    client.get(link)
    assert rows.get_one(Account, chi.id, populate_existing=True).email_proved_at is None
    rows.rollback()

    send(client, link)

    assert rows.get_one(Account, chi.id, populate_existing=True).email_proved_at is not None


def test_a_letter_that_went_out_keeps_no_link(rows: Session) -> None:
    letters.write(rows, "reset", "chi@so.test", {"link": "https://nscl.test/login/reset/x"}, at=real_moment())
    rows.flush()
    letter = rows.scalars(select(Letter)).one()
    subject, body = letters.worded(letter)
    assert (subject, "reset/x" in body) == ("Đặt lại mật khẩu", True)

    letters.sent(letter, real_moment())

    assert "reset/x" not in str(letter.values)


def test_a_link_that_was_asked_for_is_worthless_after_a_change_of_the_password(
    app: Flask, client: FlaskClient, rows: Session, chi: Account
) -> None:
    set_password(rows, chi, "mot mat khau cu")
    asks(client, "chi@so.test")
    [link] = mailed(rows)
    browser = app.test_client()
    send(browser, "/login", {"email": "chi@so.test", "password": "mot mat khau cu"})
    changed = send(browser, "/account/password", {"present": "mot mat khau cu", "new": NEW})

    late = app.test_client().get(link)

    assert changed.location == "/account"
    assert (late.status_code, late.location) == (303, "/login")


def test_a_page_behind_a_mailed_link_is_stored_nowhere(client: FlaskClient, rows: Session, chi: Account) -> None:
    asks(client, "chi@so.test")
    [link] = mailed(rows)

    assert client.get(link).headers["Cache-Control"] == "no-store"


def set_password(rows: Session, account: Account, password: str) -> None:
    account.password_hash = passwords.hashed(password)
    rows.commit()
