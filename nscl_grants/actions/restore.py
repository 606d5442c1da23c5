"""A backup put back: into an empty installation only, each file by its digest, so that it can be verified afterwards.

Nothing is touched before the whole archive was read and every digest was right.
"""

import hashlib
import json
import os
import re
import tarfile
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, update

from nscl_grants.actions.backup import FORMAT, MANIFEST, Told
from nscl_grants.db import whole_postgres, whole_sqlite
from nscl_grants.db.engine import writing
from nscl_grants.db.migrate import is_known, upgrade
from nscl_grants.db.second_factors import RecoveryCode
from nscl_grants.db.sessions import WebSession
from nscl_grants.db.tickets import Ticket
from nscl_grants.domain.refused import Refused
from nscl_grants.outside.storage import Storage

CHUNK_BYTES = 1024 * 1024
_NAMES = re.compile(r"database/[a-z0-9_]+\.(copy|sqlite3)|files/[0-9a-f]{2}/[0-9a-f]{32}")


@dataclass(eq=False)
class NotABackup(Refused):
    """The file is no archive of ours, or was cut off."""

    place: str


@dataclass(eq=False)
class BackupChanged(Refused):
    """A member is missing, came in, or is not what the list says."""

    member: str


@dataclass(eq=False)
class BackupIsNewer(Refused):
    """A newer program wrote it."""

    revision: str


@dataclass(eq=False)
class BackupOfAnother(Refused):
    """SQLite goes back into SQLite, PostgreSQL into PostgreSQL."""

    kind: str


@dataclass(eq=False)
class NotEmpty(Refused):
    """There is something where the backup would go."""

    what: str


@dataclass(eq=False)
class NotRestored(Refused):
    """The place does not take what is to be written; nothing was put in."""

    why: str


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put in."""

    made_at: str
    files: int
    manifest_sha256: str


def restore(engine: Engine, storage: Storage, place: Path, *, at: datetime, told: Told = lambda *_: None) -> Restored:
    """Put the database and the files in; nothing is put in unless all of the archive is as it was written.

    The doors of that day are closed: its sessions end, its links and recovery codes count as used.
    """
    _check_empty(engine, storage)
    storage.folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(dir=storage.folder.parent, prefix=".restore-") as name:
            folder = Path(name)
            manifest, digest = _unpack(place, folder, told)
            _check_fits(engine, manifest)
            _put_in(engine, storage, folder, manifest["revision"])
            _close_doors(engine, at)
    except OSError as fault:
        raise NotRestored(fault.strerror or str(fault)) from fault
    files = sum(each["name"].startswith("files/") for each in manifest["members"])
    return Restored(manifest["made_at"], files, digest)


def _close_doors(engine: Engine, at: datetime) -> None:
    """What was ended or used since the backup was made would open again otherwise."""
    with writing(engine) as session:
        session.execute(update(WebSession).where(WebSession.ended_at.is_(None)).values(ended_at=at))
        session.execute(update(Ticket).where(Ticket.used_at.is_(None)).values(used_at=at))
        session.execute(update(RecoveryCode).where(RecoveryCode.used_at.is_(None)).values(used_at=at))
        session.commit()


def _check_empty(engine: Engine, storage: Storage) -> None:
    is_empty: Mapping[str, Callable[[Engine], bool]] = {
        "sqlite": whole_sqlite.is_empty,
        "postgresql": whole_postgres.is_empty,
    }
    if not is_empty[engine.dialect.name](engine):
        raise NotEmpty(engine.url.render_as_string(hide_password=True))
    if not storage.is_empty():
        raise NotEmpty(str(storage.folder))


def _check_fits(engine: Engine, manifest: Mapping[str, Any]) -> None:
    if manifest["kind"] != engine.dialect.name:
        raise BackupOfAnother(manifest["kind"])
    if manifest["format"] > FORMAT or not is_known(manifest["revision"]):
        raise BackupIsNewer(manifest["revision"])


def _unpack(place: Path, folder: Path, told: Told) -> tuple[Mapping[str, Any], str]:
    """Write every member below the folder; the list, and its digest."""
    try:
        with tarfile.open(place, "r:") as archive:
            members = archive.getmembers()
            if not members or members[-1].name != MANIFEST:
                raise NotABackup(str(place))
            content = _bytes(archive, members[-1])
            manifest = json.loads(content)
            listed = {each["name"]: each["sha256"] for each in manifest["members"]}
            for nth, member in enumerate(members[:-1], 1):
                _unpack_one(archive, member, folder, listed)
                told(nth, len(members) - 1)
    except (tarfile.TarError, EOFError, ValueError, KeyError, TypeError):
        raise NotABackup(str(place)) from None
    if listed:
        raise BackupChanged(min(listed))
    return manifest, hashlib.sha256(content).hexdigest()


def _unpack_one(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path, listed: dict[str, str]) -> None:
    """Take one member off the list: only names that we make lead to a place, and only the listed bytes stay."""
    if not member.isreg() or not _NAMES.fullmatch(member.name) or member.name not in listed:
        raise BackupChanged(member.name)
    source, place, digest = archive.extractfile(member), folder / member.name, hashlib.sha256()
    assert source is not None, "a regular file has content"
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as target:
        while chunk := source.read(CHUNK_BYTES):
            digest.update(chunk)
            target.write(chunk)
    if digest.hexdigest() != listed.pop(member.name):
        raise BackupChanged(member.name)


def _bytes(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = archive.extractfile(member)
    return b"" if file is None else file.read()


def _put_in(engine: Engine, storage: Storage, folder: Path, revision: str) -> None:
    """The files first, for no row may name a file that is not there; without the database they are taken out again."""
    (folder / "files").mkdir(exist_ok=True)
    try:
        storage.take_in(folder / "files")
        if engine.dialect.name == "sqlite":
            whole_sqlite.put_in(engine, folder)
        else:
            whole_postgres.put_in(engine, folder, revision)
    except BaseException:
        storage.give_up()
        raise
    upgrade(engine)
