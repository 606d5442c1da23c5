"""Reads a table out of a CSV file or a workbook that was uploaded: sizes are limited, formulas are not believed."""

import csv
import io
from dataclasses import dataclass
from typing import IO, Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook

from nscl_grants.domain.refused import Refused
from nscl_grants.domain.statement import Cell, Formula
from nscl_grants.outside.file_refusals import FileIsUnsafe
from nscl_grants.outside.sniffing import XLSX, FileIsEmpty, FileKindRefused, sniff
from nscl_grants.outside.storage import FileTooLarge, size_of

MOST_MEGABYTES = 2
MOST_ROWS = 5_000
MOST_UNPACKED_BYTES = 20 * 1024 * 1024
MOST_COLUMNS = 40
_FORMULA_SIGNS = ("=", "＝")


@dataclass(eq=False)
class TableUnreadable(Refused):
    """The file is no table that can be read."""

    name: str


def read_table(file: IO[bytes], name: str) -> list[list[Cell]]:
    """The cells of a CSV file, or of the first sheet of a workbook, up to a row more than we take."""
    if size_of(file) > MOST_MEGABYTES * 1024 * 1024:
        raise FileTooLarge(name, MOST_MEGABYTES)
    file.seek(0)
    if not file.read(1):
        raise FileIsEmpty(name)
    file.seek(0)
    if name.casefold().endswith(".csv"):
        return _csv_rows(file.read(), name)
    if sniff(file, name) != XLSX:
        raise FileKindRefused(name, "CSV, XLSX")
    file.seek(0)
    return _workbook_rows(file, name)


def _csv_rows(content: bytes, name: str) -> list[list[Cell]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise TableUnreadable(name) from None
    if "\x00" in text:
        raise TableUnreadable(name)
    separator = max(";,\t", key=text[:2000].count)
    rows: list[list[Cell]] = []
    try:
        for row in csv.reader(io.StringIO(text), delimiter=separator):
            rows.append([_typed(cell) for cell in row[:MOST_COLUMNS]])
            if len(rows) > MOST_ROWS:
                break
    except csv.Error:
        raise TableUnreadable(name) from None
    return rows


def _workbook_rows(file: IO[bytes], name: str) -> list[list[Cell]]:
    _check_size(file, name)
    try:
        # With the formulas, not with the values that another program left beside them.
        book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        cells = sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS)
        rows = [[_of_cell(cell) for cell in row] for row in cells]
    except (BadZipFile, KeyError, ValueError, IndexError, TypeError, ParseError, OSError):
        raise TableUnreadable(name) from None
    book.close()
    return _trimmed(rows)


def _check_size(file: IO[bytes], name: str) -> None:
    """A table of so many rows is small; what unpacks to more only takes time and memory."""
    try:
        with ZipFile(file) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
    except (BadZipFile, OSError, ValueError):
        raise TableUnreadable(name) from None
    if unpacked > MOST_UNPACKED_BYTES:
        raise FileIsUnsafe(name)
    file.seek(0)


def _trimmed(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Without the empty cells and rows behind the last ones that hold something."""
    shorter = [row[: max((n for n, cell in enumerate(row, 1) if cell is not None), default=0)] for row in rows]
    return shorter[: max((n for n, row in enumerate(shorter, 1) if row), default=0)]


def _of_cell(cell: Any) -> Cell:
    if cell.data_type == "f" or (isinstance(cell.value, str) and cell.value.startswith(_FORMULA_SIGNS)):
        return Formula(str(cell.value))
    if isinstance(cell.value, str | int | float) or cell.value is None or hasattr(cell.value, "year"):
        value: Cell = cell.value
        return value
    return str(cell.value)


def _typed(text: str) -> Cell:
    return Formula(text) if text.lstrip().startswith(_FORMULA_SIGNS) else text
