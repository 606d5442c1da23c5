"""Reads a plan's folder into one PlanDefinition, and checks that its parts agree with one another."""

from dataclasses import fields
from pathlib import Path

from nscl_grants.definitions import plan_places, plan_rules, plan_tables
from nscl_grants.definitions.source import Finding, Table, read_toml, refuse_if_any
from nscl_grants.domain.money import Money
from nscl_grants.domain.norms import Norm
from nscl_grants.domain.plan import PlanDefinition, Procedure, Settings
from nscl_grants.domain.standards import Standard
from nscl_grants.paths import PLANS

DEFAULT_PLAN = PLANS / "bac_ninh_2026_2030"


def load_plan(folder: Path = DEFAULT_PLAN) -> PlanDefinition:
    """The plan of a folder, or all that is wrong with it."""
    findings: list[Finding] = []
    plan = read_plan(folder, findings)
    refuse_if_any(findings)
    return plan


def read_plan(folder: Path, findings: list[Finding]) -> PlanDefinition:
    """The plan of a folder; what is wrong with it is added to the findings."""
    tables = {name: read_toml(folder / f"{name}.toml", findings) for name in _FILES}
    top = tables["plan"]
    plan = PlanDefinition(
        key=top.word("key"),
        title=top.text("title"),
        number=top.text("number"),
        legal_basis=top.texts("legal_basis"),
        first_year=top.number("first_year"),
        last_year=top.number("last_year"),
        objectives=plan_tables.objectives(top),
        indicators=plan_tables.indicators(top),
        task_groups=plan_tables.groups(top, "task_groups"),
        tasks=plan_tables.tasks(top),
        line_groups=plan_tables.groups(top, "line_groups"),
        lines=plan_tables.lines(top),
        procedures=plan_rules.procedures(tables["procedures"]),
        families=plan_rules.families(tables["norms"]),
        norms=plan_rules.norms(tables["norms"]),
        standards=plan_rules.standards(tables["standards"]),
        agencies=plan_places.agencies(tables["agencies"]),
        communes=plan_places.communes(tables["communes"]),
        calendar=plan_places.calendar(tables["calendar"]),
        settings=plan_places.settings(tables["settings"]),
        year_dates=plan_places.year_dates(tables["settings"]),
    )
    _check_sums(top, plan)
    _check_names(tables, plan)
    for table in tables.values():
        table.done()
    return plan


_FILES = ("plan", "procedures", "norms", "standards", "agencies", "communes", "calendar", "settings")


def _check_sums(top: Table, plan: PlanDefinition) -> None:
    """The sums that the source prints are the sums of its cells."""
    for position, table in enumerate(top.tables("lines")):
        line = plan.lines[position]
        _compare(table, "total", line.total, plan_tables.in_millions(table, "total"))
        for year in line.amounts:
            if year not in plan.years:
                table.find("years", f"{year} is not a year of the plan")
    printed = top.table("sum")
    _compare(printed, "total", plan.total, plan_tables.in_millions(printed, "total"))
    for year, amount in plan_tables.by_year(printed, "years").items():
        _compare(printed, f"years.{year}", plan.in_year(year), amount)
    printed.done()


def _compare(table: Table, key: str, computed: Money, printed: Money) -> None:
    if computed != printed:
        table.find(key, f"says {printed} đồng, but its cells add up to {computed} đồng")


def _check_names(tables: dict[str, Table], plan: PlanDefinition) -> None:
    """Whatever one part names, another part defines."""
    top = tables["plan"]
    for table, indicator in zip(top.tables("indicators"), plan.indicators, strict=True):
        table.expect("objective", indicator.objective, [each.key for each in plan.objectives])
    for table, task in zip(top.tables("tasks"), plan.tasks, strict=True):
        table.expect("group", task.group, [group.key for group in plan.task_groups])
        for lead in task.leads:
            table.expect("leads", lead, plan.agencies)
        for key in task.lines:
            table.expect("lines", key, [each.key for each in plan.lines])
    for table, line in zip(top.tables("lines"), plan.lines, strict=True):
        table.expect("group", line.group, [group.key for group in plan.line_groups])
    _check_procedures(tables["procedures"], plan)
    _check_norms(tables["norms"], plan)
    _check_marks(tables, plan)


def _check_procedures(top: Table, plan: PlanDefinition) -> None:
    for name, table in top.named_tables("procedures"):
        procedure = plan.procedures[name]
        table.expect("line", procedure.line, [line.key for line in plan.lines])
        for needed in ("workflow", "form", "days", "hold_days", "claim_days", "authority"):
            if procedure.open and not getattr(procedure, needed):
                table.find(needed, "an open procedure needs it")
        if procedure.open and not any(family.procedure == name for family in plan.families):
            table.find("open", "no family of norms belongs to this procedure, so nothing could be worked out")


def _check_norms(top: Table, plan: PlanDefinition) -> None:
    taken: dict[tuple[str, str], str] = {}
    for table, family in zip(top.tables("families"), plan.families, strict=True):
        table.expect("procedure", family.procedure, plan.procedures)
        for standard in family.standards:
            table.expect("standards", standard, plan.standards)
            other = taken.setdefault((family.procedure, standard), family.key)
            if other != family.key:
                table.find("standards", f"{standard!r} belongs to {other!r} already")
    for table, norm in zip(top.tables("norms"), plan.norms, strict=True):
        table.expect("family", norm.family, [family.key for family in plan.families])
        _check_period(table, norm, plan)


def _check_period(table: Table, norm: Norm, plan: PlanDefinition) -> None:
    if norm.valid_until <= norm.valid_from:
        table.find("valid_until", "is not after valid_from")
    for other in plan.norms[: plan.norms.index(norm)]:
        if other.family == norm.family and other.valid_from < norm.valid_until and norm.valid_from < other.valid_until:
            table.find("valid_from", f"overlaps with {other.key!r}: two norms of one family would be in force")


def _check_marks(tables: dict[str, Table], plan: PlanDefinition) -> None:
    """What is marked "cần xác nhận" is something that is there."""
    for name, table in tables["procedures"].named_tables("procedures"):
        _expect_fields(table, plan.procedures[name].unsure, Procedure)
    for name, table in tables["standards"].named_tables("standards"):
        _expect_fields(table, plan.standards[name].unsure, Standard)
    for table, norm in zip(tables["norms"].tables("norms"), plan.norms, strict=True):
        _expect_fields(table, norm.unsure, Norm)
    _expect_fields(tables["settings"].table("settings"), plan.settings.unsure, Settings)


def _expect_fields(table: Table, names: frozenset[str], shape: type) -> None:
    for name in sorted(names):
        table.expect("unsure", name, [field.name for field in fields(shape)])
