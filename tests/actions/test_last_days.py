"""The last day of a limit still counts."""

from datetime import datetime, time

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from nscl_grants.actions.worker import work_once
from nscl_grants.domain.calendar import ICT
from tests.builders.cases import a_case, an_office, take


def test_a_hold_can_be_approved_on_its_last_day(session: Session, engine: Engine) -> None:
    office = an_office(session)
    case = a_case(session, office, "recommended")
    assert case.hold_until is not None
    last_evening = datetime.combine(case.hold_until, time(23, 59), ICT)

    assert work_once(engine, office.house, now=last_evening) == 0
    take(session, case, "approve", office.approver, last_evening, in_full=True)

    assert case.state == "approved"
