"""A chart as a picture for files that know no drawings; the same drawing gives the same bytes."""

import io
from collections.abc import Iterator
from itertools import pairwise

from PIL import Image, ImageDraw, ImageFont
from reportlab.graphics.shapes import Drawing, Group, Line, PolyLine, Rect, Shape, String
from reportlab.lib.colors import Color

from nscl_grants.documents.fonts import font_file

DOTS = 3
"""So many dots to a point."""


def png(drawing: Drawing) -> bytes:
    """The drawing on white."""
    size = (round(drawing.width * DOTS), round(drawing.height * DOTS))
    image = Image.new("RGB", size, "white")
    canvas = ImageDraw.Draw(image)
    for shape in _shapes(drawing):
        _draw(canvas, shape, drawing.height)
    written = io.BytesIO()
    image.save(written, "PNG", optimize=True, dpi=(72 * DOTS, 72 * DOTS))
    return written.getvalue()


def _shapes(group: Group | Drawing) -> Iterator[Shape]:
    """All shapes, in the order in which they cover one another."""
    for shape in group.contents:
        if isinstance(shape, Group):
            yield from _shapes(shape)
        else:
            yield shape


def _draw(canvas: ImageDraw.ImageDraw, shape: Shape, high: float) -> None:
    match shape:
        case Rect():
            box = (*_at(shape.x, shape.y + shape.height, high), *_at(shape.x + shape.width, shape.y, high))
            canvas.rectangle(box, _colour(shape.fillColor), _colour(shape.strokeColor))
        case Line():
            ends = (*_at(shape.x1, shape.y1, high), *_at(shape.x2, shape.y2, high))
            canvas.line(ends, _colour(shape.strokeColor), round(shape.strokeWidth * DOTS))
        case PolyLine():
            _draw_line(canvas, shape, high)
        case String():
            font = ImageFont.truetype(font_file(shape.fontName), round(shape.fontSize * DOTS))
            anchor = {"start": "ls", "middle": "ms", "end": "rs"}[shape.textAnchor]
            canvas.text(_at(shape.x, shape.y, high), shape.text, _colour(shape.fillColor), font, anchor)


def _draw_line(canvas: ImageDraw.ImageDraw, line: PolyLine, high: float) -> None:
    """A line through points; a dashed one is cut into pieces, which Pillow does not do by itself."""
    points = [_at(x, y, high) for x, y in zip(line.points[::2], line.points[1::2], strict=True)]
    colour, wide = _colour(line.strokeColor), round(line.strokeWidth * DOTS)
    for (x1, y1), (x2, y2) in pairwise(points):
        long = max(((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5, 1)
        dash, gap = [each * DOTS for each in line.strokeDashArray or (long, 0)]
        for begin in range(0, round(long), max(round(dash + gap), 1)):
            first, last = begin / long, min((begin + dash) / long, 1)
            ends = [x1 + (x2 - x1) * first, y1 + (y2 - y1) * first, x1 + (x2 - x1) * last, y1 + (y2 - y1) * last]
            canvas.line(ends, colour, wide)


def _at(x: float, y: float, high: float) -> tuple[int, int]:
    """From points counted from below to dots counted from above."""
    return round(x * DOTS), round((high - y) * DOTS)


def _colour(colour: Color | None) -> tuple[int, int, int] | None:
    return None if colour is None else (round(colour.red * 255), round(colour.green * 255), round(colour.blue * 255))
