"""Every form that anybody can reach, filled with texts that break careless programs, over HTTP.

The forms are found as a browser finds them, by following links; each is sent with one hostile text in all its
fields, and with one in each field while the others stay as the page offers them. An answer may refuse, and then
says so and keeps what was typed; it never fails, never obeys markup, and leaves books and log that verify.
"""

import re
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, got_request_exception
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from nscl_grants.actions import sessions
from nscl_grants.actions.sessions import Browser
from nscl_grants.app import create_app
from nscl_grants.cli.running import DEMO_DAY
from nscl_grants.config import Config
from nscl_grants.db.engine import make_engine, reading, writing
from nscl_grants.db.migrate import upgrade
from nscl_grants.db.people import Account
from nscl_grants.definitions.house import load_house
from nscl_grants.demo.people import APPLICANTS, DOMAIN, STAFF
from nscl_grants.demo.year import IN_NOVEMBER, tell
from nscl_grants.reports.soundness import audit_findings, ledger_findings
from nscl_grants.web.clock import real_moment
from nscl_grants.web.session import TOKEN_COOKIE
from tests.builders.cases import Office
from tests.builders.naughty import NAUGHTY
from tests.web.every_form import FoundForm, encoded, forms_within_reach, path_inside
from tests.web.pages import csrf_in
from tests.web.test_access_matrix import office, places

__all__ = ["office", "places"]

SENT = (*NAUGHTY, "\ud800 nửa \udfff", "31/12/9999", "01/01/0001", "9999-12-31", "9" * 19, "2147483648", "9" * 400)
"""What goes over the line as well: halves of signs, days and numbers at the end of what can be counted."""
ALONE = (
    "",
    "９" * 3,
    "9" * 19,
    "31/12/9999",
    "<script>alert(1)</script>",
    "a\u202e\u200bb\r\nBcc: c",
    "👩‍👩‍👧‍👦" * 300,
)
"""What each field gets by itself, so that what the other fields hold does not stop it at the door."""
FEW = ("<script>alert(1)</script>", "9" * 19, "a\u202e\u200bb\r\nBcc: c\ud800")
"""The quick look: markup, a number that no column holds, and signs that are none."""
MARKUP = ("<script>alert(1)", "<img src=x")
SAID = re.compile(r'role="alert"|class="lead"|class="why"|class="errors"|class="flash')


@dataclass
class Town:
    """A database that can be put back as it was, the application on it, and what went wrong."""

    app: Flask
    engine: Engine
    place: Path
    failed: list[str] = field(default_factory=list)

    def remember(self) -> None:
        """What there is now is what `restore` brings back."""
        _copy(self.place, self.place.with_suffix(".kept"))

    def restore(self) -> None:
        """The rows as they were remembered."""
        _copy(self.place.with_suffix(".kept"), self.place)

    def enter(self, email: str | None) -> str | None:
        """The token of a new session of that account; None for a visitor."""
        if email is None:
            return None
        with writing(self.engine) as session:
            account = session.scalars(select(Account).where(Account.email == email)).one()
            token = sessions.begin(session, account, Browser("127.0.0.1", "test"), at=real_moment())
            session.commit()
        return token

    def browser(self, token: str | None) -> FlaskClient:
        """A new browser in that session."""
        browser = self.app.test_client()
        if token:
            browser.set_cookie(TOKEN_COOKIE, token)
        return browser

    def unsound(self) -> list[str]:
        """What the books and the log say is wrong with them."""
        with reading(self.engine) as session:
            return [str(each) for each in (*ledger_findings(session), *audit_findings(session))]


def _copy(place: Path, onto: Path) -> None:
    """By SQLite's own means: connections that are open see the other rows and are not cut off."""
    with closing(sqlite3.connect(place)) as source, closing(sqlite3.connect(onto)) as target:
        source.backup(target)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The demo's year, told once."""
    folder = tmp_path_factory.mktemp("demo")
    engine = make_engine(f"sqlite:///{folder / 'nscl.sqlite3'}")
    upgrade(engine)
    tell(engine, load_house(), IN_NOVEMBER, uploads=folder / "uploads", told=lambda: None)
    config = Config(instance=folder, demo=True, uploads=folder / "uploads", database_url=str(engine.url),
                    today=DEMO_DAY)  # fmt: skip
    town = Town(create_app(config, engine), engine, folder / "nscl.sqlite3")
    yield town
    engine.dispose()


