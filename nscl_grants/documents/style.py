"""The layout of official papers as numbers: Nghị định 30/2020/NĐ-CP, Phụ lục I; all lengths in points.

Where the decree leaves a choice, the choice is made here and nowhere else.
"""

from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle

from nscl_grants.documents.fonts import BOLD, BOLD_ITALIC, ITALIC, REGULAR

MM = 72 / 25.4
PAGE = (210 * MM, 297 * MM)
TOP, BOTTOM = 20 * MM, 25 * MM
"""20 to 25 mm; the larger one below, where every paper carries the mark that it can be checked by."""
LEFT, RIGHT = 30 * MM, 15 * MM
"""30 to 35 mm and 15 to 20 mm."""
WIDTH = PAGE[0] - LEFT - RIGHT
HEIGHT = PAGE[1] - TOP - BOTTOM

END = "./."
"""What closes the text of a paper."""

PAGE_NUMBER_SIZE = 13
PAGE_NUMBER_Y = PAGE[1] - 13 * MM
"""The baseline of the page number, in the middle of the top margin."""

LINE = 0.5
"""The weight of rules and table lines."""
SHORT_RULE = 0.4
"""Under agency and title: between a third and a half of the text."""
WHOLE_RULE = 1.0
"""Under the Tiêu ngữ: as long as the text."""

FIRST_LINE = 12.7 * MM
"""1.27 cm."""
PARAGRAPH_GAP = 6
HEADING_NEEDS = 90
"""What has to be left of a page for a heading with the beginning of what it heads."""
BEFORE_SIGNATURE = 14
SIGNATURE_GAP = 62
"""Room for a hand, a picture of a signature and a third of a seal."""

HEAD_LEFT = 0.41
"""The share of the width that the agency has; the rest is the Quốc hiệu's, which shall fit on one line."""
SIGNATURE_LEFT = 0.48
"""The share of the width that Nơi nhận has beside the signature."""


def _style(name: str, font: str, size: float, align: int = TA_LEFT, **more: float) -> ParagraphStyle:
    given = {"leading": size * 1.2, "spaceShrinkage": 0, **more}
    return ParagraphStyle(name, fontName=font, fontSize=size, alignment=align, bulletFontName=REGULAR, **given)


NATION = _style("nation", BOLD, 12, TA_CENTER)
MOTTO = _style("motto", BOLD, 13, TA_CENTER)
PARENT = _style("parent", REGULAR, 12, TA_CENTER)
AGENCY = _style("agency", BOLD, 12, TA_CENTER)
NUMBER = _style("number", REGULAR, 13, TA_CENTER)
PLACE_DATE = _style("place_date", ITALIC, 13, TA_CENTER)
FORM_NAME = _style("form_name", ITALIC, 11, TA_RIGHT)

TITLE = _style("title", BOLD, 14, TA_CENTER)
SUBJECT = _style("subject", BOLD, 14, TA_CENTER)
AUTHORITY = _style("authority", BOLD, 13, TA_CENTER, spaceBefore=PARAGRAPH_GAP, spaceAfter=PARAGRAPH_GAP)
ADDRESSEE = _style("addressee", REGULAR, 13, TA_CENTER, spaceBefore=PARAGRAPH_GAP, spaceAfter=PARAGRAPH_GAP)

BODY = _style("body", REGULAR, 13, TA_JUSTIFY, leading=16, spaceBefore=PARAGRAPH_GAP, firstLineIndent=FIRST_LINE)
CLOSING = _style(
    "closing",
    REGULAR,
    13,
    TA_JUSTIFY,
    leading=16,
    spaceBefore=PARAGRAPH_GAP,
    firstLineIndent=FIRST_LINE,
    keepWithNext=1,
)
"""The last paragraph goes with the signature, which never stands on a page of its own."""
BASIS = _style("basis", ITALIC, 13, TA_JUSTIFY, leading=16, spaceBefore=PARAGRAPH_GAP, firstLineIndent=FIRST_LINE)
FIELD = _style("field", REGULAR, 13, TA_LEFT, leading=16, spaceBefore=4)
LISTED = _style("listed", REGULAR, 13, TA_JUSTIFY, leading=16, spaceBefore=4, leftIndent=FIRST_LINE)
HEADING = _style("heading", BOLD, 13, TA_LEFT, leading=16, spaceBefore=9)
NOTE = _style("note", ITALIC, 11, TA_LEFT, leading=14, spaceBefore=4)

CELL = _style("cell", REGULAR, 12, TA_LEFT, leading=14.5)
CELL_NUMBER = _style("cell_number", REGULAR, 12, TA_RIGHT, leading=14.5)
CELL_CENTRE = _style("cell_centre", REGULAR, 12, TA_CENTER, leading=14.5)
CELL_HEAD = _style("cell_head", BOLD, 12, TA_CENTER, leading=14.5)
CELL_TOTAL = _style("cell_total", BOLD, 12, TA_LEFT, leading=14.5)
CELL_TOTAL_NUMBER = _style("cell_total_number", BOLD, 12, TA_RIGHT, leading=14.5)

SIGNER = _style("signer", BOLD, 13, TA_CENTER, leading=16)
SIGNER_HINT = _style("signer_hint", ITALIC, 12, TA_CENTER)
SIGNED = _style("signed", REGULAR, 10, TA_CENTER)
RECIPIENTS_HEAD = _style("recipients_head", BOLD_ITALIC, 12)
RECIPIENTS = _style("recipients", REGULAR, 11, leading=13)

ANNEX = _style("annex", BOLD, 14, TA_CENTER)
ANNEX_TITLE = _style("annex_title", BOLD, 14, TA_CENTER)
ANNEX_REFERENCE = _style("annex_reference", ITALIC, 13, TA_CENTER, spaceAfter=PARAGRAPH_GAP)

FORM = _style("form", REGULAR, 11, TA_LEFT, leading=14, spaceBefore=2)
"""Treasury vouchers have a layout of their own, outside the decree; their pages are denser."""
FORM_TITLE = _style("form_title", BOLD, 13, TA_CENTER)
FORM_CELL = _style("form_cell", REGULAR, 9.5, TA_LEFT, leading=11.5)
FORM_CELL_NUMBER = _style("form_cell_number", REGULAR, 9.5, TA_RIGHT, leading=11.5)
FORM_CELL_TOTAL_NUMBER = _style("form_cell_total_number", BOLD, 9.5, TA_RIGHT, leading=11.5)
FORM_CELL_CENTRE = _style("form_cell_centre", REGULAR, 9.5, TA_CENTER, leading=11.5)
FORM_CELL_HEAD = _style("form_cell_head", BOLD, 9.5, TA_CENTER, leading=11.5)
FORM_SIGNER = _style("form_signer", BOLD, 11, TA_CENTER, leading=13)
FORM_HINT = _style("form_hint", ITALIC, 9.5, TA_CENTER)
FORM_HINT_BOXES = _style("form_boxes", REGULAR, 9.5, TA_CENTER, leading=14, spaceAfter=4)
FORM_NOTE = _style("form_note", BOLD_ITALIC, 8.5, TA_CENTER, leading=11)

MARK_SIZE = 7
MARK_GREY = 0.25
PREVIEW_SIZE = 14
QR_SIDE = 15 * MM
QR_BELOW = 6 * MM
"""The distance of the check mark from the lower edge, within what printers reach."""
