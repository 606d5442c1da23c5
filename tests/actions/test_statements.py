"""How much an approval asks of the database, and how little of it while all others wait for the end of the books."""

import pytest
from sqlalchemy import Engine, event

from nscl_grants.actions.cases import advance
from nscl_grants.db.applications import Application
from nscl_grants.db.engine import writing
from nscl_grants.definitions.house import enter
from tests.builders.cases import HOUSE, a_case, an_act, an_office
from tests.builders.people import MORNING

MOST, MOST_BEHIND_THE_LOCK = 36, 20
"""Whoever needs more finds out here what it costs: all approvals of the province wait behind that lock."""


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_approval_asks_little_and_holds_the_end_of_the_books_for_less(engine: Engine) -> None:
    with writing(engine) as session:
        office = an_office(session)
        case_id = a_case(session, office, "recommended").id
    asked: list[str] = []

    with writing(engine) as session:
        case = enter(session, HOUSE).get_one(Application, case_id)
        event.listen(engine, "after_cursor_execute", lambda *heard: asked.append(heard[2]))
        advance(session, case, "approve", actor=office.approver, at=MORNING, act=an_act(), answers={"in_full": True})

    (locked,) = [n for n, statement in enumerate(asked) if "ledger_head" in statement]
    assert case.state == "approved"
    assert len(asked) <= MOST, asked
    assert len(asked) - locked <= MOST_BEHIND_THE_LOCK, asked[locked:]
