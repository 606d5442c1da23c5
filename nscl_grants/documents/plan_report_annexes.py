"""The annexes of the report: the plan's table, what was recorded, the cases supported, and who has reported."""

from collections.abc import Iterator, Sequence

from nscl_grants.documents.blocks import (
    Annex,
    Block,
    Paragraph,
    Table,
    column_in_millions,
    in_millions,
    millions,
    number,
)
from nscl_grants.documents.plan_report_money import MILLIONS, NUMBER
from nscl_grants.documents.wording import short_date
from nscl_grants.domain.money import Money, total
from nscl_grants.domain.results_report import Content

CASES = "Hồ sơ được hỗ trợ"


def annexes(content: Content) -> Iterator[Block]:
    annexes = [
        ("Khái toán của Kế hoạch và số đã chi lũy kế", _budget_annex(content)),
        ("Kết quả thực hiện nhiệm vụ do các cơ quan ghi nhận", _activity_annex(content)),
        ("Hồ sơ được hỗ trợ", _case_annex(content)),
        ("Tình hình gửi báo cáo của các cơ quan, đơn vị", _agency_annex(content)),
    ]
    filled = [(title, table) for title, table in annexes if table.rows]
    for nth, (title, table) in enumerate(filled, 1):
        yield Annex(f"Phụ lục {nth}", title)
        yield table
        if table.caption == CASES and content.more_cases:
            yield Paragraph(f"Và {number(content.more_cases)} hồ sơ khác, đã tính trong các bảng tổng hợp.")


def _budget_annex(content: Content) -> Table:
    """Phụ lục II of the plan with its blanks, and beside each line what was spent since the beginning."""
    spent = column_in_millions([line.spent_since_start for line in content.lines])
    years = [one.year for one in content.years]
    cells = {(one.line, one.year): one.planned for one in content.line_years}
    return Table(
        "Khái toán và chi lũy kế",
        ("TT", "Nội dung", "Kinh phí", *(f"Năm {year}" for year in years), "Đã chi lũy kế"),
        ("centre", "text", *[NUMBER] * (len(years) + 2)),
        (0.7, 4.2, 1, *(0.85,) * len(years), 1),
        [
            (line.key, line.text.vi, *_planned([cells.get((line.key, year)) for year in years]), spent[nth])
            for nth, line in enumerate(content.lines)
        ],
        ("", "Cộng", *_planned([_year_sum(content, year) for year in years]), spent[-1]),
        unit=MILLIONS,
    )


def _planned(amounts: Sequence[Money | None]) -> tuple[str, ...]:
    """The sum of the years, and the years; a blank cell of the plan stays blank."""
    return millions(total([each for each in amounts if each])), *(
        "" if each is None else millions(each) for each in amounts
    )


def _year_sum(content: Content, year: int) -> Money:
    return total([one.planned for one in content.line_years if one.year == year and one.planned])


def _activity_annex(content: Content) -> Table:
    return Table(
        "Kết quả ghi nhận",
        ("Ngày", "Nhiệm vụ", "Nội dung", "Cơ quan", "Địa điểm", "Lượt người", "Tổ chức", "Số lượng"),
        ("text", "centre", "text", "text", "text", "number", "number", "number"),
        (1.5, 1.1, 3.2, 2.2, 1.8, 1, 1, 1),
        [
            (
                short_date(one.held_on),
                one.task,
                f"{one.kind.vi}: {one.title}",
                one.body.vi,
                one.place,
                number(one.people),
                number(one.organisations),
                number(one.units),
            )
            for one in content.activities
        ],
    )


def _case_annex(content: Content) -> Table:
    amounts = in_millions([[one.approved - one.spent, one.spent] for one in content.cases])
    return Table(
        CASES,
        ("Mã hồ sơ", "Tổ chức", "Địa bàn", "Thủ tục", "Nội dung", "Đã duyệt, chưa chi", "Đã chi", "Cộng"),
        ("text", "text", "text", "text", "text", "number", "number", "number"),
        (2.2, 2.6, 1.6, 1.9, 1.5, 1.2, 1.1, 1.1),
        [
            (one.code, one.organisation, one.commune.vi, one.procedure.vi, one.item, *amounts[nth])
            for nth, one in enumerate(content.cases)
        ],
        ("", "Cộng", "", "", "", *amounts[-1]) if content.cases else (),
        unit=MILLIONS,
    )


def _agency_annex(content: Content) -> Table:
    return Table(
        "Gửi báo cáo",
        ("Cơ quan, đơn vị", "Tình trạng", "Ngày gửi"),
        ("text", "text", "text"),
        (5, 2, 2),
        [(one.name.vi, one.state.vi, short_date(one.sent_on) or "–") for one in content.agencies],
    )
