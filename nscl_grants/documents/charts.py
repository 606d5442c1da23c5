"""Charts: one drawing for the page and for papers, plain enough to be read in grey and aloud.

A chart never stands alone: whoever shows it shows its figures as a table too.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.graphics.shapes import Drawing, Group, Line, PolyLine, Rect, String
from reportlab.lib.colors import Color, HexColor
from reportlab.pdfbase.pdfmetrics import stringWidth

from nscl_grants.documents.fonts import BOLD, REGULAR, register_fonts

INK, LINE = HexColor("#1a2230"), HexColor("#747b86")
DEEP, MID, SAND, SUNK = HexColor("#24468a"), HexColor("#8ea9d6"), HexColor("#c9a552"), HexColor("#efece4")
SHADES = (DEEP, MID, SAND, SUNK)
"""From dark to light, so that the parts of a bar stay apart in grey."""
SIZE, WIDE = 11, 290
PAPER_WIDE = 440
"""What a paper has room for."""
ROW, BAR = 40, 14
BESIDE = 24
"""The height of a row whose label stands before its bar."""
LABEL = 0.5
"""The share of the width that such a label takes."""
HIGH, GROUND, TOP = 240, 40, 34


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar lying down: how long, out of what the axis holds, and what it says."""

    label: str
    value: int
    shown: str
    mark: int | None = None
    """Where a line across the bar stands: the target."""


@dataclass(frozen=True, slots=True)
class Stack:
    """One bar of several parts, from left to right, and what it says."""

    label: str
    parts: Sequence[int]
    shown: str


@dataclass(frozen=True, slots=True)
class _Row:
    """Where one row of a chart lies."""

    left: float
    room: float
    below: float
    label_up: float
    label_wide: float


def lying_bars(bars: Sequence[Bar], wide: int = WIDE) -> Drawing:
    """Bars one below the other with their values at the end; on a page under their labels, on paper beside them."""
    most = max([1, *(bar.value for bar in bars), *(bar.mark or 0 for bar in bars)])
    drawing, rows = _rows([bar.shown for bar in bars], wide)
    for bar, row in zip(bars, rows, strict=True):
        drawing.add(_lying_bar(bar, most, row))
    return drawing


def stacked_bars(stacks: Sequence[Stack], names: Sequence[str], wide: int = WIDE) -> Drawing:
    """Bars of several parts one below the other, under a key that names the parts."""
    most = max([1, *(sum(stack.parts) for stack in stacks)])
    drawing, rows = _rows([stack.shown for stack in stacks], wide, above=_key_height(names, wide))
    _add_key(drawing, names, SHADES)
    for stack, row in zip(stacks, rows, strict=True):
        drawing.add(_stacked_bar(stack, most, row))
    return drawing


def _rows(shown: Sequence[str], wide: int, above: float = 0) -> tuple[Drawing, list[_Row]]:
    """An empty drawing, and where its rows lie."""
    register_fonts()
    beside = wide > WIDE
    high = BESIDE if beside else ROW
    drawing = Drawing(wide, max(len(shown), 1) * high + 4 + above)
    before = wide * LABEL if beside else 0
    room = wide - before - 8 - max((_width(each) for each in shown), default=0)
    tops = [drawing.height - above - (nth + 1) * high for nth in range(len(shown))]
    up = 7 if beside else BAR + 9
    # The paper's typeface is narrower than the page's, by which labels are cut.
    label_wide = before * 1.25 - 8 if beside else wide
    return drawing, [_Row(before, room, top, top + up, label_wide) for top in tops]


def _lying_bar(bar: Bar, most: int, row: _Row) -> Group:
    parts = [
        _text(0, row.label_up, _cut(bar.label, row.label_wide)),
        Rect(row.left, row.below + 4, row.room, BAR, fillColor=SUNK, strokeColor=None),
        Rect(row.left, row.below + 4, row.room * bar.value / most, BAR, fillColor=DEEP, strokeColor=None),
        _text(row.left + row.room + 6, row.below + 7, bar.shown, BOLD),
    ]
    if bar.mark is not None:
        across = row.left + row.room * bar.mark / most
        parts.append(Line(across, row.below + 1, across, row.below + BAR + 7, strokeColor=INK, strokeWidth=2))
    return Group(*parts)


def _stacked_bar(stack: Stack, most: int, row: _Row) -> Group:
    parts = [
        _text(0, row.label_up, _cut(stack.label, row.label_wide)),
        _text(row.left + row.room + 6, row.below + 7, stack.shown, BOLD),
    ]
    left = row.left
    for amount, shade in zip(stack.parts, SHADES, strict=False):
        long = row.room * amount / most
        if long > 0:
            parts.append(Rect(left, row.below + 4, long, BAR, fillColor=shade, strokeColor=LINE, strokeWidth=0.5))
        left += long
    parts.append(Line(row.left, row.below + 2, row.left, row.below + BAR + 6, strokeColor=LINE, strokeWidth=1))
    return Group(*parts)


