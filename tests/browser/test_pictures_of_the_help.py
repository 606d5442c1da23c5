"""The pictures in the guides: one page of each role, taken from the demo.

Taken anew with NSCL_ACCEPT=1, which writes them into the package; without it the test shows that each can be taken.
"""

import io
import os
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize

from nscl_grants.demo import PASSWORD
from nscl_grants.demo.people import DOMAIN
from nscl_grants.paths import STATIC
from tests.browser.conftest import Visitor

SIZE = ViewportSize(width=1280, height=854)
COLOURS = 24
MOST_BYTES = 60_000
PAGES = {
    "applicant": "/my",
    "intake": "/work",
    "reviewer": "/work",
    "approver": "/decisions",
    "clerk": "/papers",
    "finance": "/finance/payments",
    "chief_accountant": "/finance",
    "account_holder": "/work",
    "coordinator": "/plan/records",
    "plan_manager": "/plan/agency-reports",
    "auditor": "/audit",
    "admin": "/admin",
}
"""What the guide of each role shows."""


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.parametrize("role", PAGES)
def test_a_picture_of_the_role_fits_its_guide(chromium: Browser, demo_town: str, role: str) -> None:
    context = chromium.new_context(viewport=SIZE, locale="vi-VN")
    visitor = Visitor(context, demo_town, set())
    visitor.page.goto(f"{demo_town}/login")
    visitor.fill(email=f"{role.replace('_', '-')}@{DOMAIN}", password=PASSWORD)
    visitor.page.locator("main").get_by_role("button", name="Đăng nhập").first.click()

    picture = taken(visitor.page, demo_town + PAGES[role])

    context.close()
    assert len(picture) <= MOST_BYTES
    if os.environ.get("NSCL_ACCEPT"):
        folder = Path(STATIC / "help")
        folder.mkdir(exist_ok=True)
        (folder / f"{role}.png").write_bytes(picture)


def taken(page: Page, address: str) -> bytes:
    """The page as it stands, in few colours so that it loads at once."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.ok
    small, found = io.BytesIO(), Image.open(io.BytesIO(page.screenshot()))
    found.convert("RGB").quantize(COLOURS).save(small, "PNG", optimize=True)
    return small.getvalue()
