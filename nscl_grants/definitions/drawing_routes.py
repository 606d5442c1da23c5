"""The lines between the boxes of a life cycle, straight or with right angles.

Each state of the row has one trunk down to its exits and one back up, like the line of a bus, so no line
runs through a box or lies on another. A dot is a stop; where lines cross without one, they do not meet.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from nscl_grants.definitions.drawing_layout import BOX, GAP, IN_TRUNK, OUT_TRUNK, Box, Placing, wrap
from nscl_grants.domain.actor import SYSTEM_ROLE
from nscl_grants.domain.workflow import Transition, Workflow

ARROW_SIGNS = 13
ARC, ARC_STEP, ARC_IN = 22, 26, 40
ARCS_APART = 18
"""Between the heads of two arcs that end at one state."""
Point = tuple[int, int]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Line:
    """A path with corners; an arrow has a head at its end, and a step of the system is dashed."""

    points: tuple[Point, ...]
    arrow: bool = False
    system: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """Words above a line, centred at x; y is the base of the last line of text."""

    x: int
    y: int
    lines: tuple[str, ...]


@dataclass
class Routes:
    """All lines, the dots where they meet, and the words on them."""

    lines: list[Line] = field(default_factory=list)
    dots: list[Point] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)


def route(workflow: Workflow[Any], placing: Placing, language: str) -> Routes:
    """Every way from one state to another."""
    routes = Routes()
    _along_the_row(routes, workflow, placing, language)
    for name in placing.row:
        _trunk_down(routes, placing, name)
        _trunk_up(routes, placing, name)
    for name in placing.sides:
        _stops(routes, placing, name)
        _trunk_between_sides(routes, placing, name)
    return routes


def _along_the_row(routes: Routes, workflow: Workflow[Any], placing: Placing, language: str) -> None:
    arcs: list[Span] = []
    for source, dest in placing.edges:
        if source not in placing.row or dest not in placing.row:
            continue
        step = next(row for row in workflow.leading_from(source) if row.dest == dest)
        start, end = placing.boxes[source], placing.boxes[dest]
        if placing.columns[dest] == placing.columns[source] + 1:
            _arrow(routes, start, end, step, language)
        else:
            _arc(routes, start, end, step, language, arcs)


def _arrow(routes: Routes, start: Box, end: Box, step: Transition, language: str) -> None:
    y = start.y + start.height // 2
    routes.lines.append(Line(((start.right, y), (end.x, y)), arrow=True, system=SYSTEM_ROLE in step.by))
    words = wrap(step.label.in_language(language), ARROW_SIGNS)
    routes.labels.append(Label(start.right + GAP // 2, y - 9, words))


def _arc(routes: Routes, start: Box, end: Box, step: Transition, language: str, arcs: list[Span]) -> None:
    """A way back, or over more than one state, above the row."""
    here, there = start.x + ARC_IN, end.x + BOX - ARC_IN
    if there > here:
        here, there = start.x + BOX - ARC_IN, end.x + ARC_IN
    landed = sum(line.points[-1][1] == end.y and end.x < line.points[-1][0] < end.right for line in routes.lines)
    there += ARCS_APART * landed * (1 if there > here else -1)
    span = (min(here, there), max(here, there))
    level = sum(left < span[1] and span[0] < right for left, right in arcs)
    arcs.append(span)
    y = start.y - ARC - ARC_STEP * level
    corners = ((here, start.y), (here, y), (there, y), (there, end.y))
    routes.lines.append(Line(corners, arrow=True, system=SYSTEM_ROLE in step.by))
    routes.labels.append(Label(sum(span) // 2, y - 7, (step.label.in_language(language),)))


def _trunk_down(routes: Routes, placing: Placing, name: str) -> None:
    exits = [placing.boxes[dest].entry for dest in placing.dests(name, of_row=False)]
    if exits:
        x = placing.left(name) + OUT_TRUNK
        routes.lines.append(Line(((x, placing.boxes[name].bottom), (x, max(exits)))))


def _trunk_up(routes: Routes, placing: Placing, name: str) -> None:
    returns = [placing.boxes[source].exit for source in placing.sources(name, of_row=False)]
    if returns:
        x = placing.left(name) + IN_TRUNK
        routes.lines.append(Line(((x, max(returns)), (x, placing.boxes[name].bottom)), arrow=True))


def _trunk_between_sides(routes: Routes, placing: Placing, name: str) -> None:
    """From the exits of other side states to the entry of this one."""
    if placing.sources(name, of_row=False):
        x, (top, bottom) = placing.side_trunk(name), _side_span(placing, name)
        routes.lines.append(Line(((x, top), (x, bottom))))


def _side_span(placing: Placing, name: str) -> Span:
    ys = [placing.boxes[source].exit for source in placing.sources(name, of_row=False)]
    ys.append(placing.boxes[name].entry)
    return min(ys), max(ys)


def _stops(routes: Routes, placing: Placing, name: str) -> None:
    """The two horizontal lines of a side state, with a dot wherever more than a corner meets."""
    box = placing.boxes[name]
    for left, right in _spans(box, placing.comes_from(name)):
        ends = (left, box.x) if right == box.x else (right, box.right)
        routes.lines.append(Line(((ends[0], box.entry), (ends[1], box.entry)), arrow=True))
    for left, right in _spans(box, placing.goes_to(name)):
        routes.lines.append(Line(((left, box.exit), (right, box.exit))))
    routes.dots += _dots(placing, name)


def _spans(box: Box, trunks: list[int]) -> Iterator[Span]:
    """From the box as far as its trunks reach, to the left and to the right."""
    left, right = [x for x in trunks if x < box.x], [x for x in trunks if x > box.right]
    if left:
        yield min(left), box.x
    if right:
        yield box.right, max(right)


def _dots(placing: Placing, name: str) -> Iterator[Point]:
    box = placing.boxes[name]
    for y, trunks in ((box.entry, placing.comes_from(name)), (box.exit, placing.goes_to(name))):
        spans = list(_spans(box, trunks))
        for x in trunks:
            top, bottom = _trunk_span(placing, name, x)
            left, right = next(span for span in spans if span[0] <= x <= span[1])
            if (y > top) + (y < bottom) + (x > left) + (x < right) >= 3:
                yield x, y


def _trunk_span(placing: Placing, name: str, x: int) -> Span:
    """How far the vertical line at x reaches, of all that this side state meets."""
    for each in placing.row:
        row_bottom = placing.boxes[each].bottom
        if x == placing.left(each) + OUT_TRUNK:
            return row_bottom, max(placing.boxes[dest].entry for dest in placing.dests(each, of_row=False))
        if x == placing.left(each) + IN_TRUNK:
            return row_bottom, max(placing.boxes[source].exit for source in placing.sources(each, of_row=False))
    met = [name, *placing.dests(name, of_row=False)]
    fed = next(each for each in met if placing.sources(each, of_row=False) and placing.side_trunk(each) == x)
    return _side_span(placing, fed)
