"""Signing in by a provider that others wrote and certified: npm's oidc-provider, run by Node."""

import re
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from nscl_grants.app import create_app
from nscl_grants.config import Config
from nscl_grants.db.provider_logins import ProviderLogin
from nscl_grants.definitions.house import House
from tests.builders.people import an_account
from tests.web.conftest import SignIn
from tests.web.pages import csrf_in, send

pytestmark = pytest.mark.long
SCRIPT = Path(__file__).parents[2] / ".oidc" / "provider.js"
CLIENT, SECRET, BACK = "nscl", "a secret of the two", "http://localhost/login/provider/back"


@pytest.fixture
def issuer() -> Iterator[str]:
    assert SCRIPT.is_file(), "the provider is missing; install it with: sh tools/need_oidc_provider.sh"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["node", str(SCRIPT), str(port), CLIENT, SECRET, BACK]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "ready\n"
        yield f"http://127.0.0.1:{port}"
        running.kill()


@pytest.fixture
def app(config: Config, engine: Engine, house: House, issuer: str) -> Flask:
    """The application with that provider."""
    told = {
        "oidc_issuer": issuer,
        "oidc_client_id": CLIENT,
        "oidc_client_secret": SECRET,
        "oidc_name": "Nơi Cấp",
        "public_url": "http://localhost",
    }
    app = create_app(Config(**{**vars(config), **told}), engine, house)
    app.testing = True
    return app


def come_back(address: str, name: str) -> str:
    """What a person does at the provider: give a name, consent, and be sent back; the address of the way back."""
    with httpx.Client() as browser:
        answer = browser.get(address)
        while True:
            while answer.is_redirect:
                onward = urljoin(str(answer.url), answer.headers["Location"])
                if onward.startswith(BACK):
                    return onward
                answer = browser.get(onward)
            assert answer.status_code == 200, answer.text
            action = re.search(r'action="([^"]+)"', answer.text)
            assert action, answer.text
            prompt = "login" if 'name="login"' in answer.text else "consent"
            said = {"prompt": prompt, "login": name, "password": "any"}
            answer = browser.post(urljoin(str(answer.url), action[1]), data=said)


def returns(browser: FlaskClient, back: str) -> str:
    shown = browser.get(back.removeprefix("http://localhost"))
    assert shown.status_code == 200, shown.text
    sent = dict(part.split("=", 1) for part in httpx.URL(back).query.decode().split("&"))
    known = {name: httpx.QueryParams(f"{name}={value}")[name] for name, value in sent.items()}
    return browser.post("/login/provider/back", data={"csrf_token": csrf_in(shown), **known}).headers["Location"]


def test_an_account_is_linked_and_entered_by_a_certified_provider(
    client: FlaskClient, rows: Session, sign_in: SignIn, issuer: str
) -> None:
    account = an_account(rows, "reviewer", name="Lê Thị Chi", email="chi@so.test")
    rows.commit()
    own = sign_in(account=account)

    onward = send(own, "/login/provider/link", page="/account/security").text
    way_there = onward.partition('href="' + issuer)[2].partition('"')[0].replace("&amp;", "&")
    linked = returns(own, come_back(issuer + way_there, "chi-at-the-provider"))
    entered = returns(client, come_back(client.get("/login/provider").headers["Location"], "chi-at-the-provider"))
    stranger = client.application.test_client()
    returns(stranger, come_back(stranger.get("/login/provider").headers["Location"], "somebody-else"))

    assert linked == "/account/security"
    assert entered == "/work"
    assert client.get("/account").status_code == 200
    assert stranger.get("/account").status_code == 302
    assert rows.scalars(select(ProviderLogin.subject)).all() == ["chi-at-the-provider"]
