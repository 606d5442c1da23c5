"""The two annexes of a plan: what is to be reached and done, and what it may cost."""

from typing import Any, cast

from nscl_grants.definitions.source import Table
from nscl_grants.domain.money import ZERO, Money
from nscl_grants.domain.plan import BudgetLine, Counting, Group, Indicator, Objective, Products, Task
from nscl_grants.domain.results import RECORD_KINDS, SETTINGS

MILLION = 1_000_000


def objectives(top: Table) -> tuple[Objective, ...]:
    """The goals, in the order of the plan."""
    return tuple(_objective(table) for table in top.tables("objectives"))


def _objective(table: Table) -> Objective:
    objective = Objective(table.word("key"), table.text("text"))
    table.done()
    return objective


def indicators(top: Table) -> tuple[Indicator, ...]:
    """What is measured, in the order of the file."""
    return tuple(_indicator(table) for table in top.tables("indicators"))


def _indicator(table: Table) -> Indicator:
    indicator = Indicator(
        key=table.word("key"),
        objective=table.word("objective"),
        title=table.text("title"),
        unit=table.text("unit"),
        period=cast(Any, table.one_of("period", ("year", "plan"))),
        target=table.number_or_none("target"),
        counts=_counting(table, "counts"),
        of=_counting(table, "of"),
        denominator=table.text_or_none("denominator"),
        growth_accounting=table.yes("growth_accounting"),
        unsure=table.yes("unsure"),
    )
    table.done()
    return indicator


def _counting(table: Table, key: str) -> Counting | None:
    if not table.has(key):
        return None
    inner = table.table(key)
    counting = Counting(
        what=cast(Any, inner.one_of("what", _FIGURES)),
        kinds=tuple(inner.expect("kinds", kind, RECORD_KINDS) for kind in inner.names("kinds")),
        at=tuple(inner.expect("at", place, SETTINGS) for place in inner.names("at")),
    )
    inner.done()
    return counting


_FIGURES = ("people", "organisations", "units", "asked", "paid_organisations", "paid_millions")


def groups(top: Table, key: str) -> tuple[Group, ...]:
    """The headings of an annex."""
    return tuple(_group(table) for table in top.tables(key))


def _group(table: Table) -> Group:
    group = Group(table.word("key"), table.text("title"))
    table.done()
    return group


def tasks(top: Table) -> tuple[Task, ...]:
    """The rows of Phụ lục I."""
    return tuple(_task(table) for table in top.tables("tasks"))


def _task(table: Table) -> Task:
    task = Task(
        key=table.word("key"),
        group=table.word("group"),
        text=table.text("text"),
        lead=table.word("lead"),
        partners=table.word("partners"),
        period=table.word("period"),
        note=table.word("note"),
        leads=table.names("leads"),
        years=table.numbers("years"),
        lines=table.names("lines"),
        by_order=table.yes("by_order"),
    )
    table.done()
    return task


def lines(top: Table) -> tuple[BudgetLine, ...]:
    """The rows of Phụ lục II."""
    return tuple(_line(table) for table in top.tables("lines"))


def _line(table: Table) -> BudgetLine:
    line = BudgetLine(
        key=table.word("key"),
        group=table.word("group"),
        number=table.word("number"),
        text=table.text("text"),
        short=table.text("short"),
        amounts=by_year(table, "years"),
        lead=table.word("lead"),
        partners=table.word("partners"),
        products=_products(table.table("products")) if table.has("products") else None,
    )
    in_millions(table, "total")
    table.done()
    return line


def _products(table: Table) -> Products:
    products = Products(
        in_all=table.number("in_all"),
        a_year=table.number("a_year"),
        most_each=in_millions(table, "most_each"),
        unsure=table.yes("unsure"),
    )
    table.done()
    return products


def in_millions(table: Table, key: str) -> Money:
    """An amount that the file gives in triệu đồng."""
    return Money(table.number(key) * MILLION)


def by_year(table: Table, key: str) -> dict[int, Money]:
    """Amounts in triệu đồng by year; a blank cell has no year."""
    cells = table.table(key)
    amounts = {int(year): in_millions(cells, year) for year in cells.values if year.isdecimal()}
    for year, amount in amounts.items():
        if amount < ZERO:
            cells.find(str(year), "is negative")
    cells.done()
    return amounts
