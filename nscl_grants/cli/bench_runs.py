"""Many processes at once that approve, or only add one to a number; how many acts a second came of it."""

import multiprocessing
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.synchronize import Barrier
from typing import Any

from sqlalchemy import Engine

from nscl_grants.actions.decisions import CaseHeldBack, Chosen, decide
from nscl_grants.cli.bench_cases import Approval
from nscl_grants.db.applications import Application
from nscl_grants.db.engine import writing
from nscl_grants.definitions.house import House, enter
from nscl_grants.domain.actor import Actor

RAW = "UPDATE bench_counter SET n = n + 1 WHERE id = 1"

Share = Callable[[Engine, int], Counter[str]]
"""What one process does, given its number: how often what came of it."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What all processes did together, from the first beginning to the last end."""

    seconds: float
    outcomes: Counter[str]

    @property
    def a_second(self) -> float:
        """Acts done, by the second."""
        return self.outcomes["done"] / self.seconds


@dataclass(frozen=True, slots=True)
class Approving:
    """Each process approves its share of the cases, so many in one decision, as the approver's page does."""

    house: House
    approver: Actor
    approvals: Sequence[Approval]
    at_once: int
    in_one: int = 1
    outcomes: Counter[str] = field(default_factory=Counter)

    def __call__(self, engine: Engine, nth: int) -> Counter[str]:
        decisions = [self.approvals[n : n + self.in_one] for n in range(0, len(self.approvals), self.in_one)]
        for cases in decisions[nth :: self.at_once]:
            with writing(engine) as session:
                enter(session, self.house)
                chosen = [_chosen(session.get_one(Application, each.case_id)) for each in cases]
                first = cases[0]
                try:
                    decide(session, chosen, actor=self.approver, at=first.at, act=f"bench-{first.case_id}")
                    self.outcomes["done"] += len(cases)
                except CaseHeldBack as refused:
                    self.outcomes[type(refused.__cause__).__name__] += len(cases)
        return self.outcomes


def _chosen(case: Application) -> Chosen:
    assert case.recommended is not None
    return Chosen(case, case.recommended, "", case.version)


def count_for(seconds: float) -> Share:
    """Each process adds one to the same row, committed each time, for so long."""

    def count(engine: Engine, _: int) -> Counter[str]:
        outcomes, end = Counter[str](), time.monotonic() + seconds
        while time.monotonic() < end:
            with engine.begin() as connection:
                connection.exec_driver_sql(RAW)
            outcomes["done"] += 1
        return outcomes

    return count


def prepare_counter(engine: Engine) -> None:
    """The row that the raw updates meet at."""
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE bench_counter (id integer PRIMARY KEY, n bigint NOT NULL)")
        connection.exec_driver_sql("INSERT INTO bench_counter (id, n) VALUES (1, 0)")


def measure(engine: Engine, at_once: int, share: Share, warm: Share | None = None) -> Measured:
    """Let so many processes begin together, each after its share of warming up, and wait for the last."""
    # The processes are copies of this one, and know every statement that it used: like those of a server that has
    # been running for a while. No connection may be copied, so none is open.
    engine.dispose()
    processes = multiprocessing.get_context("fork")
    barrier, answers = processes.Barrier(at_once), processes.SimpleQueue()
    running = [
        processes.Process(target=_work, args=(engine, nth, share, warm, barrier, answers), daemon=True)
        for nth in range(at_once)
    ]
    for process in running:
        process.start()
    found: list[tuple[float, float, Counter[str]]] = [answers.get() for _ in running]
    for process in running:
        process.join()
    begun, ended = min(begin for begin, _, _ in found), max(end for _, end, _ in found)
    return Measured(ended - begun, sum((outcomes for *_, outcomes in found), Counter()))


def _work(engine: Engine, nth: int, share: Share, warm: Share | None, barrier: Barrier, answers: Any) -> None:
    with engine.connect():
        pass  # The connection stands before the time begins.
    if warm is not None:
        warm(engine, nth)  # The server's end of the connection has met every statement and every guard, too.
    barrier.wait()
    begun = time.monotonic()
    outcomes = share(engine, nth)
    answers.put((begun, time.monotonic(), outcomes))
    engine.dispose()
