"""Files that are not what they say, too large inside, named to climb, or alive."""

import io
import struct
import zipfile
import zlib

import pytest

from nscl_grants.demo.people import DOMAIN
from tests.attacks.attacker import Answer
from tests.attacks.conftest import TRIED, Target

pytestmark = pytest.mark.long
DRAFT = """
    SELECT a.reference FROM application a
    JOIN membership m ON m.organisation_id = a.organisation_id JOIN account c ON c.person_id = m.person_id
    WHERE c.email = ? AND a.state = 'draft' AND a.procedure = 'HTQL'
"""
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
)


def test_what_is_no_allowed_kind_of_file_is_refused_by_its_content(target: Target) -> None:
    refused = {
        "script.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        "trang.pdf": b"<html><script>alert(1)</script></html>",
        "giay.pdf.exe": b"MZ\x90\x00" + bytes(200),
        "anh.jpg": b"GIF89a" + bytes(100),
        "bang.xlsx": _zip({"hello.txt": b"hi"}),
        "macro.docx": _docx({"word/vbaProject.bin": b"macro"}),
        "eicar.pdf": EICAR,
        "polyglot.pdf": b"<html>" + b" " * 2000 + PDF,
        "script.pdf": PDF.replace(b"/Type/Catalog", b"/Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>"),
        "launch.pdf": PDF.replace(b"/Type/Catalog", b"/Type/Catalog/OpenAction<</S/Launch/F(cmd.exe)>>"),
        "rong.pdf": b"",
        "cut.pdf": b"%PDF-1.7\n",
    }
    taken = []
    with target.nothing_changes(but=TRIED):
        for name, content in refused.items():
            answer = _upload(target, name, content)
            if answer.status != 422:
                taken.append(f"{name}: {answer.status}")

    assert not taken, taken


def test_what_swells_when_it_is_opened_is_refused_before(target: Target) -> None:
    swollen = io.BytesIO()
    with zipfile.ZipFile(swollen, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", b"<Types/>")
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(300):
                sheet.write(bytes(1024 * 1024))
    with target.nothing_changes(but=TRIED):
        assert _upload(target, "bom.xlsx", swollen.getvalue()).status == 422
        assert _upload(target, "anh.png", _huge_png(60_000, 60_000)).status == 422


def test_a_name_that_climbs_stays_a_name(target: Target) -> None:
    page = f"/my/applications/{_draft(target)}/papers/certificate"
    before = {path for path in target.folder.rglob("*") if path.is_file()}
    for name in (
        "../../../tmp/x.pdf",
        "..\\..\\x.pdf",
        "/etc/cron.d/x.pdf",
        "x\x00.pdf",
        "a" * 300 + ".pdf",
        "\u202efdp.exe.pdf",
        '"><script>.pdf',
    ):
        answer = _upload(target, name.replace('"', "%22").replace("\r", ""), PDF)
        assert answer.status in (302, 303, 400, 422), name
    new = {path for path in target.folder.rglob("*") if path.is_file()} - before
    assert all(
        path.relative_to(target.folder).parts[0] == "uploads" or path.suffix.startswith(".sqlite3") for path in new
    ), new
    names = [name for (name,) in target.ask("SELECT stored_as FROM attachment")]
    assert not [name for name in names if ".." in name or ("/" in name.strip("/") and name.startswith("/"))]
    shown = target.as_("applicant").get(page).text
    assert "<script>.pdf" not in shown
    assert "\u202e" not in shown


def test_no_address_climbs_out_of_the_site(target: Target) -> None:
    for path in (
        "/static/../../etc/passwd",
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/static/..%2f..%2fetc/passwd",
        "/papers/..%2f1",
        "/files/../1",
        "/static//etc/passwd",
        "/%2e%2e/%2e%2e/nscl.sqlite3",
    ):
        answer = target.visitor().get(path)
        assert answer.status in (302, 303, 308, 400, 404), path
        assert b"root:" not in answer.content


def test_what_is_served_runs_nothing_and_is_nobody_elses(target: Target) -> None:
    of_draft = "SELECT max(t.id) FROM attachment t JOIN application a ON a.id = t.application_id WHERE a.reference = ?"
    file = target.one(f"{of_draft} AND t.scan <> 'infected'", _draft(target))
    found_out = target.one(f"{of_draft} AND t.scan = 'infected'", _draft(target))
    assert target.as_("applicant").get(f"/files/{found_out}").status == 404, "malware opens for nobody"
    answer = target.as_("applicant").get(f"/files/{file}")
    assert answer.status == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    for who in ("applicant2", "reviewer", "intake", "finance", "admin"):
        assert target.as_(who).get(f"/files/{file}").status in (403, 404), who


def test_a_form_of_too_many_parts_or_bytes_is_cut_off(target: Target) -> None:
    browser = target.as_("applicant")
    page = f"/my/applications/{_draft(target)}/form/costs"
    hidden = browser.hidden(page)
    with target.nothing_changes(but=TRIED):
        assert browser.post(page, {**hidden, **{f"x{nth}": "1" for nth in range(5000)}}, {}).status == 413
        assert browser.post(page, {**hidden, "long": "a" * 2_000_000}).status == 413


def _draft(target: Target) -> str:
    return str(target.one(DRAFT, f"applicant@{DOMAIN}"))


def _upload(target: Target, name: str, content: bytes) -> Answer:
    browser, path = target.as_("applicant"), f"/my/applications/{_draft(target)}/papers/certificate"
    return browser.send(path, {}, {"files": (name, content, "application/pdf")})


def _zip(parts: dict[str, bytes]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return kept.getvalue()


def _docx(more: dict[str, bytes]) -> bytes:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    part = f'<Override PartName="/word/document.xml" ContentType="{kind}"/>'
    types = f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{part}</Types>'
    return _zip({"[Content_Types].xml": types.encode(), "word/document.xml": b"<document/>", **more})


def _huge_png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
