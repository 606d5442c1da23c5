"""Real processes that wait for each other and then all want the same thing at once."""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.synchronize import Barrier
from typing import TypeVar

from sqlalchemy import Engine

from nscl_grants.db.engine import make_engine

RACERS = 8
WAIT_SECONDS = 120

Outcome = TypeVar("Outcome")

_all_there: Barrier


class Track:
    """Eight processes that stay from race to race: to start them costs more than any race."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool

    def race(self, url: str, run: Callable[[Engine, int], Outcome]) -> Sequence[Outcome]:
        """What `run(engine, nth)` gave in each process, all of which began together."""
        arguments = ([url] * RACERS, [run] * RACERS, range(RACERS))
        return list(self._pool.map(_run, *arguments, timeout=2 * WAIT_SECONDS))


@contextmanager
def track() -> Iterator[Track]:
    """The processes, until the last race is over."""
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["tests.races.test_ledger_races", "tests.faults.worker"])
    with ProcessPoolExecutor(RACERS, processes, _line_up, (processes.Barrier(RACERS),)) as pool:
        yield Track(pool)


def _line_up(barrier: Barrier) -> None:
    global _all_there
    _all_there = barrier


def _run(url: str, run: Callable[[Engine, int], Outcome], nth: int) -> Outcome:
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1")  # The connection stands before the race begins.
        # Nobody begins a second race in this process before all eight began the first.
        _all_there.wait(WAIT_SECONDS)
        return run(engine, nth)
    finally:
        engine.dispose()
