"""A fresh database whenever a story begins, not only once a test."""

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine

from nscl_grants.db.engine import make_engine
from tests.conftest import _TEMPLATE

_NUMBERS = count(1)


@pytest.fixture
def fresh_engine(database: str, request: pytest.FixtureRequest) -> Iterator[Callable[[], Engine]]:
    """Makes an engine on a new, migrated database each time it is called."""
    made: list[Engine] = []

    def make() -> Engine:
        made.append(_on_sqlite(request) if database == "sqlite" else _on_postgres(request))
        return made[-1]

    yield make
    for engine in made:
        engine.dispose()
        if database == "postgres":
            _say(request, f"DROP DATABASE {engine.url.database} WITH (FORCE)")


def _on_sqlite(request: pytest.FixtureRequest) -> Engine:
    template: Path = request.getfixturevalue("sqlite_template")
    folder: Path = request.getfixturevalue("tmp_path")
    path = folder / f"model-{next(_NUMBERS)}.db"
    shutil.copy(template, path)
    return make_engine(f"sqlite:///{path}")


def _on_postgres(request: pytest.FixtureRequest) -> Engine:
    request.getfixturevalue("postgres_template")
    name = f"model_{next(_NUMBERS)}"
    _say(request, f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE}")
    server: Engine = request.getfixturevalue("postgres_server")
    return make_engine(server.url.set(database=name))


def _say(request: pytest.FixtureRequest, statement: str) -> None:
    server: Engine = request.getfixturevalue("postgres_server")
    with server.connect() as connection:
        connection.exec_driver_sql(statement)
