"""The worker goes on: what fails in one part of a round stops neither the other parts nor the rounds to come."""

import logging

import pytest

from nscl_grants.cli.running import run_part, survive_part


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
