"""The command `bench`: approvals a second, beside what the same database does when it only adds one to a number."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import click
from sqlalchemy import Engine, inspect

from nscl_grants.cli.bench_cases import Approval, prepare
from nscl_grants.cli.bench_runs import Approving, Measured, count_for, measure, prepare_counter
from nscl_grants.db.engine import make_engine
from nscl_grants.db.migrate import upgrade
from nscl_grants.definitions.house import House, load_house
from nscl_grants.domain.actor import Actor

WARMING_UP = 4
"""Approvals of each sort that are made before the time begins."""
EACH_WARMS_UP = 1
"""Approvals that each process makes on its own connection before the time begins, as a running server has."""
FORTY = 40
"""Cases in one decision, as a director signs them after a round of appraisals."""
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
    and the ratio of the two. The last row approves forty cases of a year in one decision.

    \b
    Example:  nscl-grants bench --url postgresql://localhost/empty
    """
    if url:
        _bench(url, approvals, seconds, at_once)
        return
    with tempfile.TemporaryDirectory(prefix="nscl-bench-") as folder:
        _bench(f"sqlite:///{Path(folder) / 'bench.db'}", approvals, seconds, at_once)


@dataclass(frozen=True, slots=True)
class _Round:
    """So many processes at once, which make so many approvals together, so many of them in one decision."""

    at_once: int
    approvals: int
    in_one: int = 1

    @property
    def cases(self) -> int:
        """With those that are approved to warm up, one decision for each process."""
        return self.approvals + EACH_WARMS_UP * self.at_once


def _bench(url: str, approvals: int, seconds: float, numbers: tuple[int, ...]) -> None:
    engine = make_engine(url)
    if inspect(engine).get_table_names():
        raise click.ClickException("The bench works in an empty database only, and this one has tables.")
    rounds = [*(_Round(at_once, approvals) for at_once in numbers), _Round(1, 2 * FORTY, FORTY)]
    cases = WARMING_UP + sum(each.cases for each in rounds)
    click.echo(f"Preparing {2 * cases} cases in a fresh {engine.dialect.name} database …")
    upgrade(engine)
    prepare_counter(engine)
    house = load_house()
    ready = prepare(engine, house, cases)
    for of_years in (ready.one_year, ready.all_years):
        Approving(house, ready.approver, of_years[:WARMING_UP], 1)(engine, 0)
    click.echo("database    years  in one  at once  approvals/s  raw updates/s  ratio")
    first = WARMING_UP
    for each in rounds:
        raw = measure(engine, each.at_once, count_for(seconds))
        several = [("all", ready.all_years)] if each.in_one == 1 else []  # One decision is about one year's money.
        for years, of_years in (("one", ready.one_year), *several):
            found = _approve(engine, house, ready.approver, of_years[first : first + each.cases], each)
            ratio = found.a_second / raw.a_second
            click.echo(
                f"{engine.dialect.name:<11} {years:<5} {each.in_one:>7}  {each.at_once:>7}"
                f"  {found.a_second:>11.1f}  {raw.a_second:>13.1f}  {ratio:>5.3f}"
            )
        first += each.cases


def _approve(engine: Engine, house: House, approver: Actor, cases: list[Approval], each: _Round) -> Measured:
    before, approvals = cases[: -each.approvals], cases[-each.approvals :]
    warm = Approving(house, approver, before, each.at_once)
    found = measure(engine, each.at_once, Approving(house, approver, approvals, each.at_once, each.in_one), warm)
    mistakes = {outcome: n for outcome, n in found.outcomes.items() if outcome not in ("done", CAP)}
    if mistakes or found.outcomes.total() != len(approvals):
        raise click.ClickException(f"Some were refused that should not be: {mistakes}")
    return found


COMMANDS = (bench,)
