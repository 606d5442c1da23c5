"""The command `bench`: approvals a second, beside what the same database does when it only adds one to a number."""

import tempfile
from pathlib import Path

import click
from sqlalchemy import Engine, inspect

from nscl_grants.cli.bench_cases import Approval, Ready, prepare
from nscl_grants.cli.bench_runs import Approving, Measured, count_for, measure, prepare_counter
from nscl_grants.db.engine import make_engine
from nscl_grants.db.migrate import upgrade
from nscl_grants.definitions.house import House, load_house

WARMING_UP = 4
"""Approvals of each sort that are made before the time begins."""
EACH_WARMS_UP = 1
"""Approvals that each process makes on its own connection before the time begins, as a running server has."""
CAP = "OverCommitted"
"""The one refusal that a full line may give; any other is a mistake of ours."""


@click.command()
@click.option("--url", default="", help="An empty database to work in (default: an SQLite file that is removed again).")
@click.option("--approvals", type=int, default=96, show_default=True, help="How many in each of the runs.")
@click.option("--seconds", type=float, default=2.0, show_default=True, help="How long the raw updates are counted.")
@click.option("--at-once", type=int, multiple=True, default=(1, 4, 16), show_default=True, help="How many processes.")
def bench(url: str, approvals: int, seconds: float, at_once: tuple[int, ...]) -> None:
    """Measure approvals a second through the action, with one process and with several at once.

    Beside each figure stands the number of raw single-row updates that the same database commits in the same run,
    and the ratio of the two.

    \b
    Example:  nscl-grants bench --url postgresql://localhost/empty
    """
    if url:
        _bench(url, approvals, seconds, at_once)
        return
    with tempfile.TemporaryDirectory(prefix="nscl-bench-") as folder:
        _bench(f"sqlite:///{Path(folder) / 'bench.db'}", approvals, seconds, at_once)


def _bench(url: str, approvals: int, seconds: float, numbers: tuple[int, ...]) -> None:
    engine = make_engine(url)
    if inspect(engine).get_table_names():
        raise click.ClickException("The bench works in an empty database only, and this one has tables.")
    click.echo(f"Preparing {2 * len(numbers) * approvals} cases in a fresh {engine.dialect.name} database …")
    upgrade(engine)
    prepare_counter(engine)
    house = load_house()
    ready = prepare(engine, house, WARMING_UP + sum(approvals + EACH_WARMS_UP * at_once for at_once in numbers))
    for cases in (ready.one_year, ready.all_years):
        Approving(house, ready.approver, cases[:WARMING_UP], 1)(engine, 0)
    click.echo("database    years  at once  approvals/s  raw updates/s  ratio")
    first = WARMING_UP
    for at_once in numbers:
        raw, begin = measure(engine, at_once, count_for(seconds)), first + EACH_WARMS_UP * at_once
        for years, cases in (("one", ready.one_year), ("all", ready.all_years)):
            found = _approve(engine, house, ready, cases[first:begin], cases[begin : begin + approvals], at_once)
            click.echo(_row(engine.dialect.name, years, at_once, found, raw))
        first = begin + approvals


def _approve(
    engine: Engine, house: House, ready: Ready, before: list[Approval], approvals: list[Approval], at_once: int
) -> Measured:
    warm, share = (Approving(house, ready.approver, cases, at_once) for cases in (before, approvals))
    found = measure(engine, at_once, share, warm)
    mistakes = {outcome: n for outcome, n in found.outcomes.items() if outcome not in ("done", CAP)}
    if mistakes or found.outcomes.total() != len(approvals):
        raise click.ClickException(f"Some were refused that should not be: {mistakes}")
    return found


def _row(name: str, years: str, at_once: int, found: Measured, raw: Measured) -> str:
    ratio = found.a_second / raw.a_second
    return f"{name:<11} {years:<5} {at_once:>7}  {found.a_second:>11.1f}  {raw.a_second:>13.1f}  {ratio:>5.3f}"


COMMANDS = (bench,)
