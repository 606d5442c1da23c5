"""What the rules must know of a claim or a payment beside its case."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from nscl_grants.actions.check_facts import check_facts
from nscl_grants.actions.step import Subject
from nscl_grants.db import ledger
from nscl_grants.db.applications import Application
from nscl_grants.db.attachments import attachments_of
from nscl_grants.db.organisations import confirmed_bank_account
from nscl_grants.db.payments import Claim, Payment, claims_confirmed
from nscl_grants.definitions.house import House
from nscl_grants.domain.case import ClaimFacts, PaymentFacts
from nscl_grants.domain.check_facts import CheckFacts
from nscl_grants.domain.forms import missing
from nscl_grants.domain.forms.missing import DOCUMENTS
from nscl_grants.domain.ledger.accounts import Place
from nscl_grants.domain.money import ZERO, Money

PAST_PAYING = ("recovering", "recovered", "closed")
"""The states of a case in which nothing more is paid."""


def paying_facts(
    session: Session, house: House, subject: Subject, application: Application, today: date
) -> dict[str, Any]:
    """The facts by their names in `CaseFacts`; none for the case itself."""
    if isinstance(subject, Application):
        return {}
    newest = confirmed_bank_account(session, application.organisation_id)
    contract = application.contract or {}
    facts: dict[str, Any] = {"bank_account_confirmed": newest is not None, "contract_signed": bool(contract)}
    if isinstance(subject, Claim):
        form = house.form(subject.workflow)
        limit = Money(contract.get("advance_limit", 0))
        facts["advance_left"] = max(limit - claims_confirmed(session, application.id, advances=True), ZERO)
        there = {attachment.document for attachment in attachments_of(session, application.id)}
        papers = {name.removeprefix(f"claim.{subject.n}.") for name in there}
        lacking = missing(form, subject.answers, papers)
        documents = tuple(each.title for each in lacking if each.section == DOCUMENTS)
        facts["claim"] = ClaimFacts(subject.state, subject.amount, subject.accepted, subject.is_final, documents)
        # The claim's own papers and answers are what these guards mean here, not those of the application.
        facts["missing_answers"], facts["missing_documents"] = (), documents
    if isinstance(subject, Payment):
        facts["payment"] = PaymentFacts(
            state=subject.state,
            amount=subject.amount,
            bank_version=subject.bank_account.version,
            newest_bank_version=None if newest is None else newest.version,
            details_stopped=subject.bank_account.ended_at is not None,
            is_advance=subject.claim.is_advance,
            past_paying=subject.state == "paid" and _is_past_paying(session, subject),
        )
        if subject.state == house.workflow_of(subject).initial:
            facts["checks"] = _checked(session, subject, today)
    return facts


def _is_past_paying(session: Session, payment: Payment) -> bool:
    return payment.application.state in PAST_PAYING or payment.budget_year in ledger.years(session).closed


def _checked(session: Session, payment: Payment, today: date) -> CheckFacts:
    year, book = payment.budget_year, ledger.case_book(session, payment.application.reference)
    return check_facts(
        session,
        payment.claim,
        left=payment.amount,
        due={year: book.of(year, Place.DUE)},
        bank=payment.bank_account,
        today=today,
    )
