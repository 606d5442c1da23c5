"""What the report says of support and of money: tables in triệu đồng whose rows and columns add up, and charts."""

from collections.abc import Callable, Iterator, Sequence

from nscl_grants.documents.blocks import (
    Block,
    Column,
    Paragraph,
    Table,
    column_in_millions,
    in_millions,
    millions,
    number,
)
from nscl_grants.documents.plan_report_charts import (
    burn_picture,
    line_picture,
    line_year_picture,
    support_picture,
    year_picture,
)
from nscl_grants.domain.money import Money
from nscl_grants.domain.results_report import Content, LineResult, SupportRow

TEXT: Column = "text"
NUMBER: Column = "number"
MILLIONS = "triệu đồng"


def support(content: Content) -> Iterator[Block]:
    whole = content.support
    yield Paragraph(
        f"Trong kỳ có {number(whole.filed)} hồ sơ nộp, {number(whole.supported)} hồ sơ được duyệt hỗ trợ; "
        f"{number(content.organisations)} tổ chức đã nhận kinh phí {millions(whole.spent)} triệu đồng."
    )
    yield _support_table("Hỗ trợ theo thủ tục", "Thủ tục", content.by_procedure, content.organisations)
    if content.by_kind:
        yield _support_table("Hỗ trợ theo loại tổ chức", "Loại tổ chức", content.by_kind, content.organisations)
    if content.by_size:
        yield _support_table("Hỗ trợ theo quy mô tổ chức", "Quy mô", content.by_size, content.organisations)
    if content.by_commune:
        yield _support_table("Hỗ trợ theo địa bàn", "Xã, phường", content.by_commune, content.organisations)
    for title, rows in (
        ("Kinh phí hỗ trợ theo thủ tục, triệu đồng", content.by_procedure),
        ("Kinh phí hỗ trợ theo quy mô tổ chức, triệu đồng", content.by_size),
        ("Kinh phí hỗ trợ theo địa bàn, mười nơi nhiều nhất, triệu đồng", content.by_commune),
    ):
        if picture := support_picture(title, rows):
            yield picture


def _support_table(caption: str, first: str, rows: Sequence[SupportRow], organisations: int) -> Table:
    amounts = in_millions([[row.committed, row.spent] for row in rows])
    counted = [
        (row.label.vi, number(row.filed), number(row.supported), number(row.organisations), *amounts[nth])
        for nth, row in enumerate(rows)
    ]
    filed, supported = sum(row.filed for row in rows), sum(row.supported for row in rows)
    return Table(
        caption,
        (first, "Hồ sơ nộp", "Hồ sơ được hỗ trợ", "Tổ chức đã nhận", "Đã duyệt, chưa chi", "Đã chi", "Cộng"),
        ("text", *("number",) * 6),
        (3.6, 1, 1.2, 1.2, 1.4, 1.2, 1.2),
        counted,
        ("Cộng", number(filed), number(supported), number(organisations), *amounts[-1]),
        unit=MILLIONS,
    )


_COLUMNS: Sequence[tuple[str, Callable[[LineResult], Money]]] = (
    ("Đã chi", lambda line: line.spent),
    ("Đã duyệt, chưa chi", lambda line: line.committed),
    ("Tạm giữ", lambda line: line.held),
    ("Thu hồi", lambda line: line.returned),
    ("Hủy, chuyển nguồn", lambda line: line.ended),
    ("Còn lại", lambda line: line.free),
)
_RARE = ("Thu hồi", "Hủy, chuyển nguồn")


def money(content: Content) -> Iterator[Block]:
    yield _line_table(content)
    yield Paragraph("Cột “Dự toán giao” bằng tổng các cột sau nó.")
    yield line_picture(content)
    if picture := line_year_picture(content):
        yield picture
    yield year_picture(content)
    yield burn_picture(content)
    months = column_in_millions(content.months)
    yield Table(
        "Đã chi theo tháng",
        ("Tháng", "Đã chi"),
        ("text", "number"),
        (3, 2),
        [(f"Tháng {nth}", amount) for nth, amount in enumerate(months[:-1], 1)],
        ("Cộng", months[-1]),
        unit=MILLIONS,
    )


def _line_table(content: Content) -> Table:
    columns = [
        (name, amount) for name, amount in _COLUMNS if name not in _RARE or any(amount(line) for line in content.lines)
    ]
    planned = column_in_millions([line.planned for line in content.lines])
    parts = in_millions([[amount(line) for _, amount in columns] for line in content.lines])
    rows = [
        (f"{line.key} {line.short.vi}", planned[nth], parts[nth][-1], *parts[nth][:-1])
        for nth, line in enumerate(content.lines)
    ]
    return Table(
        "Dự toán và chi theo dòng",
        ("Dòng kinh phí", "Kế hoạch", "Dự toán giao", *(name for name, _ in columns)),
        (TEXT, *(NUMBER,) * (len(columns) + 2)),
        (3, *(1.3,) * (len(columns) + 2)),
        rows,
        ("Cộng", planned[-1], parts[-1][-1], *parts[-1][:-1]),
        unit=MILLIONS,
    )
