"""A real browser against a real server: pages as people meet them, with axe on each."""

import contextlib
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright
from sqlalchemy import Engine, select
from werkzeug.serving import make_server

from nscl_grants.actions.passwords import hashed
from nscl_grants.app import create_app
from nscl_grants.cli.running import DEMO_DAY
from nscl_grants.config import Config
from nscl_grants.db.engine import make_engine, writing
from nscl_grants.db.migrate import upgrade
from nscl_grants.db.people import Account
from nscl_grants.definitions.house import load_house
from nscl_grants.demo.year import IN_NOVEMBER, tell
from tests.builders.cases import Office, an_office

CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PASSWORD = "mat-khau-cua-bai-thu"
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
FIELDS = "input:visible, select:visible, textarea:visible"
"""What a person fills in; the choices of one question are one field."""
SENDS_A_FILE = "it => !!it.closest('form.upload')?.querySelector('input[type=file]')?.files.length"
"""Whether a script sends the form, so that the next page comes some time after the click."""
SKELETON = """() => {
    const varies = /^(href|value|id|for|src|content|datetime|title|alt)$/;
    const said = it => [...it.attributes].filter(a => !varies.test(a.name))
        .map(a => a.name + a.value.replace(/[0-9a-f-]{6,}|[0-9]+/g, "")).join();
    const all = [...document.querySelectorAll("body, body *")];
    return innerWidth + all.map(it => it.tagName + said(it) + !it.textContent.trim()).join();
}"""
"""What a page is made of but for its texts: axe says the same of two pages with the same bones."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for this worker."""
    path = next((found for name in CHROMIUMS if (found := shutil.which(name))), None)
    if path is None:
        pytest.fail("No headless Chromium on PATH. As root: sh tools/need_chromium.sh")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def town(sqlite_template: Path, tmp_path: Path) -> Iterator["Town"]:
    """An office with its people, its money and its server."""
    shutil.copy(sqlite_template, tmp_path / "town.db")
    engine = make_engine(f"sqlite:///{tmp_path / 'town.db'}")
    with writing(engine) as session:
        office = an_office(session, allotted="60.000.000")
        for account in session.scalars(select(Account)):
            account.password_hash = hashed(PASSWORD)
        session.commit()
    with serving(engine, tmp_path) as address:
        yield Town(engine, office, address)
    engine.dispose()


@pytest.fixture(scope="session")
def demo_rows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, Path]]:
    """The demo's database and its folder, a copy of NSCL_PREPARED_DEMO where that names the folder of one."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    prepared = os.environ.get("NSCL_PREPARED_DEMO")
    if prepared:
        shutil.copytree(prepared, folder)
    folder.mkdir(exist_ok=True)
    engine = make_engine(f"sqlite:///{folder / 'nscl.sqlite3'}")
    upgrade(engine)
    if not prepared:
        tell(engine, load_house(), IN_NOVEMBER, uploads=folder / "uploads", told=lambda: None)
    yield engine, folder
    engine.dispose()


@pytest.fixture(scope="session")
def demo_town(demo_rows: tuple[Engine, Path]) -> Iterator[str]:
    """The demo's own server."""
    with serving(*demo_rows, today=DEMO_DAY) as address:
        yield address


class serving:
    """A server in a thread of this process, on a free port; under another plan where one is given."""

    def __init__(self, engine: Engine, folder: Path, **more: Any) -> None:
        uploads = folder / "uploads"
        config = Config(
            instance=folder, secret_key="x" * 40, demo=True, uploads=uploads, database_url=str(engine.url), **more
        )
        self._server = make_server("127.0.0.1", 0, create_app(config, engine), threaded=True)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> str:
        self._thread.start()
        return f"http://127.0.0.1:{self._server.port}"

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class Town:
    """Where a journey takes place."""

    def __init__(self, engine: Engine, office: Office, address: str) -> None:
        self.engine, self.office, self.address = engine, office, address

    def email_of(self, person_id: int) -> str:
        """The address that this person signs in with."""
        with writing(self.engine) as session:
            return session.scalars(select(Account.email).where(Account.person_id == person_id)).one()


class Visitor:
    """Somebody at a screen: opens pages, fills forms, presses buttons, and has every page judged by axe."""

    def __init__(self, context: BrowserContext, address: str, judged: set[str]) -> None:
        self.address, self.page = address, context.new_page()
        self.seen: list[str] = []
        self.judged = judged
        self.pages_met = self.fields_met = 0
        self.page.on("pageerror", lambda error: self.seen.append(f"script: {error}"))
        self.page.on("console", lambda said: self.seen.append(said.text) if said.type == "error" else None)

    def open(self, path: str) -> Page:
        """Go to a page of the site and judge it."""
        self.page.goto(self.address + path)
        self.pages_met += 1
        return self.judge()

    def judge(self) -> Page:
        """No violation of WCAG 2.2 AA, nothing sticks out sideways; once for each kind of page."""
        bones = self._bones()
        if bones in self.judged:
            return self.page
        self.judged.add(bones)
        found = Axe().run(self.page, options=WCAG)
        assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"
        return self.page

    def _bones(self) -> str:
        """What the page is made of, once it has come: a click may still be on its way to the next one."""
        for _ in range(5):
            with contextlib.suppress(Error):
                return str(self.page.evaluate(SKELETON))
            self.page.wait_for_load_state("load")
        return str(self.page.evaluate(SKELETON))

    def press(self, name: str) -> Page:
        """Press the button or follow the link of that name in the main part of the page, then judge what comes."""
        main = self.page.locator("main")
        button = main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name))
        self.fields_met += len(main.locator(FIELDS).evaluate_all("all => [...new Set(all.map(it => it.name))]"))
        if button.first.evaluate(SENDS_A_FILE):
            with self.page.expect_navigation():
                button.first.click()
        else:
            button.first.click()
        self.page.wait_for_load_state("load")
        self.pages_met += 1
        return self.judge()

    def fill(self, **fields: str | bool) -> None:
        """Fill fields by their names: text, a choice by its value, True for a tick."""
        for name, value in fields.items():
            field = self.page.locator(f'main [name="{name}"]')
            kind = field.first.evaluate("it => it.type || it.tagName.toLowerCase()")
            if kind == "radio":
                self.page.locator(f'main [name="{name}"][value="{value}"]').check()
            elif kind == "checkbox":
                field.first.check()
            elif kind == "select-one":
                field.first.select_option(str(value))
            else:
                field.first.fill(str(value))

    def sign_in(self, email: str, password: str = PASSWORD) -> None:
        """Through the front door."""
        self.open("/login")
        self.fill(email=email, password=password)
        self.press("Đăng nhập")


@pytest.fixture(scope="session")
def judged() -> set[str]:
    """The bones of the pages that were found sound."""
    return set()


@pytest.fixture
def visitor(chromium: Browser, town: Town, judged: set[str]) -> Iterator[Callable[..., Visitor]]:
    """Makes visitors, each with cookies of their own; `wide` in CSS pixels."""
    contexts: list[BrowserContext] = []

    def make(person_id: int | None = None, *, wide: int = 1280) -> Visitor:
        context = chromium.new_context(viewport={"width": wide, "height": 800}, locale="vi-VN")
        context.set_default_timeout(15_000)
        contexts.append(context)
        made = Visitor(context, town.address, judged)
        if person_id is not None:
            made.sign_in(town.email_of(person_id))
        return made

    yield make
    for context in contexts:
        context.close()