def test_forms_of_a_small_office_take_or_refuse_what_breaks_careless_programs(
    app: Flask, engine: Engine, rows: Session, office: Office, places: dict[str, dict[str, object]]
) -> None:
    rows.commit()
    app.testing = False
    town = Town(app, engine, Path(str(engine.url.database)))
    emails = [
        rows.scalars(select(Account.email).where(Account.id == who.account_id)).one()
        for who in (office.applicant, office.intake, office.reviewer, office.finance)
    ]
    rows.commit()

    told = [
        fault for email in emails for fault in faults(town, email, "/my" if email == emails[0] else "/work", FEW, ())
    ]

    assert told == []


@pytest.mark.long
@pytest.mark.parametrize("who", [None, *(name for name in (*APPLICANTS, *STAFF) if name[-1] != "2")])
def test_every_form_of_the_demo_takes_or_refuses_every_text(demo: Town, who: str | None) -> None:
    start = "/" if who is None else "/work" if who in STAFF else "/my"

    assert faults(demo, f"{who}@{DOMAIN}" if who else None, start, SENT, ALONE) == []


def faults(town: Town, email: str | None, start: str, texts: tuple[str, ...], alone: tuple[str, ...]) -> list[str]:
    """What went wrong with the forms in reach of this account; afterwards the town is as it was."""
    token = town.enter(email)
    found = list(forms_within_reach(town.app, town.browser(token), start))
    assert found, "somebody reaches no form at all"
    town.remember()
    failures: list[BaseException] = []

    def noted(_: Flask, exception: BaseException, **more: Any) -> None:
        failures.append(exception)

    told = []
    with got_request_exception.connected_to(noted, town.app):
        for form in found:
            told += list(_faults_of(town, town.browser(token), form, texts, alone, failures))
    return told


def _faults_of(
    town: Town,
    browser: FlaskClient,
    form: FoundForm,
    texts: tuple[str, ...],
    alone: tuple[str, ...],
    failures: list[BaseException],
) -> Iterator[str]:
    asked = [(text, dict.fromkeys(form.typed, text)) for text in texts if form.typed]
    asked += [(text, {name: text}) for name in form.typed for text in alone]
    accepted = 0
    for text, changed in asked:
        answer = _send(town.app, browser, form, changed)
        where = f"{form.action} (from {form.page}) with {text[:40]!r} in {' '.join(changed)}"
        yield from (f"{where}: {fault}" for fault in _faults_in(answer))
        if answer.status_code == 400 and "\0" not in text and not form.chosen & {*changed}:
            yield f"{where}: not understood"
        if answer.status_code in (302, 303):
            onward = path_inside(answer.headers.get("Location", ""))
            for path in (onward, form.page):
                shown = browser.get(path) if path else answer
                yield from (f"{where}, then {path}: {fault}" for fault in _faults_in(shown))
            accepted += 1
            if accepted <= 2:  # To verify it takes longer than all the rest.
                yield from (f"{where}: {each}" for each in town.unsound())
            town.restore()
        yield from (f"{where}: {type(each).__name__}: {str(each)[:300]}" for each in failures)
        failures.clear()


def _send(app: Flask, browser: FlaskClient, form: FoundForm, changed: dict[str, str]) -> TestResponse:
    """As the button sends it, with the token of this browser and the id of an act of its own."""
    own = {"act": uuid.uuid4().hex, "csrf_token": csrf_in(browser.get(form.page))}
    fresh = [(name, own.get(name, value)) for name, value in form.sent_with(changed)]
    return browser.post(
        form.action,
        data=encoded(fresh),
        content_type="application/x-www-form-urlencoded",
        headers={"Referer": f"http://localhost{form.page}"},
    )


def _faults_in(answer: TestResponse) -> Iterator[str]:
    if answer.status_code >= 500:
        yield f"status {answer.status_code}"
    if answer.mimetype != "text/html" or answer.status_code in (302, 303):
        return
    page = answer.text
    yield from (f"obeys {each}" for each in MARKUP if each in page)
    if answer.status_code in (409, 422) and not SAID.search(page):
        yield f"status {answer.status_code} and not a word why"
