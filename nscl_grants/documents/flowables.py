"""The pieces that papers are put together from: texts, ruled lines, columns and tables, each tagged for what it is."""

from collections.abc import Sequence
from typing import Any, TypeAlias

from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable, Paragraph, Table

from nscl_grants.documents import style
from nscl_grants.documents.fonts import REGULAR
from nscl_grants.documents.safe import plain, rich
from nscl_grants.documents.tags import numbers

_RULE_GAP = 4.5


class Para(Paragraph):  # type: ignore[misc]  # ReportLab has no types.
    """A paragraph; a plain text is printed as typed, only `Rich` text may carry tags."""

    def __init__(self, text: str | None, look: ParagraphStyle, role: str = "P", **parts: Any) -> None:
        # ReportLab makes the two parts of a split paragraph from fragments, without a text.
        super().__init__(None if text is None else rich(text), look, **parts)
        self.typed = text or ""
        self.role, self.number = role, next(numbers)

    def draw(self) -> None:
        with self.canv.tagged(self.role, self.number):
            super().draw()

    def split(self, width: float, height: float) -> list["Para"]:
        """Parts that go on over the page are one element."""
        parts: list[Para] = super().split(width, height)
        for part in parts:
            part.role, part.number = self.role, self.number
        return parts


class Balanced(Para):
    """A centred text that is broken into lines of about the same length, as a person would set it."""

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """As high as the fewest lines that hold it; they are as narrow as can be."""
        high = super().wrap(width, height)[1]
        narrow, wide = width / 2, width
        while wide - narrow > 2:
            middle = (narrow + wide) / 2
            if super().wrap(middle, height)[1] > high:
                narrow = middle
            else:
                wide = middle
        super().wrap(wide, height)
        self.inset = (width - wide) / 2
        self.width = width
        return width, high

    def split(self, width: float, height: float) -> list["Para"]:
        """A heading stays whole."""
        return []

    def draw(self) -> None:
        self.canv.saveState()
        self.canv.translate(self.inset, 0)
        super().draw()
        self.canv.restoreState()


class Ruled(Balanced):
    """A text with a solid line below it, as long as a share of its last line."""

    def __init__(self, text: str, look: ParagraphStyle, share: float, role: str = "P") -> None:
        super().__init__(text, look, role)
        self.share = share

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """The height of the text and of the line under it."""
        across, high = super().wrap(width, height - _RULE_GAP)
        return across, high + _RULE_GAP

    def draw(self) -> None:
        self.canv.saveState()
        self.canv.translate(0, _RULE_GAP)
        super().draw()
        self.canv.restoreState()
        long = self.share * self._longest_line()
        middle = self.width / 2
        with self.canv.artifact():
            self.canv.setLineWidth(style.LINE)
            self.canv.line(middle - long / 2, 0, middle + long / 2, 0)

    def _longest_line(self) -> float:
        whole = float(stringWidth(plain(self.typed), self.style.fontName, self.style.fontSize))
        return min(whole, self.width - 2 * self.inset)


class SigningRoom(Flowable):  # type: ignore[misc]  # ReportLab has no types.
    """Room for the office's signature; the canvas remembers where it lies."""

    def __init__(self, high: float) -> None:
        super().__init__()
        self.high = high

    def wrap(self, width: float, _: float) -> tuple[float, float]:
        """As wide as the column it stands in."""
        self.width, self.height = width, self.high
        return width, self.high

    def draw(self) -> None:
        left, bottom = self.canv.absolutePosition(0, 0)
        page = self.canv.getPageNumber() - 1
        box = (left, bottom, left + self.width, bottom + self.high)
        self.canv.place = (page, *(round(edge) for edge in box))


Cell: TypeAlias = Any
"""A flowable, or several one below the other."""


class Columns(Table):  # type: ignore[misc]  # ReportLab has no types.
    """Things side by side, which are no table: every text in it is an element of its own."""

    def __init__(self, rows: Sequence[Sequence[Cell]], widths: Sequence[float], **options: Any) -> None:
        if options.get("normalizedData"):
            super().__init__(rows, widths, **options)
            return
        looks = [("VALIGN", (0, 0), (-1, -1), "TOP"), *_without_padding()]
        super().__init__([list(map(_as_cell, row)) for row in rows], list(widths), style=looks, **options)


