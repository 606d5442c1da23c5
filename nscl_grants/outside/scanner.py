"""ClamAV's daemon: is sent the bytes of a file over its socket (INSTREAM), and says clean, or what it found.

Whatever else it says, or its silence, is no verdict: the file stays closed and is sent again later.
"""

import socket
import struct
from dataclasses import dataclass

from nscl_grants.config import Config

CHUNK_BYTES = 64 * 1024
MOST_ANSWER_BYTES = 4096
_STREAM, _FOUND = "stream: ", " FOUND"


class NoVerdict(Exception):
    """The scanner cannot be reached, or does not judge this file; says why."""

    def __init__(self, why: str, *, is_down: bool) -> None:
        super().__init__(why)
        self.is_down = is_down
        """Nothing can be scanned now; otherwise it is this file alone."""


@dataclass(frozen=True, slots=True)
class Scanner:
    """Where the daemon listens: the path of a socket, or host:port."""

    address: str
    timeout_seconds: float = 30

    def found_in(self, content: bytes) -> str | None:
        """The name of what the file holds, or None when it is clean; raises NoVerdict."""
        try:
            line = self._line()
        except (OSError, ValueError) as fault:
            raise NoVerdict(str(fault), is_down=True) from fault
        with line:
            return _verdict(_asked(line, content))

    def _line(self) -> socket.socket:
        host, colon, port = self.address.rpartition(":")
        if colon and port.isdigit():
            return socket.create_connection((host, int(port)), timeout=self.timeout_seconds)
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(self.timeout_seconds)
        try:
            line.connect(self.address)
        except OSError:
            line.close()
            raise
        return line


def scanner_of(config: Config) -> Scanner | None:
    """The scanner that the installation names, or None."""
    return Scanner(config.clamd_socket) if config.clamd_socket else None


def _asked(line: socket.socket, content: bytes) -> bytes:
    try:
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), CHUNK_BYTES):
            chunk = content[start : start + CHUNK_BYTES]
            line.sendall(struct.pack(">I", len(chunk)) + chunk)
        line.sendall(struct.pack(">I", 0))
        return _answer(line)
    except (BrokenPipeError, ConnectionResetError) as fault:
        # It hangs up on a file that is larger than its StreamMaxLength, sometimes before we can read why.
        raise NoVerdict(f"hung up: {fault}", is_down=False) from fault
    except OSError as fault:
        raise NoVerdict(str(fault) or type(fault).__name__, is_down=True) from fault


def _answer(line: socket.socket) -> bytes:
    """What comes until the NUL that ends it, or until the daemon hangs up."""
    answer = b""
    while len(answer) < MOST_ANSWER_BYTES and not answer.endswith(b"\0"):
        piece = line.recv(MOST_ANSWER_BYTES)
        if not piece:
            break
        answer += piece
    return answer


def _verdict(answer: bytes) -> str | None:
    said = answer.decode(errors="replace").rstrip("\0\n")
    if said == f"{_STREAM}OK":
        return None
    if said.startswith(_STREAM) and said.endswith(_FOUND):
        return said[len(_STREAM) : -len(_FOUND)]
    raise NoVerdict(said or "no answer", is_down=False)
