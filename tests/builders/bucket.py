"""A bucket of SeaweedFS on this machine, for as long as a test lasts."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from nscl_grants.config import Config
from nscl_grants.outside.bucket import bucket_of

WEED = Path(sys.executable).with_name("weed")
START_SECONDS = 60


@dataclass
class Weed:
    """The server behind a bucket, which can fall and come up again with what it held."""

    folder: Path
    ports: list[int]
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        master, volume, filer, s3 = self.ports
        places = [f"-master.port={master}", f"-volume.port={volume}", "-filer", f"-filer.port={filer}"]
        opening = ["-s3", f"-s3.port={s3}", f"-s3.config={self.folder / 's3.json'}", "-volume.max=20"]
        small = ["-master.volumeSizeLimitMB=64", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-dir={self.folder / 'weed'}"]
        self.process = subprocess.Popen(
            [str(WEED), "server", *places, *opening, *small], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _await(s3)

    def stop(self) -> None:
        """Stop it; what it keeps stays."""
        assert self.process is not None, "it was started"
        self.process.terminate()
        self.process.wait(30)


@contextmanager
def a_bucket_that_may_fall(folder: Path) -> Iterator[tuple[Config, Weed]]:
    """Settings that name a bucket which is there, and its server."""
    rights = {"identities": [{"name": "nscl", "actions": ["Admin"], "credentials": [_KEY]}]}
    (folder / "s3.json").write_text(json.dumps(rights))
    (folder / "weed").mkdir()
    server = Weed(folder, _ports())
    config = replace(
        Config(instance=folder),
        s3_bucket="nscl",
        s3_endpoint=f"http://127.0.0.1:{server.ports[-1]}",
        s3_key=_KEY["accessKey"],
        s3_secret=_KEY["secretKey"],
    )
    server.start()
    try:
        _make(config)
        yield config, server
    finally:
        server.stop()


@contextmanager
def a_bucket(folder: Path) -> Iterator[Config]:
    """Settings that name a bucket which is there."""
    with a_bucket_that_may_fall(folder) as (config, _):
        yield config


_KEY = {"accessKey": "nscl-test", "secretKey": "nscl-test-secret"}


def _ports() -> list[int]:
    """Four free ports; each of its servers also listens ten thousand higher."""
    found: list[int] = []
    for port in range(23_400, 43_000, 37):
        with socket.socket() as one, socket.socket() as other:
            try:
                one.bind(("127.0.0.1", port))
                other.bind(("127.0.0.1", port + 10_000))
            except OSError:
                continue
        found.append(port)
        if len(found) == 4:
            return found
    raise AssertionError("no free ports")


def _await(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with socket.socket() as line:
            line.settimeout(1)
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise AssertionError("SeaweedFS did not start")


def _make(config: Config) -> None:
    """The bucket; the filer answers a moment after its port is open."""
    client = bucket_of(config).client
    for _ in range(40):
        try:
            client.create_bucket(Bucket=config.s3_bucket)
            return
        except Exception as fault:  # noqa: BLE001  # Whatever it says while it starts; the last one is raised.
            last = fault
            time.sleep(0.5)
    raise last
