"""A PDF is examined in a process apart, and a hostile one stops nobody but that process's child."""

import io
import os
import threading
import time

import pytest

from nscl_grants.outside import pdf_check
from nscl_grants.outside.file_refusals import FileIsBroken, PdfTakesTooMuch
from nscl_grants.outside.pdf_check import check_pdf
from tests.builders.pdfs import a_pdf

# Without a table of its objects a reader has to look for them, one by one, and then at each of them.
SLOW = b"%PDF-1.7\n" + b"".join(b"%d 0 obj<<>>endobj\n" % nth for nth in range(1, 900_000))
WIDE = b"%PDF-1.7\n1 0 obj[" + b"1 " * 9_000_000 + b"]endobj\ntrailer<</Root 1 0 R>>"


def test_a_pdf_that_takes_too_long_is_refused_in_its_time_and_others_do_not_wait_for_it() -> None:
    check_pdf(io.BytesIO(a_pdf()), "dau.pdf")
    told: list[BaseException] = []

    def slow() -> None:
        try:
            check_pdf(io.BytesIO(SLOW), "cham.pdf", seconds=2)
        except PdfTakesTooMuch as refused:
            told.append(refused)

    asking = threading.Thread(target=slow)
    began = time.monotonic()
    asking.start()
    while asking.is_alive() and time.monotonic() - began < 1:
        check_pdf(io.BytesIO(a_pdf()), "nhanh.pdf")
    assert asking.is_alive(), "honest files were examined beside it"
    asking.join(20)

    assert [type(each) for each in told] == [PdfTakesTooMuch]
    assert time.monotonic() - began < 10


def test_a_pdf_that_needs_too_much_memory_is_refused() -> None:
    with pytest.raises((PdfTakesTooMuch, FileIsBroken)):
        check_pdf(io.BytesIO(WIDE), "rong.pdf", megabytes=128)

    check_pdf(io.BytesIO(a_pdf()), "sau.pdf")


def test_an_examiner_that_was_killed_is_started_anew() -> None:
    check_pdf(io.BytesIO(a_pdf()), "truoc.pdf")
    first = pdf_check._known[-1].process
    first.kill()

    check_pdf(io.BytesIO(a_pdf()), "sau.pdf")

    assert pdf_check._known[-1].process.pid != first.pid


def test_the_examiner_knows_no_secret() -> None:
    check_pdf(io.BytesIO(a_pdf()), "a.pdf")

    with open(f"/proc/{pdf_check._known[-1].process.pid}/environ", "rb") as environ:
        known = {line.partition(b"=")[0] for line in environ.read().split(b"\0") if line}
    assert known <= {b"LC_CTYPE"}, "Python sets this one itself"
    assert os.environ


def test_an_honest_pdf_costs_next_to_nothing() -> None:
    check_pdf(io.BytesIO(a_pdf()), "dau.pdf")
    began = time.monotonic()

    for _ in range(20):
        check_pdf(io.BytesIO(a_pdf()), "a.pdf")

    assert time.monotonic() - began < 4
