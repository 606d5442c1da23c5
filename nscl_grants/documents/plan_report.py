"""The report on the plan, part by part, in the order that an official report has."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from nscl_grants.documents.blocks import (
    Annex,
    Block,
    Column,
    Heading,
    Paragraph,
    Picture,
    Table,
    column_in_millions,
    in_millions,
    millions,
    number,
)
from nscl_grants.documents.charts import Bar, burn, lying_bars
from nscl_grants.documents.wording import hour_and_date, short_date
from nscl_grants.domain.money import ZERO, Money
from nscl_grants.domain.reporting import FINAL, PARTS
from nscl_grants.domain.results_report import (
    Content,
    Difference,
    IndicatorResult,
    LineResult,
    SupportRow,
    TaskResult,
)

TEXT: Column = "text"
NUMBER: Column = "number"
MILLIONS = "triệu đồng"
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
MOST_BARS = 10
RECIPIENT = "Bộ Khoa học và Công nghệ"


def compose(content: Content) -> tuple[Block, ...]:
    """All blocks of the report; its head, title and signature are the renderer's."""
    blocks: list[Block] = [*_opening(content)]
    for roman, (title, part) in zip(ROMAN, _parts(content), strict=False):
        blocks.append(Heading(f"{roman}. {title.upper()}"))
        blocks += part
    return (*blocks, *_annexes(content))


def _parts(content: Content) -> Iterator[tuple[str, list[Block]]]:
    yield PARTS["direction"].vi, [*_written(content, "direction"), *_who_reported(content)]
    yield "Kết quả thực hiện mục tiêu", list(_objectives(content))
    yield "Kết quả thực hiện nhiệm vụ", list(_tasks(content))
    yield "Hỗ trợ doanh nghiệp, tổ chức", list(_support(content))
    yield "Kinh phí thực hiện", list(_money(content))
    if content.later_than:
        yield "Phát sinh sau kỳ báo cáo trước", list(_later(content))
    for part in ("assessment", "difficulties", "proposals", "plans"):
        yield PARTS[part].vi, _written(content, part)


def _opening(content: Content) -> Iterator[Block]:
    period = (
        f"giai đoạn {content.first_year}-{content.last_year}" if content.purpose == FINAL else f"năm {content.year}"
    )
    yield Paragraph(
        f"Thực hiện {content.plan_number.vi} về {_lower(content.plan.vi)}, {content.parent.vi} báo cáo kết quả "
        f"{period} như sau. Số liệu tính đến {hour_and_date(content.as_of)} (bút toán số {number(content.seq)} của sổ "
        "kinh phí)."
    )
    if content.correction:
        yield Paragraph(
            f"Báo cáo này đính chính lần {content.correction} Báo cáo số {content.corrects}. Lý do: {content.reason}"
        )
        yield _difference_table("Các số liệu được đính chính", content.changes)


def _written(content: Content, part: str) -> list[Block]:
    """What people wrote, line by line."""
    lines = [line.strip() for line in content.text(part).splitlines()]
    return [Paragraph(line) for line in lines if line]


def _who_reported(content: Content) -> Iterator[Block]:
    if not content.agencies:
        return
    names = {
        "department": "Sở",
        "board": "Ban quản lý",
        "press": "Báo, đài",
        "association": "Hiệp hội, liên minh (được mời)",
        "ward": "UBND phường",
        "commune": "UBND xã",
    }
    rows = []
    for kind, name in names.items():
        mine = [agency for agency in content.agencies if agency.kind == kind]
        told = sum(agency.reported for agency in mine)
        if mine:
            rows.append((name, len(mine), told, len(mine) - told))
    sums = [sum(int(row[nth]) for row in rows) for nth in (1, 2, 3)]
    yield Table(
        "Cơ quan, đơn vị báo cáo",
        ("Loại", "Phải báo cáo, được mời", "Đã gửi", "Chưa gửi"),
        ("text", "number", "number", "number"),
        (4, 2, 1.4, 1.4),
        [(str(name), *map(number, counts)) for name, *counts in rows],
        ("Cộng", *map(number, sums)),
    )


def _objectives(content: Content) -> Iterator[Block]:
    yield Table(
        "Mục tiêu và chỉ tiêu",
        ("TT", "Chỉ tiêu", "Đơn vị", "Mục tiêu", "Kết quả", "Đạt", "Cách tính"),
        ("centre", "text", "text", "number", "number", "number", "text"),
        (0.7, 3.4, 1.3, 1.1, 1.2, 0.9, 3),
        [
            (objective.key, one.title.vi, _unit(one), _target(one), _amount(one), _progress(one), one.how.vi)
            for objective in content.objectives
            for one in objective.indicators
        ],
    )
    if picture := progress_picture(content):
        yield picture


def progress_picture(content: Content, language: str = "vi") -> Picture | None:
    """How far each indicator with a target is; what passed its target fills the bar."""
    measured = [one for objective in content.objectives for one in objective.indicators if one.progress is not None]
    if not measured:
        return None
    shown = [(one.title.in_language(language), one.progress or 0) for one in measured]
    bars = [Bar(label, min(progress, 100), f"{number(progress)} %", 100) for label, progress in shown]
    title = "Progress towards the targets" if language == "en" else "Mức đạt so với mục tiêu"
    return Picture(lying_bars(bars), title, "; ".join(f"{label}: {progress} %" for label, progress in shown))


def _target(one: IndicatorResult) -> str:
    if one.target is None:
        return "–"
    return number(one.target)


def _unit(one: IndicatorResult) -> str:
    return f"{one.unit.vi}/năm" if one.period == "year" and one.unit.vi != "%" else one.unit.vi


def _amount(one: IndicatorResult) -> str:
    return "–" if one.amount is None else one.amount.in_language("vi")


def _progress(one: IndicatorResult) -> str:
    return "–" if one.progress is None else f"{number(one.progress)} %"


def _tasks(content: Content) -> Iterator[Block]:
    for group in content.task_groups:
        tasks = [task for task in content.tasks if task.group == group.key]
        costs = column_in_millions([task.cost for task in tasks])
        yield Heading(f"{group.key}. {group.title.vi}", 3)
        yield Table(
            f"Nhiệm vụ nhóm {group.key}",
            ("TT", "Nội dung", "Kết quả ghi nhận", "Lượt người", "Đã chi", "Tình trạng"),
            ("centre", "text", "number", "number", "number", "text"),
            (0.8, 5.2, 1.2, 1.1, 1.2, 1.8),
            [_task_row(task, cost) for task, cost in zip(tasks, costs, strict=False)],
            (
                "",
                "Cộng",
                number(sum(task.records for task in tasks)),
                number(sum(task.people for task in tasks)),
                costs[-1],
                "",
            ),
            unit=MILLIONS,
        )


def _task_row(task: TaskResult, cost: str) -> tuple[str, ...]:
    key = "" if task.key.endswith("b") else task.key
    return key, task.text.vi, number(task.records), number(task.people), cost, task.status.vi


def _support(content: Content) -> Iterator[Block]:
    whole = content.support
    yield Paragraph(
        f"Trong kỳ có {number(whole.filed)} hồ sơ nộp, {number(whole.supported)} hồ sơ được duyệt hỗ trợ; "
        f"{number(content.organisations)} tổ chức đã nhận kinh phí {millions(whole.spent)} triệu đồng."
    )
    yield _support_table("Hỗ trợ theo thủ tục", "Thủ tục", content.by_procedure, content.organisations)
    if content.by_kind:
        yield _support_table("Hỗ trợ theo loại tổ chức", "Loại tổ chức", content.by_kind, content.organisations)
    if content.by_commune:
        yield _support_table("Hỗ trợ theo địa bàn", "Xã, phường", content.by_commune, content.organisations)
    if picture := support_picture("Kinh phí hỗ trợ theo địa bàn, mười nơi nhiều nhất", content.by_commune):
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


def support_picture(title: str, rows: Iterable[SupportRow], language: str = "vi") -> Picture | None:
    """Money by commune, procedure or kind, the largest ten."""
    found = sorted((row for row in rows if row.spent or row.committed), key=lambda row: -_both(row).dong)
    if not found:
        return None
    amounts = [(row.label.in_language(language), _both(row)) for row in found[:MOST_BARS]]
    bars = [Bar(label, amount.dong, millions(amount)) for label, amount in amounts]
    return Picture(lying_bars(bars), title, "; ".join(f"{label}: {millions(amount)}" for label, amount in amounts))


def _both(row: SupportRow) -> Money:
    return row.committed + row.spent


