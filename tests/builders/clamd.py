"""A daemon that speaks ClamAV's INSTREAM over a Unix socket, and finds what contains EICAR's mark."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
MOST_BYTES = 1024 * 1024
"""Its StreamMaxLength."""


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        if self.rfile.read(10) != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while size := struct.unpack(">I", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
            if len(content) > MOST_BYTES:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.wfile.write(b"stream: Eicar-Test-Signature FOUND\0" if b"EICAR" in content else b"stream: OK\0")


@contextmanager
def a_clamd(folder: Path) -> Iterator[str]:
    """The path of its socket, while it listens."""
    path = str(folder / "clamd.ctl")
    with socketserver.ThreadingUnixStreamServer(path, _Conversation) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield path
        finally:
            server.shutdown()
            thread.join()
