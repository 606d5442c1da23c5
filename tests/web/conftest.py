"""An application on a fresh SQLite file, and browsers that visit it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from nscl_grants.actions import sessions
from nscl_grants.actions.sessions import Browser
from nscl_grants.app import create_app
from nscl_grants.config import Config
from nscl_grants.db.engine import writing
from nscl_grants.db.people import Account
from nscl_grants.definitions.house import House
from nscl_grants.web.access import Installation
from nscl_grants.web.clock import real_moment
from nscl_grants.web.session import TOKEN_COOKIE, VisitInterface
from tests.builders.cases import HOUSE
from tests.builders.people import an_account
from tests.web.pages import csrf_in


class SignIn(Protocol):
    """Opens a browser for a new account in some roles."""

    def __call__(self, *roles: str, account: Account | None = None, name: str = ...) -> FlaskClient: ...


@pytest.fixture
def database() -> str:
    """Pages are tested on SQLite; what differs on PostgreSQL is tested below the web."""
    return "sqlite"


@pytest.fixture(scope="session")
def house() -> House:
    """The definitions, read once."""
    return HOUSE


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> Config:
    """A demo on its own day: no secret is needed, and the banner is there."""
    return Config(instance=tmp_path, database_url=database_url, demo=True)


@pytest.fixture(scope="session")
def compiled_pages(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates are compiled once for all tests, not once for each."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("pages")))


@pytest.fixture(scope="session")
def buildings() -> dict[tuple[object, ...], Flask]:
    """The applications of this worker: what a test changes is where one stands, seldom how it is built."""
    return {}


@pytest.fixture
def app(
    config: Config,
    engine: Engine,
    house: House,
    compiled_pages: FileSystemBytecodeCache,
    buildings: dict[tuple[object, ...], Flask],
) -> Iterator[Flask]:
    """The whole application on this test's database; a mistake of ours is raised, not shown."""
    built_by = (config.secret_key, config.hosts, config.trusted_proxies, house)
    key = tuple(id(each) if each is house else each for each in built_by)
    if key not in buildings:
        buildings[key] = create_app(config, engine, house)
        buildings[key].jinja_env.bytecode_cache = compiled_pages
    yield from moved_in(buildings[key], config, engine, house, testing=True)


def moved_in(app: Flask, config: Config, engine: Engine, house: House, *, testing: bool = False) -> Iterator[Flask]:
    """The application standing on this test's database; afterwards it is as it was."""
    settings, parts = dict(app.config), dict(app.extensions)
    app.extensions["nscl"] = Installation(config, engine, house)
    app.session_interface = VisitInterface(engine, config)
    app.testing = testing
    yield app
    app.config.clear()
    app.config.update(settings)
    app.extensions.update(parts)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor's browser."""
    return app.test_client()


@pytest.fixture
def rows(engine: Engine) -> Iterator[Session]:
    """A session of the test's own. Commit before a page is asked for: an open one holds the only write lock."""
    with writing(engine) as session:
        yield session


@pytest.fixture
def csrf(client: FlaskClient) -> str:
    """The token of the visitor's forms."""
    return csrf_in(client.get("/login"))


@pytest.fixture
def sign_in(app: Flask, rows: Session) -> SignIn:
    """Opens a browser that is signed in, without the tenth of a second that a password takes."""

    def opened(*roles: str, account: Account | None = None, name: str = "Nguyễn Văn Thử") -> FlaskClient:
        account = account or an_account(rows, *roles, name=name)
        token = sessions.begin(rows, account, Browser("127.0.0.1", "test"), at=real_moment())
        rows.commit()
        browser = app.test_client()
        browser.set_cookie(TOKEN_COOKIE, token)
        return browser

    return opened
