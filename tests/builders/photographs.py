"""A whole database taken down and put back behind the guards' backs, on SQLite and on PostgreSQL.

The mark of a database changes with every transaction that wrote to it, and with nothing else that matters.
"""

import sqlite3
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Engine, text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

Bind = Engine | Connection

WAL_INDEX_HEADER_BYTES = 48
"""Of the file that SQLite keeps beside its log: a counter of transactions and the checksum of the last one."""


def is_new(session: Session) -> bool:
    """Whether nothing was written since the migrations."""
    asked = "SELECT (SELECT seq FROM audit_head) = 0 AND NOT EXISTS (SELECT 1 FROM person)"
    return bool(session.execute(text(asked)).scalar())


def mark(bind: Bind) -> Hashable:
    """What changes when somebody writes; two equal marks are the same content."""
    return _wal_mark(bind) if bind.dialect.name == "sqlite" else _next_transaction(bind)


def taken(bind: Bind) -> Any:
    """All that the database holds."""
    return _copied_file(bind) if bind.dialect.name == "sqlite" else _copied_tables(bind)


def put_back(bind: Bind, photograph: Any, *, over: Any) -> None:
    """Make the database, which holds what `over` shows, hold what the photograph shows."""
    if bind.dialect.name == "sqlite":
        _put_file_back(bind, photograph)
    else:
        _put_tables_back(bind, photograph, over)


def _wal_mark(bind: Bind) -> Hashable:
    index = Path(f"{bind.engine.url.database}-shm")
    # A mark that equals nothing, where the file is gone: then nobody has the database open.
    return index.read_bytes()[:WAL_INDEX_HEADER_BYTES] if index.exists() else object()


def _copied_file(bind: Bind) -> sqlite3.Connection:
    copy = sqlite3.connect(":memory:")
    held = bind.engine.raw_connection()
    try:
        cast(sqlite3.Connection, held.driver_connection).backup(copy)
    finally:
        held.close()
    return copy


def _put_file_back(bind: Bind, copy: sqlite3.Connection) -> None:
    held = bind.engine.raw_connection()
    try:
        copy.backup(cast(sqlite3.Connection, held.driver_connection))
    finally:
        held.close()


def _next_transaction(bind: Bind) -> Hashable:
    with bind.engine.connect() as connection:
        return str(connection.scalar(text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")))


def _copied_tables(bind: Bind) -> dict[str, bytes]:
    """Each table that has rows, and each sequence with where it is."""
    with bind.engine.connect() as connection:
        names = connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
        cursor = cast(Any, connection.connection.driver_connection).cursor()
        found = {}
        for name in names:
            with cursor.copy(f"COPY {name} TO STDOUT") as rows:
                found[name] = b"".join(bytes(each) for each in rows)
        sequences = connection.execute(
            text("SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'")
        )
        places = {f"sequence {name}": str(place).encode() for name, place in sequences if place is not None}
        return {name: content for name, content in found.items() if content} | places


def _put_tables_back(bind: Bind, wanted: Mapping[str, bytes], there: Mapping[str, bytes]) -> None:
    changed = [name for name in {**wanted, **there} if wanted.get(name) != there.get(name)]
    tables = [name for name in changed if not name.startswith("sequence ")]
    with bind.engine.begin() as connection:
        cursor = cast(Any, connection.connection.driver_connection).cursor()
        cursor.execute("; ".join(["SET LOCAL session_replication_role = replica", *_emptied(tables, there)]))
        for name in tables:
            if name in wanted:
                with cursor.copy(f"COPY {name} FROM STDIN") as rows:
                    rows.write(wanted[name])
        for name in changed:
            if name.startswith("sequence ") and name in wanted:
                cursor.execute(f"SELECT setval('{name.removeprefix('sequence ')}', {wanted[name].decode()}, true)")


def _emptied(tables: list[str], there: Mapping[str, bytes]) -> list[str]:
    return [f"DELETE FROM {name}" for name in tables if name in there]
