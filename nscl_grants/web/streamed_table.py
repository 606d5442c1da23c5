"""Long tables handed out as files while they are read: CSV line by line, a workbook through a file on disk."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Literal

from flask import Response, stream_with_context
from xlsxwriter import Workbook

from nscl_grants.documents.table_file import CSV_TYPE, XLSX_TYPE
from nscl_grants.domain.money import Money
from nscl_grants.web.clock import local
from nscl_grants.web.spreadsheet import safe

Cell = str | int | Money | date | datetime | None
Kind = Literal["csv", "xlsx"]
_PIECE = 64 * 1024
_NARROW, _WIDE = 16, 40


def streamed(kind: Kind, name: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """The table as `<name>.<kind>`; the rows are read while the answer goes out."""
    lines = _csv_lines(heads, rows) if kind == "csv" else _workbook(heads, rows)
    answer = Response(stream_with_context(lines), content_type=CSV_TYPE if kind == "csv" else XLSX_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _csv_lines(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    # The mark at the start tells spreadsheets that the rest is UTF-8.
    yield b"\xef\xbb\xbf" + _csv_line(heads)
    for row in rows:
        yield _csv_line([_plain(cell) for cell in row])


def _csv_line(cells: Sequence[object]) -> bytes:
    line = io.StringIO()
    csv.writer(line).writerow([safe(cell) for cell in cells])
    return line.getvalue().encode()


def _plain(cell: Cell) -> str | int | None:
    if isinstance(cell, Money):
        return cell.dong
    if isinstance(cell, datetime):
        return local(cell).strftime("%Y-%m-%d %H:%M")
    return cell.isoformat() if isinstance(cell, date) else cell


def _workbook(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """A workbook of one sheet; texts stay texts, whatever they begin with."""
    with tempfile.TemporaryFile() as file:
        book = Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        day, moment = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        money = book.add_format({"num_format": "#,##0"})
        sheet.set_column(0, 0, _WIDE)
        sheet.set_column(1, max(len(heads) - 1, 1), _NARROW)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, heads, bold)
        for at, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                if isinstance(cell, Money):
                    sheet.write_number(at, column, cell.dong, money)
                elif isinstance(cell, int):
                    sheet.write_number(at, column, cell)
                elif isinstance(cell, datetime):
                    sheet.write_datetime(at, column, local(cell).replace(tzinfo=None), moment)
                elif isinstance(cell, date):
                    sheet.write_datetime(at, column, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
                elif cell:
                    sheet.write_string(at, column, cell)
        book.close()
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece
