"""The report on the plan, part by part, in the order that an official report has."""

from collections.abc import Iterator, Sequence

from nscl_grants.documents.blocks import Block, Heading, Paragraph, Table, column_in_millions, number
from nscl_grants.documents.plan_report_annexes import annexes
from nscl_grants.documents.plan_report_charts import progress_picture
from nscl_grants.documents.plan_report_money import MILLIONS, money, support
from nscl_grants.documents.wording import hour_and_date
from nscl_grants.domain.reporting import FINAL, PARTS
from nscl_grants.domain.results_report import Content, Difference, IndicatorResult, ObjectiveResult, TaskResult

NBSP = "\u00a0"
"""Keeps a number and its sign on one line."""
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
RECIPIENT = "Bộ Khoa học và Công nghệ"


def compose(content: Content) -> tuple[Block, ...]:
    """All blocks of the report; its head, title and signature are the renderer's."""
    blocks: list[Block] = [*_opening(content)]
    for roman, (title, part) in zip(ROMAN, _parts(content), strict=False):
        blocks.append(Heading(f"{roman}. {title.upper()}"))
        blocks += part
    return (*blocks, *annexes(content))


def _parts(content: Content) -> Iterator[tuple[str, list[Block]]]:
    yield PARTS["direction"].vi, [*_written(content, "direction"), *_who_reported(content)]
    yield "Kết quả thực hiện mục tiêu", list(_objectives(content))
    yield "Kết quả thực hiện nhiệm vụ", list(_tasks(content))
    yield "Hỗ trợ doanh nghiệp, tổ chức", list(support(content))
    yield "Kinh phí thực hiện", list(money(content))
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
    for objective in content.objectives:
        yield Paragraph(f"{objective.key}. {objective.text.vi}")
        if objective.indicators:
            yield Paragraph(f"Kết quả: {_told(objective)}.")
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


def _told(objective: ObjectiveResult) -> str:
    """What its indicators show, in a sentence."""
    return "; ".join(_in_words(one) for one in objective.indicators)


def _in_words(one: IndicatorResult) -> str:
    if one.amount is None:
        return f"{_lower(one.title.vi)}: chưa có số liệu"
    target = "" if one.target is None else f" (mục tiêu {number(one.target)}, đạt {_progress(one)})"
    return f"{_lower(one.title.vi)}: {_amount(one)}{NBSP}{one.unit.vi}{target}"


def _target(one: IndicatorResult) -> str:
    if one.target is None:
        return "–"
    return number(one.target)


def _unit(one: IndicatorResult) -> str:
    return f"{one.unit.vi}/năm" if one.period == "year" and one.unit.vi != "%" else one.unit.vi


def _amount(one: IndicatorResult) -> str:
    return "–" if one.amount is None else one.amount.in_language("vi")


def _progress(one: IndicatorResult) -> str:
    return "–" if one.progress is None else f"{number(one.progress)}{NBSP}%"


def _tasks(content: Content) -> Iterator[Block]:
    for group in content.task_groups:
        tasks = [task for task in content.tasks if task.group == group.key]
        costs = column_in_millions([task.cost for task in tasks])
        yield Heading(f"{group.key}. {group.title.vi}", 3)
        yield Table(
            f"Nhiệm vụ nhóm {group.key}",
            ("TT", "Nội dung", "Chủ trì", "Thời gian", "Kết quả ghi nhận", "Lượt người", "Đã chi", "Tình trạng"),
            ("centre", "text", "text", "text", "number", "number", "number", "text"),
            (0.75, 4.05, 1.6, 1.4, 0.95, 0.95, 1.05, 1.5),
            [_task_row(task, cost) for task, cost in zip(tasks, costs, strict=False)],
            (
                "",
                "Cộng",
                "",
                "",
                number(sum(task.records for task in tasks)),
                number(sum(task.people for task in tasks)),
                costs[-1],
                "",
            ),
            unit=MILLIONS,
        )


def _task_row(task: TaskResult, cost: str) -> tuple[str, ...]:
    key = "" if task.key.endswith("b") else task.key
    counts = (number(task.records), number(task.people), cost)
    return key, task.text.vi, task.lead, task.period, *counts, task.status.vi


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


def _lower(text: str) -> str:
    """For the middle of a sentence; what is written in capitals stays so."""
    return text if text[:2].isupper() else text[0].lower() + text[1:]
