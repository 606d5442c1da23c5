"""Which paper a scan is: the code in a PDF's own data, or in the QR of a scanned page."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, cast

import pikepdf
import zxingcpp
from pikepdf import PdfImage
from PIL import Image, UnidentifiedImageError

_CODE = re.compile(r"\b[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}\b")
_MOST_PAGES = 3
_MOST_ACROSS = 2_600
"""Points along the long side; more than 220 a inch only takes longer."""


@dataclass(frozen=True, slots=True)
class CodeFound:
    """A code, and where it was found."""

    code: str
    found_by: Literal["file", "qr"]


def code_on(content: bytes, media_type: str) -> CodeFound | None:
    """The code of the paper that this file is; None when it bears none, or none that can be read."""
    try:
        if media_type != "application/pdf":
            return _in_picture(Image.open(io.BytesIO(content)))
        with pikepdf.open(io.BytesIO(content)) as pdf:
            told = _CODE.search(str(pdf.docinfo.get("/Keywords", "")))
            if told:
                return CodeFound(told.group(), "file")
            return next((found for picture in _pictures(pdf) if (found := _in_picture(picture))), None)
    except (pikepdf.PdfError, pikepdf.UnsupportedImageTypeError, UnidentifiedImageError, OSError, ValueError):
        return None


def _pictures(pdf: pikepdf.Pdf) -> Iterator[Image.Image]:
    """What the first pages were scanned as, the largest picture of each."""
    for page in pdf.pages[:_MOST_PAGES]:
        found = sorted(page.get_images().values(), key=lambda each: int(each.Width) * int(each.Height), reverse=True)
        for each in found[:1]:
            yield PdfImage(cast("pikepdf.Stream", each)).as_pil_image()


def _in_picture(picture: Image.Image) -> CodeFound | None:
    """The one code of ours on the page, however it lay; two that differ are left to the clerk's eye."""
    picture.draft("L", (_MOST_ACROSS, _MOST_ACROSS))
    grey = picture.convert("L")
    grey.thumbnail((_MOST_ACROSS, _MOST_ACROSS))
    squares = zxingcpp.read_barcodes(grey, zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    told = (_CODE.search(each.text) for each in squares)
    codes = {code.group() for code in told if code}
    return CodeFound(codes.pop(), "qr") if len(codes) == 1 else None
