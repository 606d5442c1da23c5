"""A move forgets the name of its person, and nothing else, on both databases."""

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from nscl_grants.actions import erasure, personal_data
from nscl_grants.db import audit
from nscl_grants.db.applications import Move
from nscl_grants.db.people import Membership, PersonWord
from nscl_grants.db.personal_data import ERASE, DataRequest
from tests.builders.cases import a_case, an_act, an_office
from tests.builders.people import MORNING, somebody


def test_a_name_leaves_the_moves_only_when_its_person_is_forgotten(session: Session) -> None:
    office = an_office(session)
    a_case(session, office, "submitted")
    an, quan, tri = office.applicant, somebody(session, "admin"), somebody(session, "admin")
    session.execute(update(Membership).where(Membership.person_id == an.person_id).values(until=MORNING))
    session.commit()
    for change in ("person_name = 'x'", "trigger = 'x'", "person_name = 'Người số ' || CAST(person_id AS TEXT)"):
        with pytest.raises(DBAPIError, match="no UPDATE"):
            session.execute(text(f"UPDATE move SET {change}"))
        session.rollback()

    personal_data.ask(session, ERASE, "Xin xóa", actor=an, at=MORNING, act=an_act())
    request = session.scalars(select(DataRequest)).one()
    erasure.propose(session, request, actor=quan, at=MORNING, act=an_act())
    waiting = erasure.waiting(session, an.person_id)
    assert waiting is not None
    erasure.confirm(session, waiting, request, actor=tri, at=MORNING, act=an_act())

    session.expire_all()
    names = session.scalars(select(Move.person_name).where(Move.person_id == an.person_id)).all()
    assert set(names) == {f"Người số {an.person_id}"}
    words = session.scalars(select(PersonWord.word).where(PersonWord.person_id == an.person_id)).all()
    assert set(words) == {"nguoi", "so", str(an.person_id)}
    assert list(audit.verify(session)) == []
    with pytest.raises(DBAPIError, match="no UPDATE"):
        session.execute(text("UPDATE move SET dest = 'approved'"))
