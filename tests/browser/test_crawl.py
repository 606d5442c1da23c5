"""Every page that a link leads to, as every role of the demo: sound for everybody's eyes, ears and thumbs."""

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Error, Page
from sqlalchemy import Engine, select
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from nscl_grants.app import create_app
from nscl_grants.config import Config
from nscl_grants.db.agency_reports import AgencyReport
from nscl_grants.db.applications import Application
from nscl_grants.db.engine import reading
from nscl_grants.db.payments import Payment
from nscl_grants.db.science import ScienceTask
from nscl_grants.demo import PASSWORD
from nscl_grants.demo.people import APPLICANTS, DOMAIN, STAFF
from tests.browser.conftest import SKELETON, WCAG, Visitor

EXAMPLES = int(os.environ.get("NSCL_CRAWL_EXAMPLES", "2"))
"""How many pages of one route each role is asked to see; one is the quick look. A route of a thing that has states is
seen once in every state that a link leads to."""
WIDTHS = (1280, 360)
VISITOR = "visitor"
NO_PAGES = frozenset({"static", "account.logout"})
REFUSED = "status of 4"
"""What the browser says of a page that tells why a step is not open; it is no fault."""
OVER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
HREFS = "all => all.filter(it => !it.download && it.target != '_blank').map(it => it.href)"


@pytest.fixture(scope="module")
def plan_of_site(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The routes, to tell which links are of one kind."""
    folder = tmp_path_factory.mktemp("routes")
    return create_app(Config(instance=folder, demo=True, database_url=f"sqlite:///{folder / 'none.db'}"))


States = Mapping[tuple[str, str], str]
"""The state of a thing, by the name and the value of the argument that names it in an address."""


@pytest.fixture(scope="module")
def states(demo_rows: tuple[Engine, Path]) -> States:
    """What stands in which state in the demo."""
    with reading(demo_rows[0]) as session:
        named = {
            "reference": session.execute(select(Application.reference, Application.state)),
            "payment_id": session.execute(select(Payment.id, Payment.state)),
            "science_id": session.execute(select(ScienceTask.id, ScienceTask.state)),
            "report_id": session.execute(select(AgencyReport.id, AgencyReport.state)),
        }
        return {(name, str(value)): state for name, rows in named.items() for value, state in rows}


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.parametrize("who", [VISITOR, *(name for name in (*APPLICANTS, *STAFF) if not name.endswith("2"))])
def test_every_page_that_a_role_can_reach_is_sound(
    chromium: Browser, demo_town: str, plan_of_site: Flask, states: States, judged: set[str], who: str
) -> None:
    context = chromium.new_context(viewport={"width": WIDTHS[0], "height": 900}, locale="vi-VN")
    context.set_default_timeout(30_000)
    person = Visitor(context, demo_town, judged)
    if who != VISITOR:
        enter(person, who)

    faults = []
    for path in pages(person, plan_of_site, states):
        for fault in faults_of(person, path):
            print(f"{who}: {fault}", flush=True)  # A crawl takes minutes: -s tells what it finds at once.
            faults.append(fault)

    context.close()
    assert not faults, "\n".join(faults)


def enter(person: Visitor, who: str) -> None:
    person.page.goto(f"{person.address}/login")
    person.fill(email=f"{who}@{DOMAIN}", password=PASSWORD)
    person.page.locator("main").get_by_role("button", name="Đăng nhập").first.click()
    person.page.wait_for_load_state("load")


def pages(person: Visitor, site: Flask, states: States) -> Iterator[str]:
    """Paths inside the site, depth first; the page of each is open when it is given."""
    seen: Counter[str] = Counter()
    known: set[str] = set()
    ahead = [urlsplit(person.page.url).path if person.page.url.startswith("http") else "/"]
    while ahead:
        path = ahead.pop()
        kind, has_states = kind_of(site, states, path)
        if path in known or kind is None or seen[kind] >= (1 if has_states else EXAMPLES):
            continue
        known.add(path)
        seen[kind] += 1
        if not is_page(person, path):
            continue
        hrefs: list[str] = person.page.locator("a[href]").evaluate_all(HREFS)
        ahead += [local for href in reversed(hrefs) if (local := path_inside(person.address, href)) is not None]
        yield path


def kind_of(site: Flask, states: States, path: str) -> tuple[str | None, bool]:
    """The route that a path belongs to, with the state of what it names, and whether it names such a thing; no route
    for what is no page."""
    try:
        endpoint, arguments = site.url_map.bind("localhost").match(urlsplit(path).path, "GET")
    except (HTTPException, RequestRedirect):
        return None, False
    if endpoint in NO_PAGES:
        return None, False
    words = [str(value) for name, value in sorted(arguments.items()) if name in ("what", "trigger", "role")]
    standing = [states[each] for name, value in arguments.items() if (each := (name, str(value))) in states]
    return "/".join([endpoint, *words, *standing]), bool(standing)


def path_inside(address: str, href: str) -> str | None:
    """The path of a link into the site; of its query only the way on to the next page of a list."""
    parts = urlsplit(href)
    onward = f"?{parts.query}" if parts.query.startswith("after=") else ""
    return parts.path + onward if href.startswith(address) else None


def is_page(person: Visitor, path: str) -> bool:
    """Open it; a file, a table to download and the like are none."""
    try:
        answer = person.page.goto(person.address + path)
    except Error:  # A download begins, and the page stays where it was.
        return False
    return answer is not None and "text/html" in answer.headers.get("content-type", "")


def faults_of(person: Visitor, path: str) -> Iterator[str]:
    """What is wrong with the page that is open, on a desk and on a phone."""
    page = person.page
    yield from (f"{path}: {complaint}" for complaint in person.seen if REFUSED not in complaint)
    person.seen.clear()
    if (heads := page.locator("h1").count()) != 1:
        yield f"{path}: {heads} h1"
    if not page.title().strip():
        yield f"{path}: no title"
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if over := page.evaluate(OVER):
            yield f"{path}: {over} px too wide at {width} px"
        yield from judged_by_axe(page, person.judged, f"{path} at {width} px")
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})


def judged_by_axe(page: Page, judged: set[str], where: str) -> Iterator[str]:
    """Violations of WCAG 2.2 AA, once for each kind of page."""
    bones = page.evaluate(SKELETON)
    if bones in judged:
        return
    judged.add(bones)
    for violation in Axe().run(page, options=WCAG).response["violations"]:
        yield f"{where}: {violation['id']} {violation['nodes'][0]['html'][:200]}"
