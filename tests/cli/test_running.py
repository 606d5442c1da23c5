"""The worker goes on: what fails in one part of a round stops neither the other parts nor the rounds to come."""

import logging
from pathlib import Path

import pytest
from click.testing import CliRunner

from nscl_grants.cli.running import (
    DAY_AFTER_THE_CLOSE,
    DEMO_DAY,
    demo,
    demo_config,
    demo_secret,
    run_part,
    serve,
    survive_part,
)


def fails() -> int:
    raise RuntimeError("the store is away")


def test_a_part_that_fails_is_logged_and_counts_as_nothing_done(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        assert survive_part(fails) == 0

    assert "fails failed; the next round tries again" in caplog.text
    assert "the store is away" in caplog.text


def test_a_single_round_fails_loudly() -> None:
    with pytest.raises(RuntimeError):
        run_part(fails)
    assert run_part(lambda: 3) == 3


def test_each_demo_has_a_secret_of_its_own_that_stays(tmp_path: Path) -> None:
    one, other = demo_secret(tmp_path / "one"), demo_secret(tmp_path / "other")

    assert one != other
    assert len(one) >= 32
    assert demo_secret(tmp_path / "one") == one
    assert (tmp_path / "one" / "secret.key").stat().st_mode & 0o077 == 0


def test_a_demo_is_not_served_as_the_real_thing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NSCL_INSTANCE", str(tmp_path))
    monkeypatch.setenv("NSCL_DEMO", "yes")

    said = CliRunner().invoke(serve, [])

    assert said.exit_code == 1
    assert "nscl-grants demo" in said.output


def test_the_demo_stands_on_the_day_that_it_was_told_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NSCL_INSTANCE", str(tmp_path))
    monkeypatch.delenv("NSCL_TODAY", raising=False)
    assert demo_config(None).today == DEMO_DAY

    (tmp_path / "demo" / "today").write_text(DAY_AFTER_THE_CLOSE.isoformat())

    assert demo_config(None).today == DAY_AFTER_THE_CLOSE


def test_a_demo_that_is_there_is_not_told_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NSCL_INSTANCE", str(tmp_path))

    said = CliRunner().invoke(demo, ["--year-end"])

    assert said.exit_code != 0
    assert "--reset --year-end" in said.output