class Grid(Table):  # type: ignore[misc]  # ReportLab has no types.
    """A table of texts with lines, whose head is repeated on every page it reaches."""

    def __init__(self, rows: Sequence[Sequence[Cell]], colWidths: Sequence[float], **options: Any) -> None:
        if options.get("normalizedData"):
            super().__init__(rows, colWidths, **options)
        else:
            looks = [("GRID", (0, 0), (-1, -1), style.LINE, "#000000"), *_cell_padding(), *options.pop("looks", ())]
            cells = [list(map(_as_cell, row)) for row in rows]
            super().__init__(cells, list(colWidths), style=looks, renderCB=_tag, **options)
        self.number = next(numbers)

    def split(self, width: float, height: float) -> list[Flowable]:
        """Between rows; inside one only when it is taller than a whole page."""
        parts: list[Flowable] = super().split(width, height)
        if not parts and height > style.HEIGHT - 1:
            self.splitInRow = 1
            parts = super().split(width, height)
            for part in parts:
                part.splitInRow = 0
        return parts


def grid(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    shares: Sequence[float],
    looks: Sequence[ParagraphStyle],
    *,
    total: Sequence[str] = (),
    width: float = style.WIDTH,
    head_look: ParagraphStyle = style.CELL_HEAD,
) -> Grid:
    """A table of texts: the width divided by `shares`, one look a column, the last row a total if one is given."""
    cells: list[list[Flowable]] = [[Para(text, head_look) for text in head]]
    cells += [[Para(text, look) for text, look in zip(row, looks, strict=True)] for row in rows]
    looks_more = []
    if total:
        # A total never stands alone under a repeated head.
        looks_more = [("NOSPLIT", (0, -2), (-1, -1))]
        cells.append([Para(text, _as_total(look)) for text, look in zip(total, looks, strict=True)])
    whole = sum(shares)
    return Grid(
        cells,
        [width * share / whole for share in shares],
        repeatRows=1,
        looks=looks_more,
        spaceBefore=6,
        spaceAfter=4,
    )


def _as_total(look: ParagraphStyle) -> ParagraphStyle:
    return {
        style.CELL_NUMBER.name: style.CELL_TOTAL_NUMBER,
        style.FORM_CELL_NUMBER.name: style.FORM_CELL_TOTAL_NUMBER,
        style.FORM_CELL.name: style.FORM_CELL_HEAD,
        style.FORM_CELL_CENTRE.name: style.FORM_CELL_HEAD,
    }.get(look.name, style.CELL_TOTAL)


def _tag(table: Grid, event: str, *place: Any) -> None:
    """ReportLab calls this as it draws a table: rules are artifacts, cells are elements under their row."""
    canvas, tags = table.canv, table.canv.tags
    if event in ("startBG", "startLines"):
        canvas.addLiteral("/Artifact BMC")
    elif event in ("endBG", "endLines"):
        canvas.addLiteral("EMC")
    elif event == "startCell":
        row, column = place[:2]
        role = "TH" if row < table.repeatRows else "TD"
        tags.above = (("Table", table.number), ("TR", row), (role, column))
    elif event == "endCell":
        tags.above = ()


def _as_cell(cell: Cell) -> list[Flowable]:
    return [cell] if isinstance(cell, Flowable) else list(cell)


def _without_padding() -> list[tuple[Any, ...]]:
    sides = ("LEFTPADDING", "RIGHTPADDING", "TOPPADDING", "BOTTOMPADDING")
    return [("FONT", (0, 0), (-1, -1), REGULAR, 12), *((side, (0, 0), (-1, -1), 0) for side in sides)]


def _cell_padding() -> list[tuple[Any, ...]]:
    return [
        ("FONT", (0, 0), (-1, -1), REGULAR, 12),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        ("TOPPADDING", (0, 0), (-1, -1), 2.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
    ]
