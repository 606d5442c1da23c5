"""A file is what its bytes say, and only five kinds are taken."""

import io
import struct
import zipfile
import zlib
from contextlib import nullcontext

import pikepdf
import pytest

from nscl_grants.outside.file_refusals import FileIsBroken, FileIsUnsafe, PdfIsLocked, PdfRunsSomething
from nscl_grants.outside.pdf_rule import MOST_TABLES
from nscl_grants.outside.sniffing import (
    DOCX,
    JPG,
    PDF,
    PNG,
    XLSX,
    FileIsEmpty,
    FileKind,
    FileKindRefused,
    FileNameDiffers,
    sniff,
)
from tests.builders.pdfs import a_pdf

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
        ("hoa-don.pdf", a_pdf(), PDF),
        ("HÓA ĐƠN.PDF", a_pdf(), PDF),
        ("anh.jpeg", jpg(800, 600), JPG),
        ("anh.png", png(800, 600), PNG),
        ("don.docx", archive(("word/document.xml", b"<w/>")), DOCX),
        ("bang.xlsx", archive(("xl/workbook.xml", b"<x/>"), contents=EXCEL), XLSX),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
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
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_everything_else_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(FileKindRefused):
        sniff(io.BytesIO(content), name)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("hoa-don.pdf.exe", a_pdf()),
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


@pytest.mark.parametrize(
    "catalogue",
    [
        "/OpenAction<</S/JavaScript/JS(app.alert(1))>>",
        "/OpenAction<</S/Java#53cript>>",
        "/OpenAction<</S/Launch/F(cmd.exe)>>",
        "/AcroForm<</XFA(form)>>",
        "/Names[[[<</Kids[<</S/JavaScript>>]>>]]]",
    ],
)
def test_a_pdf_that_runs_something_is_refused(catalogue: str) -> None:
    with pytest.raises(PdfRunsSomething):
        sniff(io.BytesIO(a_pdf(catalogue=catalogue)), "mau.pdf")


def test_a_script_packed_away_in_a_pdf_is_found() -> None:
    pdf, packed = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page()
    pdf.Root.OpenAction = pdf.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("x")))
    pdf.save(packed, object_stream_mode=pikepdf.ObjectStreamMode.generate)

    assert b"JavaScript" not in packed.getvalue()
    with pytest.raises(PdfRunsSomething):
        sniff(packed, "mau.pdf")


def test_a_pdf_that_only_speaks_of_scripts_is_taken() -> None:
    assert sniff(io.BytesIO(a_pdf(catalogue="/Note(/JavaScript)")), "bai-giang.pdf") == PDF


@pytest.mark.parametrize(("password", "refused"), [("", False), ("bi mat", True)])
def test_a_pdf_that_asks_for_a_password_is_refused_and_one_that_only_forbids_printing_is_not(
    password: str, refused: bool
) -> None:
    pdf, locked = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page()
    pdf.save(locked, encryption=pikepdf.Encryption(user=password, owner="owner"))

    with pytest.raises(PdfIsLocked) if refused else nullcontext():
        sniff(locked, "khoa.pdf")


@pytest.mark.parametrize("content", [b"%PDF-1.7 and nothing else", a_pdf()[:60]])
def test_a_pdf_that_was_cut_off_is_refused(content: bytes) -> None:
    with pytest.raises(FileIsBroken):
        sniff(io.BytesIO(content), "cat.pdf")


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(FileIsEmpty):
        sniff(io.BytesIO(b""), "trong.pdf")


def a_table_of_objects(content: bytes, *, how_many: int = 1, name: bytes = b"ObjStm") -> bytes:
    """A PDF whose objects lie in tables that were packed twice."""
    packed = zlib.compress(zlib.compress(content, 9), 9)
    made, places = b"%PDF-1.7\n", []
    for number in range(1, how_many + 1):
        places.append(len(made))
        head = b"%d 0 obj\n<< /Type /%s /N 1 /First 4 /Filter [/FlateDecode /FlateDecode] /Length %d >>\nstream\n"
        made += head % (number, name, len(packed)) + packed + b"\nendstream\nendobj\n"
    root = how_many + 1
    places.append(len(made))
    made += b"%d 0 obj\n<< /Type /Catalog /Pages << /Type /Pages /Kids [] /Count 0 >> >>\nendobj\n" % root
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (root + 1) + b"".join(b"%010d 00000 n \n" % at for at in places)
    return made + table + b"trailer << /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF" % (root + 1, root, len(made))


@pytest.mark.parametrize("name", [b"ObjStm", b"Obj#53tm"])
def test_a_small_pdf_of_many_packed_tables_is_refused_without_unpacking_them(name: bytes) -> None:
    bomb = a_table_of_objects(b"0" * 1_000_000, how_many=MOST_TABLES + 1, name=name)

    assert len(bomb) < 200_000
    with pytest.raises(FileIsUnsafe):
        sniff(io.BytesIO(bomb), "x.pdf")


def test_a_paper_with_its_objects_in_tables_is_taken() -> None:
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(a_pdf())) as pdf:
        pdf.save(made, object_stream_mode=pikepdf.ObjectStreamMode.generate)

    assert b"/ObjStm" in made.getvalue()
    assert sniff(made, "x.pdf") is PDF
