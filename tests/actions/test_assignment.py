"""Reviews are given by hand or shared out, looked at by four eyes, and never given to whoever must not have them."""

from collections import Counter

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.actions.assignment import ReviewerBarred, assign
from nscl_grants.actions.conflicts import declare
from nscl_grants.actions.opinions import OpinionNotYours, give_opinion
from nscl_grants.db.applications import Duty
from nscl_grants.db.notices import StaffNotice
from nscl_grants.domain.workflow import NotYourStep
from tests.builders.cases import a_case, an_act, an_office
from tests.builders.people import MORNING, somebody

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_cases_are_shared_out_one_by_one_and_each_reviewer_is_told(session: Session) -> None:
    office = an_office(session)
    cases = [a_case(session, office, "in_review", standard=each) for each in ("iso-22000", "iso-14001", "iso-50001")]
    for case in cases:
        case.reviewer_id = None
    session.commit()

    left = assign(
        session, [(case, case.version) for case in cases], None, actor=office.approver, at=MORNING, act=an_act()
    )

    assert left == []
    assert sorted(Counter(case.reviewer_id for case in cases).values()) == [1, 2]
    told = session.scalars(select(StaffNotice.person_id).where(StaffNotice.kind == "mail.assigned"))
    assert {office.reviewer.person_id, office.other_reviewer.person_id} <= set(told)


def test_a_case_is_given_to_nobody_who_must_not_review_it(session: Session) -> None:
    office = an_office(session)
    case = a_case(session, office, "in_review")
    other = office.other_reviewer
    declare(session, case, actor=other, at=MORNING, act=an_act(), reason="Người thân")

    with pytest.raises(ReviewerBarred, match="Hoàng Thị Khánh"):
        assign(session, [(case, case.version)], other.person_id, actor=office.reviewer, at=MORNING, act=an_act())
    with pytest.raises(NotYourStep):
        assign(session, [(case, case.version)], None, actor=office.clerk, at=MORNING, act=an_act())


def test_a_second_opinion_is_another_reviewers_and_makes_them_reviewer_for_good(session: Session) -> None:
    office = an_office(session)
    case = a_case(session, office, "in_review")
    case.reviewer_id = office.reviewer.person_id
    session.commit()
    both = somebody(session, "reviewer", "approver", name="Kiêm Nhiệm")
    session.commit()

    with pytest.raises(OpinionNotYours):
        give_opinion(session, case, agrees=True, text="Tự khen", actor=office.reviewer, at=MORNING, act=an_act())
    give_opinion(session, case, agrees=False, text="Thiếu hóa đơn", actor=both, at=MORNING, act=an_act())

    assert session.get_one(Duty, (case.id, both.person_id)).duty == "review"
