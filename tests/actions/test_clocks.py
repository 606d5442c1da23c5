"""Clocks move a case when nobody does: each limit ends after its last day, once."""

from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from nscl_grants.actions.worker import work_once
from nscl_grants.db.engine import writing
from nscl_grants.domain.calendar import ICT
from nscl_grants.domain.guards.deciding import HoldExpired
from tests.builders.cases import Office, a_case, a_claim, an_office, take
from tests.builders.people import MORNING


@pytest.fixture
def office(session: Session) -> Office:
    return an_office(session)


def at_noon(day: date) -> datetime:
    return datetime.combine(day, time(12), ICT)


def test_an_unanswered_supplement_stops_the_case_after_its_last_day(
    session: Session, engine: Engine, office: Office
) -> None:
    case = a_case(session, office, "in_review")
    take(session, case, "ask_supplement", office.reviewer, MORNING, sections=[], documents=["invoices"], reason="Thiếu")
    last_day = case.supplement_due_on
    assert last_day is not None
    assert office.house.plan.calendar.working_days_between(MORNING.date(), last_day) == 15

    assert work_once(engine, office.house, now=at_noon(last_day)) == 0
    assert work_once(engine, office.house, now=at_noon(last_day + timedelta(days=1))) == 1
    assert work_once(engine, office.house, now=at_noon(last_day + timedelta(days=1))) == 0

    session.refresh(case)
    assert case.state == "stopped"


def test_an_ended_hold_sends_the_case_to_the_queue_and_cannot_be_approved(
    session: Session, engine: Engine, office: Office
) -> None:
    case = a_case(session, office, "recommended")
    last_day, place = case.hold_until, case.queued_at
    assert last_day is not None
    with pytest.raises(HoldExpired):
        take(session, case, "approve", office.approver, at_noon(last_day + timedelta(days=1)), in_full=True)

    work_once(engine, office.house, now=at_noon(last_day + timedelta(days=1)))

    session.refresh(case)
    assert (case.state, case.queued_at, case.hold_until) == ("waitlisted", place, None)


def test_an_award_that_nobody_claims_lapses(session: Session, engine: Engine, office: Office) -> None:
    case = a_case(session, office, "issued")
    last_day = case.claim_by
    assert last_day is not None

    work_once(engine, office.house, now=at_noon(last_day + timedelta(days=1)))

    session.refresh(case)
    assert case.state == "cancelled"


def test_a_claim_in_time_keeps_the_award(session: Session, engine: Engine, office: Office) -> None:
    case = a_case(session, office, "issued")
    last_day = case.claim_by
    assert last_day is not None
    a_claim(session, office, case, at=at_noon(last_day))

    work_once(engine, office.house, now=at_noon(last_day + timedelta(days=1)))

    session.refresh(case)
    assert case.state == "approved"


def test_two_workers_at_once_take_a_step_once(session: Session, engine: Engine, office: Office) -> None:
    case = a_case(session, office, "recommended")
    last_day = case.hold_until
    assert last_day is not None
    late = at_noon(last_day + timedelta(days=1))

    taken = [work_once(engine, office.house, now=late) for _ in range(2)]

    assert taken == [1, 0]
    with writing(engine):
        session.refresh(case)
    assert case.state == "waitlisted"


def test_a_supplement_restarts_the_clock_from_zero(session: Session, office: Office) -> None:
    case = a_case(session, office, "in_review")
    take(session, case, "ask_supplement", office.reviewer, MORNING, sections=["bank"], documents=[], reason="Thiếu")
    assert case.paused_on is not None
    answered = MORNING + timedelta(days=7)

    take(session, case, "supplement", office.applicant, answered)

    assert case.state == "in_review"
    assert case.paused_on is None
    assert case.due_on is not None
    assert office.house.plan.calendar.working_days_between(answered.date(), case.due_on) == 14
