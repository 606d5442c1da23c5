"""Commands about the plan: entering its table into the books, and showing it with how far it has come."""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from nscl_grants.actions.allotments import load_plan
from nscl_grants.actions.figures import cut_off_now, gather
from nscl_grants.config import Config, load_config
from nscl_grants.db.engine import make_engine, reading, writing
from nscl_grants.db.migrate import is_current
from nscl_grants.definitions.house import House, enter, load_house
from nscl_grants.documents.facts import to_json
from nscl_grants.domain.actor import SYSTEM
from nscl_grants.domain.plan import PlanDefinition
from nscl_grants.domain.reporting import ANNUAL
from nscl_grants.domain.results_report import Content, LineResult, TaskResult
from nscl_grants.web.clock import moment_on


@click.group()
def plan() -> None:
    """The plan that the installation runs under."""


@plan.command("load")
def plan_load() -> None:
    """Enter the plan's table into empty books and open its budget years; once.

    \b
    Example:  nscl-grants plan load
    """
    config = load_config()
    house = load_house(config.plan)
    with writing(make_engine(config.database_url)) as session:
        enter(session, house)
        load_plan(session, actor=SYSTEM, at=moment_on(config.today), act=uuid.uuid4().hex)
    click.echo(f"{house.plan.title.vi}: {house.plan.total} đồng.")


@plan.command("show")
@click.option("--year", type=int, default=None, help="How far the plan is in this year (default: this year).")
@click.option("--json", "as_json", is_flag=True, help="Everything as JSON.")
def plan_show(year: int | None, as_json: bool) -> None:
    """Print the plan's budget table, and how far it has come when there are books.

    \b
    Example:  nscl-grants plan show --json
    """
    config = load_config()
    house = load_house(config.plan)
    chosen = _year(house.plan, year, moment_on(config.today).year)
    content = _progress(config, house, chosen)
    if as_json:
        click.echo(json.dumps(_as_json(house.plan, content), ensure_ascii=False, indent=2))
        return
    _print_table(house.plan)
    if content is not None:
        _print_progress(content)


def _year(plan: PlanDefinition, asked: int | None, now: int) -> int:
    if asked is not None and asked not in plan.years:
        raise click.ClickException(f"{asked} is no year of the plan ({plan.first_year}–{plan.last_year}).")
    return min(max(asked or now, plan.first_year), plan.last_year)


def _progress(config: Config, house: House, year: int) -> Content | None:
    """The figures of this moment; None where the books are not set up."""
    with _books(config, house) as session:
        if session is None:
            return None
        click.echo("Gathering the figures …", err=True)
        cut_off = cut_off_now(session, moment_on(config.today))
        return gather(session, year=year, purpose=ANNUAL, title="", cut_off=cut_off, told=tell_stage)


@contextmanager
def _books(config: Config, house: House) -> Iterator[Session | None]:
    engine = make_engine(config.database_url)
    if not inspect(engine).get_table_names() or not is_current(engine):
        yield None
        return
    with reading(engine) as session:
        enter(session, house)
        yield session


def tell_stage(stage: str) -> None:
    """Say on the error stream what is being worked on, so that long runs show that they live."""
    click.echo(f"  {stage} …", err=True)


def _as_json(plan: PlanDefinition, content: Content | None) -> dict[str, Any]:
    """The plan in its own words, blanks as null, and beside it how far it is."""
    lines = {} if content is None else {line.key: line for line in content.lines}
    tasks = {} if content is None else {task.key: task for task in content.tasks}
    return {
        "key": plan.key,
        "title": to_json(plan.title),
        "number": to_json(plan.number),
        "years": list(plan.years),
        "total": plan.total.dong,
        "year": None if content is None else content.year,
        "as_of_posting": None if content is None else content.seq,
        "objectives": _objectives(plan, content),
        "tasks": [
            {
                "key": task.key,
                "text": task.text.vi,
                "lead": task.lead,
                "partners": task.partners,
                "period": task.period,
                "note": task.note,
                "progress": _task(tasks.get(task.key)),
            }
            for task in plan.tasks
        ],
        "lines": [
            {
                "key": line.key,
                "text": line.text.vi,
                "total": line.total.dong,
                "amounts": {
                    str(year): line.amounts[year].dong if year in line.amounts else None for year in plan.years
                },
                "progress": _line(lines.get(line.key)),
            }
            for line in plan.lines
        ],
    }


def _objectives(plan: PlanDefinition, content: Content | None) -> list[dict[str, Any]]:
    if content is None:
        return [{"key": each.key, "text": each.text.vi, "indicators": []} for each in plan.objectives]
    return [
        {"key": each.key, "text": each.text.vi, "indicators": [to_json(one) for one in each.indicators]}
        for each in content.objectives
    ]


def _task(task: TaskResult | None) -> dict[str, Any] | None:
    if task is None:
        return None
    return {"records": task.records, "people": task.people, "cost": task.cost.dong, "status": task.status.vi}


def _line(line: LineResult | None) -> dict[str, int] | None:
    if line is None:
        return None
    names = ("given", "spent", "committed", "held", "returned", "ended", "free")
    return {name: getattr(line, name).dong for name in names}


def _print_table(plan: PlanDefinition) -> None:
    click.echo(plan.title.vi)
    for line in plan.lines:
        years = "  ".join(f"{str(line.in_year(year)) if line.in_year(year) else '–':>15}" for year in plan.years)
        click.echo(f"{line.key:<6}{years}  {line.total!s:>16}  {line.short.vi}")
    years = "  ".join(f"{plan.in_year(year)!s:>15}" for year in plan.years)
    click.echo(f"{'':<6}{years}  {plan.total!s:>16}")


def _print_progress(content: Content) -> None:
    click.echo(f"\nNăm {content.year}, đến bút toán {content.seq}")
    click.echo(f"{'':<6}{'dự toán giao':>16}{'đã chi':>16}{'chưa chi':>16}{'còn lại':>16}")
    for line in content.lines:
        amounts = (line.given, line.spent, line.committed, line.free)
        click.echo(f"{line.key:<6}" + "".join(f"{amount!s:>16}" for amount in amounts))
    for objective in content.objectives:
        for one in objective.indicators:
            amount = "chưa có" if one.amount is None else f"{one.amount.in_language('vi')} {one.unit.vi}"
            share = "" if one.progress is None else f" ({one.progress} %)"
            click.echo(f"{objective.key:>2}. {one.title.vi}: {amount}{share}")


COMMANDS = (plan,)
