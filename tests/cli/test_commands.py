"""The command line does what it says, and ends with a status that is not zero when it fails."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from nscl_grants.cli import program


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NSCL_INSTANCE", str(tmp_path))
    monkeypatch.setenv("NSCL_TODAY", "2026-03-02")
    return tmp_path


def test_an_installation_is_set_up_from_nothing(instance: Path) -> None:
    run = CliRunner().invoke

    assert "Done." in run(program, ["db", "upgrade"]).output
    assert "up to date" in run(program, ["db", "upgrade"]).output
    assert "20.410.000.000 đồng" in run(program, ["plan", "load"]).output
    assert run(program, ["plan", "load"]).exit_code != 0
    for nth in (1, 2):
        made = run(
            program,
            ["user", "create", "--first", "--name", "Tạ Văn Quản", "--identity-number", f"02700000000{nth}",
             "--email", f"quan{nth}@so.test"],
        )  # fmt: skip
        assert "/login/reset/" in made.output
    again = run(program, ["user", "create", "--first", "--name", "Tạ Văn Quản", "--identity-number", "027000000001",
                          "--email", "quan1@so.test"])  # fmt: skip
    assert "/login/reset/" in again.output, "as long as no password was chosen, there is a new link"
    third = ["user", "create", "--first", "--name", "Ba", "--identity-number", "027000000003", "--email", "b@so.test"]
    assert run(program, third).exit_code != 0
    assert "verifies" in run(program, ["ledger", "verify"]).output
    assert "verifies" in run(program, ["audit", "verify"]).output


def test_the_books_are_handed_out(instance: Path) -> None:
    run = CliRunner().invoke
    run(program, ["db", "upgrade"])
    run(program, ["plan", "load"])

    for form in ("--json", "--beancount", "--hledger"):
        assert run(program, ["ledger", "export", form]).output.strip()


def test_each_life_is_drawn_as_a_picture_and_a_table(instance: Path) -> None:
    done = CliRunner().invoke(program, ["workflow", "draw", "--out", str(instance / "lives")])

    assert done.exit_code == 0
    for name in ("firm_support", "claim", "payment"):
        assert (instance / "lives" / f"{name}.svg").read_text(encoding="utf-8").startswith("<svg")
        assert "|" in (instance / "lives" / f"{name}.md").read_text(encoding="utf-8")


def test_a_workflow_that_is_not_there_is_named_with_those_that_are(instance: Path) -> None:
    done = CliRunner().invoke(program, ["workflow", "draw", "firm_suport"])

    assert done.exit_code != 0
    assert "firm_support" in done.output


@pytest.mark.parametrize("command", ["demo", "serve", "worker", "check", "db", "plan", "user", "ledger", "audit"])
def test_every_command_explains_itself(command: str) -> None:
    assert "Usage:" in CliRunner().invoke(program, [command, "--help"]).output
