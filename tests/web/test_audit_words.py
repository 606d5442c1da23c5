"""The audit log reads as sentences: no event that the code can note is left with its bare key."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

import nscl_grants
from nscl_grants.actions import batches
from nscl_grants.db.audit import AuditEvent
from nscl_grants.db.proposals import BUDGET
from nscl_grants.definitions.house import load_house
from nscl_grants.web.audit_words import Reader

CODE = Path(nscl_grants.__file__).parent
READER = Reader(load_house())
ANSWERS = ("propose", "confirm", "decline")


def kinds_in_the_code() -> Iterator[str]:
    """Each kind that a call of `audit.append` or of a function that notes gives in so many words."""
    for path in sorted([*CODE.glob("actions/**/*.py"), *CODE.glob("web/**/*.py")]):
        for call in ast.walk(ast.parse(path.read_text())):
            if (isinstance(call, ast.Call) and "note" in ast.unparse(call.func)) or _appends(call):
                assert isinstance(call, ast.Call)
                given = [*call.args, *(each.value for each in call.keywords if each.arg == "what")]
                said = (str(each.value) for each in given if isinstance(each, ast.Constant))
                yield from (kind for kind in said if _is_kind(kind))


def _appends(call: ast.AST) -> bool:
    return isinstance(call, ast.Call) and ast.unparse(call.func) == "audit.append"


def _is_kind(value: str) -> bool:
    return "." in value and value.replace(".", "").replace("_", "").isalpha()


def kinds_put_together() -> Iterator[str]:
    """The kinds that are put together of a subject and a step."""
    yield from (f"batch.{step}" for step in batches.STEPS)
    yield from (f"{kind}.{said}" for kind in BUDGET for said in ANSWERS)


def test_every_kind_of_event_has_words_in_both_languages(app: Flask) -> None:
    kinds = {*kinds_in_the_code(), *kinds_put_together()}
    assert {"paper.register", "role.give", "batch.send", "reverse.confirm"} <= kinds

    for language in ("vi", "en"):
        with app.test_request_context(headers={"Accept-Language": language}):
            assert {kind for kind in kinds if READER.did(kind) == kind} == set()


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("on", "2026-03-02", "02/03/2026"),
        ("document", "claim.1.invoices", "Hóa đơn"),
        ("body", "skhcn", "Sở Khoa học và Công nghệ"),
        ("standard", "iso-9001", "ISO 9001:2015"),
        ("setting", "public", "Nhiều đối tượng"),
        ("commune", "07795", "Nếnh"),
        ("risk_level", "medium", "Trung bình"),
        ("text", "Giao dự toán sớm.", "Giao dự toán sớm."),
    ],
)
def test_a_value_reads_as_what_it_names(app: Flask, name: str, value: str, shown: str) -> None:
    event = AuditEvent(what="record.write", subject_kind="record", subject="1", before=None, after={name: value})

    with app.test_request_context():
        (change,) = READER.changes(event)

    assert change.after.startswith(shown)