_COLUMNS: Sequence[tuple[str, Callable[[LineResult], Money]]] = (
    ("Đã chi", lambda line: line.spent),
    ("Đã duyệt, chưa chi", lambda line: line.committed),
    ("Tạm giữ", lambda line: line.held),
    ("Thu hồi", lambda line: line.returned),
    ("Hủy, chuyển nguồn", lambda line: line.ended),
    ("Còn lại", lambda line: line.free),
)
_RARE = ("Thu hồi", "Hủy, chuyển nguồn")


def _money(content: Content) -> Iterator[Block]:
    yield _line_table(content)
    yield Paragraph("Cột “Dự toán giao” bằng tổng các cột sau nó.")
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


def year_picture(content: Content, language: str = "vi") -> Picture:
    """What was spent in each year, out of what the plan has for it."""
    title = (
        "Spent by year, of the plan, million VND" if language == "en" else "Đã chi theo năm trên kế hoạch, triệu đồng"
    )
    return _spent_of(title, [(str(one.year), one.spent, one.planned) for one in content.years])


def line_picture(content: Content, language: str = "vi") -> Picture:
    """What was spent from each line in the year, out of what it was given."""
    title = (
        f"Spent by line in {content.year}, of what was allotted, million VND"
        if language == "en"
        else f"Đã chi theo dòng năm {content.year} trên dự toán giao, triệu đồng"
    )
    rows = [(f"{line.key} {line.short.in_language(language)}", line.spent, line.given) for line in content.lines]
    return _spent_of(title, rows)


def _spent_of(title: str, rows: Sequence[tuple[str, Money, Money]]) -> Picture:
    """Bars for what was spent, each with a line where the whole ends."""
    bars = [
        Bar(label, spent.dong, f"{millions(spent)} / {millions(whole)}", whole.dong) for label, spent, whole in rows
    ]
    return Picture(lying_bars(bars), title, "; ".join(f"{bar.label}: {bar.shown}" for bar in bars))


def burn_picture(content: Content, language: str = "vi") -> Picture:
    """The plan's sum since its first year, and what was spent until the year of the report."""
    planned, spent = ZERO, ZERO
    planned_sums: list[Money] = []
    spent_sums: list[Money] = []
    for one in content.years:
        planned, spent = planned + one.planned, spent + one.spent
        planned_sums.append(planned)
        if one.year <= content.year:
            spent_sums.append(spent)
    names = ("Plan, summed up", "Spent, summed up") if language == "en" else ("Kế hoạch lũy kế", "Đã chi lũy kế")
    title = "Spending over the plan's years" if language == "en" else "Chi lũy kế qua các năm của Kế hoạch"
    told = f"{names[0]}: {', '.join(map(millions, planned_sums))}; {names[1]}: {', '.join(map(millions, spent_sums))}"
    years = [str(one.year) for one in content.years]
    drawing = burn(years, [each.dong for each in planned_sums], [each.dong for each in spent_sums], names)
    return Picture(drawing, title, told)


def _later(content: Content) -> Iterator[Block]:
    if not content.later:
        yield Paragraph(f"Không có số liệu nào thay đổi so với {content.later_than}.")
        return
    yield Paragraph(f"So với {content.later_than}, các số liệu sau đã thay đổi do phát sinh sau ngày chốt.")
    yield _difference_table("Số liệu phát sinh", content.later)


def _difference_table(caption: str, differences: Sequence[Difference]) -> Table:
    return Table(
        caption,
        ("Số liệu", "Trước", "Nay"),
        ("text", "number", "number"),
        (5, 2, 2),
        [(one.label.vi, one.before, one.after) for one in differences],
    )


def _annexes(content: Content) -> Iterator[Block]:
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


CASES = "Hồ sơ được hỗ trợ"


def _budget_annex(content: Content) -> Table:
    planned = column_in_millions([line.planned for line in content.lines])
    spent = column_in_millions([line.spent_since_start for line in content.lines])
    return Table(
        "Khái toán và chi lũy kế",
        ("TT", "Nội dung", "Kế hoạch của kỳ", "Chi lũy kế từ đầu Kế hoạch"),
        ("centre", "text", "number", "number"),
        (0.8, 6, 1.6, 1.8),
        [(line.key, line.text.vi, planned[nth], spent[nth]) for nth, line in enumerate(content.lines)],
        ("", "Cộng", planned[-1], spent[-1]),
        unit=MILLIONS,
    )


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


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]
