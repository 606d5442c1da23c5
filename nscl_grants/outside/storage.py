"""Where uploaded files lie: under generated names in a folder of their own (or a bucket), outside every web root.

What a person called the file is kept in the database and never touches the file system. A file is
written beside its place and moved there whole, so no reader finds half of one; it is opened only if
it still has the digest that it was kept with.
"""

import errno
import hashlib
import os
import re
import shutil
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import IO

from nscl_grants.config import Config
from nscl_grants.domain.refused import Refused

CHUNK_BYTES = 1024 * 1024
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_GENERATED = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}")


@dataclass(eq=False)
class FileTooLarge(Refused):
    """One file is larger than we take."""

    name: str
    most_megabytes: int


@dataclass(eq=False)
class StoredFileChanged(Refused):
    """The stored bytes are gone or no longer those that were kept."""

    name: str


@dataclass(eq=False)
class NoRoomForFiles(Refused):
    """The disk that files lie on is full."""


@dataclass(eq=False)
class StorageIsAway(Refused):
    """The bucket that files lie in does not answer."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in its place."""

    stored_as: str
    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Storage:
    """A folder of files under generated names."""

    folder: Path

    def keep(self, file: IO[bytes]) -> Kept:
        """Store the whole file under a new name."""
        name = uuid.uuid4().hex
        stored_as = f"{name[:2]}/{name}"
        place = self.folder / stored_as
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = place.with_suffix(".part")
        try:
            sha256, size = self._write(file, beside)
            os.replace(beside, place)
        except OSError as fault:
            if fault.errno in _FULL:
                raise NoRoomForFiles() from fault
            raise
        finally:
            beside.unlink(missing_ok=True)
        return Kept(stored_as, sha256, size)

    def keep_all(self, files: Iterable[IO[bytes]]) -> list[Kept]:
        """Store several files, all or none."""
        kept: list[Kept] = []
        try:
            kept.extend(map(self.keep, files))
        except BaseException:
            for each in kept:
                self.discard(each)
            raise
        return kept

    def discard(self, kept: Kept) -> None:
        """Remove a file that no row came to know, because the act around it was refused or done before."""
        self._place(kept.stored_as).unlink(missing_ok=True)

    def read(self, stored_as: str, sha256: str, name: str) -> bytes:
        """The bytes, checked against their digest; `name` is what the reader calls the file."""
        try:
            content = self._place(stored_as).read_bytes()
        except FileNotFoundError:
            raise StoredFileChanged(name) from None
        if hashlib.sha256(content).hexdigest() != sha256:
            raise StoredFileChanged(name)
        return content

    def is_empty(self) -> bool:
        """Whether no file was ever kept here."""
        return not self.folder.exists() or not any(self.folder.iterdir())

    def take_in(self, folder: Path) -> None:
        """Put in a whole folder of files under our names, where there are none; it is moved and not copied."""
        shutil.rmtree(self.folder, ignore_errors=True)
        os.replace(folder, self.folder)

    def give_up(self) -> None:
        """Remove everything that was taken in, because what names it did not come."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _place(self, stored_as: str) -> Path:
        return self.folder / self.checked(stored_as)

    @staticmethod
    def checked(stored_as: str) -> str:
        """The same name, which is one of ours: no other leads to a file."""
        assert _GENERATED.fullmatch(stored_as), "only names that we made lead to a file"
        return stored_as

    @staticmethod
    def _write(file: IO[bytes], place: Path) -> tuple[str, int]:
        digest, size = hashlib.sha256(), 0
        file.seek(0)
        with open(place, "xb", opener=_for_us_alone) as target:
            while chunk := file.read(CHUNK_BYTES):
                digest.update(chunk)
                size += len(chunk)
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        return digest.hexdigest(), size


@cache
def storage_of(config: Config) -> Storage:
    """Where the installation keeps its files: on disk, or in the bucket that it names."""
    if config.s3_bucket:
        storage: Storage = import_module("nscl_grants.outside.bucket").bucket_of(config)
        return storage
    return Storage(config.uploads)


def size_of(file: IO[bytes]) -> int:
    """How many bytes the file has."""
    return file.seek(0, os.SEEK_END)


def _for_us_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
