"""Signing in by an identity provider that is honest, hostile, or down; a real one, over HTTP."""

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from nscl_grants.app import create_app
from nscl_grants.config import Config
from nscl_grants.db.letters import Letter
from nscl_grants.db.people import Account
from nscl_grants.db.provider_logins import ProviderLogin
from nscl_grants.definitions.house import House
from tests.builders.people import an_account
from tests.builders.provider import CLIENT, SECRET, IdProvider, running_provider
from tests.web.conftest import SignIn
from tests.web.pages import csrf_in, send


@pytest.fixture
def provider() -> Iterator[IdProvider]:
    with running_provider() as running:
        yield running


@pytest.fixture
def app(config: Config, engine: Engine, house: House, provider: IdProvider) -> Flask:
    """The application with that provider."""
    told = {
        "oidc_issuer": provider.issuer,
        "oidc_client_id": CLIENT,
        "oidc_client_secret": SECRET,
        "oidc_name": "Nơi Cấp",
        "public_url": "http://localhost",
    }
    app = create_app(Config(**{**vars(config), **told}), engine, house)
    app.testing = True
    return app


@pytest.fixture
def chi(rows: Session) -> Account:
    account = an_account(rows, "reviewer", name="Lê Thị Chi", email="chi@so.test")
    rows.commit()
    return account


def is_in(browser: FlaskClient) -> bool:
    return browser.get("/account").status_code == 200


def returns(browser: FlaskClient, back: str) -> Any:
    """Come back with what the provider gave: a GET that changes nothing, then the form it shows."""
    shown = browser.get(back.removeprefix("http://localhost"))
    assert shown.status_code == 200
    sent = dict(part.split("=", 1) for part in back.partition("?")[2].split("&"))
    return browser.post("/login/provider/back", data={"csrf_token": csrf_in(shown), **sent})


def comes_in(browser: FlaskClient, provider: IdProvider) -> Any:
    return returns(browser, provider.come_back(browser.get("/login/provider").headers["Location"]))


@pytest.fixture
def linked(sign_in: SignIn, provider: IdProvider, chi: Account) -> FlaskClient:
    """Chi's browser, after she linked her account."""
    browser = sign_in(account=chi)
    onward = send(browser, "/login/provider/link", page="/account/security")
    address = onward.text.partition('href="' + provider.issuer)[2].partition('"')[0].replace("&amp;", "&")
    assert returns(browser, provider.come_back(provider.issuer + address)).headers["Location"] == "/account/security"
    return browser


def test_a_linked_identity_opens_its_account(
    client: FlaskClient, rows: Session, provider: IdProvider, linked: FlaskClient
) -> None:
    assert "Đăng nhập bằng Nơi Cấp" in client.get("/login").text

    assert comes_in(client, provider).headers["Location"] == "/work"

    assert is_in(client)
    send(linked, "/login/provider/unlink", page="/account/security")
    again = client.application.test_client()
    comes_in(again, provider)
    assert not is_in(again)
    told = rows.scalars(select(Letter.kind).order_by(Letter.id)).all()
    assert told == ["provider_linked", "provider_unlinked"]


def test_an_identity_that_nobody_linked_opens_nothing_whatever_e_mail_it_shows(
    client: FlaskClient, rows: Session, provider: IdProvider, chi: Account
) -> None:
    provider.claims = {"email": chi.email, "email_verified": True}

    refused = comes_in(client, provider)

    assert refused.headers["Location"] == "/login"
    assert "chưa gắn với tài khoản nào" in client.get("/login").text
    assert not is_in(client)
    assert rows.scalar(select(ProviderLogin.id)) is None


def test_one_identity_is_never_linked_to_two_accounts(
    rows: Session, sign_in: SignIn, provider: IdProvider, linked: FlaskClient
) -> None:
    other = sign_in("finance")
    onward = send(other, "/login/provider/link", page="/account/security")
    address = onward.text.partition('href="' + provider.issuer)[2].partition('"')[0].replace("&amp;", "&")

    returns(other, provider.come_back(provider.issuer + address))

    assert len(rows.scalars(select(ProviderLogin)).all()) == 1


@pytest.mark.parametrize(
    "hostile",
    [
        {"claims": {"iss": "https://other.example"}},
        {"claims": {"aud": "another client"}},
        {"claims": {"aud": [CLIENT, "another client"]}},
        {"claims": {"azp": "another client"}},
        {"claims": {"nonce": "of another trip"}},
        {"claims": {"nonce": None}},
        {"claims": {"exp": int(time.time()) - 600}},
        {"claims": {"exp": None}},
        {"claims": {"sub": None}},
        {"claims": {"iat": int(time.time()) + 3600}},
        {"sign": "none"},
        {"sign": "HS256"},
        {"sign": "foreign"},
        {"sign": "swapped"},
        {"says_it_is": "https://other.example"},
    ],
    ids=lambda hostile: re.sub(r"\d{9,}", "then", str(hostile)),
)
def test_a_hostile_provider_opens_nothing(
    client: FlaskClient, provider: IdProvider, linked: FlaskClient, hostile: dict[str, Any]
) -> None:
    back = provider.come_back(client.get("/login/provider").headers["Location"])
    for name, value in hostile.items():
        setattr(provider, name, value)

    refused = returns(client, back)

    assert refused.headers["Location"] == "/login"
    assert "Chưa nhận được xác nhận từ Nơi Cấp" in client.get("/login").text
    assert not is_in(client)


def test_the_way_back_is_good_once_and_only_for_the_browser_that_set_out(
    app: Flask, provider: IdProvider, linked: FlaskClient
) -> None:
    set_out, other = app.test_client(), app.test_client()
    back = provider.come_back(set_out.get("/login/provider").headers["Location"])
    other.get("/login/provider")

    assert returns(other, back).headers["Location"] == "/login"
    assert not is_in(other)

    cookie = set_out.get_cookie("nscl_visitor")
    assert cookie is not None
    assert returns(set_out, back).headers["Location"] == "/work"
    replayer = app.test_client()
    replayer.set_cookie("nscl_visitor", cookie.value)
    assert returns(replayer, back).headers["Location"] == "/login"
    assert not is_in(replayer)


def test_a_provider_that_is_down_is_said_in_words_on_the_way_there_and_back(
    client: FlaskClient, provider: IdProvider, linked: FlaskClient
) -> None:
    back = provider.come_back(client.get("/login/provider").headers["Location"])
    provider.is_down = True

    returned = returns(client, back)
    assert returned.headers["Location"] == "/login"
    assert "Nơi Cấp chưa trả lời" in client.get("/login").text
    assert client.get("/login/provider").headers["Location"] == "/login"
    assert client.get("/login").status_code == 200


def test_without_a_provider_there_is_no_such_door(config: Config, engine: Engine, house: House) -> None:
    browser = create_app(config, engine, house).test_client()

    assert browser.get("/login/provider").status_code == 404
    assert "Nơi Cấp" not in browser.get("/login").text
