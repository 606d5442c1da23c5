"""The typeface of all papers: Tinos, which has the measures of Times New Roman and every Vietnamese letter.

The four files are subsets on 1000 units to the em (see `typefaces/LICENSE_FONT`); they are embedded in every paper.
"""

from functools import cache
from pathlib import Path

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR = "Tinos"
BOLD = "Tinos-Bold"
ITALIC = "Tinos-Italic"
BOLD_ITALIC = "Tinos-BoldItalic"

FILES = {
    REGULAR: "Tinos-Regular.ttf",
    BOLD: "Tinos-Bold.ttf",
    ITALIC: "Tinos-Italic.ttf",
    BOLD_ITALIC: "Tinos-BoldItalic.ttf",
}
_FOLDER = Path(__file__).parent / "typefaces"


@cache
def register_fonts() -> None:
    """Make the four styles known to ReportLab; done once, however often it is asked for."""
    for name, file in FILES.items():
        pdfmetrics.registerFont(TTFont(name, str(_FOLDER / file)))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=ITALIC, boldItalic=BOLD_ITALIC)
    # What ReportLab draws without being asked would fall back to Helvetica, which cannot be embedded (PDF/A).
    rl_config.canvas_basefontname = REGULAR
    rl_config.defaultGraphicsFontName = REGULAR


def font_file(name: str) -> str:
    """Where the file of a style lies, for those who draw without ReportLab."""
    return str(_FOLDER / FILES[name])


@cache
def drawable() -> frozenset[int]:
    """The code points that all four styles can draw."""
    register_fonts()
    sets = [frozenset(pdfmetrics.getFont(name).face.charToGlyph) for name in FILES]
    return frozenset.intersection(*sets)
