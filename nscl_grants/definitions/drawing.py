"""Draws a life cycle as an accessible SVG, and writes it as a Markdown table.

The colours are attributes that a style sheet may override by class; there is no inline style, so the
picture passes a strict content security policy.
"""

from html import escape
from typing import Any

from nscl_grants.definitions.drawing_layout import Box, Placing, place
from nscl_grants.definitions.drawing_routes import Label, Line, Routes, route
from nscl_grants.definitions.drawing_table import table
from nscl_grants.domain.text import Text
from nscl_grants.domain.workflow import StateTone, Workflow

__all__ = ["svg", "table"]

INK, LINE, HERE = "#1a2230", "#747b86", "#152748"
# Fill and border of each tone; the tokens of the theme.
TONES: dict[StateTone, tuple[str, str]] = {
    "draft": ("#ffffff", "#747b86"),
    "office": ("#e4eaf5", "#24468a"),
    "turn": ("#fff6dd", "#7a4a00"),
    "queue": ("#efece4", "#4d5766"),
    "good": ("#e3f2e9", "#1d6141"),
    "bad": ("#fcebe7", "#a4271d"),
    "stopped": ("#f8f6f1", "#747b86"),
    "recovery": ("#ffffff", "#a4271d"),
}
NOW = Text("Hiện tại", "Now")
MARGIN, LINE_HEIGHT, HEAD = 16, 18, 8


def svg(workflow: Workflow[Any], language: str, marked_state: str | None = None) -> str:
    """The life cycle as a picture; the state where a case is now may be marked."""
    placing = place(workflow, language)
    routes = route(workflow, placing, language)
    top, width, height = _size(placing, routes)
    name = f"life-{workflow.name}-{workflow.version}"
    title, described = _title(workflow, language), _description(workflow, placing, language, marked_state)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="life-drawing" role="img" lang="{_lang(language)}" '
            f'aria-labelledby="{name}-title {name}-desc" viewBox="0 {top} {width} {height}" width="{width}" '
            f'height="{height}" font-family="Be Vietnam Pro, Segoe UI, Roboto, Noto Sans, sans-serif" font-size="14">',
            f'<title id="{name}-title">{escape(title)}</title>',
            f'<desc id="{name}-desc">{escape(described)}</desc>',
            f'<g class="life-lines" fill="none" stroke="{LINE}" stroke-width="1.5" stroke-linejoin="round">',
            *(_line(line) for line in routes.lines),
            "</g>",
            f'<g class="life-heads" fill="{LINE}">',
            *(_head(line) for line in routes.lines if line.arrow),
            *(f'<circle cx="{x}" cy="{y}" r="3.5"/>' for x, y in routes.dots),
            "</g>",
            f'<g class="life-words" fill="{INK}" font-size="13" text-anchor="middle">',
            *(_label(label) for label in routes.labels),
            "</g>",
            *(_box(box, box.state.name == marked_state, language) for box in placing.boxes.values()),
            "</svg>",
        ]
    )


def _size(placing: Placing, routes: Routes) -> tuple[int, int, int]:
    """Where the picture begins from above, its width and its height."""
    boxes = placing.boxes.values()
    words = [label.y - len(label.lines) * LINE_HEIGHT for label in routes.labels]
    top = min([box.y for box in boxes] + words) - MARGIN
    points = [point for line in routes.lines for point in line.points]
    right = max([box.right for box in boxes] + [x for x, _ in points])
    bottom = max([box.bottom for box in boxes] + [y for _, y in points])
    return top, right + MARGIN, bottom + MARGIN - top


def _title(workflow: Workflow[Any], language: str) -> str:
    return Text(f"Vòng đời: {workflow.title.vi}", f"Life cycle: {workflow.title.en}").in_language(language)


def _description(workflow: Workflow[Any], placing: Placing, language: str, marked: str | None) -> str:
    """What the picture shows, for those who do not see it."""

    def names(states: list[str]) -> str:
        return ", ".join(workflow.states[name].label.in_language(language) for name in states)

    said = Text(
        f"Đường chính: {names(placing.row)}. Các trạng thái khác: {names(placing.sides)}.",
        f"The main way: {names(placing.row)}. Other states: {names(placing.sides)}.",
    ).in_language(language)
    return f"{said} {NOW.in_language(language)}: {names([marked])}." if marked else said


def _line(line: Line) -> str:
    points = " ".join(f"{x},{y}" for x, y in line.points)
    system = ' class="life-system" stroke-dasharray="5 4"' if line.system else ""
    return f'<polyline points="{points}"{system}/>'


def _head(line: Line) -> str:
    """A triangle at the end of an arrow, pointing the way of its last stretch."""
    (from_x, from_y), (x, y) = line.points[-2:]
    dx, dy = (x > from_x) - (x < from_x), (y > from_y) - (y < from_y)
    back_x, back_y = x - dx * HEAD, y - dy * HEAD
    half = HEAD // 2
    return f'<path d="M{x} {y}L{back_x - dy * half} {back_y - dx * half}L{back_x + dy * half} {back_y + dx * half}z"/>'


def _label(label: Label) -> str:
    first = label.y - (len(label.lines) - 1) * LINE_HEIGHT
    return "".join(
        f'<text x="{label.x}" y="{first + nth * LINE_HEIGHT}">{escape(words)}</text>'
        for nth, words in enumerate(label.lines)
    )


def _box(box: Box, marked: bool, language: str) -> str:
    fill, border = TONES[box.state.tone]
    classes = f"life-state tone-{box.state.tone}" + (" is-final" if box.state.final else "")
    middle = box.x + box.width // 2
    first = box.y + box.height // 2 + 5 - (len(box.lines) - 1) * LINE_HEIGHT // 2
    words = "".join(
        f'<text x="{middle}" y="{first + nth * LINE_HEIGHT}" text-anchor="middle" fill="{INK}">{escape(line)}</text>'
        for nth, line in enumerate(box.lines)
    )
    return (
        f'<g class="{classes}{" is-here" if marked else ""}">'
        f'<rect x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}" rx="8" fill="{fill}" '
        f'stroke="{HERE if marked else border}" stroke-width="{4 if marked else 1.5}"/>'
        f"{_inner(box, border) if box.state.final else ''}{words}{_now(box, language) if marked else ''}</g>"
    )


def _inner(box: Box, border: str) -> str:
    """A second border: a life may end here."""
    return (
        f'<rect x="{box.x + 4}" y="{box.y + 4}" width="{box.width - 8}" height="{box.height - 8}" rx="5" '
        f'fill="none" stroke="{border}"/>'
    )


def _now(box: Box, language: str) -> str:
    """A flag below the box where the case is, clear of all lines."""
    words = NOW.in_language(language)
    width = 16 + 8 * len(words)
    return (
        f'<rect x="{box.right - width}" y="{box.bottom - 8}" width="{width}" height="20" rx="4" fill="{HERE}"/>'
        f'<text x="{box.right - width // 2}" y="{box.bottom + 7}" text-anchor="middle" font-size="13" '
        f'fill="#ffffff">{words}</text>'
    )


def _lang(language: str) -> str:
    return "en" if language == "en" else "vi"
