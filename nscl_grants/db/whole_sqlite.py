"""A whole SQLite database as one file: taken out while others write, and put back."""

import os
import sqlite3
from pathlib import Path

from sqlalchemy import Engine, inspect

MEMBER = "database/nscl.sqlite3"


def take_out(engine: Engine, folder: Path) -> list[str]:
    """Copy the database as it is at one moment into the folder; gives the name of the one file."""
    place = folder / MEMBER
    place.parent.mkdir(parents=True, exist_ok=True)
    source = sqlite3.connect(file_of(engine))
    target = sqlite3.connect(place)
    try:
        source.backup(target)
    finally:
        source.close()
        target.close()
    return [MEMBER]


def is_empty(engine: Engine) -> bool:
    """Whether there is no table in it; a file that is not there has none, and is not made by asking."""
    place = file_of(engine)
    return not place.exists() or place.stat().st_size == 0 or not inspect(engine).get_table_names()


def put_in(engine: Engine, folder: Path) -> None:
    """Move the copy to the place of the database, whole or not at all."""
    place = file_of(engine)
    engine.dispose()
    place.parent.mkdir(parents=True, exist_ok=True)
    for name in (place, Path(f"{place}-wal"), Path(f"{place}-shm")):
        name.unlink(missing_ok=True)
    os.chmod(folder / MEMBER, 0o600)
    beside = place.with_name(f"{place.name}.restoring")
    beside.write_bytes(b"")
    os.chmod(beside, 0o600)
    with (folder / MEMBER).open("rb") as source, beside.open("wb") as target:
        while chunk := source.read(1024 * 1024):
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    os.replace(beside, place)


def file_of(engine: Engine) -> Path:
    """The file that the database is."""
    assert engine.url.database, "the books are never kept in memory"
    return Path(engine.url.database)
