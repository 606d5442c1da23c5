"""Whatever people do, in any order, the books stand as the handbook says: on SQLite and on PostgreSQL."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import Engine

from tests.model.machine import Machine

EVERY = settings(deadline=None, database=None, suppress_health_check=list(HealthCheck), print_blob=True)
# The same stories on every machine, so that `make test` says the same everywhere; new ones are for the long run.
SHORT = {
    "sqlite": settings(EVERY, max_examples=10, stateful_step_count=20, derandomize=True),
    "postgres": settings(EVERY, max_examples=4, stateful_step_count=20, derandomize=True),
}
LONG = settings(EVERY, max_examples=150, stateful_step_count=50)


def test_books_and_model_stand_alike_after_every_act(database: str, fresh_engine: Callable[[], Engine]) -> None:
    _run(fresh_engine, SHORT[database])


@pytest.mark.long
def test_books_and_model_stand_alike_through_long_stories(fresh_engine: Callable[[], Engine]) -> None:
    _run(fresh_engine, LONG)


def _run(fresh_engine: Callable[[], Engine], profile: settings) -> None:
    machine = type("MachineOnADatabase", (Machine,), {"make_engine": staticmethod(fresh_engine)})
    run_state_machine_as_test(machine, settings=profile)
