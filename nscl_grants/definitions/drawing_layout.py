"""Where the boxes of a life cycle stand.

The shortest way to a good end is one row, the life as it should be. Every other state hangs below it,
under the last state of the row that leads there, in the first lane where its lines meet nobody's box.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nscl_grants.domain.workflow import State, Workflow

BOX, GAP, SIDE_BOX = 150, 116, 180
PITCH = BOX + GAP
ROW_HEIGHT, LANE_HEIGHT, LANE_PITCH = 58, 50, 70
LEFT, TOP, FIRST_LANE = 16, 92, 34
# The strip below the left part of a box of the row belongs to vertical lines; side boxes stand right of it.
OUT_TRUNK, IN_TRUNK, SIDE_TRUNK, SIDE_STEP, SIDE_LEFT = 12, 28, 42, 9, 72
SLOT = 10
"""Lines enter a side box this far above its middle and leave it this far below."""
BOX_SIGNS, SIDE_SIGNS = 18, 22


@dataclass(frozen=True, slots=True)
class Box:
    """A state, with its name broken into lines."""

    state: State
    x: int
    y: int
    width: int
    height: int
    lines: tuple[str, ...]

    @property
    def right(self) -> int:
        """The x of the right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """The y of the lower edge."""
        return self.y + self.height

    @property
    def entry(self) -> int:
        """The y at which lines come in."""
        return self.y + self.height // 2 - SLOT

    @property
    def exit(self) -> int:
        """The y at which lines go out."""
        return self.y + self.height // 2 + SLOT


@dataclass
class Placing:
    """Who stands where, and who leads to whom."""

    row: list[str]
    edges: list[tuple[str, str]]
    columns: dict[str, int] = field(default_factory=dict)
    boxes: dict[str, Box] = field(default_factory=dict)

    @property
    def sides(self) -> list[str]:
        """The states below the row, column by column."""
        return [name for name in self.columns if name not in self.row]

    def sources(self, name: str, *, of_row: bool) -> list[str]:
        """What leads to a state, from the row or from below it."""
        return [source for source, dest in self.edges if dest == name and (source in self.row) == of_row]

    def dests(self, name: str, *, of_row: bool) -> list[str]:
        """Where a state leads to, in the row or below it."""
        return [dest for source, dest in self.edges if source == name and (dest in self.row) == of_row]

    def left(self, name: str) -> int:
        """The x at which the column of a state begins."""
        return LEFT + self.columns[name] * PITCH

    def side_trunk(self, name: str) -> int:
        """The x of the line that gathers what leads from side states to this one."""
        fed = [
            each for each in self.sides if self.columns[each] == self.columns[name] and self.sources(each, of_row=False)
        ]
        return self.left(name) + SIDE_TRUNK + SIDE_STEP * fed.index(name)

    def comes_from(self, name: str) -> list[int]:
        """The x of every vertical line that a side state is reached from."""
        trunks = [self.left(source) + OUT_TRUNK for source in self.sources(name, of_row=True)]
        return trunks + ([self.side_trunk(name)] if self.sources(name, of_row=False) else [])

    def goes_to(self, name: str) -> list[int]:
        """The x of every vertical line that a side state leads to."""
        trunks = [self.left(dest) + IN_TRUNK for dest in self.dests(name, of_row=True)]
        return trunks + [self.side_trunk(dest) for dest in self.dests(name, of_row=False)]


def place(workflow: Workflow[Any], language: str) -> Placing:
    """A box for every state."""
    edges = dict.fromkeys((each.source, each.dest) for each in workflow.transitions if each.source != each.dest)
    placing = Placing(main_row(workflow), list(edges))
    placing.columns = _columns(workflow.states, placing)
    for name in placing.row:
        lines = wrap(workflow.states[name].label.in_language(language), BOX_SIGNS)
        placing.boxes[name] = Box(workflow.states[name], placing.left(name), TOP, BOX, ROW_HEIGHT, lines)
    lanes: list[list[tuple[int, int]]] = []
    for name in placing.sides:
        lines = wrap(workflow.states[name].label.in_language(language), SIDE_SIGNS)
        y = TOP + ROW_HEIGHT + FIRST_LANE + _lane(name, placing, lanes) * LANE_PITCH
        x = placing.left(name) + SIDE_LEFT
        placing.boxes[name] = Box(workflow.states[name], x, y, SIDE_BOX, LANE_HEIGHT, lines)
    return placing


def main_row(workflow: Workflow[Any]) -> list[str]:
    """The shortest way from the first state to a good end."""
    before: dict[str, str | None] = {workflow.initial: None}
    queue = deque([workflow.initial])
    while queue:
        name = queue.popleft()
        if workflow.states[name].final and workflow.states[name].tone == "good":
            return _way(name, before)
        for row in workflow.leading_from(name):
            if row.dest not in before:
                before[row.dest] = name
                queue.append(row.dest)
    return [workflow.initial]


def wrap(text: str, signs: int) -> tuple[str, ...]:
    """The words on as few lines as fit, these of about one length."""
    fewest = len(_fill(text, signs))
    narrowest = next(width for width in range(1, signs + 1) if len(_fill(text, width)) <= fewest)
    return _fill(text, narrowest)


def _fill(text: str, signs: int) -> tuple[str, ...]:
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= signs:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return tuple(lines)


def _way(end: str, before: Mapping[str, str | None]) -> list[str]:
    way, name = [end], before[end]
    while name is not None:
        way.append(name)
        name = before[name]
    return way[::-1]


def _columns(states: Mapping[str, State], placing: Placing) -> dict[str, int]:
    """The row from left to right; a side state below the last of the row, or else of the sides, that leads to it."""
    found = {name: column for column, name in enumerate(placing.row)}
    waiting = [name for name in states if name not in found]
    for _ in states:
        for name in [each for each in waiting if each not in found]:
            near = placing.sources(name, of_row=True) or [
                source for source in placing.sources(name, of_row=False) if source in found
            ]
            if near:
                found[name] = max(found[source] for source in near)
    found.update({name: 0 for name in waiting if name not in found})
    return dict(sorted(found.items(), key=lambda each: each[1]))


def _lane(name: str, placing: Placing, lanes: list[list[tuple[int, int]]]) -> int:
    """The first lane in which neither the box nor its lines touch another box with its lines."""
    box = placing.left(name) + SIDE_LEFT
    reach = [box, box + SIDE_BOX, *placing.comes_from(name), *placing.goes_to(name)]
    left, right = min(reach), max(reach)
    for number, taken in enumerate(lanes):
        if all(right < start or end < left for start, end in taken):
            taken.append((left, right))
            return number
    lanes.append([(left, right)])
    return len(lanes) - 1
