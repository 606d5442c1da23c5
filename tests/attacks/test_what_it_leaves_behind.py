"""After all attacks: books and audit verify, and no secret stands in a log, an address or a letter."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from nscl_grants.demo import PASSWORD
from tests.attacks.conftest import Target

pytestmark = pytest.mark.long


def test_books_audit_and_files_verify_after_all_of_it(target: Target) -> None:
    program = str(Path(sys.executable).with_name("nscl-grants"))
    environ = {
        **os.environ,
        "NSCL_INSTANCE": str(target.folder.parent),
        "NSCL_DEMO": "yes",
        "NSCL_DATABASE_URL": f"sqlite:///{target.folder / 'nscl.sqlite3'}",
    }
    for command in (["ledger", "verify"], ["audit", "verify"]):
        done = subprocess.run([program, *command], env=environ, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_no_secret_and_no_trace_stands_in_the_log(target: Target) -> None:
    log = target.log.read_text()
    start, _, rest = log.partition("Stop with Ctrl+C")
    assert PASSWORD in start, "the demo prints it once, for everybody to read"
    assert PASSWORD not in rest
    assert "Traceback" not in rest, rest[-3000:]
    for browser in target.people.values():
        for value in browser.cookies.values():
            assert len(value) < 20 or value not in log


def test_no_secret_stands_in_what_was_kept_of_the_attacks(target: Target) -> None:
    kept = (
        repr(target.ask("SELECT * FROM audit_event"))
        + repr(target.ask("SELECT * FROM act"))
        + repr(target.ask("SELECT * FROM mail"))
    )
    assert PASSWORD not in kept
    for browser in target.people.values():
        for name, value in browser.cookies.items():
            assert len(value) < 20 or value not in kept, name
