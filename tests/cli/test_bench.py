"""The bench says how many approvals a second there are, and works nowhere but in an empty database."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine

from nscl_grants.cli.bench import bench
from nscl_grants.cli.bench_cases import prepare
from nscl_grants.cli.bench_report import measure
from nscl_grants.cli.bench_report_data import begin, fill
from nscl_grants.cli.bench_runs import Approving
from nscl_grants.db.engine import reading
from nscl_grants.db.ledger_verify import verify
from tests.builders.cases import HOUSE


def test_what_the_bench_counts_are_approvals_in_books_that_verify(engine: Engine) -> None:
    ready = prepare(engine, HOUSE, 3)

    outcomes = Approving(HOUSE, ready.approver, ready.all_years, 1)(engine, 0)

    assert outcomes == {"done": 3}
    with reading(engine) as session:
        assert list(verify(session)) == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_database_in_use_is_left_alone(database_url: str) -> None:
    found = CliRunner().invoke(bench, ["--url", database_url])

    assert found.exit_code == 1
    assert "works in an empty database only" in found.output


@pytest.mark.long
def test_the_bench_prints_a_row_for_each_run(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'bench.db'}"
    options = ("--url", url, "--approvals", "2", "--seconds", "0.05", "--at-once", "1", "--at-once", "2")

    # In a process of its own, for it divides itself into many.
    command = [sys.executable, "-m", "nscl_grants.cli", "bench", *options]
    found = subprocess.run(command, capture_output=True, text=True, check=False)

    assert found.returncode == 0, found.stderr
    rows = [line.split() for line in found.stdout.splitlines()[2:]]
    singly = [[years, "1", at_once] for at_once in ("1", "2") for years in ("one", "all")]
    assert [row[1:4] for row in rows] == [*singly, ["one", "40", "1"]]
    assert all(float(figure) > 0 for row in rows for figure in row[4:6])


def test_the_report_is_measured_over_books_that_verify(engine: Engine) -> None:
    filling = begin(engine, HOUSE)
    fill(filling, 20)

    taken = measure(filling)

    assert (filling.filed, filling.postings) == (20, 12)
    assert taken.queries < 30
    with reading(engine) as session:
        # Only the guards are missing, which were let down to write faster.
        assert {finding.what for finding in verify(session)} <= {"guard_missing"}
