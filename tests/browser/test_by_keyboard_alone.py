"""Without a mouse: a firm signs in, saves a section of its draft and finds its way by Tab, Space and Enter."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from nscl_grants.db.engine import writing
from tests.browser.conftest import PASSWORD, Town, Visitor
from tests.builders.cases import a_draft

MOST_TABS = 80
FOCUSED = """() => {
    const it = document.activeElement, main = document.querySelector("main");
    const label = it.labels && it.labels[0] ? it.labels[0].textContent : it.textContent;
    const seen = getComputedStyle(it).outlineStyle != "none" || getComputedStyle(it).boxShadow != "none";
    return {name: it.name || "", said: label.trim(), inside: main.contains(it), seen};
}"""


def tab_to(person: Visitor, said: str = "", name: str = "") -> None:
    """Press Tab until the field of that name, or the button or link of those words, has the focus, and shows it."""
    for _ in range(MOST_TABS):
        person.page.keyboard.press("Tab")
        focused = person.page.evaluate(FOCUSED)
        if focused["inside"] and (focused["name"] == name if name else focused["said"].startswith(said)):
            assert focused["seen"], f"{said or name} does not show that it has the focus"
            return
    raise AssertionError(f"No Tab leads to {said or name} on {person.page.url}")


def write(person: Visitor, name: str, text: str) -> None:
    tab_to(person, name=name)
    person.page.keyboard.press("Control+a")
    person.page.keyboard.type(text)


def enter(person: Visitor, said: str) -> None:
    tab_to(person, said)
    with person.page.expect_navigation():
        person.page.keyboard.press("Enter")


@pytest.mark.browser
@pytest.mark.long
def test_a_section_is_saved_and_left_by_keyboard_alone(town: Town, visitor: Callable[..., Visitor]) -> None:
    with writing(town.engine) as session:
        reference = a_draft(session, town.office, standard="iso-22000").reference
        session.commit()
    firm = visitor()
    firm.page.goto(f"{town.address}/login?next=/my/applications/{reference}/form")
    write(firm, "email", town.email_of(town.office.applicant.person_id))
    write(firm, "password", PASSWORD)
    with firm.page.expect_navigation():
        firm.page.keyboard.press("Enter")

    enter(firm, "Thông tin đơn vị")
    write(firm, "contact", "Trần Thị Bàn Phím")
    enter(firm, "Lưu và tiếp tục")

    firm.page.goto(f"{town.address}/my/applications/{reference}/form/organisation")
    expect(firm.page.locator('[name="contact"]')).to_have_value("Trần Thị Bàn Phím")
    assert firm.seen == []
