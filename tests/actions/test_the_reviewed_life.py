"""An office that wants more eyes: another agency, a second opinion and the head of division, one after the other."""

import pytest
from sqlalchemy.orm import Session

from nscl_grants.actions.opinions import give_opinion
from nscl_grants.db.applications import Application
from nscl_grants.domain.guards.more_eyes import AgencyStillAsked, HeadIsReviewer, HeadNotHeard
from nscl_grants.domain.guards.review import SecondOpinionMissing
from tests.builders.cases import HOUSE, Office, a_draft, an_act, an_office, assess, take
from tests.builders.people import MORNING

LIFE = HOUSE.workflow("firm_support_reviewed")
AGREED = {"conditions_met": True, "remarks": "Đủ điều kiện"}


@pytest.fixture
def office(session: Session) -> Office:
    return an_office(session)


@pytest.fixture
def case(session: Session, office: Office) -> Application:
    """In review, in the life that wants more eyes."""
    draft = a_draft(session, office)
    draft.workflow, draft.workflow_version = LIFE.name, LIFE.version
    session.commit()
    take(session, draft, "submit", office.applicant, MORNING)
    take(session, draft, "receive", office.intake, MORNING)
    assess(session, office, draft, MORNING)
    return draft


def test_nothing_goes_on_before_everybody_was_heard(session: Session, office: Office, case: Application) -> None:
    asked = {"agency": "Sở Công Thương", "reason": "Dây chuyền có trong quy hoạch không?", "due_on": "2026-03-06"}

    take(session, case, "ask_agency", office.reviewer, MORNING, **asked)
    with pytest.raises(SecondOpinionMissing):
        take(session, case, "recommend", office.reviewer, MORNING, **AGREED)
    give_opinion(session, case, agrees=True, text="Đồng ý", actor=office.other_reviewer, at=MORNING, act=an_act())
    with pytest.raises(AgencyStillAsked):
        take(session, case, "recommend", office.reviewer, MORNING, **AGREED)
    take(session, case, "record_agency_opinion", office.reviewer, MORNING, reason="Có trong quy hoạch")
    take(session, case, "recommend", office.reviewer, MORNING, **AGREED)
    with pytest.raises(HeadNotHeard):
        take(session, case, "approve", office.approver, MORNING, in_full=True)
    with pytest.raises(HeadIsReviewer):
        take(session, case, "endorse", office.reviewer, MORNING, reason="Đồng ý")
    take(session, case, "endorse", office.other_reviewer, MORNING, reason="Đồng ý với đề xuất")
    take(session, case, "approve", office.approver, MORNING, in_full=True)

    assert (case.state, case.approved) == ("approved", case.recommended)
