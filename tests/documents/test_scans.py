"""A paper that comes back from the scanner is known again by its QR, turned, blurred or stained."""

import io
import subprocess
from pathlib import Path

import pikepdf
import pytest
import segno
from PIL import Image, ImageDraw, ImageFilter

from nscl_grants.documents.qr.squares import grids_in
from nscl_grants.documents.qr.text import text_in
from nscl_grants.documents.scans import CodeFound, code_on
from tests.documents.samples import drawn, samples

CODE = "7K3M-9QXT-2HBD"


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Image.Image:
    """A paper as a scanner sees it at 200 points an inch."""
    folder: Path = tmp_path_factory.mktemp("scan")
    (folder / "paper.pdf").write_bytes(drawn("receipt", samples()["receipt"]))
    command = ["pdftoppm", "-r", "200", "-gray", "-png", "-singlefile", "paper.pdf", "paper"]
    subprocess.run(command, cwd=folder, check=True)
    return Image.open(folder / "paper.png")


def as_jpeg(picture: Image.Image) -> bytes:
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=70)
    return kept.getvalue()


@pytest.mark.parametrize("turned", [0, 1.5, -2.5, 180, 90])
def test_a_scan_is_known_by_its_qr_however_the_page_lay(printed: Image.Image, turned: float) -> None:
    scan = printed.rotate(turned, fillcolor=245, expand=turned == 90)

    assert code_on(as_jpeg(scan), "image/jpeg") == CodeFound(CODE, "qr")


def test_a_stain_on_the_code_is_worked_out(printed: Image.Image) -> None:
    stained = printed.copy()
    wide, high = stained.size
    left, top = int(wide * 0.185), int(high * 0.945)
    ImageDraw.Draw(stained).ellipse((left, top, left + 14, top + 14), fill=0)

    assert code_on(as_jpeg(stained.filter(ImageFilter.GaussianBlur(1))), "image/jpeg") == CodeFound(CODE, "qr")


def test_a_scan_in_a_pdf_is_known_too(printed: Image.Image) -> None:
    scan = io.BytesIO()
    printed.save(scan, "PDF", resolution=200)

    assert code_on(scan.getvalue(), "application/pdf") == CodeFound(CODE, "qr")


def test_a_paper_signed_by_key_is_known_by_its_own_data() -> None:
    assert code_on(drawn("receipt", samples()["receipt"]), "application/pdf") == CodeFound(CODE, "file")


def test_what_bears_no_code_is_not_guessed() -> None:
    empty = pikepdf.new()
    empty.add_blank_page()
    kept = io.BytesIO()
    empty.save(kept)

    assert code_on(kept.getvalue(), "application/pdf") is None
    assert code_on(as_jpeg(Image.new("L", (800, 1100), 255)), "image/jpeg") is None
    assert code_on(b"%PDF-1.7 broken", "application/pdf") is None


@pytest.mark.parametrize("level", ["l", "m", "q", "h"])
@pytest.mark.parametrize("text", ["https://nscl.bacninh.gov.vn/check/7K3M-9QXT-2HBD", "7K3M-9QXT-2HBD", "đ" * 90])
def test_codes_of_every_level_are_read(level: str, text: str) -> None:
    kept = io.BytesIO()
    segno.make_qr(text, error=level, boost_error=False).save(kept, kind="png", scale=4)

    assert text in {text_in(grid) for grid in grids_in(Image.open(kept))}
