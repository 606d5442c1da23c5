"""From a picture to the squares of a QR code: its three corners are found, then every square is looked at.

A scanner moves, turns and thickens a page, but hardly bends it: three corners tell where every square lies.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby
from math import hypot

from PIL import Image

Grid = Sequence[Sequence[bool]]
"""Rows of squares, True where dark."""

_SHAPE = (1, 1, 3, 1, 1)
_LOOSE = 0.75
"""How far a run of a corner may be off, in squares."""
_MOST_CORNERS = 12
_CORNER = 7
_LEAST, _MOST, _STEP = 21, 177, 4
"""Squares along the side of version 1 and of version 40, and from one version to the next."""


@dataclass(frozen=True, slots=True)
class Corner:
    """The middle of a corner pattern, and how wide its squares are."""

    x: float
    y: float
    unit: float

    def far_from(self, other: "Corner") -> float:
        """The distance to another."""
        return hypot(self.x - other.x, self.y - other.y)


def grids_in(picture: Image.Image) -> Iterator[Grid]:
    """The codes of the picture, as far as their corners are found; the likeliest reading of each comes first."""
    dark = _Dark(picture)
    corners = _corners(dark)
    for first, right, below in _triples(corners):
        side = (first.far_from(right) + first.far_from(below)) / 2
        unit = (first.unit + right.unit + below.unit) / 3
        likely = round((side / unit + _CORNER - _LEAST) / _STEP) * _STEP + _LEAST
        for across in (likely, likely - _STEP, likely + _STEP):
            if _LEAST <= across <= _MOST:
                yield _sampled(dark, first, right, below, across)


class _Dark:
    """Which points are dark: darker than the threshold that parts the picture best."""

    def __init__(self, picture: Image.Image) -> None:
        grey = picture.convert("L")
        self.wide, self.high = grey.size
        limit = _threshold(grey.histogram())
        self.points = grey.point([1] * limit + [0] * (256 - limit)).tobytes()

    def row(self, y: int) -> bytes:
        """One line of points, from the left."""
        return self.points[y * self.wide : (y + 1) * self.wide]

    def column(self, x: int) -> bytes:
        """One line of points, from above."""
        return self.points[x :: self.wide]

    def at(self, x: float, y: float) -> bool:
        """Whether most of the nine points around are dark."""
        left, top = int(x), int(y)
        if not (1 <= left < self.wide - 1 and 1 <= top < self.high - 1):
            return False
        rows = (self.points[(top + down) * self.wide + left - 1 :][:3] for down in (-1, 0, 1))
        return sum(map(sum, rows)) > 4


def _threshold(counts: Sequence[int]) -> int:
    """Otsu's: where the two sides differ most."""
    whole, summed = sum(counts), sum(value * count for value, count in enumerate(counts))
    below, below_sum, best, found = 0, 0, -1.0, 128
    for value, count in enumerate(counts):
        below += count
        below_sum += value * count
        if below == 0 or below == whole:
            continue
        apart = (summed * below / whole - below_sum) ** 2 / (below * (whole - below))
        if apart > best:
            best, found = apart, value + 1
    return found


def _corners(dark: _Dark) -> list[Corner]:
    """The corner patterns, those that most rows agree on first."""
    clusters: list[list[Corner]] = []
    for y in range(dark.high):
        for x, unit in _across(dark.row(y)):
            down = [each for each in _across(dark.column(int(x))) if abs(each[0] - y) < unit * 2]
            if not down:
                continue
            seen = Corner(x, down[0][0], (unit + down[0][1]) / 2)
            near = next((each for each in clusters if each[0].far_from(seen) < seen.unit * 3), None)
            if near is None:
                clusters.append([seen])
            else:
                near.append(seen)
    clusters.sort(key=len, reverse=True)
    return [_middle(each) for each in clusters[:_MOST_CORNERS] if len(each) > 1]


def _across(line: bytes) -> Iterator[tuple[float, float]]:
    """Where dark and light follow one another as they do across a corner: middle, and width of a square."""
    runs: list[tuple[int, int, int]] = []
    start = 0
    for value, group in groupby(line):
        long = sum(1 for _ in group)
        runs.append((value, start, long))
        start += long
    for nth in range(len(runs) - 4):
        five = runs[nth : nth + 5]
        unit = sum(run[2] for run in five) / _CORNER
        pairs = zip(five, _SHAPE, strict=True)
        if five[0][0] and unit >= 1 and all(abs(run[2] - share * unit) <= unit * _LOOSE for run, share in pairs):
            yield five[2][1] + five[2][2] / 2, unit


def _middle(seen: Sequence[Corner]) -> Corner:
    many = len(seen)
    return Corner(
        sum(each.x for each in seen) / many, sum(each.y for each in seen) / many, sum(each.unit for each in seen) / many
    )


def _triples(corners: Sequence[Corner]) -> Iterator[tuple[Corner, Corner, Corner]]:
    """Three corners at a right angle with legs alike: the one at the angle, then the one right of it, then below."""
    for three in combinations(corners, 3):
        for nth in range(3):
            first, one, other = three[nth], three[(nth + 1) % 3], three[(nth + 2) % 3]
            legs, far = (first.far_from(one), first.far_from(other)), one.far_from(other)
            if max(legs) > min(legs) * 1.15 or abs(hypot(*legs) - far) > far * 0.08:
                continue
            turn = (one.x - first.x) * (other.y - first.y) - (one.y - first.y) * (other.x - first.x)
            yield (first, one, other) if turn > 0 else (first, other, one)


def _sampled(dark: _Dark, first: Corner, right: Corner, below: Corner, across: int) -> Grid:
    span = across - _CORNER
    rows = []
    for v in range(across):
        down = (v - 3) / span
        row = []
        for u in range(across):
            along = (u - 3) / span
            x = first.x + (right.x - first.x) * along + (below.x - first.x) * down
            y = first.y + (right.y - first.y) * along + (below.y - first.y) * down
            row.append(dark.at(x, y))
        rows.append(row)
    return rows
