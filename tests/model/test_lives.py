"""Whatever step is taken, after each commit the state of every case and its money tell the same story."""

from collections import Counter
from random import Random

import pytest
from sqlalchemy.orm import Session

from nscl_grants.db import audit
from nscl_grants.db.ledger_verify import verify
from tests.builders.cases import an_office
from tests.model.lives import Lives

WHOLE_WAY = {"approve", "claim", "confirm", "draw up", "check", "authorise", "send", "confirm_paid", "recover"}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_state_and_money_of_a_case_agree_at_every_commit(session: Session) -> None:
    lives = Lives(session, an_office(session), Random(1))  # noqa: S311 (chance for a test, not for a secret)

    while not set(lives.taken) >= WHOLE_WAY:
        _step(lives)
        assert len(lives.taken) < 200, "chance never went the whole way"

    assert [*verify(session), *audit.verify(session)] == []


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 106))
def test_state_and_money_of_a_case_agree_through_many_lives(session: Session, seed: int) -> None:
    lives = Lives(session, an_office(session), Random(seed), banks_change=True)  # noqa: S311 (chance for a test)

    for _ in range(150):
        _step(lives)

    assert lives.pays_as_pinned(), lives.taken
    assert [*verify(session), *audit.verify(session)] == []
    assert len(Counter(lives.taken)) > 10, "few different steps were taken"


def _step(lives: Lives) -> None:
    lives.step()
    for case in (*lives.cases, *lives.ended):
        assert lives.agrees(case), (case.state, case.approved, lives.taken)
