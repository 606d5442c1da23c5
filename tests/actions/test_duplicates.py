"""The same certificate or invoice is found in another dossier however its number was written."""

import pytest
from sqlalchemy.orm import Session

from nscl_grants.actions.check_facts import facts_of_claim
from nscl_grants.db.applications import Application
from tests.builders.cases import Office, a_case, a_confirmed_claim, a_draft, an_office, take
from tests.builders.people import MORNING


@pytest.fixture
def office(session: Session) -> Office:
    return an_office(session)


def filed(session: Session, office: Office, certificate: str, invoice: str, day: str = "2026-01-20") -> Application:
    """Another dossier of the firm with these numbers."""
    case = a_draft(session, office, standard="iso-14001")
    costs = [{**case.answers["costs"][0], "invoice_number": invoice, "invoice_date": day}]
    case.answers = {**case.answers, "certificate_number": certificate, "costs": costs}
    session.commit()
    take(session, case, "submit", office.applicant, MORNING)
    return case


def test_numbers_are_the_same_whatever_their_spaces_hyphens_and_case(session: Session, office: Office) -> None:
    case = a_case(session, office, "issued")
    claim = a_confirmed_claim(session, office, case)
    certificate, invoice = case.answers["certificate_number"], case.answers["costs"][0]["invoice_number"]
    other = filed(session, office, certificate.lower().replace("-", " - "), invoice.replace("-", " ").lower())
    moved_day = filed(session, office, "CN-9999", invoice, day="2026-01-21")
    filed(session, office, "CN-99991", f"{invoice}1")

    found = facts_of_claim(session, claim, {}, MORNING.date())

    assert [each.reference for each in found.certificate_elsewhere] == [other.reference]
    assert [each.reference for each in found.invoices_elsewhere] == [other.reference, moved_day.reference]


def test_a_dossier_that_was_given_up_holds_no_number(session: Session, office: Office) -> None:
    case = a_case(session, office, "issued")
    claim = a_confirmed_claim(session, office, case)
    other = filed(session, office, case.answers["certificate_number"], case.answers["costs"][0]["invoice_number"])
    take(session, other, "withdraw", office.applicant, MORNING)

    found = facts_of_claim(session, claim, {}, MORNING.date())

    assert (found.certificate_elsewhere, found.invoices_elsewhere) == ((), ())
