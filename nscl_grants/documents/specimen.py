"""A page that says of itself that it is invented: what the demo files as papers."""

from functools import cache
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from nscl_grants.documents.fonts import BOLD, REGULAR, register_fonts

A4_POINTS = (595.28, 841.89)


@cache
def specimen_pdf(title: str, holder: str) -> bytes:
    """One A4 page with the paper's title, whose it is, and the word that it is a specimen."""
    register_fonts()
    buffer = BytesIO()
    page = Canvas(buffer, pagesize=A4_POINTS, invariant=True, lang="vi-VN")
    page.setTitle(title)
    page.setFont(BOLD, 15)
    page.drawCentredString(A4_POINTS[0] / 2, 740, "GIẤY TỜ GIẢ ĐỊNH, CHỈ DÙNG ĐỂ THỬ")
    page.setFont(REGULAR, 13)
    page.drawString(85, 690, title)
    page.drawString(85, 665, f"Của: {holder}")
    page.showPage()
    page.save()
    return buffer.getvalue()
