"""Reviews are given from a page that is read page by page: those without a reviewer first, then the next due."""

import re

import pytest

from nscl_grants.db.applications import Application
from tests.builders.cases import a_case
from tests.web.desk import Desk, config, desk, press

__all__ = ["config", "desk"]

STANDARDS = ("iso-22000", "iso-14001", "iso-50001")


@pytest.fixture
def cases(desk: Desk) -> list[Application]:
    """Three cases under review; the last has no reviewer yet."""
    made = [a_case(desk.rows, desk.office, "in_review", standard=standard) for standard in STANDARDS]
    for case in made[:2]:
        case.reviewer_id = desk.office.reviewer.person_id
    made[2].reviewer_id = None
    desk.rows.commit()
    return made


def test_the_pages_follow_each_other_there_and_back(
    desk: Desk, cases: list[Application], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nscl_grants.web.assignment.PAGE_ROWS", 1)
    browser, seen, address = desk.of(desk.office.reviewer), [], "/cases/assignment"

    while address:
        page = browser.get(address).text
        seen += re.findall(r'name="c" value="([^"]+)"', page)
        onward = re.search(r'rel="next" href="([^"]+)"', page)
        address = onward.group(1) if onward else ""
    back = re.search(r'rel="prev" href="([^"]+)"', page)

    assert seen == [cases[2].reference, cases[0].reference, cases[1].reference]
    assert back is not None
    assert f'value="{seen[1]}"' in browser.get(back.group(1)).text


def test_a_key_that_was_never_given_out_is_a_bad_request(desk: Desk, cases: list[Application]) -> None:
    assert desk.of(desk.office.reviewer).get("/cases/assignment?after=WzEsMl0").status_code == 400


def test_ticked_cases_are_given_to_who_was_named(desk: Desk, cases: list[Application]) -> None:
    other = desk.office.other_reviewer.person_id
    version = {f"version-{cases[2].reference}": str(cases[2].version)}

    press(
        desk.of(desk.office.reviewer), "/cases/assignment",
        {"c": cases[2].reference, "reviewer": str(other), "do": "give", **version},
    )  # fmt: skip

    assert desk.fresh(cases[2]).reviewer_id == other


def test_nothing_ticked_is_told_and_nothing_given(desk: Desk, cases: list[Application]) -> None:
    answer = press(desk.of(desk.office.reviewer), "/cases/assignment", {"do": "share"})

    assert answer.status_code == 422
    assert "Đánh dấu ít nhất một hồ sơ" in answer.text
    assert desk.fresh(cases[2]).reviewer_id is None
