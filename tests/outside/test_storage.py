"""A stored file keeps its bytes, its digest and nothing of the name its sender gave it."""

import hashlib
import io
from pathlib import Path
from typing import Any

import pytest

from nscl_grants.outside.storage import Storage, StoredFileChanged, size_of


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path / "uploads")


def test_what_is_kept_comes_back_byte_for_byte(storage: Storage) -> None:
    kept = storage.keep(io.BytesIO(b"%PDF-1.7 hello"))

    assert storage.read(kept.stored_as, kept.sha256, "a.pdf") == b"%PDF-1.7 hello"
    assert (kept.size_bytes, kept.sha256) == (14, hashlib.sha256(b"%PDF-1.7 hello").hexdigest())


def test_the_same_bytes_twice_are_two_files(storage: Storage) -> None:
    assert storage.keep(io.BytesIO(b"same")).stored_as != storage.keep(io.BytesIO(b"same")).stored_as


def test_a_changed_file_is_not_opened(storage: Storage) -> None:
    kept = storage.keep(io.BytesIO(b"true"))
    (storage.folder / kept.stored_as).write_bytes(b"fake")

    with pytest.raises(StoredFileChanged):
        storage.read(kept.stored_as, kept.sha256, "a.pdf")


def test_a_lost_file_is_said_to_be_lost(storage: Storage) -> None:
    kept = storage.keep(io.BytesIO(b"true"))
    storage.discard(kept)

    with pytest.raises(StoredFileChanged):
        storage.read(kept.stored_as, kept.sha256, "a.pdf")


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "ab/../../secret", ""])
def test_no_name_but_a_generated_one_leads_to_a_file(storage: Storage, name: str) -> None:
    with pytest.raises(AssertionError):
        storage.read(name, "0" * 64, "a.pdf")


def test_nothing_half_written_stays_behind(storage: Storage) -> None:
    class Broken(io.BytesIO):
        def read(self, *args: Any) -> bytes:
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        storage.keep(Broken())

    assert [path for path in storage.folder.rglob("*") if path.is_file()] == []


def test_only_the_system_may_read_the_files(storage: Storage) -> None:
    kept = storage.keep(io.BytesIO(b"secret"))

    assert (storage.folder / kept.stored_as).stat().st_mode & 0o077 == 0


def test_the_size_is_counted_not_believed() -> None:
    assert size_of(io.BytesIO(b"12345")) == 5
