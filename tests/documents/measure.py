"""Measures a paper: every piece of text with its page, place, type and size in points."""

import io
from dataclasses import dataclass
from typing import Any

from pypdf import PageObject, PdfReader
from reportlab.pdfbase.pdfmetrics import stringWidth

from nscl_grants.documents.fonts import FILES, register_fonts

MM = 72 / 25.4
_FONTS = {file.removesuffix(".ttf"): name for name, file in FILES.items()}


@dataclass(frozen=True)
class Piece:
    """A run of text as it stands on the page; x and y are those of its baseline's beginning."""

    page: int
    text: str
    x: float
    y: float
    font: str
    size: float

    @property
    def right(self) -> float:
        """Where the run ends."""
        return self.x + float(stringWidth(self.text, self.font, self.size))

    @property
    def middle(self) -> float:
        """Half-way between its ends."""
        return (self.x + self.right) / 2


def reader(pdf: bytes) -> PdfReader:
    """The paper, opened."""
    return PdfReader(io.BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    """All its text, with single spaces."""
    return " ".join(" ".join(page.extract_text() for page in reader(pdf).pages).split())


def pieces(pdf: bytes) -> list[Piece]:
    """Every run of text of every page."""
    register_fonts()
    found: list[Piece] = []
    for number, page in enumerate(reader(pdf).pages, 1):
        found += _pieces_of(number, page)
    return found


def found(pdf: bytes, text: str, page: int | None = None) -> Piece:
    """The first run that begins with this text."""
    for piece in pieces(pdf):
        if piece.text.startswith(text) and page in (None, piece.page):
            return piece
    raise AssertionError(f"{text!r} is not on the paper")


def _pieces_of(number: int, page: PageObject) -> list[Piece]:
    found: list[Piece] = []

    def visit(text: str, outer: list[float], inner: list[float], font: dict[str, Any] | None, size: float) -> None:
        shown = text.strip("\n")
        if shown.strip() and font:
            x = inner[4] * outer[0] + inner[5] * outer[2] + outer[4]
            y = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
            name = str(font["/BaseFont"]).split("+")[1]
            found.append(Piece(number, shown, x, y, _FONTS[name], size))

    page.extract_text(visitor_text=visit)
    return found
