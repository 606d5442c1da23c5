"""Reports from the command line, under the province's plan and under an invented one of another province."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.orm import Session

from nscl_grants.cli import program
from nscl_grants.definitions.house import House, enter, load_house
from nscl_grants.web.clock import real_moment
from tests.builders.cases import an_office
from tests.builders.people import somebody
from tests.builders.results import a_plan_report, a_record

OTHER_PLAN = Path(__file__).parents[1] / "plans" / "song_mau_2027_2029"


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def run(database_url: str, tmp_path: Path) -> CliRunner:
    return CliRunner(env={"NSCL_DATABASE_URL": database_url, "NSCL_INSTANCE": str(tmp_path)})


def report(run: CliRunner, *options: str, **environment: str) -> Result:
    return run.invoke(program, ["report", *options], env=environment)


def test_a_report_is_written_to_standard_output(session: Session, run: CliRunner) -> None:
    an_office(session)

    result = report(run, "annual", "--year", "2026", "--format", "json")

    assert result.exit_code == 0
    content = json.loads(result.stdout)
    assert content["year"] == 2026
    assert [line["key"] for line in content["lines"]] == ["I.1", "I.2", "I.3", "II.1", "III.1", "III.2", "IV"]


def test_the_report_as_of_a_posting_is_the_same_every_time(session: Session, run: CliRunner, tmp_path: Path) -> None:
    an_office(session)
    options = ("annual", "--year", "2026", "--as-of", "2026-03-01", "--format", "json")

    first, second = report(run, *options), report(run, *options)

    assert first.stdout == second.stdout


def test_a_signed_report_is_given_as_it_was_signed(session: Session, run: CliRunner) -> None:
    an_office(session)
    manager = somebody(session, "plan_manager")
    signed = a_plan_report(session, manager, "signed")
    a_record(session, manager)

    result = report(run, "annual", "--year", "2026", "--format", "json")

    assert result.stdout.strip() == signed.content


def test_the_plan_is_shown_as_json_with_its_blanks_and_how_far_it_is(session: Session, run: CliRunner) -> None:
    an_office(session)
    a_record(session, somebody(session, "plan_manager"), people=640, at=real_moment())
    session.commit()

    found = run.invoke(program, ["plan", "show", "--json", "--year", "2026"])

    plan = json.loads(found.stdout)
    lines = {line["key"]: line for line in plan["lines"]}
    assert lines["I.3"]["amounts"]["2030"] is None
    assert lines["III.1"]["progress"]["given"] == 2_000_000_000
    assert next(task for task in plan["tasks"] if task["key"] == "3.1")["progress"]["people"] == 640
    assert [len(plan[name]) for name in ("objectives", "tasks", "lines")] == [10, 29, 7]
    assert "support …" in found.stderr


def test_the_plan_is_shown_without_books_too(tmp_path: Path) -> None:
    nowhere = CliRunner(env={"NSCL_INSTANCE": str(tmp_path), "NSCL_DATABASE_URL": f"sqlite:///{tmp_path}/none.db"})

    plan = json.loads(nowhere.invoke(program, ["plan", "show", "--json"]).stdout)

    assert plan["total"] == 20_410_000_000
    assert plan["lines"][0]["progress"] is None


@pytest.mark.parametrize("options", [("--year", "2035"), ("--year", "2026", "--as-of", "hôm qua")])
def test_what_cannot_be_reported_is_said_and_fails(run: CliRunner, session: Session, options: tuple[str, ...]) -> None:
    an_office(session)

    assert report(run, "annual", *options).exit_code != 0


def test_another_provinces_plan_is_a_working_system(session: Session, run: CliRunner, tmp_path: Path) -> None:
    house: House = load_house(OTHER_PLAN)
    enter(session, house)
    environment = {"NSCL_PLAN": str(OTHER_PLAN)}
    loaded = run.invoke(program, ["plan", "load"], env=environment)
    manager = somebody(session, "plan_manager")
    a_record(session, manager, body="so", task="1.1", held_on="2027-03-01", at=real_moment())
    session.commit()

    result = report(run, "annual", "--year", "2027", "--format", "json", **environment)

    assert loaded.exit_code == 0
    content = json.loads(result.stdout)
    assert [line["planned"] for line in content["lines"]] == [100_000_000, 300_000_000]
    assert content["objectives"][0]["indicators"][0]["progress"] == 40
    assert report(run, "final", "--year", "2029", "--out", str(tmp_path / "r.pdf"), **environment).exit_code == 0
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF")
