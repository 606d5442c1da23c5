"""From flowables to bytes: A4 pages with number and check mark, as PDF/A-2b and PDF/UA-1, the same at every run."""

import io
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import pikepdf
import reportlab
import segno
from pikepdf import pdfa
from pikepdf.models.metadata import encode_pdf_date
from reportlab.platypus import ActionFlowable, BaseDocTemplate, Flowable, Frame, PageTemplate

from nscl_grants.documents import style
from nscl_grants.documents.access_claim import ROOM_FOR_THE_CLAIM, claim_access
from nscl_grants.documents.fonts import REGULAR, register_fonts
from nscl_grants.documents.tags import TaggedCanvas, write_structure

RENDERER = f"2 (reportlab {reportlab.Version}, pikepdf {pikepdf.__version__})"
"""Our own number and those of the libraries: the same renderer makes the same bytes from the same facts."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a paper is checked by: its short code, the page that tells of it, and the digest of its facts."""

    code: str
    address: str
    digest: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A finished paper."""

    content: bytes
    place: tuple[int, int, int, int, int] | None
    """Where the office signs: page from 0, left, bottom, right, top in points; None where it does not."""


class AnnexBegins(ActionFlowable):  # type: ignore[misc]  # ReportLab has no types.
    """From this page on pages are counted anew."""

    def __init__(self) -> None:
        super().__init__(())

    def apply(self, doc: Any) -> None:
        """The page that is being filled is the first."""
        doc.first_page = doc.page


class _Sheet(BaseDocTemplate):  # type: ignore[misc]  # ReportLab has no types.
    """A paper being laid out."""

    first_page = 1
    is_preview = False

    def __init__(self, target: io.BytesIO, title: str, author: str, mark: Mark | None) -> None:
        register_fonts()
        super().__init__(
            target,
            pagesize=style.PAGE,
            title=title,
            author=author,
            subject=title,
            keywords="" if mark is None else mark.code,
            creator="nscl-grants",
            lang="vi-VN",
            initialFontName=REGULAR,
            invariant=1,
            displayDocTitle=1,
            pageCompression=1,
        )
        self.mark = mark
        frame = Frame(style.LEFT, style.BOTTOM, style.WIDTH, style.HEIGHT, 0, 0, 0, 0, id="body")
        self.addPageTemplates(PageTemplate("page", [frame], pagesize=style.PAGE, onPageEnd=_finish))
        self.canvas: TaggedCanvas | None = None


def render(story: list[Flowable], *, title: str, author: str, mark: Mark | None, made_at: datetime) -> Drawn:
    """The paper as PDF/A-2b and PDF/UA-1; raises pikepdf's PdfaError rather than give anything less."""
    drawn = io.BytesIO()
    sheet = _Sheet(drawn, title, author, mark)
    sheet.build(story, canvasmaker=TaggedCanvas)
    with pikepdf.open(drawn) as pdf:
        for page in pdf.pages:
            if "/Trans" in page:
                del page["/Trans"]  # ReportLab writes it unasked, and PDF/A knows no transitions.
        write_structure(pdf, sheet.canv.tags)
        _describe(pdf, made_at)
        finished = io.BytesIO()
        pdfa.save(pdf, finished, "2b", repair=False, deterministic_id=True)
    return Drawn(claim_access(finished.getvalue()), sheet.canv.place)


def draft(story: list[Flowable], *, title: str) -> bytes:
    """The pages alone, with a word across the head that they are a preview."""
    drawn = io.BytesIO()
    sheet = _Sheet(drawn, title, "", None)
    sheet.is_preview = True
    sheet.build(story, canvasmaker=TaggedCanvas)
    return drawn.getvalue()


def _describe(pdf: pikepdf.Pdf, made_at: datetime) -> None:
    """Title, author and language, and the moment of the facts in place of the moment of the run."""
    stamp = encode_pdf_date(made_at)
    del pdf.docinfo["/Trapped"]
    pdf.docinfo["/CreationDate"] = pdf.docinfo["/ModDate"] = stamp
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata.load_from_docinfo(pdf.docinfo)
        metadata["dc:language"] = ["vi-VN"]
    pdfa.prepare(pdf, "2b")
    _fix_metadata(pdf, made_at)


def _fix_metadata(pdf: pikepdf.Pdf, made_at: datetime) -> None:
    """pikepdf dates the metadata by the clock of the run; the paper's own moment makes every run the same.

    A comment keeps the room for the claim of PDF/UA.
    """
    stamp = made_at.astimezone(UTC).isoformat().encode()
    written = re.sub(rb"(<xmp:MetadataDate>)[^<]*", rb"\g<1>" + stamp, pdf.Root.Metadata.read_bytes())
    pdf.Root.Metadata.write(written.replace(b"</rdf:RDF>", ROOM_FOR_THE_CLAIM + b"</rdf:RDF>"))


def _finish(canvas: TaggedCanvas, sheet: _Sheet) -> None:
    """Page number above, from the second page of a part on; check mark below."""
    with canvas.artifact():
        number = sheet.page - sheet.first_page + 1
        if number > 1:
            canvas.setFont(REGULAR, style.PAGE_NUMBER_SIZE)
            canvas.drawCentredString(style.LEFT + style.WIDTH / 2, style.PAGE_NUMBER_Y, str(number))
        if sheet.mark is not None:
            _draw_mark(canvas, sheet.mark)
        if sheet.is_preview:
            _draw_preview_mark(canvas)


def _draw_preview_mark(canvas: TaggedCanvas) -> None:
    canvas.saveState()
    canvas.setFillGray(style.MARK_GREY)
    canvas.setFont(REGULAR, style.PREVIEW_SIZE)
    canvas.drawString(style.LEFT, style.QR_BELOW + style.QR_SIDE / 2, "BẢN XEM TRƯỚC – KHÔNG CÓ GIÁ TRỊ")
    canvas.restoreState()


def _draw_mark(canvas: TaggedCanvas, mark: Mark) -> None:
    canvas.saveState()
    _draw_squares(canvas, mark.address, style.LEFT, style.QR_BELOW, style.QR_SIDE)
    canvas.setFillGray(style.MARK_GREY)
    canvas.setFont(REGULAR, style.MARK_SIZE)
    beside = style.LEFT + style.QR_SIDE + 8
    told = (
        f"Mã tra cứu: {mark.code}",
        f"Kiểm tra văn bản: {mark.address}",
        f"Mã băm SHA-256 của dữ liệu gốc: {mark.digest}",
    )
    for nth, line in enumerate(told):
        canvas.drawString(beside, style.QR_BELOW + 26 - nth * 10, line)
    canvas.restoreState()


def _draw_squares(canvas: TaggedCanvas, text: str, left: float, below: float, side: float) -> None:
    """The QR code as runs of black squares; its white border is the margin around it."""
    rows = _squares(text)
    unit = side / len(rows)
    path = canvas.beginPath()
    for nth, row in enumerate(rows):
        high = below + side - (nth + 1) * unit
        start = 0
        while start < len(row):
            run = 1
            while start + run < len(row) and row[start + run] == row[start]:
                run += 1
            if row[start]:
                path.rect(left + start * unit, high, run * unit, unit)
            start += run
    canvas.drawPath(path, stroke=0, fill=1)


@lru_cache(maxsize=8)
def _squares(text: str) -> tuple[bytes, ...]:
    """The rows of the code; every page of a paper bears the same."""
    return tuple(bytes(row) for row in segno.make_qr(text, error="m").matrix)
