"""Whether a PDF is taken, asked of a process apart: a hostile one can neither stall nor exhaust who asks.

The process (`pdf_examiner`) is started with the first PDF and ends with this one; it knows no secret, for it is given
no environment. It examines each PDF in a child, so that several are examined at once and none waits for a slow one.
"""

import atexit
import os
import shutil
import socket
import struct
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import IO

from nscl_grants.outside.file_refusals import (
    FileIsBroken,
    FileIsUnsafe,
    PdfIsLocked,
    PdfRunsSomething,
    PdfTakesTooMuch,
)

SECONDS, MEGABYTES = 10, 768
"""Many times what the largest honest file needs."""
LIMITS = struct.Struct("!II")
"""Both, as they go along the line; seconds are those of the processor and those on the wall."""
TAKEN = b"+"
REFUSED = {b"b": FileIsBroken, b"u": FileIsUnsafe, b"l": PdfIsLocked, b"r": PdfRunsSomething}
"""What a letter of the examiner says; no letter at all says that it was stopped."""


@dataclass(eq=False)
class _Examiner:
    """The process that this one asks, and the line to it."""

    process: "subprocess.Popen[bytes]"
    line: socket.socket
    owner: int

    @property
    def lives(self) -> bool:
        """Whether it is ours, and not that of a process we were forked from, and still there."""
        return self.owner == os.getpid() and self.process.poll() is None

    def end(self) -> None:
        """Hang up, which ends it; what it still examines goes on in children of their own."""
        self.line.close()
        if self.owner == os.getpid():
            self.process.wait(5)


_DYING_SECONDS = 0.5
"""Between the end of a process's files and its own."""
_lock = threading.Lock()
_known: list[_Examiner] = []


def check_pdf(file: IO[bytes], name: str, *, seconds: int = SECONDS, megabytes: int = MEGABYTES) -> None:
    """Raise what is wrong with the PDF."""
    with open(os.memfd_create("pdf"), "w+b") as copy:  # A full disk is told where the file is kept, not here.
        file.seek(0)
        shutil.copyfileobj(file, copy)
        copy.flush()
        copy.seek(0)
        limits = LIMITS.pack(seconds, megabytes)
        answer = _asked(copy.fileno(), limits) or (_is_gone() and _asked(copy.fileno(), limits))
    if answer in REFUSED:
        raise REFUSED[answer](name)
    if answer != TAKEN:
        raise PdfTakesTooMuch(name)


def _asked(pdf: int, limits: bytes) -> bytes:
    """The letter that came back; nothing when the child was stopped, or the examiner killed, before it knew."""
    mine, theirs = os.pipe()
    try:
        with _lock, suppress(OSError):  # A line that broke just now hears no question, and gives no answer.
            socket.send_fds(_examiner().line, [limits], [pdf, theirs])
    finally:
        os.close(theirs)
    with open(mine, "rb") as heard:
        return heard.read(1)


def _is_gone() -> bool:
    """Whether no answer came because the examiner itself was killed: then a new one is asked."""
    with _lock, suppress(subprocess.TimeoutExpired):
        _known[-1].process.wait(_DYING_SECONDS)
    return not _known[-1].lives


def _examiner() -> _Examiner:
    if not _known or not _known[-1].lives:
        for each in _known:
            each.end()
        _known[:] = [_started()]
    return _known[-1]


def _started() -> _Examiner:
    ours, given = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with given:
        process = subprocess.Popen(
            [sys.executable, "-I", "-m", "nscl_grants.outside.pdf_examiner"],
            stdin=given.fileno(),
            env={},
            # Ctrl+C at a terminal is for who asks; the examiner ends when the line does.
            start_new_session=True,
        )
    return _Examiner(process, ours, os.getpid())


@atexit.register
def _end() -> None:
    for each in _known:
        each.end()
