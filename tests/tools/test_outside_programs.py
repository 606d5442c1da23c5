"""Beancount and hledger add up the exported books for themselves, and come to the balances that the database keeps."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from nscl_grants.db import ledger_export
from tests.model.conftest import fresh_engine
from tests.model.side_by_side import SideBySide
from tests.model.story import Story, tell

__all__ = ["fresh_engine"]

MISSING = "hledger is not on PATH. As root, type: apt-get update && apt-get install -y --no-install-recommends hledger"


@pytest.fixture
def database() -> str:
    """One database is enough: both write the same lines, which tests/model sees to."""
    return "sqlite"


@pytest.fixture
def books(fresh_engine: Callable[[], Engine]) -> Iterator[Session]:
    """Books with every movement in them, three years long."""
    both = SideBySide(fresh_engine())
    tell(Story(both))
    yield both.session
    both.end()


def test_two_programs_that_we_did_not_write_come_to_the_same_balances(books: Session, tmp_path: Path) -> None:
    for export, check, complaint in (
        (ledger_export.export_beancount, bean_check, "Balance failed"),
        (ledger_export.export_hledger, hledger_check, "balance assertion"),
    ):
        text = "".join(export(books))

        sound, changed = check(tmp_path, text), check(tmp_path, with_one_less(text))

        assert (sound.returncode, sound.stderr) == (0, "")
        assert changed.returncode != 0
        assert complaint in changed.stderr, "a program that says nothing to anything proves nothing"


def bean_check(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    """bean-check of the virtual environment, without a cache beside the file."""
    file = folder / "books.beancount"
    file.write_text(text, encoding="utf-8")
    program = Path(sys.executable).parent / "bean-check"
    return subprocess.run([program, "--no-cache", file], capture_output=True, text=True, check=False)


def hledger_check(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    """Strict: every account and commodity declared, every transaction and every assertion balanced."""
    program = shutil.which("hledger")
    assert program is not None, MISSING
    file = folder / "books.journal"
    file.write_text(text, encoding="utf-8")
    environment = {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "HOME": str(folder)}
    command = [program, "check", "--strict", "--file", str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def with_one_less(text: str) -> str:
    """The same books, but both sides of one entry are one đồng smaller."""
    for amount in ("20000000 VND", "-20000000 VND"):
        assert f"  {amount}" in text
        head, found, tail = text.partition(f"  {amount}")
        text = head + found.replace("20000000", "19999999") + tail
    return text
