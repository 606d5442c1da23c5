"""An application is begun once and saved section by section; nobody overwrites what another saved."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nscl_grants.actions.acts import ActDiffers
from nscl_grants.actions.drafts import (
    NobodyToApplyFor,
    NotOpenYet,
    SectionSavedMeanwhile,
    reference_of,
    save_section,
    saved_version,
    start,
)
from nscl_grants.db.applications import Application
from nscl_grants.db.audit import AuditEvent
from nscl_grants.db.audit_lists import told
from nscl_grants.domain.forms import Section
from nscl_grants.domain.reopening import NotOpenForChange
from tests.builders.cases import Office, a_case, a_draft, an_act, an_office, take
from tests.builders.people import MORNING, an_organisation

LATER = MORNING + timedelta(minutes=5)
NOT_SUPPORTED = {"other_support": False}
SUPPORTED = {
    "other_support": True,
    "other_programme": "Chương trình khác",
    "other_amount": 1,
    "other_details": "Tư vấn",
}


@pytest.fixture
def office(session: Session) -> Office:
    """The cast and a budget."""
    return an_office(session)


def section(office: Office, name: str) -> Section:
    found = office.house.form("htql").section(name)
    assert found is not None
    return found


def begin(session: Session, office: Office, act: str = "", procedure: str = "HTQL", organisation: int = 0) -> str:
    return start(
        session,
        organisation or office.organisation.id,
        procedure,
        actor=office.applicant,
        at=MORNING,
        act=act or an_act(),
    )


def save(
    session: Session, office: Office, draft: Application, answers: dict[str, Any], seen: int = 0, act: str = ""
) -> None:
    save_section(
        session,
        draft,
        section(office, "support"),
        answers,
        actor=office.applicant,
        at=LATER,
        act=act or an_act(),
        seen_version=seen,
    )


def the_case(session: Session, reference: str) -> Application:
    return session.scalars(select(Application).where(Application.reference == reference)).one()


def count(session: Session, table: type[Any]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_draft_keeps_the_definitions_of_the_day_it_was_begun(session: Session, office: Office) -> None:
    case = the_case(session, begin(session, office))

    assert (case.state, case.procedure, case.line) == ("draft", "HTQL", "III.1")
    assert (case.form, case.form_version) == ("htql", office.house.form("htql").version)
    assert case.life == ("firm_support", office.house.workflow("firm_support").version)
    assert (case.code, case.answers, case.created_by) == (None, {}, office.applicant.person_id)


def test_a_double_click_begins_one_draft(session: Session, office: Office) -> None:
    act = an_act()

    assert begin(session, office, act) == begin(session, office, act)
    assert count(session, Application) == 1


def test_references_cannot_be_guessed_from_one_another() -> None:
    references = {reference_of(an_act()) for _ in range(200)}

    assert len(references) == 200
    assert all(len(reference) == 11 and reference.startswith("ns-") for reference in references)


def test_nobody_begins_for_an_organisation_of_others(session: Session, office: Office) -> None:
    other = an_organisation(session, "Công ty Khác")
    session.commit()

    with pytest.raises(NobodyToApplyFor):
        begin(session, office, organisation=other.id)
    assert count(session, Application) == 0


@pytest.mark.parametrize("procedure", ["", "XYZ"])
def test_a_procedure_that_is_not_open_takes_no_application(session: Session, office: Office, procedure: str) -> None:
    with pytest.raises(NotOpenYet):
        begin(session, office, procedure=procedure)
    assert count(session, Application) == 0


def test_a_saved_section_keeps_who_and_when_and_leaves_the_others_alone(session: Session, office: Office) -> None:
    draft = a_draft(session, office)
    before = dict(draft.answers)

    save(session, office, draft, SUPPORTED)

    assert draft.answers == {**before, **SUPPORTED}
    assert draft.saved["support"] == {"version": 1, "at": LATER.isoformat(), "by": "Trần Thị An"}


def test_answers_that_became_superfluous_leave_with_their_section(session: Session, office: Office) -> None:
    draft = a_draft(session, office)
    save(session, office, draft, SUPPORTED)

    save(session, office, draft, NOT_SUPPORTED, seen=1)

    assert "other_programme" not in draft.answers
    assert saved_version(draft, section(office, "support")) == 2


def test_a_stale_save_keeps_what_another_saved(session: Session, office: Office) -> None:
    draft = a_draft(session, office)
    save(session, office, draft, SUPPORTED)

    with pytest.raises(SectionSavedMeanwhile) as refused:
        save(session, office, draft, NOT_SUPPORTED, seen=0)

    session.refresh(draft)
    assert (refused.value.person, refused.value.at) == ("Trần Thị An", LATER)
    assert draft.answers["other_support"] is True


def test_two_sections_are_saved_by_two_people_at_once(session: Session, office: Office) -> None:
    draft = a_draft(session, office)
    bank = section(office, "bank")
    save(session, office, draft, SUPPORTED)

    save_section(
        session, draft, bank, {"bank_account": "7"}, actor=office.applicant, at=LATER, act=an_act(), seen_version=0
    )

    assert draft.answers["bank_account"] == "7"
    assert draft.answers["other_support"] is True


def test_the_same_save_sent_twice_counts_once(session: Session, office: Office) -> None:
    draft, act = a_draft(session, office), an_act()

    save(session, office, draft, SUPPORTED, act=act)
    save(session, office, draft, SUPPORTED, act=act)

    assert saved_version(draft, section(office, "support")) == 1


def test_the_same_act_with_other_answers_is_refused(session: Session, office: Office) -> None:
    draft, act = a_draft(session, office), an_act()
    save(session, office, draft, SUPPORTED, act=act)

    with pytest.raises(ActDiffers):
        save(session, office, draft, NOT_SUPPORTED, act=act)


def test_what_was_filed_is_closed(session: Session, office: Office) -> None:
    case = a_case(session, office, "submitted")

    with pytest.raises(NotOpenForChange):
        save(session, office, case, SUPPORTED)

    session.refresh(case)
    assert case.answers["other_support"] is False


def test_a_supplement_request_reopens_what_it_names_and_nothing_else(session: Session, office: Office) -> None:
    case = a_case(session, office, "in_review")
    take(session, case, "ask_supplement", office.reviewer, MORNING, sections=["bank"], documents=[], reason="Sai số")

    save_section(
        session,
        case,
        section(office, "bank"),
        {"bank_account": "9"},
        actor=office.applicant,
        at=LATER,
        act=an_act(),
        seen_version=0,
    )
    with pytest.raises(NotOpenForChange):
        save(session, office, case, SUPPORTED)

    session.refresh(case)
    assert (case.answers["bank_account"], case.answers["other_support"]) == ("9", False)


def test_every_save_is_in_the_audit_with_what_was_before(session: Session, office: Office) -> None:
    draft = a_draft(session, office)

    save(session, office, draft, SUPPORTED)

    (event,) = told(session, session.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc()).limit(1)).all())
    assert (event.what, event.subject, event.who) == ("draft.save.support", draft.reference, "Trần Thị An")
    assert (event.before, event.after) == (NOT_SUPPORTED, SUPPORTED)
