"""Gathers what the checks before a payment look at, for the page of a claim and for the act."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from nscl_grants.actions.estimates import entitlement_of
from nscl_grants.actions.purse import money_of
from nscl_grants.db import ledger
from nscl_grants.db.applications import Application
from nscl_grants.db.decisions import Decision
from nscl_grants.db.duplicates import cases_naming, newest_version, open_elsewhere, others_with_account
from nscl_grants.db.organisations import BankAccount, confirmed_bank_account
from nscl_grants.db.payments import Claim
from nscl_grants.definitions.house import House, house_of
from nscl_grants.domain.check_facts import CheckFacts, Elsewhere
from nscl_grants.domain.evidence import number_key
from nscl_grants.domain.ledger.award import CaseBook
from nscl_grants.domain.money import ZERO, Money
from nscl_grants.domain.vietnamese import fold

PAYABLE = "approved"


def check_facts(
    session: Session, claim: Claim, *, left: Money, due: Mapping[int, Money], bank: BankAccount | None, today: date
) -> CheckFacts:
    """The claim as it stands; `left` is what is to be drawn up, from the due money of these years."""
    house, application = house_of(session), claim.application
    book = ledger.case_book(session, application.reference)
    decision = session.get(Decision, application.decision_id) if application.decision_id else None
    return CheckFacts(
        claim_state=house.workflow_of(claim).states[claim.state].label,
        claim_confirmed=claim.state == "confirmed",
        case_state=house.workflow_of(application).states[application.state].label,
        case_approved=application.state == PAYABLE,
        decision_issued=decision is not None and decision.number is not None,
        left_to_draw=left,
        due=due,
        today=today,
        **_bank_facts(session, application, bank),
        **_shared_facts(session, application),
        **_money_facts(session, house, application, book),
        **_year_facts(session, house, due),
    )


def facts_of_claim(session: Session, claim: Claim, shares: Mapping[int, Money], today: date) -> CheckFacts:
    """The claim before anything is drawn up, with what it is still owed by year."""
    bank = confirmed_bank_account(session, claim.application.organisation_id)
    left = Money(sum(share.dong for share in shares.values()))
    return check_facts(session, claim, left=left, due=shares, bank=bank, today=today)


def _bank_facts(session: Session, application: Application, bank: BankAccount | None) -> dict[str, Any]:
    organisation = application.organisation
    named = {"organisation": organisation.name, "organisation_folded": fold(organisation.name)}
    if bank is None:
        return named
    newest = newest_version(session, application.organisation_id)
    others = others_with_account(session, bank)
    return {
        **named,
        "holder": bank.holder,
        "holder_folded": fold(bank.holder),
        "bank_version": bank.version,
        "usable_from": bank.usable_from,
        "pending_version": newest if newest is not None and newest > bank.version else None,
        "account_elsewhere": tuple(Elsewhere(bank.number, other.name) for other in others),
    }


def _shared_facts(session: Session, application: Application) -> dict[str, Any]:
    answers = application.answers
    invoices, certificate = _invoices(answers), number_key(str(answers.get("certificate_number") or ""))
    numbers = {number for _, number in invoices}
    others = cases_naming(session, application, certificate=certificate, invoices=sorted(numbers))
    ends = str(answers.get("expires_on") or "")
    return {
        "invoices_elsewhere": tuple(
            Elsewhere(invoices[key], _code(other), other.reference)
            for other in others
            for key in sorted(invoices.keys() & _invoices(other.answers).keys())
        ),
        "certificate_elsewhere": tuple(
            Elsewhere(str(answers["certificate_number"]), _code(other), other.reference)
            for other in others
            if certificate and number_key(str(other.answers.get("certificate_number") or "")) == certificate
        ),
        "other_support": bool(answers.get("other_support")),
        "other_programme": str(answers.get("other_programme") or ""),
        "certificate_number": str(answers.get("certificate_number") or ""),
        "certificate_expires_on": date.fromisoformat(ends) if ends else None,
    }


def _money_facts(session: Session, house: House, application: Application, book: CaseBook) -> dict[str, Any]:
    money = money_of(book)
    advanced_elsewhere, owed = open_elsewhere(session, application)
    return {
        "advanced": money.advanced,
        "advanced_elsewhere": advanced_elsewhere,
        "owed": owed,
        "approved": application.approved or ZERO,
        "spent": money.spent + money.on_its_way,
        "entitlement_over": _over(session, house, application),
        "entitlement_item": application.item or "",
    }


def _over(session: Session, house: House, application: Application) -> Money:
    """How far the organisation has drawn beyond what the norm of the filing date gives for the item."""
    if not (application.family and application.item and application.norm):
        return ZERO
    right = entitlement_of(application, house.norm(application.norm), application.item)
    used = -ledger.balance(session, right.quota())
    return Money(max(used - right.limit.dong, 0))


def _year_facts(session: Session, house: House, due: Mapping[int, Money]) -> dict[str, Any]:
    oldest = min((year for year, amount in due.items() if amount), default=None)
    last = house.plan.year_dates.get("last_to_treasury")
    return {
        "open_years": ledger.years(session).open,
        "last_to_treasury": last.of(oldest) if last and oldest is not None else None,
    }


def _invoices(answers: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    """The invoice numbers as they are compared – provider and number without marks and signs – and as written."""
    return dict(_invoices_of(answers))


def _invoices_of(answers: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], str]]:
    for row in answers.get("costs") or ():
        number = str(row.get("invoice_number") or "")
        if number_key(number):
            yield (number_key(str(row.get("provider") or "")), number_key(number)), number


def _code(application: Application) -> str:
    return application.code or application.reference