def bar_grid(
    rows: Sequence[str], columns: Sequence[str], cells: Sequence[Sequence[tuple[int, int]]], wide: int = WIDE
) -> Drawing:
    """For each row and column a standing bar: how much of the whole is there, the whole drawn as a frame.

    Bars of one row share a scale, so that small rows can be read beside large ones.
    """
    register_fonts()
    beside = wide > WIDE
    high, before = (56, wide * LABEL) if beside else (70, 0)
    drawing = Drawing(wide, len(rows) * high + 22)
    step = (wide - before) / max(len(columns), 1)
    for nth, name in enumerate(columns):
        drawing.add(_text(before + (nth + 0.5) * step, drawing.height - 12, name, anchor="middle"))
    for nth, (label, line) in enumerate(zip(rows, cells, strict=True)):
        ground = drawing.height - 22 - (nth + 1) * high + 6
        up, long = (ground + 14, before * 1.25 - 8) if beside else (ground + 48, wide)
        drawing.add(_text(0, up, _cut(label, long)))
        drawing.add(_grid_row(line, ground, before, step))
    return drawing


def _grid_row(line: Sequence[tuple[int, int]], ground: float, before: float, step: float) -> Group:
    most = max([1, *(max(part, whole) for part, whole in line)])
    parts = []
    wide, high = step * 0.6, 42
    for nth, (part, whole) in enumerate(line):
        left = before + nth * step + step * 0.2
        up, top = high * part / most, high * whole / most
        parts.append(Rect(left, ground, wide, top, fillColor=SUNK, strokeColor=LINE, strokeWidth=0.7))
        if up > 0:
            parts.append(Rect(left, ground, wide, up, fillColor=DEEP, strokeColor=None))
    parts.append(Line(before, ground, before + step * len(line), ground, strokeColor=LINE, strokeWidth=1))
    return Group(*parts)


def burn(
    labels: Sequence[str], planned: Sequence[int], spent: Sequence[int], names: tuple[str, str], wide: int = WIDE
) -> Drawing:
    """Two rising lines: the plan's sum year by year, dashed, and what was spent, solid with dots; `spent` may end."""
    register_fonts()
    drawing = Drawing(wide, HIGH)
    _add_key(drawing, names, (LINE, DEEP))
    most = max([1, *planned, *spent])
    step = (wide - 40) / max(len(labels) - 1, 1)
    high = HIGH - GROUND - TOP - 16
    for colour, values, dashes in ((LINE, planned, [5, 3]), (DEEP, spent, None)):
        points = [(20 + nth * step, GROUND + high * value / most) for nth, value in enumerate(values)]
        if len(points) > 1:
            flat = [number for point in points for number in point]
            drawing.add(PolyLine(flat, strokeColor=colour, strokeWidth=2.5, strokeDashArray=dashes))
        for across, up in points:
            drawing.add(Rect(across - 3, up - 3, 6, 6, fillColor=colour, strokeColor=None))
    for nth, label in enumerate(labels):
        drawing.add(_text(20 + nth * step, GROUND - 15, label, anchor="middle"))
    drawing.add(Line(0, GROUND, wide, GROUND, strokeColor=LINE, strokeWidth=1))
    return drawing


def _key_lines(names: Sequence[str], wide: float) -> list[list[tuple[float, str, int]]]:
    """The names of a key in as many lines as they need: where each begins, and the number of its shade."""
    lines: list[list[tuple[float, str, int]]] = [[]]
    left = 0.0
    for nth, name in enumerate(names):
        long = 17 + _width(name) + 12
        if lines[-1] and left + long > wide:
            lines.append([])
            left = 0.0
        lines[-1].append((left, name, nth))
        left += long
    return lines


def _key_height(names: Sequence[str], wide: float) -> float:
    return 20 * len(_key_lines(names, wide)) + 6


def _add_key(drawing: Drawing, names: Sequence[str], shades: Sequence[Color]) -> None:
    for nth, line in enumerate(_key_lines(names, drawing.width)):
        up = drawing.height - 16 - nth * 20
        for left, name, shade in line:
            drawing.add(Rect(left, up, 12, 12, fillColor=shades[shade], strokeColor=LINE, strokeWidth=0.5))
            drawing.add(_text(left + 17, up + 2, name))


def _text(
    left: float, up: float, text: str, font: str = REGULAR, *, anchor: str = "start", size: float = SIZE
) -> String:
    return String(left, up, text, fontName=font, fontSize=size, fillColor=INK, textAnchor=anchor)


def _width(text: str) -> float:
    # The page's typeface is wider than the paper's.
    return float(stringWidth(text, BOLD, SIZE)) * 1.3


def _cut(text: str, wide: float) -> str:
    """As much of the text as fits on the line in the page's typeface, which is wider than the paper's."""
    if _width(text) <= wide:
        return text
    while text and _width(text + "…") > wide:
        text = text.rpartition(" ")[0] if " " in text else text[:-1]
    return text + "…"
