"""Charts: one drawing for the page (SVG) and for papers (PDF), plain enough to be read in grey and aloud.

A chart never stands alone: whoever shows it shows its figures as a table too.
"""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.graphics import renderSVG
from reportlab.graphics.shapes import Drawing, Group, Line, PolyLine, Rect, String
from reportlab.lib.colors import HexColor
from reportlab.pdfbase.pdfmetrics import stringWidth

from nscl_grants.documents.fonts import BOLD, REGULAR, register_fonts

INK, INK_2, LINE = HexColor("#1a2230"), HexColor("#4d5766"), HexColor("#747b86")
DEEP, SUNK = HexColor("#24468a"), HexColor("#efece4")
SIZE, WIDE = 11, 290
ROW, BAR = 40, 14
HIGH, GROUND, TOP = 240, 40, 34
_STYLE = re.compile(r"\s*([a-z-]+)\s*:\s*([^;]+)")
_RGB = re.compile(r"rgb\(([\d.]+)%,([\d.]+)%,([\d.]+)%\)")
_KEPT = ("fill", "stroke", "stroke-width", "stroke-dasharray", "font-size", "text-anchor")


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar lying down: how long, out of what the axis holds, and what it says."""

    label: str
    value: int
    shown: str
    mark: int | None = None
    """Where a line across the bar stands: the target."""


def lying_bars(bars: Sequence[Bar], wide: int = WIDE) -> Drawing:
    """Bars one below the other, each under its label, with its value at the end; the longest fills the width."""
    register_fonts()
    drawing = Drawing(wide, max(len(bars), 1) * ROW + 4)
    most = max([1, *(bar.value for bar in bars), *(bar.mark or 0 for bar in bars)])
    room = wide - 8 - max((_width(bar.shown) for bar in bars), default=0)
    for nth, bar in enumerate(bars):
        drawing.add(_lying_bar(bar, most, room, drawing.height - (nth + 1) * ROW, wide))
    return drawing


def _lying_bar(bar: Bar, most: int, room: float, below: float, wide: int) -> Group:
    long = room * bar.value / most
    parts = [
        _text(0, below + BAR + 9, _cut(bar.label, wide)),
        Rect(0, below + 4, room, BAR, fillColor=SUNK, strokeColor=None),
        Rect(0, below + 4, long, BAR, fillColor=DEEP, strokeColor=None),
        _text(room + 6, below + 7, bar.shown, BOLD),
    ]
    if bar.mark is not None:
        across = room * bar.mark / most
        parts.append(Line(across, below + 1, across, below + BAR + 7, strokeColor=INK, strokeWidth=2))
    return Group(*parts)


def burn(labels: Sequence[str], planned: Sequence[int], spent: Sequence[int], names: tuple[str, str]) -> Drawing:
    """Two rising lines: the plan's sum year by year, dashed, and what was spent, solid with dots; `spent` may end."""
    register_fonts()
    drawing = Drawing(WIDE, HIGH)
    _add_key(drawing, names)
    most = max([1, *planned, *spent])
    step = (WIDE - 40) / max(len(labels) - 1, 1)
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
    drawing.add(Line(0, GROUND, WIDE, GROUND, strokeColor=LINE, strokeWidth=1))
    return drawing


def _add_key(drawing: Drawing, names: tuple[str, str]) -> None:
    left = 0.0
    for name, colour in zip(names, (LINE, DEEP), strict=True):
        drawing.add(Rect(left, HIGH - 16, 12, 12, fillColor=colour, strokeColor=None))
        drawing.add(_text(left + 17, HIGH - 14, name))
        left += 17 + _width(name) + 12


def svg(drawing: Drawing, uid: str, title: str, description: str) -> str:
    """The drawing for a page: real text in the page's typeface, no style attributes, a name and a description."""
    drawn = renderSVG.drawToString(drawing)
    body = drawn[drawn.index("<g") : drawn.rindex("</svg>")]
    body = re.sub(r"<defs>.*?</defs>", "", body, flags=re.DOTALL)
    body = re.sub(r'\s(?:id|transform="translate\(0,\s*0\)")="[^"]*"', "", body)
    body = re.sub(r'style="([^"]*)"', lambda found: _attributes(found[1]), body)
    names = f'<title id="{uid}-t">{html.escape(title)}</title><desc id="{uid}-d">{html.escape(description)}</desc>'
    size = f'width="{drawing.width:g}" height="{drawing.height:g}" viewBox="0 0 {drawing.width:g} {drawing.height:g}"'
    return f'<svg class="chart" role="img" aria-labelledby="{uid}-t {uid}-d" {size}>{names}{body}</svg>'


def _attributes(style: str) -> str:
    """What a style attribute says, as attributes of SVG, which the page's policy allows."""
    found = {name: _RGB.sub(_hex, value.strip()) for name, value in _STYLE.findall(style)}
    kept = [f'{name}="{found[name]}"' for name in _KEPT if name in found]
    if found.get("font-family") == BOLD:
        kept.append('font-weight="600"')
    return " ".join(kept)


def _hex(found: re.Match[str]) -> str:
    return "#" + "".join(f"{round(float(share) * 2.55):02x}" for share in found.groups())


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
