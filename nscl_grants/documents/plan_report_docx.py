"""The report on the plan as a Word file that an office can go on with; its parts are those of the paper."""

import io
import zipfile
from datetime import UTC

from docx import Document
from docx.document import Document as Doc
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table as DocTable
from docx.table import _Cell

from nscl_grants.documents.blocks import Annex, Block, Heading, Paragraph, Picture, Table
from nscl_grants.documents.chart_png import png
from nscl_grants.documents.layout import MOTTO, NATION
from nscl_grants.documents.plan_report import RECIPIENT, compose
from nscl_grants.documents.plan_report_pdf import POSITIONS, RECIPIENTS
from nscl_grants.documents.wording import decree_date, open_date
from nscl_grants.domain.results_report import Content

FONT = "Times New Roman"
ALIGNED = {
    "text": WD_ALIGN_PARAGRAPH.LEFT,
    "number": WD_ALIGN_PARAGRAPH.RIGHT,
    "centre": WD_ALIGN_PARAGRAPH.CENTER,
}
CENTRE = WD_ALIGN_PARAGRAPH.CENTER
LONG_AGO = (1980, 1, 1, 0, 0, 0)


def docx_of(content: Content) -> bytes:
    """The report as a Word file with its charts as pictures."""
    doc = _empty(content)
    _head(doc, content)
    _line(doc, "BÁO CÁO", bold=True, size=14)
    _line(doc, content.title, bold=True, size=14)
    _line(doc, f"Kính gửi: {RECIPIENT}")
    signed = False
    for block in compose(content):
        if isinstance(block, Annex) and not signed:
            _sign(doc, content)
            signed = True
        _add(doc, block)
    if not signed:
        _sign(doc, content)
    return _same_every_time(doc)


def _empty(content: Content) -> Doc:
    doc = Document()
    section = doc.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(20), Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    normal = doc.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(13)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    properties = doc.core_properties
    properties.title, properties.author, properties.language = content.title, content.parent.vi, "vi-VN"
    properties.comments, properties.last_modified_by = "", content.parent.vi
    properties.created = properties.modified = content.as_of.astimezone(UTC).replace(tzinfo=None)
    return doc


def _head(doc: Doc, content: Content) -> None:
    signed = content.signed
    number = f"Số: {signed.number}" if signed else "Số:          /BC-UBND"
    day = decree_date(signed.dated_on) if signed else open_date(content.as_of.year)
    table = doc.add_table(rows=2, cols=2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _fill(table.cell(0, 0), content.parent.vi.upper(), bold=True)
    _fill(table.cell(0, 1), f"{NATION}\n{MOTTO}", bold=True)
    _fill(table.cell(1, 0), number)
    _fill(table.cell(1, 1), f"{content.place}, {day}", italic=True)


def _sign(doc: Doc, content: Content) -> None:
    signed = content.signed
    table = doc.add_table(rows=1, cols=2)
    _fill(table.cell(0, 0), "Nơi nhận:\n" + "\n".join(f"- {name};" for name in RECIPIENTS), italic=True, size=11)
    table.cell(0, 0).paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.LEFT
    position = POSITIONS.get(signed.position if signed else "", POSITIONS["chair"])
    name = signed.signer if signed else ""
    _fill(table.cell(0, 1), "\n".join(position) + "\n\n\n\n" + name, bold=True)


def _add(doc: Doc, block: Block) -> None:
    match block:
        case Heading():
            added = doc.add_heading(level=block.level - 1)
            run = added.add_run(block.text)
            run.font.name, run.font.size, run.bold = FONT, Pt(13), True
        case Paragraph():
            added = doc.add_paragraph(block.text)
            added.paragraph_format.first_line_indent = Mm(12.7)
            added.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        case Table():
            _add_table(doc, block)
        case Annex():
            doc.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
            _line(doc, block.name, bold=True)
            _line(doc, block.title.upper(), bold=True)
        case Picture():
            _add_picture(doc, block)


def _add_picture(doc: Doc, picture: Picture) -> None:
    """The chart under its title; its figures in words are what a screen reader says."""
    title = doc.add_paragraph()
    title.add_run(picture.title).italic = True
    title.paragraph_format.keep_with_next = True
    drawing = picture.on_paper
    place = doc.add_paragraph()
    place.alignment = CENTRE
    shown = place.add_run().add_picture(io.BytesIO(png(drawing)), width=Pt(drawing.width))
    named = shown._inline.docPr
    named.set("title", picture.title)
    named.set("descr", picture.description)


def _add_table(doc: Doc, table: Table) -> None:
    unit = f" (đơn vị: {table.unit})" if table.unit else ""
    caption = doc.add_paragraph()
    caption.add_run(table.caption + unit).italic = True
    caption.paragraph_format.keep_with_next = True
    rows = [*table.rows, table.total] if table.total else list(table.rows)
    drawn = doc.add_table(rows=1 + len(rows), cols=len(table.head))
    drawn.style = "Table Grid"
    _repeat_head(drawn)
    _set_widths(drawn, table)
    # Asked cell by cell, the library lists all cells of the table every time.
    lined_up = list(zip(*(column.cells for column in drawn.columns), strict=True))
    for cell, text in zip(lined_up[0], table.head, strict=True):
        _fill(cell, text, bold=True, size=10)
    for nth, (row, cells) in enumerate(zip(rows, lined_up[1:], strict=True)):
        is_total = bool(table.total) and nth == len(rows) - 1
        for cell, text, column in zip(cells, row, table.columns, strict=True):
            _fill(cell, text, bold=is_total, size=10)
            cell.paragraphs[0].alignment = ALIGNED[column]
    doc.add_paragraph()


def _set_widths(drawn: DocTable, table: Table) -> None:
    drawn.autofit = False
    whole = sum(table.shares)
    for column, share in zip(drawn.columns, table.shares, strict=True):
        column.width = Mm(165 * share / whole)
        for cell in column.cells:
            cell.width = Mm(165 * share / whole)


def _repeat_head(drawn: DocTable) -> None:
    """The head stands on every page that the table reaches."""
    properties = drawn.rows[0]._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))


def _fill(cell: _Cell, text: str, *, bold: bool = False, italic: bool = False, size: int = 12) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = CENTRE
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)


def _line(doc: Doc, text: str, *, bold: bool = False, size: int = 13) -> None:
    paragraph = doc.add_paragraph()
    paragraph.alignment = CENTRE
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(size)


def _same_every_time(doc: Doc) -> bytes:
    """The file with the day of the run taken out of its archive."""
    written, finished = io.BytesIO(), io.BytesIO()
    doc.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(finished, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, LONG_AGO), source.read(name), zipfile.ZIP_DEFLATED)
    return finished.getvalue()
