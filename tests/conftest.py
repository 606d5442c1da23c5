"""Databases for tests: a fresh, migrated one each, copied from a template that is made once.

`database` names the kind. A test that takes `engine` or `session` runs on SQLite and on PostgreSQL; one
that is marked `@pytest.mark.parametrize("database", ["sqlite"], indirect=True)` runs on one of them.
"""

import os
import shutil
from collections.abc import Iterator
from itertools import count
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
_NUMBERS = count(1)

os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(short_lived()))


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> str:
    """The kind of database that the test runs on."""
    kind: str = request.param
    return kind


@pytest.fixture
def sqlite_copy(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a fresh SQLite file."""
    shutil.copy(sqlite_template, tmp_path / "test.db")
    return f"sqlite:///{tmp_path / 'test.db'}"


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
        name = f"test_{next(_NUMBERS)}"
        _maintain(server, f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE}")
        yield server.url.set(database=name).render_as_string(hide_password=False)
        _maintain(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on a fresh database; every connection is closed after the test."""
    engine = make_engine(database_url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _leave_it_to_the_disk)
    yield engine
    engine.dispose()


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
