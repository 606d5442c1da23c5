"""The scanner is asked over its socket in its own words; what is no clear answer is no verdict."""

import shutil
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import pytest

from nscl_grants.outside.scanner import NoVerdict, Scanner
from tests.builders.clamd import EICAR, MOST_BYTES, a_clamd


def test_a_clean_file_is_clean_and_an_infected_one_is_named(tmp_path: Path) -> None:
    with a_clamd(tmp_path) as path:
        scanner = Scanner(path)

        assert scanner.found_in(b"%PDF-1.7 " + bytes(200_000)) is None
        assert scanner.found_in(b"%PDF-1.7 " + EICAR) == "Eicar-Test-Signature"
        assert scanner.found_in(b"") is None


def test_a_file_larger_than_it_takes_has_no_verdict_and_the_scanner_is_not_down(tmp_path: Path) -> None:
    with a_clamd(tmp_path) as path, pytest.raises(NoVerdict) as none:
        Scanner(path).found_in(bytes(MOST_BYTES * 4))

    assert not none.value.is_down


def test_a_scanner_that_is_not_there_is_down(tmp_path: Path) -> None:
    for address in (str(tmp_path / "nobody.ctl"), "127.0.0.1:1"):
        with pytest.raises(NoVerdict) as none:
            Scanner(address, timeout_seconds=1).found_in(b"x")
        assert none.value.is_down, address


@pytest.mark.parametrize("answer", [b"", b"stream: OK and more\0", b"stream: NOTFOUND\0", b"PONG\0", b"\xff" * 9000])
def test_any_other_answer_is_no_verdict(tmp_path: Path, answer: bytes) -> None:
    """Above all it is not clean."""
    listening = socket.create_server(("127.0.0.1", 0))

    def speak() -> None:
        line, _ = listening.accept()
        with line:
            line.recv(1024)
            time.sleep(0.05)
            line.sendall(answer)

    speaking = threading.Thread(target=speak)
    speaking.start()
    with listening, pytest.raises(NoVerdict):
        Scanner(f"127.0.0.1:{listening.getsockname()[1]}", timeout_seconds=5).found_in(b"x")
    speaking.join()


@pytest.mark.long
def test_the_real_daemon_finds_eicar_in_a_pdf() -> None:
    assert shutil.which("clamd"), "ClamAV is missing; install it with: sh tools/need_clamd.sh"
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o755)
        (folder / "db").mkdir()
        (folder / "db" / "local.ndb").write_text(f"Eicar-Test-Signature:0:*:{EICAR.hex()}\n")
        (folder / "clamd.conf").write_text(
            f"LocalSocket {folder}/clamd.ctl\nDatabaseDirectory {folder}/db\nForeground yes\nUser root\n"
        )
        daemon = subprocess.Popen(["clamd", "-c", str(folder / "clamd.conf")], stdout=subprocess.DEVNULL)
        try:
            deadline = time.monotonic() + 30
            while not (folder / "clamd.ctl").exists() and time.monotonic() < deadline:
                time.sleep(0.05)
            scanner = Scanner(str(folder / "clamd.ctl"))
            assert scanner.found_in(b"%PDF-1.7 clean") is None
            assert "Eicar" in (scanner.found_in(b"%PDF-1.7 " + EICAR) or "")
        finally:
            daemon.terminate()
            daemon.wait(10)
