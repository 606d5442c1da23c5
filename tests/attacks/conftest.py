"""The demo, served by its own command in its own process, and the people who attack it."""

import contextlib
import hashlib
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from nscl_grants.app import create_app
from nscl_grants.config import Config
from nscl_grants.demo import PASSWORD
from nscl_grants.demo.people import DOMAIN
from tests.attacks.attacker import Attacker

NOTES_OF_USE = frozenset({"web_session", "sign_in_attempt", "daily_head", "alembic_version"})
"""What the server notes of anybody who is here, or by the clock."""

QUIET_SECONDS = 7
"""More than the worker rests between two rounds."""

TRIED = frozenset({"act", "audit_event", "audit_head", "audit_value"})
"""What is kept of an act that was refused, and of who signed in and looked."""


@dataclass
class Target:
    """A served demo: its address, its database, its log, and everybody who is signed in to it."""

    address: str
    folder: Path
    log: Path
    people: dict[str, Attacker] = field(default_factory=dict)

    def visitor(self, source: str = "127.0.0.1") -> Attacker:
        """Somebody without an account."""
        return Attacker(self.address, source)

    def as_(self, name: str) -> Attacker:
        """A person of the demo, signed in once and then remembered."""
        if name not in self.people:
            self.people[name] = self.fresh(name)
        return self.people[name]

    def fresh(self, name: str) -> Attacker:
        """The same person in a new browser."""
        browser = Attacker(self.address)
        answer = browser.sign_in(f"{name}@{DOMAIN}", PASSWORD)
        assert answer.status == 302, answer.text
        return browser

    def ask(self, question: str, *values: Any) -> list[tuple[Any, ...]]:
        """What stands in the database."""
        with closing(sqlite3.connect(self.folder / "nscl.sqlite3", timeout=30)) as connection:
            return connection.execute(question, values).fetchall()

    def one(self, question: str, *values: Any) -> Any:
        """The first value of the first row."""
        return self.ask(question, *values)[0][0]

    def state(self) -> dict[str, tuple[int, str]]:
        """How many rows each table has, and a digest of them; not of what is noted of any use."""
        tables = [name for (name,) in self.ask("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        found = {}
        for table in tables:
            if table not in NOTES_OF_USE:
                rows = self.ask(f'SELECT * FROM "{table}"')
                found[table] = len(rows), hashlib.sha256(repr(rows).encode()).hexdigest()
        return found

    @contextlib.contextmanager
    def nothing_changes(self, *, but: frozenset[str] = frozenset()) -> Iterator[None]:
        """No row may change, come or go while the block runs, but in the tables that note what was tried."""
        before = self.state()
        yield
        after = self.state()
        changed = {name: (before[name][0], after[name][0]) for name in before if before[name] != after[name]}
        assert not changed.keys() - but, changed


@pytest.fixture(scope="session")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """One demo for all attacks, on a copy of NSCL_PREPARED_DEMO where that names the folder of one."""
    instance = tmp_path_factory.mktemp("attacked")
    if prepared := os.environ.get("NSCL_PREPARED_DEMO"):
        shutil.copytree(prepared, instance / "demo")
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environ = {**os.environ, "NSCL_INSTANCE": str(instance)}
    command = [str(Path(sys.executable).with_name("nscl-grants")), "demo", "--port", str(port)]
    log = instance / "log.txt"
    with log.open("w") as out, subprocess.Popen(command, env=environ, stdout=out, stderr=out) as server:
        try:
            _wait_for(server, port)
            served = Target(f"http://127.0.0.1:{port}", instance / "demo", log)
            _wait_for_the_worker(served)
            yield served
        finally:
            server.terminate()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The routes that there are to attack."""
    folder = tmp_path_factory.mktemp("routes")
    return create_app(Config(instance=folder, demo=True, database_url=f"sqlite:///{folder / 'none.db'}"))


def _wait_for(server: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(1200):
        assert server.poll() is None, "the demo did not start"
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.25)
    pytest.fail("the demo did not serve within five minutes")


def _wait_for_the_worker(served: Target) -> None:
    """Until every paper is made and every mail is out: what changes afterwards was changed by an attack."""
    quiet, before = 0, None
    for _ in range(300):
        unmade = served.one("SELECT count(*) FROM paper WHERE made_at IS NULL AND tries < 3")
        now = served.state()
        quiet = quiet + 1 if now == before and not unmade else 0
        if quiet == QUIET_SECONDS:
            return
        before = now
        time.sleep(1)
    pytest.fail("the worker did not come to rest within five minutes")
