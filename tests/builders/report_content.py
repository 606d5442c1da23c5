"""A report's content, small and sound; a test names only what matters to it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from nscl_grants.definitions.plan import load_plan
from nscl_grants.domain.indicators import Quantity
from nscl_grants.domain.money import ZERO, Money
from nscl_grants.domain.results_report import (
    Content,
    IndicatorResult,
    LineResult,
    LineYear,
    ObjectiveResult,
    Signed,
    SupportRow,
    TaskResult,
    Words,
    YearResult,
)
from nscl_grants.domain.text import Text

PLAN = load_plan()
SIGNED = Signed("256/BC-UBND", date(2026, 11, 27), "Người Ký Giả Định", "vice")


def a_line(key: str, spent: int = 0, committed: int = 0) -> LineResult:
    """A line of the plan in 2026, given what the plan says."""
    line = PLAN.line(key)
    given = line.in_year(2026)
    return LineResult(
        key=key,
        group=line.group,
        number=line.number,
        text=line.text,
        short=line.short,
        planned=given,
        given=given,
        spent=Money(spent),
        committed=Money(committed),
        held=ZERO,
        returned=ZERO,
        ended=ZERO,
        free=given - Money(spent) - Money(committed),
        spent_since_start=Money(spent),
    )


def a_content(**more: Any) -> Content:
    """The report on 2026 of the province's plan."""
    indicator = IndicatorResult(
        "2.trainees",
        Text("Lượt người được đào tạo", "People trained"),
        Text("lượt người", "trainees"),
        "year",
        1000,
        Quantity.of(640),
        64,
        Text("Cộng từ 8 kết quả do cơ quan ghi", "Added up from 8 records of agencies"),
    )
    content = Content(
        plan=PLAN.title,
        plan_number=PLAN.number,
        office=PLAN.settings.office,
        parent=PLAN.settings.parent,
        province=PLAN.settings.province,
        place=PLAN.settings.place,
        purpose="annual",
        year=2026,
        title="Kết quả thực hiện Kế hoạch năm 2026",
        first_year=2026,
        last_year=2030,
        seq=1284,
        as_of=datetime(2026, 11, 20, 10, tzinfo=UTC),
        objectives=tuple(
            ObjectiveResult(each.key, each.text, (indicator,) if each.key == "2" else ()) for each in PLAN.objectives
        ),
        task_groups=PLAN.task_groups,
        tasks=tuple(
            TaskResult(
                task.key,
                task.group,
                task.text,
                task.lead,
                task.partners,
                task.period,
                task.note,
                0,
                0,
                ZERO,
                Text("Chưa ghi kết quả", "Nothing recorded yet"),
            )
            for task in PLAN.tasks
        ),
        line_groups=PLAN.line_groups,
        lines=tuple(a_line(line.key) for line in PLAN.lines),
        years=tuple(YearResult(year, PLAN.in_year(year), ZERO, ZERO) for year in PLAN.years),
        line_years=tuple(
            LineYear(line.key, year, line.amounts.get(year), ZERO) for line in PLAN.lines for year in PLAN.years
        ),
        months=(ZERO,) * 12,
        by_procedure=(SupportRow("HTQL", Text("Hệ thống quản lý", "Systems"), 3, 2, 2, ZERO, Money(98_750_000)),),
        by_commune=(),
        by_kind=(),
        organisations=2,
        cases=(),
        more_cases=0,
        agencies=(),
        activities=(),
        words=(Words("difficulties", "Mức chi chậm ban hành.\nThiếu người làm."),),
    )
    return replace(content, **more)
