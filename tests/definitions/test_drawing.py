"""A life cycle can be looked at: accessible, without inline style, and no line runs through a box."""

import itertools
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from nscl_grants.definitions.drawing import svg
from nscl_grants.definitions.drawing_layout import main_row, place, wrap
from nscl_grants.definitions.drawing_routes import Line, route
from nscl_grants.definitions.workflows import load_workflows
from nscl_grants.domain.rules import RULES
from nscl_grants.domain.text import Text

WORKFLOWS = load_workflows(rules=RULES)
CASE = WORKFLOWS["firm_support"]
SVG = "{http://www.w3.org/2000/svg}"
EVERY = pytest.mark.parametrize(("name", "language"), list(itertools.product(sorted(WORKFLOWS), ("vi", "en"))))


def test_the_life_as_it_should_be_is_one_row() -> None:
    assert main_row(CASE) == ["draft", "submitted", "in_review", "recommended", "approved", "disbursed", "closed"]


@EVERY
def test_the_picture_has_a_name_and_a_description(name: str, language: str) -> None:
    root = ET.fromstring(svg(WORKFLOWS[name], language))  # noqa: S314 - our own output
    ids = {each.get("id"): each.text or "" for each in root.iter() if each.get("id")}

    assert root.get("role") == "img"
    assert all(ids[each] for each in (root.get("aria-labelledby") or "").split())


@EVERY
def test_the_picture_names_every_state(name: str, language: str) -> None:
    root = ET.fromstring(svg(WORKFLOWS[name], language))  # noqa: S314 - our own output
    words = {" ".join(each.text or "" for each in group.iter(f"{SVG}text")) for group in root.iter(f"{SVG}g")}

    assert {state.label.in_language(language) for state in WORKFLOWS[name].states.values()} <= words


@EVERY
def test_the_picture_passes_a_strict_content_policy(name: str, language: str) -> None:
    drawn = svg(WORKFLOWS[name], language)

    assert not any(forbidden in drawn for forbidden in ("style=", "<style", "<script", "href", "onload"))


@EVERY
def test_no_line_runs_through_a_box(name: str, language: str) -> None:
    placing = place(WORKFLOWS[name], language)
    for line in route(WORKFLOWS[name], placing, language).lines:
        for (x1, y1), (x2, y2) in itertools.pairwise(line.points):
            for box in placing.boxes.values():
                across = min(x1, x2) < box.right and max(x1, x2) > box.x
                assert not (across and min(y1, y2) < box.bottom and max(y1, y2) > box.y), box.state.name


@EVERY
def test_no_two_lines_lie_on_one_another(name: str, language: str) -> None:
    placing = place(WORKFLOWS[name], language)
    stretches = [each for line in route(WORKFLOWS[name], placing, language).lines for each in stretches_of(line)]
    for (one, start, end), (other, begin, stop) in itertools.combinations(stretches, 2):
        assert one != other or min(end, stop) <= max(start, begin)


def stretches_of(line: Line) -> list[tuple[tuple[str, int], int, int]]:
    """Each straight part: on which horizontal or vertical it lies, from where to where."""
    return [
        (("y", y1), min(x1, x2), max(x1, x2)) if y1 == y2 else (("x", x1), min(y1, y2), max(y1, y2))
        for (x1, y1), (x2, y2) in itertools.pairwise(line.points)
    ]


@EVERY
def test_boxes_do_not_touch(name: str, language: str) -> None:
    for one, other in itertools.combinations(place(WORKFLOWS[name], language).boxes.values(), 2):
        apart = one.right < other.x or other.right < one.x or one.bottom < other.y or other.bottom < one.y
        assert apart


def test_the_state_of_a_case_is_marked_in_words_and_in_shape() -> None:
    drawn = svg(CASE, "vi", marked_state="waitlisted")

    assert drawn.count("is-here") == 1
    assert ">Hiện tại</text>" in drawn
    assert "Hiện tại: Trong danh sách chờ." in drawn


def test_markup_in_a_name_stays_text() -> None:
    titled = replace(CASE, title=Text("<b>Hồ sơ</b>", "<b>Case</b>"))

    assert "&lt;b&gt;Hồ sơ" in svg(titled, "vi")


def test_words_are_broken_into_lines_of_about_one_length() -> None:
    assert wrap("Đã nộp, chờ tiếp nhận", 18) == ("Đã nộp, chờ", "tiếp nhận")
    assert wrap("Bản nháp", 18) == ("Bản nháp",)
