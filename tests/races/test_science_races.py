"""Instalments of one contract are entered at the same moment; together they never pass the contract."""

from collections import Counter
from dataclasses import dataclass
from functools import partial

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from nscl_grants.actions.science_money import LINK
from nscl_grants.db.acts import Proposal
from nscl_grants.db.engine import reading, writing
from nscl_grants.db.science import ScienceInstalment, ScienceTask, instalments_of
from nscl_grants.definitions.house import enter
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.money import Money, total
from nscl_grants.domain.refused import Refused
from tests.builders.cases import HOUSE, an_act
from tests.builders.people import MORNING
from tests.builders.science import LINE, YEAR, ScienceOffice, a_science_office, an_instalment, an_order
from tests.races.racing import RACERS, Track

THIRTY = 30_000_000


@dataclass(frozen=True)
class Entering:
    """Somebody enters an instalment of thirty million; `straight` goes past our rules, to the database alone."""

    order: int
    office: ScienceOffice
    straight: bool


def enter_one(wish: Entering, engine: Engine, nth: int) -> str:
    """What came of it."""
    with writing(engine) as session:
        enter(session, HOUSE)
        try:
            if wish.straight:
                past_our_rules(session, wish.order, wish.office.finance, nth)
            else:
                science = session.get_one(ScienceTask, wish.order)
                an_instalment(session, science, wish.office, THIRTY, f"UNC-{nth}")
            return "entered"
        except (Refused, IntegrityError):
            return "refused"


def past_our_rules(session: Session, order: int, by: Actor, nth: int) -> None:
    """The rows that an instalment leaves, with nobody asked."""
    content = {"line": LINE, "year": YEAR, "amount": THIRTY, "number": f"UNC-{nth}", LINK: order}
    proposal = Proposal(
        act=an_act(), kind="spend", content=content, reason="", proposed_by=by.person_id, proposed_at=MORNING
    )
    session.add(proposal)
    session.flush()
    row = ScienceInstalment(
        science_task_id=order,
        n=nth + 1,
        proposal_id=proposal.id,
        act=proposal.act,
        voucher=f"UNC-{nth}",
        amount=Money(THIRTY),
        year=YEAR,
    )
    session.add(row)
    session.commit()


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
@pytest.mark.parametrize(
    "straight",
    [
        pytest.param(True, id="straight into the database"),
        pytest.param(False, id="by our rules", marks=pytest.mark.long),
    ],
)
def test_of_eight_instalments_three_fit_the_contract(
    engine: Engine, database_url: str, racers: Track, straight: bool
) -> None:
    with writing(engine) as session:
        office = a_science_office(session)
        order = an_order(session, office).id
        session.commit()

    outcomes = Counter(racers.race(database_url, partial(enter_one, Entering(order, office, straight))))

    assert outcomes == {"entered": 3, "refused": RACERS - 3}
    with reading(engine) as session:
        assert total([row.amount for row in instalments_of(session, order)]) == Money(3 * THIRTY)
