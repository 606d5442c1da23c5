"""Two people act on one case at the same moment: the one who wrote first is right, the other is told in words."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from nscl_grants.db import audit, ledger
from nscl_grants.db.applications import Application
from nscl_grants.db.engine import reading, writing
from nscl_grants.db.ledger_verify import verify
from nscl_grants.domain.actor import SYSTEM, Actor
from nscl_grants.domain.ledger.accounts import Place
from nscl_grants.domain.money import Money
from tests.builders.cases import Office, a_case, an_act, an_office
from tests.builders.people import MORNING
from tests.faults.worker import BEFORE_THE_COMMIT, Job, started, stopped_at

FORTY = Money(40_000_000)

Acts = dict[str, tuple[Callable[[Office], Actor], dict[str, object]]]
ACTS: Acts = {
    "approve": (lambda office: office.approver, {"in_full": True}),
    "approve too": (lambda office: office.other_approver, {"in_full": True}),
    "withdraw": (lambda office: office.applicant, {"reason": "Không còn nhu cầu"}),
    "hold_expires": (lambda office: SYSTEM, {}),
    "reject": (lambda office: office.other_approver, {"article": "Điều 3", "reason": "Không đủ"}),
}


RACES: list[tuple[str, str, str, dict[str, Money]]] = [
    ("approve", "withdraw", "approved", {"committed": FORTY}),
    ("withdraw", "approve", "withdrawn", {}),
    ("approve", "approve too", "approved", {"committed": FORTY}),
    ("hold_expires", "approve", "waitlisted", {}),
    ("approve", "hold_expires", "approved", {"committed": FORTY}),
    ("reject", "approve", "rejected", {}),
]
"""The first, the second, and how the case stands when both have ended."""


@pytest.mark.parametrize(
    ("first", "second", "state", "money"),
    [
        pytest.param(*race, id=f"{race[0]} before {race[1]}", marks=[pytest.mark.long] if nth else [])
        for nth, race in enumerate(RACES)
    ],
)
def test_of_two_acts_at_once_one_happens_and_the_other_is_told(
    engine: Engine, database_url: str, first: str, second: str, state: str, money: dict[str, Money]
) -> None:
    with writing(engine) as session:
        office = an_office(session)
        case = a_case(session, office, "recommended")
        jobs = [a_job(database_url, office, case, what) for what in (first, second)]
        reference = case.reference
    engine.dispose()

    ahead = stopped_at(jobs[0], BEFORE_THE_COMMIT)
    behind = started(jobs[1])
    assert not behind.pipe.poll(1), "the second waits while the first is not decided"

    assert ahead.goes_on() == state
    assert behind.answer() == "MovedOn"
    with reading(engine) as session:
        assert session.get_one(Application, jobs[0].subject_id).state == state
        assert standing(session, reference) == money
        assert [*verify(session), *audit.verify(session)] == []


def a_job(url: str, office: Office, case: Application, what: str) -> Job:
    """One of the acts, by whoever may do it."""
    who, answers = ACTS[what]
    trigger = what.partition(" ")[0]
    return Job(url, Application, case.id, trigger, who(office), MORNING, an_act(), answers)


def standing(session: Session, reference: str) -> dict[str, Money]:
    """Where the money of the case stands, without what is nothing."""
    book = ledger.case_book(session, reference)
    return {str(place): money for place in Place for money in [book.total(place)] if money}
