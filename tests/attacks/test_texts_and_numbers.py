"""Texts that want to be code, names that look like others, and numbers that mean nothing or two things."""

import io
import json
import uuid
import zipfile
import zlib
from urllib.parse import quote, urlsplit

import pytest

from nscl_grants.demo.people import DOMAIN
from tests.attacks.attacker import Answer
from tests.attacks.conftest import TRIED, Target
from tests.attacks.test_steps_and_duties import draft_of, typed

pytestmark = pytest.mark.long
HOSTILE = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{70003*191}}", "${70003*191}", "' OR '1'='1",
    "'; DROP TABLE move;--", "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
    "x\r\nSet-Cookie: a=b", '=HYPERLINK("http://evil.test")', "<img src='file:///etc/passwd'>",
    "<link rel=stylesheet href=http://127.0.0.1:1/x>", "&lt;b&gt;", "%0d%0aX-Evil: 1",
)  # fmt: skip
NEWCOMER = {
    "name": "Công ty TNHH Mới Đến", "kind": "enterprise", "address": "Số 1", "commune": "07795",
    "phone": "0222 3868 686", "organisation_email": "vanphong@vidu.test", "representative": "Trần Thị Thử",
    "representative_title": "Giám đốc", "full_name": "Trần Thị Mới", "password": "bốn con mèo xanh",
}  # fmt: skip
NO_AMOUNT = (
    "1e9",
    "１００",
    "50.000.000,00",
    "-0",
    "-5",
    "10^30",
    "9" * 31,
    "0x10",
    "1_000",
    "NaN",
    "∞",
    "50,000,000.00",
    "٣",
)


def test_what_looks_like_code_is_text_on_every_page_and_obeyed_on_none(target: Target) -> None:
    applicant, path = target.as_("applicant"), f"/my/applications/{draft_of(target)}/form/certificate"
    for text in HOSTILE:
        answer = applicant.send(path, {**typed(applicant.get(path).text), "scope": text})
        assert answer.status in (302, 303, 400, 422), text
        page = applicant.get(path).text
        assert "<script>alert(1)" not in page
        assert "<img src=x" not in page
        assert "13370573" not in page
        assert "root:" not in page
        for shown in (f"/my/applications/{draft_of(target)}/print", f"/my/applications/{draft_of(target)}/check"):
            assert "<script>alert(1)" not in applicant.get(shown).text
    for who, address in (
        ("reviewer", "/cases?q="),
        ("finance", "/finance/payments?q="),
        ("auditor", "/audit?who="),
        ("intake", "/search?q="),
    ):
        for text in HOSTILE:
            answer = target.as_(who).get(address + quote(text))
            assert answer.status in (200, 303, 400), (address, text)
            assert "<script>alert(1)" not in answer.text
            assert "13370573" not in answer.text
            assert answer.headers.get("X-Evil") is None
    assert target.one("SELECT count(*) FROM move") > 0


def test_every_spelling_of_an_amount_has_one_meaning_or_none(target: Target) -> None:
    applicant, path = target.as_("applicant"), f"/my/applications/{draft_of(target)}/form/costs"
    kept = target.one("SELECT answers FROM application WHERE reference = ?", draft_of(target))
    for spelt in NO_AMOUNT:
        answer = applicant.send(path, {**typed(applicant.get(path).text), "costs.0.amount": spelt})
        assert answer.status == 422, spelt
        assert spelt.replace("^", "^") in answer.text or "&" in spelt, "what was typed is kept"
        assert target.one("SELECT answers FROM application WHERE reference = ?", draft_of(target)) == kept, spelt
    for spelt in ("37.800.000", "37 800 000", "37800000"):
        applicant.send(path, {**typed(applicant.get(path).text), "costs.0.amount": spelt})
        assert '"amount": 37800000' in target.one(
            "SELECT answers FROM application WHERE reference = ?", draft_of(target)
        )


def test_a_field_sent_twice_is_no_answer(target: Target) -> None:
    applicant, path = target.as_("applicant"), f"/my/applications/{draft_of(target)}/form/certificate"
    sent = {**applicant.hidden(path), **typed(applicant.get(path).text), "scope": ["một", "hai"]}
    with target.nothing_changes(but=TRIED):
        assert applicant.post(path, sent).status in (400, 422)


def test_files_that_are_taken_away_hold_no_formula(target: Target) -> None:
    applicant, path = target.as_("applicant"), f"/my/applications/{draft_of(target)}/form/certificate"
    for evil in ("=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1"):
        applicant.send(path, {**typed(applicant.get(path).text), "scope": evil})
    for who, file in (
        ("finance", "/finance/payments"),
        ("intake", "/cases"),
        ("finance", "/organisations"),
        ("plan-manager", "/plan/records"),
        ("admin", "/admin/accounts"),
    ):
        text = target.as_(who).get(f"{file}.csv").text
        assert not [cell for line in text.splitlines() for cell in line.split(",") if cell[:1] in "=@\t" and cell], file
        book = zipfile.ZipFile(io.BytesIO(target.as_(who).get(f"{file}.xlsx").content))
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml"), file


def test_one_firm_and_one_person_however_they_are_spelt(target: Target) -> None:
    code = target.one("SELECT tax_code FROM organisation ORDER BY id LIMIT 1")
    before = target.one("SELECT count(*) FROM organisation")
    for spelt in (
        code,
        f" {code} ",
        f"{code[:4]}\u200b{code[4:]}",
        "".join(chr(ord(digit) + 0xFEE0) for digit in code),
    ):
        assert _register(target, spelt, f"{uuid.uuid4().hex[:9]}@vidu.test").status != 302, spelt
    for spelt in (
        f"APPLICANT@{DOMAIN}",
        f"applicant@{DOMAIN.upper()}",
        f"аpplicant@{DOMAIN}",
        f"appli\u200bcant@{DOMAIN}",
        f"applicant@{DOMAIN}\u202e",
    ):
        _register(target, "0100233488", spelt)
        same = "SELECT count(*) FROM account WHERE lower(email) = ?"
        assert target.one(same, f"applicant@{DOMAIN}") == 1, spelt
        assert not target.ask(
            "SELECT email FROM account WHERE email LIKE '%' || char(8203) || '%' OR email LIKE '%' || char(8238) || '%'"
        )
    assert target.one("SELECT count(*) FROM organisation") == before, "no firm came in by another spelling"
    assert _register(target, "0100233488", "moi-den@vidu.test").status == 302, "an honest newcomer comes in"


def test_nothing_is_fetched_because_somebody_wrote_its_address(target: Target) -> None:
    """Names go into papers, and the press has no way out: the file of one holds nothing that opens itself."""
    paper = target.one(
        "SELECT max(id) FROM paper WHERE made_at IS NOT NULL AND application_id IS NOT NULL AND kind = 'receipt'"
    )
    content = target.as_("intake").get(f"/papers/{paper}").content
    assert content.startswith(b"%PDF")
    for alive in (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/OpenAction", b"/GoToR", b"file://"):
        assert alive not in content, alive


def _register(target: Target, tax_code: str, email: str) -> Answer:
    stranger = target.visitor(source="127.0.0.9")
    person = f"027093{zlib.crc32(email.encode()) % 1_000_000:06d}"
    before = target.one("SELECT coalesce(max(id), 0) FROM letter")
    asked = stranger.send("/register", {"email": email})
    found = target.ask(f"SELECT \"values\" FROM letter WHERE kind = 'register' AND id > {before}")
    if not found:
        return asked
    link = urlsplit(json.loads(found[0][0])["link"]).path
    return stranger.send(link, {**NEWCOMER, "tax_code": tax_code, "identity_number": person})
