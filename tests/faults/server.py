"""A PostgreSQL that keeps what it acknowledged, can be killed whole at any moment, and comes up again."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests import pgtemp

_SAFE = ("-c", "fsync=on", "-c", "synchronous_commit=on", "-c", "full_page_writes=on", "-c", "max_connections=40")


@dataclass
class Server:
    """A server of our own; the one that other tests share must live."""

    home: Path
    programs: Path
    run: dict[str, Any]
    process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)

    @property
    def url(self) -> str:
        """The address of its maintenance database."""
        return f"postgresql+psycopg://postgres@/postgres?host={self.home}"

    def start(self) -> None:
        """Start it, or start it again after it was killed; it recovers by itself."""
        options = ("-D", self.home / "data", "-k", self.home, "-c", "listen_addresses=", *_SAFE)
        end = time.monotonic() + pgtemp.WAIT_SECONDS
        while True:
            with (self.home / "log").open("ab") as log:
                self.process = subprocess.Popen(
                    [self.programs / "postgres", *options], stdout=log, stderr=log, **self.run
                )
            try:
                pgtemp._wait(self.programs, self.home, self.process, self.run)
                return
            except RuntimeError:
                # The last process of the killed server still holds the shared memory for a moment.
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)

    def kill(self) -> None:
        """kill -9 for the server and every process that it started."""
        assert self.process is not None
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        os.kill(pid, signal.SIGKILL)
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(child), signal.SIGKILL)
        self.process.wait(pgtemp.WAIT_SECONDS)

    def stop(self) -> None:
        """Stop it for good."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(pgtemp.WAIT_SECONDS)


@contextlib.contextmanager
def a_server() -> Iterator[Server]:
    """A server that runs inside the `with`."""
    programs, who = pgtemp._programs(), pgtemp._unprivileged()
    home = Path(tempfile.mkdtemp(prefix="pk-", dir="/tmp"))
    if who:
        os.chown(home, who["user"], who["group"])
    run = {"cwd": home, "env": {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": str(home)}, **who}
    server = Server(home, programs, run)
    try:
        pgtemp._make_cluster(programs, home, run)
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)
