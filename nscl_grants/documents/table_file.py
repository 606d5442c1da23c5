"""A table as a file for a spreadsheet: the same cells as CSV or as a workbook, and text never computes."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from nscl_grants.domain.money import Money

Cell = str | int | Money | date | None

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_MOST_NAME_SIGNS = 31
_WIDEST, _NARROWEST = 60, 8
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class TableFile:
    """One table with its title, the notes above it, and its sums in the last row where it has any."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    total: Sequence[Cell] = ()
    notes: Sequence[str] = ()
    made_at: datetime = _EPOCH
    """What the workbook says of its making: the moment of the figures, so that the same figures are the same bytes."""


def csv_of(table: TableFile) -> bytes:
    """Comma-separated, with the mark that makes a spreadsheet read it as UTF-8; notes stand below the table."""
    text = io.StringIO()
    writer = csv.writer(text)
    for row in (table.head, *table.rows, *([table.total] if table.total else ())):
        writer.writerow([_as_text(cell) for cell in row])
    for note in (table.title, *table.notes):
        writer.writerow([_as_text(note)])
    return ("\ufeff" + text.getvalue()).encode()


def xlsx_of(*tables: TableFile) -> bytes:
    """A workbook with a sheet for each table."""
    target = io.BytesIO()
    book = Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    first = tables[0]
    made = first.made_at.astimezone(UTC).replace(tzinfo=None)
    book.set_properties({"title": first.title, "created": made})
    looks = _Looks(book)
    for nth, table in enumerate(tables, 1):
        _write(book.add_worksheet(_sheet_name(table.title, nth)), table, looks)
    book.close()
    return target.getvalue()


class _Looks:
    """The formats of the workbook."""

    def __init__(self, book: Workbook) -> None:
        plain = {"font_name": "Times New Roman", "font_size": 11, "valign": "top"}
        self.title = book.add_format({**plain, "bold": True, "font_size": 13})
        self.note = book.add_format({**plain, "italic": True})
        self.head = book.add_format({**plain, "bold": True, "border": 1, "text_wrap": True, "align": "center"})
        self.text = book.add_format({**plain, "border": 1, "text_wrap": True})
        self.number = book.add_format({**plain, "border": 1, "num_format": "#,##0"})
        self.day = book.add_format({**plain, "border": 1, "num_format": "dd/mm/yyyy"})
        self.total = book.add_format({**plain, "border": 1, "bold": True, "num_format": "#,##0"})


def _write(sheet: Worksheet, table: TableFile, looks: _Looks) -> None:
    sheet.write_string(0, 0, table.title, looks.title)
    for nth, note in enumerate(table.notes, 1):
        sheet.write_string(nth, 0, note, looks.note)
    top = len(table.notes) + 2
    for column, name in enumerate(table.head):
        sheet.write_string(top, column, name, looks.head)
        sheet.set_column(column, column, _width(table, column))
    for nth, row in enumerate(table.rows, top + 1):
        for column, cell in enumerate(row):
            _write_cell(sheet, nth, column, cell, looks, total=False)
    for column, cell in enumerate(table.total):
        _write_cell(sheet, top + 1 + len(table.rows), column, cell, looks, total=True)
    sheet.freeze_panes(top + 1, 1)


def _write_cell(sheet: Worksheet, row: int, column: int, cell: Cell, looks: _Looks, *, total: bool) -> None:
    match cell:
        case Money():
            sheet.write_number(row, column, cell.dong, looks.total if total else looks.number)
        case int():
            sheet.write_number(row, column, cell, looks.total if total else looks.number)
        case date():
            sheet.write_datetime(row, column, cell, looks.day)
        case _:
            sheet.write_string(row, column, cell or "", looks.total if total else looks.text)


def _width(table: TableFile, column: int) -> int:
    longest = max((len(_as_text(row[column])) for row in table.rows if column < len(row)), default=0)
    return min(max(longest + 2, len(table.head[column]) // 2 + 2, _NARROWEST), _WIDEST)


def _as_text(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case Money():
            return str(cell.dong)
        case int():
            return str(cell)
        case date():
            return cell.isoformat()
    # An apostrophe keeps a spreadsheet from computing what somebody typed (OWASP, CSV injection).
    return f"'{cell}" if cell.lstrip(" \u00a0").startswith(_BEGINS_A_FORMULA) else cell


def _sheet_name(title: str, nth: int) -> str:
    bare = "".join(sign for sign in title if sign not in "[]:*?/\\").strip("'")
    return f"{nth}. {bare}"[:_MOST_NAME_SIGNS].strip()
