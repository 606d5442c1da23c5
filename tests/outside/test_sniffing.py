"""A file is what its bytes say, and only five kinds are taken."""

import io
import struct
import zipfile

import pytest

from nscl_grants.outside.sniffing import (
    DOCX,
    JPG,
    PDF,
    PNG,
    XLSX,
    FileIsEmpty,
    FileIsUnsafe,
    FileKind,
    FileKindRefused,
    FileNameDiffers,
    sniff,
)

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
WITH_MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def archive(*parts: tuple[str, bytes], contents: str = WORD) -> bytes:
    """An Office file of these parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as parted:
        parted.writestr("[Content_Types].xml", f'<Types><Override ContentType="{contents}"/></Types>')
        for name, content in parts:
            parted.writestr(name, content)
    return made.getvalue()


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height) + b"\x08\x02\x00\x00\x00rest"


def jpg(width: int, height: int) -> bytes:
    comment = b"\xff\xfe" + struct.pack(">H", 6) + b"note"
    return b"\xff\xd8" + comment + b"\xff\xff\xc0" + struct.pack(">HBHH", 11, 8, height, width) + b"rest"


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("hoa-don.pdf", b"%PDF-1.7 ...", PDF),
        ("HÓA ĐƠN.PDF", b"%PDF-1.4 ...", PDF),
        ("anh.jpeg", jpg(800, 600), JPG),
        ("anh.png", png(800, 600), PNG),
        ("don.docx", archive(("word/document.xml", b"<w/>")), DOCX),
        ("bang.xlsx", archive(("xl/workbook.xml", b"<x/>"), contents=EXCEL), XLSX),
    ],
)
def test_five_kinds_are_taken(name: str, content: bytes, kind: FileKind) -> None:
    assert sniff(io.BytesIO(content), name) == kind


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("trang.html", b"<html><script>alert(1)</script>"),
        ("trang.pdf", b"<html><script>alert(1)</script>"),
        ("anh.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        ("chay.pdf", b"MZ\x90\x00"),
        ("eicar.pdf", rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"),
        ("cu.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old or encrypted Office file"),
        ("nen.docx", archive(("readme.txt", b"a plain archive"))),
        ("hong.docx", archive(("word/document.xml", b"<w/>"))[:60]),
        ("anh.png", b"\x89PNG\r\n\x1a\n"),
        ("anh.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF"),
        ("macro.docx", archive(("word/document.xml", b"<w/>"), contents=WITH_MACROS)),
    ],
)  # fmt: skip
def test_everything_else_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(FileKindRefused):
        sniff(io.BytesIO(content), name)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("hoa-don.pdf.exe", b"%PDF-1.7"),
        ("hoa-don.html", b"%PDF-1.7"),
        ("khong-duoi", b"%PDF-1.7"),
        ("a.pdf", jpg(8, 8)),
    ],
)
def test_a_name_that_says_another_kind_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(FileNameDiffers):
        sniff(io.BytesIO(content), name)


@pytest.mark.parametrize("part", ["word/vbaProject.bin", "xl/vbaProject.bin", "word/VBAPROJECT.BIN"])
def test_macros_are_refused(part: str) -> None:
    content = archive(("word/document.xml", b"<w/>"), (part, b"Sub AutoOpen"))

    with pytest.raises(FileIsUnsafe):
        sniff(io.BytesIO(content), "don.docx")


def test_an_archive_that_unpacks_without_end_is_refused_without_unpacking_it() -> None:
    content = archive(("word/document.xml", b"<w/>"), ("word/media/nothing.bin", bytes(201 * 1024 * 1024)))

    assert len(content) < 1024 * 1024
    with pytest.raises(FileIsUnsafe):
        sniff(io.BytesIO(content), "bom.docx")


@pytest.mark.parametrize(("name", "content"), [("to.png", png(60_000, 60_000)), ("to.jpg", jpg(60_000, 60_000))])
def test_a_picture_too_large_to_open_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(FileIsUnsafe):
        sniff(io.BytesIO(content), name)


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(FileIsEmpty):
        sniff(io.BytesIO(b""), "trong.pdf")
