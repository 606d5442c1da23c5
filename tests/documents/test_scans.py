"""A paper that comes back from the scanner is known again by its QR, turned, blurred or stained."""

import io
import subprocess
from pathlib import Path

import pikepdf
import pytest
import segno
from PIL import Image, ImageDraw, ImageFilter

from nscl_grants.documents.facts import to_json
from nscl_grants.documents.kinds import KINDS
from nscl_grants.documents.press import draw_paper
from nscl_grants.documents.scans import CodeFound, code_on
from tests.documents.samples import MORNING, drawn, samples

CODE = "7K3M-9QXT-2HBD"


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Image.Image:
    """A paper as a scanner sees it at 200 points an inch."""
    return scanned(drawn("receipt", samples()["receipt"]), tmp_path_factory.mktemp("scan"), points=200)


def scanned(paper: bytes, folder: Path, *, points: int) -> Image.Image:
    """The first page of a PDF as a picture of so many points an inch."""
    (folder / "paper.pdf").write_bytes(paper)
    command = ["pdftoppm", "-r", str(points), "-gray", "-png", "-singlefile", "paper.pdf", "paper"]
    subprocess.run(command, cwd=folder, check=True)
    return Image.open(folder / "paper.png")


def as_jpeg(picture: Image.Image, *, quality: int = 70) -> bytes:
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=quality)
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


@pytest.mark.parametrize("code", ["GWKW-YTGG-JWM8", "4TNR-A6DW-46WF", "MWUJ-A3XY-XRZE"])
def test_a_coarse_scan_that_lay_a_little_turned_is_read_whatever_its_squares(code: str, tmp_path: Path) -> None:
    drawing = draw_paper(
        "receipt", KINDS["receipt"].newest, to_json(samples()["receipt"]), code=code,
        address=f"https://nscl.test/check/{code}", author="Sở", made_at=MORNING,
    )  # fmt: skip
    scan = scanned(drawing.content, tmp_path, points=150).rotate(1, fillcolor=250)

    assert code_on(as_jpeg(scan, quality=75), "image/jpeg") == CodeFound(code, "qr")


def test_a_page_with_the_codes_of_two_papers_is_left_to_the_clerk(printed: Image.Image) -> None:
    other = io.BytesIO()
    segno.make_qr("https://nscl.test/check/MWUJ-A3XY-XRZE").save(other, kind="png", scale=4)
    page = printed.copy()
    page.paste(Image.open(other).convert("L"), (900, 1200))

    assert code_on(as_jpeg(page), "image/jpeg") is None


def test_a_strange_code_beside_ours_is_passed_over(printed: Image.Image) -> None:
    strange = io.BytesIO()
    segno.make_qr("https://example.test/hoa-don/123").save(strange, kind="png", scale=4)
    page = printed.copy()
    page.paste(Image.open(strange).convert("L"), (900, 1200))

    assert code_on(as_jpeg(page), "image/jpeg") == CodeFound(CODE, "qr")
