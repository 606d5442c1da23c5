"""The database is restarted under the web and the worker, and the worker is killed: they come back by themselves."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, make_url, select

from nscl_grants.cli.running import REST_SECONDS, _worker_beside
from nscl_grants.config import load_config
from nscl_grants.db import audit, migrate
from nscl_grants.db.daily_heads import DailyHead
from nscl_grants.db.engine import make_engine, reading, writing
from nscl_grants.web.clock import real_moment
from tests.faults.server import a_server

pytestmark = pytest.mark.long
PROGRAM = [sys.executable, "-m", "nscl_grants.cli"]
PATIENCE_SECONDS = 60


@contextlib.contextmanager
def running(environ: dict[str, str], log: Path, *command: str) -> Iterator["subprocess.Popen[bytes]"]:
    """One of our commands in a process of its own; its words go to the log."""
    with log.open("ab") as out, subprocess.Popen([*PROGRAM, *command], env=environ, stdout=out, stderr=out) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.wait(30)


def until(true: Callable[[], bool], what: str) -> None:
    """Wait for it, but not for ever."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if true():
            return
        time.sleep(0.3)
    pytest.fail(f"waited in vain: {what}")


def test_the_web_and_the_worker_outlive_a_restart_of_the_database(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with a_server() as server:
        url = make_url(server.url)
        engine = make_engine(url)
        migrate.upgrade(engine)
        environ = {
            **os.environ,
            "NSCL_INSTANCE": str(tmp_path),
            "NSCL_DATABASE_URL": url.render_as_string(hide_password=False),
            "NSCL_SECRET_KEY": "ba mươi hai chữ cái cho một bài thử",
            "NSCL_PORT": str(port),
            "NSCL_HOSTS": "127.0.0.1",
        }
        log = tmp_path / "log.txt"
        with (
            running(environ, log, "serve", "--workers", "1") as web,
            running(environ, log, "worker", "--every", "1") as worker,
        ):
            until(lambda: _status(port) == 200, "the first page")
            _note(engine, days=3)
            until(lambda: _heads(engine) > 0, "the first work of the worker")
            engine.dispose()

            server.kill()
            assert _status(port) == 500, "a failure is a page, not silence"
            time.sleep(3)
            server.start()

            until(lambda: _status(port) == 200, "a page after the restart")
            before = _heads(engine)
            _note(engine, days=2)
            until(lambda: _heads(engine) > before, "work after the restart")
            assert (web.poll(), worker.poll()) == (None, None), log.read_text()[-3000:]
        engine.dispose()


def test_a_worker_that_was_killed_is_started_anew(
    tmp_path: Path, sqlite_copy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "NSCL_INSTANCE": str(tmp_path),
        "NSCL_DATABASE_URL": sqlite_copy,
        "NSCL_SECRET_KEY": "ba mươi hai chữ cái cho một bài thử",
    }.items():
        monkeypatch.setenv(name, value)
    before = _workers()

    with _worker_beside(load_config()):
        (first,) = _workers() - before
        os.kill(first, signal.SIGKILL)
        began = time.monotonic()
        until(lambda: bool(_workers() - before - {first}), "another worker")
        took = time.monotonic() - began

    assert took < REST_SECONDS + 10
    assert _workers() == before, "it ends with the server"


def _status(port: int) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/heads", timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as fault:
        with fault:
            return fault.code
    except OSError:
        return 0


def _note(engine: Engine, *, days: int) -> None:
    """One line in the log of some days ago, of which the worker publishes the end."""
    with writing(engine) as session:
        audit.append(
            session,
            at=real_moment() - timedelta(days=days),
            person_id=0,
            account_id=None,
            who="",
            what="list.take",
            subject_kind="list",
            subject="thử",
        )
        session.commit()


def _heads(engine: Engine) -> int:
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(DailyHead)) or 0


def _workers() -> set[int]:
    """The children of this process that are workers."""
    found = set()
    for task in Path("/proc/self/task").iterdir():
        for child in (task / "children").read_text().split():
            with contextlib.suppress(OSError):
                if b"worker" in Path(f"/proc/{child}/cmdline").read_bytes():
                    found.add(int(child))
    return found
