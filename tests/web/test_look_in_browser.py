"""In a real browser: nothing is refused by our own policy, nothing is out of reach, nothing scrolls sideways."""

from collections.abc import Iterator
from shutil import which
from threading import Thread
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import render_template_string
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from nscl_grants.actions import passwords
from nscl_grants.app import create_app
from nscl_grants.config import Config
from nscl_grants.definitions.house import House
from nscl_grants.web.clock import real_moment
from tests.builders.doors import a_door
from tests.builders.people import an_account
from tests.web.gallery import SAMPLES, things

CHROMIUM = next(filter(None, map(which, ("chromium-headless-shell", "chromium", "chromium-browser"))), None)
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--no-first-run"]
WIDTHS = (1280, 360)
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
PASSWORD = "bốn con mèo xanh"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests; a missing one is an error and never a reason to skip."""
    assert CHROMIUM, "Chromium is missing; install it with: sh tools/need_chromium.sh"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A new page that remembers what the browser complained about."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def address(config: Config, engine: Engine, house: House) -> Iterator[str]:
    """The application with a page of all parts, on a port of its own."""
    app = create_app(config, engine, house)
    for frame in ("guided", "desk"):
        app.add_url_rule(f"/gallery/{frame}", f"gallery_{frame}", lambda frame=frame: _gallery(frame))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def _gallery(frame: str) -> str:
    once = {sample.macro: sample for sample in reversed(SAMPLES) if sample.macro not in _ONLY_ONCE}
    parts = "".join(f"<div>{sample.source}</div>" for sample in once.values())
    source = (
        f'{{% extends "base/{frame}.html" %}}{{% set title = "Mẫu" %}}'
        '{% block defs %}{% include "base/_patterns.html" %}{% endblock %}'
        f"{{% block content %}}<h1>Mẫu</h1><h2>Các phần</h2>{parts}{{% endblock %}}"
    )
    return render_template_string(source, **things())


_ONLY_ONCE = ("brand", "tab", "tab_list", "foot_links", "page_head", "inbox_row", "icon", "estimate_steps")
"""They stand in the frame or inside another sample, or need a list around them."""


def press(page: Page) -> None:
    """Send the page's form, and go on when what it answers is there whole and not only begun."""
    with page.expect_navigation():
        page.click("main form button")


def looks_sound(page: Page, what: str) -> None:
    """Nothing overflows and axe finds nothing, on a desk and on a phone."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        over: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over == 0, f"{what} scrolls sideways at {width} px"
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, f"{what} at {width} px: {found.generate_report()}"


def complaints_of(page: Page) -> list[str]:
    """What the browser says of our pages from now on; an answer that refuses a form is no complaint."""
    complaints: list[str] = []

    def hear(message: Any) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            complaints.append(message.text)

    page.on("console", hear)
    page.on("requestfailed", lambda request: complaints.append(request.url))
    return complaints


@pytest.mark.parametrize("path", ["/", "/login", "/register", "/khong-co", "/?lang=en"])
def test_a_public_page_is_sound(page: Page, address: str, path: str) -> None:
    complaints = complaints_of(page)

    page.goto(address + path)

    looks_sound(page, path)
    assert not complaints


def test_a_refused_form_is_sound_and_has_the_focus_on_what_is_wrong(page: Page, address: str, rows: Session) -> None:
    complaints = complaints_of(page)
    page.goto(f"{address}/register/{a_door(rows, 'moi@vidu.test', real_moment()).token}")
    looks_sound(page, "the form behind the link")
    page.fill("#phone", "12")
    press(page)

    assert page.title().startswith("Lỗi: ")
    assert page.evaluate("document.activeElement.className") == "errors"
    looks_sound(page, "the refused form")
    page.click('a[href="#phone"]')
    assert page.evaluate("document.activeElement.id") == "phone"
    assert not complaints


def test_ones_own_pages_are_sound_without_any_script(browser: Browser, address: str, rows: Session) -> None:
    account = an_account(rows, "reviewer", name="Lê Thị Chi", email="chi@so.test")
    account.password_hash = passwords.hashed(PASSWORD)
    rows.commit()
    plain = browser.new_context(java_script_enabled=False).new_page()
    plain.goto(f"{address}/login?next=/account")
    plain.fill("#email", "chi@so.test")
    plain.fill("#password", PASSWORD)
    press(plain)

    assert plain.url == f"{address}/account"
    assert plain.inner_text("h1") == "Tài khoản"
    plain.context.close()


@pytest.mark.parametrize("frame", ["guided", "desk"])
def test_all_parts_together_are_sound(page: Page, address: str, rows: Session, frame: str) -> None:
    account = an_account(rows, "reviewer" if frame == "desk" else "applicant", email="chi@so.test")
    account.password_hash = passwords.hashed(PASSWORD)
    rows.commit()
    complaints = complaints_of(page)
    page.goto(f"{address}/login?next=/gallery/{frame}")
    page.fill("#email", "chi@so.test")
    page.fill("#password", PASSWORD)
    press(page)

    looks_sound(page, f"the {frame} frame")
    assert not complaints


def test_the_typefaces_are_our_own(page: Page, address: str) -> None:
    page.goto(address)

    loaded: list[str] = page.evaluate(
        "document.fonts.ready.then(() => [...document.fonts].filter(f => f.status == 'loaded').map(f => f.family))"
    )

    assert "Be Vietnam Pro" in {family.strip('"') for family in loaded}
