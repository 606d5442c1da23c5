"""People act on the same case, or on the same money, at the same moment; what counts is what was applied.

Eight processes begin together on PostgreSQL. Which of them wins is chance; that only one does, and that state and
money tell the same story afterwards, is not.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from nscl_grants.actions.acts import ChangedMeanwhile
from nscl_grants.db import audit, ledger
from nscl_grants.db.applications import Application, Move
from nscl_grants.db.engine import reading, writing
from nscl_grants.db.ledger_verify import verify
from nscl_grants.db.payments import Payment
from nscl_grants.domain.actor import SYSTEM, Actor
from nscl_grants.domain.ledger import budget
from nscl_grants.domain.ledger.accounts import Place
from nscl_grants.domain.ledger.posting import Kind
from nscl_grants.domain.money import Money
from nscl_grants.domain.refused import Refused
from tests.builders.cases import (
    Office,
    a_case,
    a_confirmed_claim,
    a_payment,
    an_act,
    an_office,
    assess,
    book,
)
from tests.builders.people import MORNING, a_bank_account, a_member, an_organisation
from tests.faults.worker import Job, take
from tests.races.racing import RACERS, Track

FORTY = Money(40_000_000)
Who = Callable[[Office], Actor]
only_postgres = pytest.mark.parametrize("database", ["postgres"], indirect=True)

STEPS: dict[str, tuple[str, Who, dict[str, object]]] = {
    "approve": ("approve", lambda office: office.approver, {"in_full": True}),
    "approve too": ("approve", lambda office: office.other_approver, {"in_full": True}),
    "withdraw": ("withdraw", lambda office: office.applicant, {"reason": "Không còn nhu cầu"}),
    "hold expires": ("hold_expires", lambda office: SYSTEM, {}),
}
STANDS: dict[str, dict[str, Money]] = {"approved": {"committed": FORTY}, "withdrawn": {}, "waitlisted": {}}


@dataclass(frozen=True)
class Lowering:
    """Somebody takes free money of the year back from line III.1."""

    url: str
    amount: Money


Runner = Job | Lowering


def run_one_of(runners: Sequence[Runner], engine: Engine, nth: int) -> str:
    """Do what this process is here for, with an act of its own: what came of it."""
    runner = runners[nth % len(runners)]
    try:
        if isinstance(runner, Job):
            return take(replace(runner, act=f"{runner.act[:-2]}{nth:02d}"))
        with writing(engine) as session:
            book(session, Kind.SHRINK, 2026, budget.shrink("III.1", 2026, runner.amount))
            session.commit()
        return "lowered"
    except (Refused, ChangedMeanwhile) as refused:
        return refused.key()


@only_postgres
@pytest.mark.parametrize(
    "rivals",
    [
        pytest.param(("approve", "approve too"), id="two approvers"),
        pytest.param(("approve", "withdraw"), marks=pytest.mark.long),
        pytest.param(("approve", "hold expires"), marks=pytest.mark.long),
    ],
)
def test_of_rivals_on_one_case_exactly_one_is_applied(
    engine: Engine, database_url: str, racers: Track, rivals: tuple[str, str]
) -> None:
    with writing(engine) as session:
        office = an_office(session)
        case = a_case(session, office, "recommended")
        before = moves_of(session, case.id)
        jobs = [a_job(database_url, office, case, *STEPS[name]) for name in rivals]

    outcomes = Counter(racers.race(database_url, partial(run_one_of, jobs)))

    with reading(engine) as session:
        state = session.get_one(Application, case.id).state
        assert moves_of(session, case.id) == before + 1
        assert outcomes[state] == 1, outcomes
        assert sum(outcomes.values()) == RACERS
        assert standing(session, case.reference) == STANDS[state]
        sound(session)


@only_postgres
@pytest.mark.long
def test_a_case_is_cancelled_or_its_payment_is_authorised_and_never_both(
    engine: Engine, database_url: str, racers: Track
) -> None:
    with writing(engine) as session:
        office = an_office(session)
        case = a_case(session, office, "issued")
        payment = a_payment(session, office, a_confirmed_claim(session, office, case), "checked")
        jobs: list[Runner] = [
            Job(database_url, Payment, payment.id, "authorise", office.holder, MORNING, an_act(), {}),
            a_job(database_url, office, case, "cancel", lambda office: office.approver, {"reason": "Giải thể"}),
            Job(database_url, Payment, payment.id, "void", office.other_finance, MORNING, an_act(), {"reason": "Sai"}),
        ]

    outcomes = Counter(racers.race(database_url, partial(run_one_of, jobs)))

    with reading(engine) as session:
        found = (session.get_one(Application, case.id).state, session.get_one(Payment, payment.id).state)
        money = standing(session, case.reference)
        assert (found, money) in [
            (("approved", "authorised"), {"reserved": FORTY}),
            (("approved", "voided"), {"due": FORTY}),
            (("cancelled", "voided"), {}),
        ], outcomes
        sound(session)


@only_postgres
@pytest.mark.long
def test_of_sixteen_who_want_the_last_fifty_million_just_those_that_fit_get_it(
    engine: Engine, database_url: str, racers: Track
) -> None:
    with writing(engine) as session:
        office = an_office(session)
        firms = [office, *(another_firm(session, office, name) for name in ("Công ty Ví Dụ Hai", "Công ty Ví Dụ Ba"))]
        wanted = list(product(firms, STANDARDS))[:16]
        cases = [_assessed(session, firm, standard) for firm, standard in wanted]
        lower_to(session, Money(50_000_000))
        jobs = [
            a_job(database_url, office, case, "recommend", lambda office: office.reviewer, {"conditions_met": True})
            for case in cases
        ]

    outcomes = Counter(
        outcome
        for half in (jobs[:RACERS], jobs[RACERS:])
        for outcome in racers.race(database_url, partial(run_one_of, half))
    )

    with reading(engine) as session:
        held = ledger.line_money(session, "III.1", 2026)
        states = Counter(session.get_one(Application, case.id).state for case in cases)
        assert (held["held"], held["free"]) == (FORTY, Money(10_000_000))
        assert states == {"recommended": 1, "waitlisted": len(cases) - 1} == outcomes
        sound(session)


@only_postgres
@pytest.mark.long
def test_a_cap_is_lowered_or_the_case_gets_the_money_and_never_both(
    engine: Engine, database_url: str, racers: Track
) -> None:
    with writing(engine) as session:
        office = an_office(session)
        case = _assessed(session, office, "iso-22000")
        other = a_case(session, office, "recommended", standard="iso-14001")
        lower_to(session, FORTY)
        lowering: list[Runner] = [
            a_job(database_url, office, case, "recommend", lambda office: office.reviewer, {"conditions_met": True}),
            Lowering(database_url, FORTY),
            a_job(database_url, office, other, *STEPS["approve"]),
        ]

    outcomes = Counter(racers.race(database_url, partial(run_one_of, lowering)))

    with reading(engine) as session:
        money = ledger.line_money(session, "III.1", 2026)
        got_it = session.get_one(Application, case.id).state == "recommended"
        assert outcomes["lowered"] == (0 if got_it else 1), outcomes
        assert (money["held"], money["free"]) == ((FORTY, Money(0)) if got_it else (Money(0), Money(0)))
        assert money["committed"] == FORTY, "what was held is approved, whatever is lowered beside it"
        sound(session)


STANDARDS = ("iso-22000", "iso-14001", "iso-50001", "iso-31000", "iso-iec-17025", "iso-15189")


def another_firm(session: Session, office: Office, name: str) -> Office:
    """The same office, to which another firm applies."""
    firm = an_organisation(session, name)
    member = a_member(session, firm, name="Ngô Văn Bình")
    bank = a_bank_account(session, firm, proposed_by=member, confirmed_by=office.other_finance)
    return replace(office, organisation=firm, applicant=member, bank=bank)


def _assessed(session: Session, office: Office, standard: str) -> Application:
    case = a_case(session, office, "in_review", standard=standard)
    assess(session, office, case, MORNING)
    return case


def lower_to(session: Session, left: Money) -> None:
    """So much is free on the line, and no more."""
    free = ledger.line_money(session, "III.1", 2026)["free"]
    book(session, Kind.SHRINK, 2026, budget.shrink("III.1", 2026, free - left))
    session.commit()


def a_job(url: str, office: Office, case: Application, trigger: str, who: Who, answers: dict[str, object]) -> Job:
    """One step of somebody on the case."""
    return Job(url, Application, case.id, trigger, who(office), MORNING, an_act(), answers)


def moves_of(session: Session, case_id: int) -> int:
    """How many moves the case has made."""
    return session.scalar(select(func.count(Move.id)).where(Move.application_id == case_id)) or 0


def standing(session: Session, reference: str) -> dict[str, Money]:
    """Where the money of the case stands, without what is nothing."""
    found = ledger.case_book(session, reference)
    return {str(place): money for place in Place for money in [found.total(place)] if money}


def sound(session: Session) -> None:
    """Books and log verify from nothing."""
    assert [*verify(session), *audit.verify(session)] == []
