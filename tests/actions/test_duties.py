"""Who files, reviews, decides, prepares, checks and authorises are different persons, whatever account they use."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from nscl_grants.db.applications import Conflict, Duty
from nscl_grants.db.people import Person
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.duties import DutyTaken
from nscl_grants.domain.guards.review import ConflictOfInterest, SameReviewer
from nscl_grants.domain.workflow import NotYourStep
from tests.builders.cases import Office, a_case, a_confirmed_claim, a_payment, an_office, assess, take
from tests.builders.people import MORNING, somebody


@pytest.fixture
def office(session: Session) -> Office:
    return an_office(session)


def second_account(session: Session, person_id: int, role: str) -> Actor:
    return somebody(session, role, person=session.get_one(Person, person_id))


def test_each_step_leaves_its_duty_with_the_person(session: Session, office: Office) -> None:
    case = a_case(session, office, "issued")
    a_payment(session, office, a_confirmed_claim(session, office, case), "paid")

    held = session.execute(select(Duty.person_id, Duty.duty).where(Duty.application_id == case.id)).all()

    assert {row.person_id: row.duty for row in held} == {
        office.applicant.person_id: "file",
        office.reviewer.person_id: "review",
        office.approver.person_id: "decide",
        office.finance.person_id: "prepare",
        office.chief.person_id: "check",
        office.holder.person_id: "authorise",
    }


def test_a_second_account_does_not_make_a_second_person(session: Session, office: Office) -> None:
    case = a_case(session, office, "recommended")
    same_person = second_account(session, office.reviewer.person_id, "approver")

    with pytest.raises(DutyTaken):
        take(session, case, "approve", same_person, MORNING, in_full=True)


def test_who_prepared_a_payment_does_not_check_it(session: Session, office: Office) -> None:
    case = a_case(session, office, "issued")
    payment = a_payment(session, office, a_confirmed_claim(session, office, case), "prepared")
    same_person = second_account(session, office.finance.person_id, "chief_accountant")

    with pytest.raises(DutyTaken):
        take(session, payment, "check", same_person, MORNING)


def test_the_approver_does_not_authorise_unless_the_setting_says_so(session: Session, office: Office) -> None:
    case = a_case(session, office, "issued")
    payment = a_payment(session, office, a_confirmed_claim(session, office, case), "checked")
    same_person = second_account(session, office.approver.person_id, "account_holder")

    with pytest.raises(DutyTaken):
        take(session, payment, "authorise", same_person, MORNING)


def test_a_role_that_does_not_take_the_step_is_told_who_does(session: Session, office: Office) -> None:
    case = a_case(session, office, "recommended")

    with pytest.raises(NotYourStep):
        take(session, case, "approve", office.intake, MORNING, in_full=True)


def test_a_conflict_of_interest_takes_a_person_off_the_case(session: Session, office: Office) -> None:
    case = a_case(session, office, "recommended")
    session.add(Conflict(application_id=case.id, person_id=office.approver.person_id, reason="Anh em", at=MORNING))
    session.commit()

    with pytest.raises(ConflictOfInterest):
        take(session, case, "approve", office.approver, MORNING, in_full=True)
    take(session, case, "approve", office.other_approver, MORNING, in_full=True)

    assert case.state == "approved"


def test_after_an_upheld_appeal_the_former_reviewer_stays_away(session: Session, office: Office) -> None:
    case = a_case(session, office, "rejection_proposed")
    take(session, case, "reject", office.approver, MORNING, article="Điều 3", reason="Không đủ")
    take(session, case, "file_appeal", office.applicant, MORNING, reason="Đủ")
    take(session, case, "uphold_appeal", office.approver, MORNING, reason="Đúng")
    assess(session, office, case, MORNING)

    with pytest.raises(SameReviewer):
        take(session, case, "recommend", office.reviewer, MORNING, conditions_met=True)


def test_the_database_keeps_one_duty_a_person(session: Session, office: Office) -> None:
    case = a_case(session, office, "recommended")
    reviewer = {"case": case.id, "person": office.reviewer.person_id}
    session.commit()

    for statement in (
        "UPDATE duty SET duty = 'decide' WHERE application_id = :case AND person_id = :person",
        "DELETE FROM duty WHERE application_id = :case AND person_id = :person",
        "INSERT INTO duty (application_id, person_id, duty, also_authorises, since) "
        "VALUES (:case, :person, 'decide', false, '2026-03-02 02:00:00')",
        "UPDATE duty SET also_authorises = true WHERE application_id = :case AND person_id = :person",
    ):
        with pytest.raises(DatabaseError):
            session.execute(text(statement), reviewer)
        session.rollback()
