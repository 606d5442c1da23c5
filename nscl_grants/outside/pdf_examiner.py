"""The process that opens PDFs from outside: each in a child of its own, with an end to its time and memory.

Run by `pdf_check`, with one end of a socket as its standard input. Each message brings the limits and two open files:
the PDF, and where the answer goes. This process only forks: loading what reads PDFs takes a while, a fork takes
none. The child answers with one letter and ends; one that is stopped by its limits answers nothing.
"""

import os
import resource
import signal
import socket
import sys

from nscl_grants.outside.pdf_check import LIMITS, REFUSED, TAKEN
from nscl_grants.outside.pdf_rule import check_pdf

_MEGABYTE = 1024 * 1024


def serve(line: socket.socket) -> None:
    """Fork for every PDF that comes along the line, until its other end is closed."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # Children that ended leave nothing behind.
    while True:
        message, files, _flags, _address = socket.recv_fds(line, LIMITS.size, 2)
        if len(files) < 2:
            return
        if os.fork() == 0:
            line.close()
            seconds, megabytes = LIMITS.unpack(message)
            _confine(seconds, megabytes)
            os.write(files[1], _judged(files[0]))
            os._exit(0)
        for each in files:
            os.close(each)


def _confine(seconds: int, megabytes: int) -> None:
    signal.setitimer(signal.ITIMER_REAL, seconds)
    for what, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, megabytes * _MEGABYTE),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        resource.setrlimit(what, (most, most))
    # What is written to a pipe is no file, and so the answer still goes out.


def _judged(file: int) -> bytes:
    try:
        with open(file, "rb") as pdf:
            check_pdf(pdf, "")
    except tuple(REFUSED.values()) as refused:
        return next(letter for letter, kind in REFUSED.items() if isinstance(refused, kind))
    except MemoryError:
        return b""
    return TAKEN


if __name__ == "__main__":
    with socket.socket(fileno=os.dup(sys.stdin.fileno())) as given:
        serve(given)
