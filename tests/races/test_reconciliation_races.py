"""Several accountants take down the treasury's figures at the same moment; the chief accountant gets one to answer."""

from collections import Counter
from dataclasses import dataclass

import pytest
from sqlalchemy import Engine

from nscl_grants.actions.reconciliation import Minutes, our_lines, take_down
from nscl_grants.db.engine import reading, writing
from nscl_grants.db.reconciliations import reconciliations
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.refused import Refused
from tests.builders.cases import an_act, an_office
from tests.builders.people import MORNING
from tests.races.racing import RACERS, Track

YEAR = 2026


@dataclass(frozen=True)
class Accountant:
    """Who takes down our own figures as the treasury's."""

    actor: Actor

    def take_down(self, engine: Engine, nth: int) -> str:
        """What came of it, each with a number of its own."""
        day = MORNING.date()
        with writing(engine) as session:
            theirs = our_lines(session, YEAR, day)
            minutes = Minutes(f"{nth:02d}/ĐC-KBNN", day, day)
            try:
                take_down(session, YEAR, theirs, minutes, actor=self.actor, at=MORNING, act=an_act())
            except Refused as refused:
                return refused.key()
        return "taken"


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_of_eight_accountants_at_once_one_takes_the_year_down(engine: Engine, database_url: str, racers: Track) -> None:
    with writing(engine) as session:
        accountant = Accountant(an_office(session).finance)
        session.commit()

    outcomes = Counter(racers.race(database_url, accountant.take_down))

    assert outcomes == {"taken": 1, "reconciliation_waits": RACERS - 1}
    with reading(engine) as session:
        assert [one.outcome for one in reconciliations(session, YEAR)] == ["open"]
