"""Databases for tests: a fresh, migrated one each, copied from a template that is made once.

`database` names the kind. A test that takes `engine` or `session` runs on SQLite and on PostgreSQL; one
that is marked `@pytest.mark.parametrize("database", ["sqlite"], indirect=True)` runs on one of them.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, make_url
from sqlalchemy.orm import Session

from nscl_grants.db import migrate
from nscl_grants.db.engine import make_engine, writing
from tests.pgtemp import short_lived, temporary_postgres
from tests.reuse import Swept

_TEMPLATE = "migrated"

os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(short_lived()))


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> str:
    """The kind of database that the test runs on."""
    kind: str = request.param
    return kind


@pytest.fixture
def sqlite_copy(sqlite_template: Path) -> str:
    """The address of a fresh SQLite file, which lies where the one before lay."""
    fresh = sqlite_template.with_name("fresh.db")
    for suffix in ("", "-wal", "-shm"):
        Path(f"{fresh}{suffix}").unlink(missing_ok=True)
    shutil.copy(sqlite_template, fresh)
    return f"sqlite:///{fresh}"


@pytest.fixture(scope="session")
def swept_postgres(postgres_server: Engine, postgres_template: None) -> Iterator[Swept]:
    """One database of this worker, for tests that leave its schema alone (see tests/reuse.py)."""
    _maintain(postgres_server, f"CREATE DATABASE swept TEMPLATE {_TEMPLATE}")
    engine = make_engine(postgres_server.url.set(database="swept"))
    yield Swept(engine)
    engine.dispose()


@pytest.fixture
def database_url(database: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a fresh database at the newest revision."""
    if database == "sqlite":
        yield request.getfixturevalue("sqlite_copy")
    else:
        server: Engine = request.getfixturevalue("postgres_server")
        request.getfixturevalue("postgres_template")
        _maintain(server, f"CREATE DATABASE fresh TEMPLATE {_TEMPLATE}")
        yield server.url.set(database="fresh").render_as_string(hide_password=False)
        _maintain(server, "DROP DATABASE fresh WITH (FORCE)")


@pytest.fixture(scope="session")
def engines() -> dict[str, Engine]:
    """The engines of this worker by address: each remembers the statements that it compiled once."""
    return {}


@pytest.fixture
def engine(database_url: str, engines: dict[str, Engine]) -> Iterator[Engine]:
    """An engine on a fresh database; every connection is closed after the test."""
    if database_url not in engines:
        engines[database_url] = make_engine(database_url)
        if engines[database_url].dialect.name == "sqlite":
            event.listen(engines[database_url], "connect", _leave_it_to_the_disk)
    # Who listens to what a test asks listens in that test alone.
    yield engines[database_url].execution_options()
    engines[database_url].dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A writing session on a fresh database."""
    with writing(engine) as session:
        yield session


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("template") / "migrated.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Engine]:
    """One server for this worker, started when the first test asks for it."""
    with temporary_postgres() as url:
        engine = make_engine(url).execution_options(isolation_level="AUTOCOMMIT")
        yield engine
        engine.dispose()


@pytest.fixture(scope="session")
def postgres_template(postgres_server: Engine) -> None:
    """A migrated database of the server, to be copied."""
    _maintain(postgres_server, f"CREATE DATABASE {_TEMPLATE}")
    _migrate(postgres_server.url.set(database=_TEMPLATE))


def _leave_it_to_the_disk(connection: Any, _: object) -> None:
    """Nothing in a test survives a power cut, so nothing is forced to disk; processes are killed in tests/faults."""
    connection.execute("PRAGMA synchronous=OFF")


def _migrate(url: Any) -> None:
    engine = make_engine(make_url(url))
    migrate.upgrade(engine)
    engine.dispose()


def _maintain(server: Engine, statement: str) -> None:
    with server.connect() as connection:
        connection.exec_driver_sql(statement)
