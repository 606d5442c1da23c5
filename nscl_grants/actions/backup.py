"""A backup: the database as it is at one moment, every file it knows, and a list with the digest of each.

The database is copied first. A file is kept before the row that names it is committed, so whatever the copy
names is there; a file that is gone or changed is named, and the backup is made of all the rest.
"""

import hashlib
import io
import json
import os
import tarfile
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from nscl_grants.db import whole_postgres, whole_sqlite
from nscl_grants.db.audit import end_of_log
from nscl_grants.db.engine import make_engine, reading
from nscl_grants.db.kept_files import KeptFile, kept_files
from nscl_grants.db.ledger_heads import end_of_books
from nscl_grants.db.migrate import revision_of
from nscl_grants.domain.refused import Refused
from nscl_grants.outside.storage import Storage, StoredFileChanged

MANIFEST = "manifest.json"
FORMAT = 1


@dataclass(eq=False)
class BackupNotWritten(Refused):
    """The archive cannot be written where it was asked for."""

    place: str
    why: str


@dataclass(eq=False)
class BackupIsThere(Refused):
    """No archive is ever written over."""

    place: str


@dataclass(eq=False)
class NothingToBackUp(Refused):
    """There is no database, or none that was ever set up."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the archive."""

    name: str
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Backup:
    """What was written."""

    place: Path
    manifest_sha256: str
    files: int
    unsound: Sequence[str]
    """The files that are gone or changed, with the rows that name them; they are not in the archive."""


Told = Callable[[int, int], None]
"""Hears how many members of how many are done."""


def back_up(engine: Engine, storage: Storage, place: Path, *, at: datetime, told: Told = lambda *_: None) -> Backup:
    """Write the archive, whole or not at all."""
    if place.exists():
        raise BackupIsThere(str(place))
    if (revision := _revision(engine)) is None:
        raise NothingToBackUp()
    beside = place.with_name(f"{place.name}.part")
    try:
        with tempfile.TemporaryDirectory(dir=place.parent, prefix=".backup-") as folder:
            facts = {"format": FORMAT, "kind": engine.dialect.name, "revision": revision}
            made = _write(engine, storage, Path(folder), beside, facts | {"made_at": _moment(at)}, told)
        os.replace(beside, place)
    except OSError as fault:
        raise BackupNotWritten(str(place), fault.strerror or str(fault)) from fault
    finally:
        beside.unlink(missing_ok=True)
    return Backup(place, *made)


def _revision(engine: Engine) -> str | None:
    if engine.dialect.name == "sqlite" and whole_sqlite.is_empty(engine):
        return None
    return revision_of(engine)


def _write(
    engine: Engine, storage: Storage, folder: Path, place: Path, facts: dict[str, Any], told: Told
) -> tuple[str, int, Sequence[str]]:
    with ExitStack() as stack:
        names, session = _copy_database(engine, folder, stack)
        facts |= {"ledger": end_of_books(session)._asdict(), "audit": end_of_log(session)._asdict()}
        files = list(kept_files(session))
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as target:
        with tarfile.open(fileobj=target, mode="w", format=tarfile.PAX_FORMAT) as archive:
            members = [_add_file(archive, folder / name, name) for name in names]
            kept, unsound = _add_kept(archive, storage, files, told)
            listed = {**facts, "members": [asdict(member) for member in (*members, *kept)]}
            content = json.dumps(listed, ensure_ascii=False, indent=1).encode()
            _add(archive, MANIFEST, content)
        target.flush()
        os.fsync(target.fileno())
    return hashlib.sha256(content).hexdigest(), len(kept), unsound


def _copy_database(engine: Engine, folder: Path, stack: ExitStack) -> tuple[Sequence[str], Session]:
    """The names of the copied files, and a session that sees just what was copied."""
    if engine.dialect.name == "sqlite":
        names = whole_sqlite.take_out(engine, folder)
        copy = make_engine(f"sqlite:///{folder / whole_sqlite.MEMBER}")
        stack.callback(copy.dispose)
        return names, stack.enter_context(reading(copy))
    session = stack.enter_context(reading(engine))
    return whole_postgres.take_out(session.connection(), folder), session


def _add_kept(
    archive: tarfile.TarFile, storage: Storage, files: Sequence[KeptFile], told: Told
) -> tuple[Sequence[Member], Sequence[str]]:
    members, unsound = [], []
    for nth, file in enumerate(files, 1):
        try:
            content = storage.read(file.stored_as, file.sha256, file.named_by)
        except StoredFileChanged:
            unsound.append(f"{file.stored_as} ({file.named_by})")
        else:
            members.append(_add(archive, f"files/{file.stored_as}", content))
        told(nth, len(files))
    return members, unsound


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> Member:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(content), 0o600
    archive.addfile(info, io.BytesIO(content))
    return Member(name, hashlib.sha256(content).hexdigest(), len(content))


def _add_file(archive: tarfile.TarFile, place: Path, name: str) -> Member:
    info = tarfile.TarInfo(name)
    info.size, info.mode = place.stat().st_size, 0o600
    with place.open("rb") as file:
        archive.addfile(info, file)
        digest = hashlib.file_digest(_rewound(file), "sha256")
    return Member(name, digest.hexdigest(), info.size)


def _rewound(file: io.BufferedReader) -> io.BufferedReader:
    file.seek(0)
    return file


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")
