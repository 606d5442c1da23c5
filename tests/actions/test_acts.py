"""An act is done once: the same id never does a second thing, and a refused id stays refused."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nscl_grants.actions.acts import ActDiffers, ActRefusedBefore, ChangedMeanwhile
from nscl_grants.actions.cases import advance
from nscl_grants.db.acts import Act
from nscl_grants.db.applications import Move
from nscl_grants.db.audit import AuditEvent
from nscl_grants.db.ledger_tables import LedgerPosting
from nscl_grants.db.people import Person
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.duties import DutyTaken
from nscl_grants.domain.workflow import MovedOn
from tests.builders.cases import Office, a_case, an_act, an_office, take
from tests.builders.people import MORNING, somebody


@pytest.fixture
def office(session: Session) -> Office:
    return an_office(session)


def _the_reviewer_as_approver(session: Session, office: Office) -> Actor:
    return somebody(session, "approver", person=session.get_one(Person, office.reviewer.person_id))


def count(session: Session, table: type[Move] | type[LedgerPosting] | type[AuditEvent]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_double_click_takes_one_step(session: Session, office: Office) -> None:
    case, act = a_case(session, office, "recommended"), an_act()
    answers = {"in_full": True}

    for _ in range(2):
        advance(session, case, "approve", actor=office.approver, at=MORNING, act=act, answers=answers)

    moves = session.scalars(select(Move.trigger).where(Move.application_id == case.id)).all()
    assert moves.count("approve") == 1


def test_the_same_id_with_other_content_is_refused(session: Session, office: Office) -> None:
    case, act = a_case(session, office, "recommended"), an_act()
    advance(session, case, "approve", actor=office.approver, at=MORNING, act=act, answers={"in_full": True})

    with pytest.raises(ActDiffers):
        advance(
            session, case, "approve", actor=office.approver, at=MORNING, act=act,
            answers={"in_full": False, "amount": 1},
        )  # fmt: skip


def test_a_refused_id_never_comes_true_later(session: Session, office: Office) -> None:
    case, act = a_case(session, office, "in_review"), an_act()
    with pytest.raises(MovedOn):
        advance(session, case, "receive", actor=office.intake, at=MORNING, act=act, answers={})

    with pytest.raises(ActRefusedBefore):
        advance(session, case, "receive", actor=office.intake, at=MORNING, act=act, answers={})

    burned = session.get_one(Act, act)
    assert (burned.outcome, burned.refusal and burned.refusal["key"]) == ("refused", "moved_on")


def test_a_refused_act_changes_nothing_at_all(session: Session, office: Office) -> None:
    case = a_case(session, office, "recommended")
    before = (count(session, Move), count(session, LedgerPosting), count(session, AuditEvent), case.version)

    with pytest.raises(DutyTaken):
        take(session, case, "approve", _the_reviewer_as_approver(session, office), MORNING, in_full=True)

    after = (count(session, Move), count(session, LedgerPosting), count(session, AuditEvent), case.version)
    assert after == before


def test_who_looked_at_an_older_version_is_told_so(session: Session, office: Office) -> None:
    case = a_case(session, office, "submitted")
    seen = case.version
    take(session, case, "receive", office.intake, MORNING)

    with pytest.raises(ChangedMeanwhile):
        advance(
            session, case, "withdraw", actor=office.applicant, at=MORNING, act=an_act(), answers={}, seen_version=seen
        )

    assert case.state == "in_review"
