"""A table that was uploaded is read within limits, and nothing in it computes or unfolds."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from nscl_grants.domain.statement import Formula
from nscl_grants.outside.file_refusals import FileIsUnsafe
from nscl_grants.outside.spreadsheets import (
    MOST_MEGABYTES,
    MOST_ROWS,
    MOST_UNPACKED_BYTES,
    TableUnreadable,
    read_table,
)
from nscl_grants.outside.storage import FileTooLarge


def a_workbook(*rows: list[object]) -> io.BytesIO:
    """A workbook with these rows on its first sheet."""
    book, target = Workbook(), io.BytesIO()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(target)
    return target


def test_cells_come_as_they_are_and_formulas_as_formulas() -> None:
    of_book = read_table(a_workbook(["a", 1, 2.5], ["=1+1", None, "x"]), "x.xlsx")
    of_csv = read_table(io.BytesIO("\ufeffa;1\n=1+1;x\n".encode()), "x.csv")

    assert of_book == [["a", 1, 2.5], [Formula("=1+1"), None, "x"]]
    assert of_csv == [["a", "1"], [Formula("=1+1"), "x"]]


def test_entities_that_unfold_into_gigabytes_are_refused_at_once() -> None:
    sound = zipfile.ZipFile(a_workbook(["a"]))
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    sheet = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{entities}]><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="str"><v>&l9;</v></c></row></sheetData></worksheet>'  # noqa: E501 (one document)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for name in sound.namelist():
            made.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else sound.read(name))

    with pytest.raises(TableUnreadable):
        read_table(target, "x.xlsx")


def test_what_is_too_large_is_refused_and_what_is_too_long_is_cut_one_row_beyond() -> None:
    with pytest.raises(FileTooLarge):
        read_table(io.BytesIO(b"a" * (MOST_MEGABYTES * 1024 * 1024 + 1)), "x.csv")

    assert len(read_table(io.BytesIO(b"a,b\n" * (MOST_ROWS + 50)), "x.csv")) == MOST_ROWS + 1


def test_a_workbook_that_unfolds_is_refused_before_it_is_read() -> None:
    made = a_workbook(["a", 1])
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/more.xml", b"0" * (MOST_UNPACKED_BYTES + 1))
    made.seek(0)

    with pytest.raises(FileIsUnsafe):
        read_table(made, "x.xlsx")
