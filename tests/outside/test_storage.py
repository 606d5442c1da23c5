"""A stored file keeps its bytes, its digest and nothing of the name its sender gave it."""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from nscl_grants.config import Config
from nscl_grants.outside.bucket import Bucket
from nscl_grants.outside.storage import Storage, StoredFileChanged, size_of, storage_of
from tests.builders.bucket import a_bucket


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path / "uploads")


@pytest.fixture(params=["disk", pytest.param("bucket", marks=pytest.mark.long)])
def any_storage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Storage]:
    """The folder, and in long tests a bucket of SeaweedFS; both keep one contract."""
    if request.param == "disk":
        yield Storage(tmp_path / "uploads")
        return
    with a_bucket(tmp_path) as config:
        yield storage_of(config)


def test_a_storage_keeps_its_contract(any_storage: Storage) -> None:
    content = b"%PDF-1.7 hello"
    kept, again = any_storage.keep(io.BytesIO(content)), any_storage.keep(io.BytesIO(content))

    # What is kept comes back byte for byte; the same bytes twice are two files.
    assert any_storage.read(kept.stored_as, kept.sha256, "a.pdf") == content
    assert (kept.size_bytes, kept.sha256) == (14, hashlib.sha256(content).hexdigest())
    assert kept.stored_as != again.stored_as
    # Other bytes than those that were kept are not handed out, and what is gone is said to be gone.
    with pytest.raises(StoredFileChanged):
        any_storage.read(kept.stored_as, "0" * 64, "a.pdf")
    any_storage.discard(kept)
    any_storage.discard(kept)
    with pytest.raises(StoredFileChanged):
        any_storage.read(kept.stored_as, kept.sha256, "a.pdf")
    assert any_storage.read(again.stored_as, again.sha256, "a.pdf") == content
    # No name but a generated one leads anywhere.
    with pytest.raises(AssertionError):
        any_storage.read("../config.toml", kept.sha256, "a.pdf")


def test_files_of_a_backup_go_in_whole_and_can_be_given_up(any_storage: Storage, tmp_path: Path) -> None:
    saved = Storage(tmp_path / "saved")
    kept = saved.keep(io.BytesIO(b"hello"))
    assert any_storage.is_empty()

    any_storage.take_in(saved.folder)

    assert any_storage.read(kept.stored_as, kept.sha256, "a.pdf") == b"hello"
    assert not any_storage.is_empty()
    any_storage.give_up()
    assert any_storage.is_empty()


def test_a_bucket_is_taken_only_where_one_is_named_and_its_secret_is_not_shown(tmp_path: Path) -> None:
    disk = Config(instance=tmp_path)
    named = replace(disk, s3_bucket="nscl", s3_endpoint="http://127.0.0.1:1", s3_key="key", s3_secret="hidden-secret")

    assert type(storage_of(disk)) is Storage
    assert type(storage_of(named)) is Bucket
    assert "hidden-secret" not in repr(named) + repr(storage_of(named))


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
