"""The command `bench-report`: how long the annual report takes as the applications of its year become more."""

import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Engine, event, inspect, text

from nscl_grants.actions.figures import cut_off_now, gather
from nscl_grants.actions.report_drafting import first_words
from nscl_grants.cli.bench_report_data import Filling, begin, fill
from nscl_grants.db.engine import make_engine, reading
from nscl_grants.db.migrate import upgrade
from nscl_grants.definitions.house import enter, load_house
from nscl_grants.documents.plan_report_pdf import pdf_of
from nscl_grants.domain.calendar import ICT
from nscl_grants.domain.reporting import ANNUAL
from nscl_grants.domain.results_report import Words

NUMBERS = (1_000, 10_000, 100_000)


@dataclass(frozen=True, slots=True)
class Taken:
    """What one report took."""

    figures: float
    paper: float
    cpu: float
    """Of this process, without the database's own."""
    queries: int


@click.command("bench-report")
@click.option("--url", default="", help="An empty database to work in (default: an SQLite file that is removed again).")
@click.option("--applications", type=int, multiple=True, default=NUMBERS, show_default=True, help="How many, rising.")
def bench_report(url: str, applications: tuple[int, ...]) -> None:
    """Measure the annual report of a year with more and more applications; one in ten is paid, with six postings.

    \b
    Example:  nscl-grants bench-report --url postgresql://localhost/empty
    """
    if url:
        _bench(url, sorted(applications))
        return
    with tempfile.TemporaryDirectory(prefix="nscl-bench-") as folder:
        _bench(f"sqlite:///{Path(folder) / 'bench.db'}", sorted(applications))


def _bench(url: str, numbers: list[int]) -> None:
    engine = make_engine(url)
    if inspect(engine).get_table_names():
        raise click.ClickException("The bench works in an empty database only, and this one has tables.")
    upgrade(engine)
    filling = begin(engine, load_house())
    click.echo("database    applications  postings  figures s  paper s  together s  CPU s  queries")
    for number in numbers:
        fill(filling, number)
        if engine.dialect.name == "postgresql":
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("ANALYZE"))
        click.echo(_row(filling, measure(filling)))


def measure(filling: Filling) -> Taken:
    """Gather the figures and draw the paper once to warm up, and once on the clock."""
    _report(filling)
    counted: list[str] = []
    listener = _counting(filling.engine, counted)
    begun_cpu, begun = _cpu(), time.monotonic()
    gathered = _report(filling)
    ended, ended_cpu = time.monotonic(), _cpu()
    event.remove(filling.engine, "before_cursor_execute", listener)
    return Taken(gathered - begun, ended - gathered, ended_cpu - begun_cpu, len(counted))


def _report(filling: Filling) -> float:
    """The moment when the figures were there; the paper is drawn after it."""
    house, year = filling.house, filling.house.plan.first_year
    with reading(filling.engine) as session:
        enter(session, house)
        at = _end_of(year)
        content = gather(session, year=year, purpose=ANNUAL, title="Bench", cut_off=cut_off_now(session, at))
        words = tuple(Words(part, text) for part, text in first_words(session, content).items())
    gathered = time.monotonic()
    assert pdf_of(replace(content, words=words)).startswith(b"%PDF")
    return gathered


def _counting(engine: Engine, counted: list[str]) -> Callable[..., None]:
    def listener(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        counted.append(statement)

    event.listen(engine, "before_cursor_execute", listener)
    return listener


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _end_of(year: int) -> datetime:
    return datetime(year, 12, 31, 17, tzinfo=ICT)


def _row(filling: Filling, taken: Taken) -> str:
    name, together = filling.engine.dialect.name, taken.figures + taken.paper
    return (
        f"{name:<11} {filling.filed:>12,}  {filling.postings:>8,}  {taken.figures:>9.2f}  {taken.paper:>7.2f}  "
        f"{together:>10.2f}  {taken.cpu:>5.2f}  {taken.queries:>7}"
    )


COMMANDS = (bench_report,)
