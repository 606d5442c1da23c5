"""Charts in the report's workbook: figures as numbers on a sheet of their own, and native charts drawn from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from nscl_grants.domain.money import Money
from nscl_grants.domain.results_report import Content, SupportRow

CHARTS, FIGURES = "Biểu đồ", "Số liệu biểu đồ"
COLOURS = ("#24468A", "#8EA9D6", "#C9A552", "#EFECE4")
MOST_ROWS = 15
ROWS_OF_A_CHART = 24


@dataclass(frozen=True, slots=True)
class Drawn:
    """One chart: its table, and how it is drawn."""

    title: str
    head: Sequence[str]
    rows: Sequence[tuple[str, Sequence[float | None]]]
    kind: str = "bar"
    stacked: bool = False


def add_charts(book: Workbook, content: Content, looks: dict[str, Any]) -> None:
    """Two sheets: the charts, and the figures that they are drawn from."""
    front, figures = book.add_worksheet(CHARTS), book.add_worksheet(FIGURES)
    front.write(0, 0, content.title, looks["title"])
    figures.set_column(0, 0, 44)
    figures.set_column(1, 8, 16)
    row = 0
    for nth, drawn in enumerate(each for each in _charts(content) if each.rows):
        _write(figures, row, drawn, looks)
        front.insert_chart(2 + ROWS_OF_A_CHART * (nth // 2), 9 * (nth % 2), _chart(book, drawn, row))
        row += len(drawn.rows) + 3


def _charts(content: Content) -> Sequence[Drawn]:
    progress = [
        (one.title.vi, [min(one.progress, 100) / 100])
        for objective in content.objectives
        for one in objective.indicators
        if one.progress is not None
    ]
    lines = [
        (
            f"{line.key} {line.short.vi}",
            [_millions(part) for part in (line.spent, line.committed, line.held, line.free)],
        )
        for line in content.lines
    ]
    return (
        Drawn("Mức đạt so với mục tiêu", ("Đạt, nhiều nhất 100 %",), progress),
        Drawn(
            "Kinh phí theo dòng, triệu đồng", ("Đã chi", "Đã duyệt, chưa chi", "Tạm giữ", "Còn lại"), lines, "bar", True
        ),
        Drawn("Đã chi theo dòng và năm, triệu đồng", *_line_years(content), "column"),
        Drawn("Chi lũy kế qua các năm, triệu đồng", ("Kế hoạch lũy kế", "Đã chi lũy kế"), _burn(content), "line"),
        _support("Hỗ trợ theo địa bàn, triệu đồng", content.by_commune),
        _support("Hỗ trợ theo thủ tục, triệu đồng", content.by_procedure),
        _support("Hỗ trợ theo quy mô tổ chức, triệu đồng", content.by_size),
        _support("Hỗ trợ theo loại tổ chức, triệu đồng", content.by_kind),
    )


def _line_years(content: Content) -> tuple[Sequence[str], Sequence[tuple[str, Sequence[float | None]]]]:
    cells = {(one.line, one.year): _millions(one.spent) for one in content.line_years}
    years = [one.year for one in content.years]
    rows = [
        (f"{line.key} {line.short.vi}", [cells.get((line.key, year), 0) for year in years]) for line in content.lines
    ]
    return [str(year) for year in years], rows if cells else []


def _burn(content: Content) -> Sequence[tuple[str, Sequence[float | None]]]:
    rows: list[tuple[str, Sequence[float | None]]] = []
    planned = spent = 0.0
    for one in content.years:
        planned, spent = planned + _millions(one.planned), spent + _millions(one.spent)
        rows.append((str(one.year), [planned, spent if one.year <= content.year else None]))
    return rows


def _support(title: str, rows: Sequence[SupportRow]) -> Drawn:
    found = sorted(
        (row for row in rows if row.spent or row.committed), key=lambda row: -(row.spent + row.committed).dong
    )
    amounts = [(row.label.vi, [_millions(row.spent), _millions(row.committed)]) for row in found[:MOST_ROWS]]
    return Drawn(title, ("Đã chi", "Đã duyệt, chưa chi"), amounts, "bar", True)


def _write(sheet: Worksheet, row: int, drawn: Drawn, looks: dict[str, Any]) -> None:
    sheet.write_row(row, 0, (drawn.title, *drawn.head), looks["head"])
    for nth, (label, figures) in enumerate(drawn.rows, row + 1):
        sheet.write_string(nth, 0, label, looks["text"])
        for column, figure in enumerate(figures, 1):
            if figure is None:
                sheet.write_blank(nth, column, None, looks["number"])
            else:
                sheet.write_number(nth, column, figure, looks["number"])


def _chart(book: Workbook, drawn: Drawn, row: int) -> Any:
    subtype = {"subtype": "stacked"} if drawn.stacked else {}
    chart = book.add_chart({"type": drawn.kind, **subtype})
    first, last = row + 1, row + len(drawn.rows)
    for nth, name in enumerate(drawn.head):
        colour = COLOURS[nth % len(COLOURS)]
        fill = {"line": {"color": colour, "width": 2.5}, "marker": {"type": "automatic"}}
        if drawn.kind != "line":
            fill = {"fill": {"color": colour}, "border": {"color": "#747B86"}}
        chart.add_series(
            {
                "name": name,
                "categories": [FIGURES, first, 0, last, 0],
                "values": [FIGURES, first, nth + 1, last, nth + 1],
                **fill,
            }
        )
    chart.set_title({"name": drawn.title, "name_font": {"size": 12}})
    chart.set_legend({"none": True} if len(drawn.head) == 1 else {"position": "bottom"})
    if drawn.kind == "bar":
        chart.set_y_axis({"reverse": True})
    chart.set_size({"width": 560, "height": 460})
    return chart


def _millions(amount: Money) -> float:
    """For a chart only: nothing is reckoned with it."""
    return amount.dong / 1_000_000
