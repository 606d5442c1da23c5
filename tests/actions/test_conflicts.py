"""A person with a conflict of interest steps off the case and does not see it any more."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.actions.conflicts import declare
from nscl_grants.db.applications import Conflict
from nscl_grants.db.audit import AuditEvent
from nscl_grants.db.cases import visible_case
from tests.builders.cases import a_case, an_act, an_office
from tests.builders.people import MORNING


def test_whoever_declares_a_conflict_does_not_see_the_case_any_more(session: Session) -> None:
    office = an_office(session)
    case = a_case(session, office, "in_review")

    declare(session, case, actor=office.approver, at=MORNING, act=an_act(), reason="Người thân làm giám đốc")

    assert visible_case(session, office.approver, case.reference) is None
    assert visible_case(session, office.other_approver, case.reference) is not None


def test_a_reviewer_who_steps_off_leaves_the_case_to_another_reviewer(session: Session) -> None:
    office = an_office(session)
    case = a_case(session, office, "in_review")
    mine, other = sorted((office.reviewer, office.other_reviewer), key=lambda each: each.person_id != case.reviewer_id)

    declare(session, case, actor=mine, at=MORNING, act=an_act(), reason="Góp vốn")

    assert case.reviewer_id == other.person_id


def test_the_reason_is_kept_where_the_auditor_reads_it(session: Session) -> None:
    office = an_office(session)
    case = a_case(session, office, "submitted")

    declare(session, case, actor=office.intake, at=MORNING, act=an_act(), reason="Góp vốn")

    event = session.scalars(select(AuditEvent).where(AuditEvent.what == "conflict.declare")).one()
    assert (event.subject, event.after) == (case.reference, {"reason": "Góp vốn"})


def test_a_second_declaration_changes_nothing(session: Session) -> None:
    office = an_office(session)
    case = a_case(session, office, "submitted")

    for reason in ("Góp vốn", "Góp vốn và người thân"):
        declare(session, case, actor=office.intake, at=MORNING, act=an_act(), reason=reason)

    assert [conflict.reason for conflict in session.scalars(select(Conflict))] == ["Góp vốn"]
