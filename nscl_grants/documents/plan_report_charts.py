"""The charts of the plan: how far it is, and where its money is by line, year, place, procedure and size.

Each is drawn twice, narrow for pages and wide for papers, and says its figures in words.
"""

from collections.abc import Callable, Iterable, Sequence

from reportlab.graphics.shapes import Drawing

from nscl_grants.documents.blocks import Picture, millions, number
from nscl_grants.documents.charts import Bar, Stack, bar_grid, burn, lying_bars, stacked_bars
from nscl_grants.domain.money import ZERO, Money, total
from nscl_grants.domain.results_report import Content, LineResult, SupportRow

MOST_BARS = 10
Draw = Callable[[int], Drawing]
"""Draws a chart as wide as it is told."""


def progress_picture(content: Content, language: str = "vi") -> Picture | None:
    """How far each indicator with a target is; what passed its target fills the bar."""
    measured = [one for objective in content.objectives for one in objective.indicators if one.progress is not None]
    if not measured:
        return None
    shown = [(one.title.in_language(language), one.progress or 0) for one in measured]
    bars = [Bar(label, max(min(progress, 100), 0), f"{number(progress)} %", 100) for label, progress in shown]
    title = "Progress towards the targets" if language == "en" else "Mức đạt so với mục tiêu"
    return _picture(lambda wide: lying_bars(bars, wide), title, [f"{label}: {progress} %" for label, progress in shown])


def line_picture(content: Content, language: str = "vi") -> Picture:
    """Where the money of each line is in the years reported on: spent, approved, held, left."""
    names, title = _LINE_WORDS[language]
    stacks, told = [], []
    for line in content.lines:
        label = f"{line.key} {line.short.in_language(language)}"
        parts = (line.spent, line.committed, line.held, line.free)
        stacks.append(Stack(label, [max(part.dong, 0) for part in parts], millions(line.given)))
        figures = ", ".join(f"{name.lower()} {millions(part)}" for name, part in zip(names, parts, strict=True))
        told.append(f"{label}: {figures}, {_GIVEN[language]} {millions(line.given)}")
    return _picture(lambda wide: stacked_bars(stacks, names, wide), title, told)


def line_year_picture(content: Content, language: str = "vi") -> Picture | None:
    """What was spent from each line in each year, in the frame of what the plan has for it."""
    if not content.line_years:
        return None
    years = [one.year for one in content.years]
    cells, told = [], []
    for line in content.lines:
        mine = {one.year: one for one in content.line_years if one.line == line.key}
        pairs = [(mine[year].spent, mine[year].planned or ZERO) if year in mine else (ZERO, ZERO) for year in years]
        cells.append([(max(spent.dong, 0), planned.dong) for spent, planned in pairs])
        figures = ", ".join(
            f"{year} {millions(spent)} / {millions(planned)}"
            for year, (spent, planned) in zip(years, pairs, strict=True)
        )
        told.append(f"{_name(line, language)}: {figures}")
    title = (
        "Spent by line and year, in the frame of the plan, million VND"
        if language == "en"
        else "Đã chi theo dòng và năm, trong khung của Kế hoạch, triệu đồng"
    )
    labels = [_name(line, language) for line in content.lines]
    return _picture(lambda wide: bar_grid(labels, [str(year) for year in years], cells, wide), title, told)


def year_picture(content: Content, language: str = "vi") -> Picture:
    """What was spent in each year, out of what the plan has for it."""
    title = (
        "Spent by year, of the plan, million VND" if language == "en" else "Đã chi theo năm trên kế hoạch, triệu đồng"
    )
    bars = [
        Bar(str(one.year), max(one.spent.dong, 0), f"{millions(one.spent)} / {millions(one.planned)}", one.planned.dong)
        for one in content.years
    ]
    return _picture(lambda wide: lying_bars(bars, wide), title, [f"{bar.label}: {bar.shown}" for bar in bars])


def burn_picture(content: Content, language: str = "vi") -> Picture:
    """The plan's sum since its first year, and what was spent until the year of the report."""
    planned = _summed([one.planned for one in content.years])
    spent = _summed([one.spent for one in content.years if one.year <= content.year])
    names = ("Plan, summed up", "Spent, summed up") if language == "en" else ("Kế hoạch lũy kế", "Đã chi lũy kế")
    title = (
        "Spending over the plan's years, million VND"
        if language == "en"
        else "Chi lũy kế qua các năm của Kế hoạch, triệu đồng"
    )
    years = [str(one.year) for one in content.years]
    told = [f"{name}: {', '.join(map(millions, sums))}" for name, sums in zip(names, (planned, spent), strict=True)]
    plan_line, spent_line = ([each.dong for each in sums] for sums in (planned, spent))
    return _picture(lambda wide: burn(years, plan_line, spent_line, names, wide), title, told)


def support_picture(title: str, rows: Iterable[SupportRow], language: str = "vi") -> Picture | None:
    """Support paid and approved by commune, procedure, kind or size, the largest ten."""
    found = sorted((row for row in rows if row.spent or row.committed), key=lambda row: -_both(row).dong)[:MOST_BARS]
    if not found:
        return None
    names = ("Paid", "Approved, not paid") if language == "en" else ("Đã chi", "Đã duyệt, chưa chi")
    stacks = [
        Stack(row.label.in_language(language), [row.spent.dong, row.committed.dong], millions(_both(row)))
        for row in found
    ]
    told = [
        f"{row.label.in_language(language)}: {names[0].lower()} {millions(row.spent)}, "
        f"{names[1].lower()} {millions(row.committed)}"
        for row in found
    ]
    return _picture(lambda wide: stacked_bars(stacks, names, wide), title, told)


_LINE_WORDS = {
    "vi": (("Đã chi", "Đã duyệt, chưa chi", "Tạm giữ", "Còn lại"), "Kinh phí theo dòng, triệu đồng"),
    "en": (("Spent", "Approved, not paid", "Held", "Left"), "Money by line, million VND"),
}
_GIVEN = {"vi": "dự toán giao", "en": "allotted"}


def _picture(draw: Draw, title: str, told: Sequence[str]) -> Picture:
    return Picture(draw, title, "; ".join(told))


def _name(line: LineResult, language: str) -> str:
    return f"{line.key} {line.short.in_language(language)}"


def _both(row: SupportRow) -> Money:
    return row.committed + row.spent


def _summed(amounts: Sequence[Money]) -> list[Money]:
    return [total(list(amounts[: nth + 1])) for nth in range(len(amounts))]
