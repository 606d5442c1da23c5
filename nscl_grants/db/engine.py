"""Opens the database: one engine an application, a writing session for an act, a reading one for a page.

SQLite and PostgreSQL differ here and in the migrations, and nowhere else.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from nscl_grants.db.remembered import READING

WAIT_SECONDS = 60
"""How long a writer waits for another one before it gives up."""


def make_engine(url: str | URL) -> Engine:
    """An engine for `sqlite:///file` or `postgresql://…`; anything else is refused."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        return _sqlite_engine(address)
    if address.get_backend_name() == "postgresql":
        return _postgres_engine(address)
    raise ValueError(f"Neither SQLite nor PostgreSQL: {address.get_backend_name()}")


class OwnRowLocked(Session):
    """A session that locks the row which is asked for, and none that was only loaded beside it.

    A refreshed row is read with what it was first loaded with; PostgreSQL refuses to lock the outer side of that join.
    """

    def refresh(
        self, instance: object, attribute_names: Iterable[str] | None = None, with_for_update: Any = None
    ) -> None:
        """As SQLAlchemy's; `with_for_update=True` locks the row of the instance alone."""
        locked = {"of": type(instance)} if with_for_update is True else with_for_update
        super().refresh(instance, attribute_names, locked)


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """A session that may write; what the act inside did not commit is rolled back."""
    with OwnRowLocked(engine, expire_on_commit=False) as session:
        yield session


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that sees one moment throughout, and in which the database refuses to write."""
    with Session(engine.execution_options(**_READING[engine.dialect.name]), expire_on_commit=False) as session:
        session.info[READING] = True
        yield session


_READING: dict[str, dict[str, Any]] = {
    "sqlite": {"nscl_reading": True},
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}


def _sqlite_engine(url: URL) -> Engine:
    engine = create_engine(url, json_serializer=_json, connect_args={"timeout": WAIT_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    # Left alone, the driver would begin on its own, late, and without taking the write lock.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    is_reading = connection.get_execution_options().get("nscl_reading", False)
    connection.exec_driver_sql(f"PRAGMA query_only={int(is_reading)}")
    connection.exec_driver_sql("BEGIN" if is_reading else "BEGIN IMMEDIATE")


def _postgres_engine(url: URL) -> Engine:
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        json_serializer=_json,
        pool_pre_ping=True,
        connect_args={"options": f"-c timezone=UTC -c lock_timeout={WAIT_SECONDS}s"},
    )


def _json(value: Any) -> str:
    """Vietnamese stays readable in the database, and a number that is not one is refused."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
