"""The report on the plan as a workbook: one sheet a table, as shown in the paper, the exact đồng, and charts."""

import io
from datetime import UTC
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from nscl_grants.documents.blocks import Table
from nscl_grants.documents.plan_report import compose
from nscl_grants.documents.plan_report_sheets import CHARTS, FIGURES, add_charts
from nscl_grants.domain.results_report import Content, LineResult

MOST_NAME_SIGNS = 31
WIDTH_SIGNS = 60
EXACT = "Số đồng theo dòng"
EXACT_HEAD = (
    *("Dòng", "Nội dung", "Kế hoạch", "Dự toán giao", "Đã chi", "Đã duyệt, chưa chi", "Tạm giữ", "Thu hồi"),
    *("Hủy, chuyển nguồn", "Còn lại"),
)


def xlsx_of(content: Content) -> bytes:
    """The workbook; the same content gives the same bytes."""
    target = io.BytesIO()
    book = Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    made = content.as_of.astimezone(UTC).replace(tzinfo=None)
    book.set_properties({"title": content.title, "author": content.parent.vi, "created": made})
    looks = _looks(book)
    _exact_sheet(book, content, looks)
    names = {EXACT, CHARTS, FIGURES}
    for block in compose(content):
        if isinstance(block, Table):
            _sheet(book, block, looks, names)
    add_charts(book, content, looks)
    book.close()
    return target.getvalue()


def _looks(book: Workbook) -> dict[str, Any]:
    plain = {"font_name": "Times New Roman", "font_size": 11, "valign": "top"}
    return {
        "title": book.add_format({**plain, "bold": True, "font_size": 13}),
        "head": book.add_format({**plain, "bold": True, "border": 1, "text_wrap": True, "align": "center"}),
        "text": book.add_format({**plain, "border": 1, "text_wrap": True}),
        "centre": book.add_format({**plain, "border": 1, "align": "center"}),
        "number": book.add_format({**plain, "border": 1, "align": "right"}),
        "dong": book.add_format({**plain, "border": 1, "num_format": "#,##0"}),
        "total": book.add_format({**plain, "border": 1, "bold": True, "num_format": "#,##0"}),
    }


def _exact_sheet(book: Workbook, content: Content, looks: dict[str, Any]) -> None:
    """Numbers that can be reckoned with: every line in whole đồng, its sums as formulas."""
    sheet = book.add_worksheet(EXACT)
    head = EXACT_HEAD
    sheet.write(0, 0, content.title, looks["title"])
    sheet.write(1, 0, f"Số liệu đến bút toán {content.seq}; đơn vị: đồng", looks["title"])
    sheet.write_row(3, 0, head, looks["head"])
    for nth, line in enumerate(content.lines, 4):
        sheet.write(nth, 0, line.key, looks["text"])
        sheet.write(nth, 1, line.short.vi, looks["text"])
        for column, dong in enumerate(_amounts(line), 2):
            sheet.write_number(nth, column, dong, looks["dong"])
    last = 4 + len(content.lines)
    sheet.write(last, 1, "Cộng", looks["total"])
    for column in range(2, len(head)):
        name = chr(ord("A") + column)
        value = sum(_amounts(line)[column - 2] for line in content.lines)
        sheet.write_formula(last, column, f"=SUM({name}5:{name}{last})", looks["total"], value)
    sheet.set_column(0, 0, 8)
    sheet.set_column(1, 1, 28)
    sheet.set_column(2, len(head), 17)
    sheet.freeze_panes(4, 2)


def _amounts(line: LineResult) -> tuple[int, ...]:
    parts = (line.planned, line.given, line.spent, line.committed, line.held, line.returned, line.ended, line.free)
    return tuple(part.dong for part in parts)


def _sheet(book: Workbook, table: Table, looks: dict[str, Any], names: set[str]) -> None:
    name = _free_name(table.caption, names)
    sheet: Worksheet = book.add_worksheet(name)
    unit = f" (đơn vị: {table.unit})" if table.unit else ""
    sheet.write_string(0, 0, table.caption + unit, looks["title"])
    sheet.write_row(2, 0, table.head, looks["head"])
    for nth, row in enumerate(table.rows, 3):
        for column, (text, kind) in enumerate(zip(row, table.columns, strict=True)):
            sheet.write_string(nth, column, text, looks[kind])
    for column, text in enumerate(table.total):
        sheet.write_string(3 + len(table.rows), column, text, looks["total"])
    whole = sum(table.shares)
    for column, share in enumerate(table.shares):
        sheet.set_column(column, column, max(10, round(2 * WIDTH_SIGNS * share / whole)))
    sheet.freeze_panes(3, 0)


def _free_name(caption: str, names: set[str]) -> str:
    """A sheet's name is short, knows a few signs not, and is there once."""
    bare = "".join(sign for sign in caption if sign not in "[]:*?/\\")[:MOST_NAME_SIGNS]
    name, nth = bare, 2
    while name in names:
        name = f"{bare[: MOST_NAME_SIGNS - 3]} {nth}"
        nth += 1
    names.add(name)
    return name
