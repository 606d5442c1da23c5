"""A member who only reads: says nothing in a case, and declares nothing for the organisation."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from nscl_grants.actions.organisation_sizes import Declared, declare_size
from nscl_grants.actions.talk import NotYourCaseToDiscuss, may_say, say
from nscl_grants.domain.money import Money
from nscl_grants.domain.rights import OnlyReads
from tests.builders.cases import a_case, an_act, an_office
from tests.builders.people import MORNING

SMALL = Declared(2025, "industry", 64, Money(90_000_000_000), None, "BCTC 2025")


def test_a_member_who_only_reads_neither_speaks_nor_declares(session: Session) -> None:
    office = an_office(session)
    case = a_case(session, office, "in_review")
    reader = replace(office.applicant, edits=frozenset(), submits=frozenset())
    session.commit()

    assert may_say(office.applicant, case, "firm")
    with pytest.raises(NotYourCaseToDiscuss):
        say(session, case, "firm", "Xin hỏi", actor=reader, at=MORNING, act=an_act())
    with pytest.raises(OnlyReads):
        declare_size(session, office.organisation, SMALL, actor=reader, at=MORNING, act=an_act())
