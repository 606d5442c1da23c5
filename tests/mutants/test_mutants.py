"""Every defect that we thought of turns the test red that was written against it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from nscl_grants.paths import TOP
from tests.mutants.mutants import Mutant, mutants

MUTANTS = mutants()
COPIED = ("nscl_grants", "tests", "tools", "workflows", "forms", "templates", "docs", "pyproject.toml")


def test_there_are_defects_enough_and_each_fits_the_code_as_it_is(tmp_path: Path) -> None:
    assert len(MUTANTS) >= 20

    for mutant in MUTANTS:
        for hunk in mutant.hunks:
            (tmp_path / hunk.path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(TOP / hunk.path, tmp_path / hunk.path)
        mutant.into(tmp_path)
        assert (TOP / mutant.test.partition("::")[0]).is_file(), mutant.name


@pytest.fixture(scope="session")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code and its tests, to be spoilt."""
    folder = tmp_path_factory.mktemp("mutants")
    for name in COPIED:
        source = TOP / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy(source, folder / name)
    return folder


@pytest.fixture
def tree(copied: Path) -> Iterator[Path]:
    """The copy, sound again afterwards."""
    yield copied
    for path in {hunk.path for mutant in MUTANTS for hunk in mutant.hunks}:
        shutil.copy(TOP / path, copied / path)


@pytest.mark.long
def test_without_a_defect_all_of_these_tests_are_green(tree: Path) -> None:
    code, output = outcome_of(tree, sorted({mutant.test for mutant in MUTANTS}))

    assert code == 0, output


@pytest.mark.long
@pytest.mark.parametrize("mutant", MUTANTS, ids=[mutant.name for mutant in MUTANTS])
def test_the_defect_is_seen(tree: Path, mutant: Mutant) -> None:
    mutant.into(tree)

    code, output = outcome_of(tree, [mutant.test])

    assert code == 1, f"{mutant.defect} {mutant.test} ended with {code}:\n{output}"
    assert " failed" in output.splitlines()[-1], output


def outcome_of(tree: Path, tests: list[str]) -> tuple[int, str]:
    """The status and the words of pytest on the copy; 1 is what it says to a red test, and to nothing else."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *tests]
    found = subprocess.run(
        command, cwd=tree, env=environment | {"PYTHONPATH": str(tree)}, capture_output=True, text=True, check=False
    )
    return found.returncode, found.stdout + found.stderr
