"""What must hold before a claim is confirmed and a payment goes its way."""

from dataclasses import dataclass

from nscl_grants.domain.case import CaseFacts
from nscl_grants.domain.guards.filing import DocumentsMissing
from nscl_grants.domain.guards.review import hands_are_clean
from nscl_grants.domain.money import ZERO, Money
from nscl_grants.domain.refused import Refused


@dataclass(eq=False)
class AwardNotPaid(Refused):
    """The award is not paid in full."""

    missing: Money


@dataclass(eq=False)
class BankAccountUnconfirmed(Refused):
    """No version of the organisation's bank details has been confirmed by a second person."""


@dataclass(eq=False)
class ClaimAboveCommitment(Refused):
    """A claim asks for more than is approved and unpaid."""

    amount: Money
    left: Money


@dataclass(eq=False)
class NothingClaimed(Refused):
    """A claim asks for something."""


@dataclass(eq=False)
class DetailsOutdated(Refused):
    """Newer bank details were confirmed after the payment was prepared."""

    prepared_with: int
    newest: int


@dataclass(eq=False)
class DetailsStopped(Refused):
    """The bank details that the payment was prepared with were stopped."""

    prepared_with: int


def award_is_complete(case: CaseFacts) -> Refused | None:
    """All that was approved is paid."""
    missing = (case.approved or ZERO) - case.money.paid
    return AwardNotPaid(missing) if missing > ZERO else None


def bank_account_is_confirmed(case: CaseFacts) -> Refused | None:
    """Two people stand behind the bank details."""
    return None if case.bank_account_confirmed else BankAccountUnconfirmed()


def claim_fits(case: CaseFacts) -> Refused | None:
    """The claim has its papers and stays within what is approved and unpaid."""
    return claim_refusal(case, case.money.committed)


def claim_refusal(case: CaseFacts, unpaid: Money) -> Refused | None:
    """What is wrong with a claim on that much, or None."""
    claim = case.claim
    if claim is None:
        return None
    if claim.missing_documents:
        return DocumentsMissing(claim.missing_documents)
    accepted = case.answers.get("accepted")
    amount = claim.amount if accepted is None else Money(accepted)
    if amount <= ZERO:
        return NothingClaimed()
    left = min(unpaid, claim.amount) if accepted is not None else unpaid
    return ClaimAboveCommitment(amount, left) if amount > left else None


def checker_is_another(case: CaseFacts) -> Refused | None:
    """Whoever checks a payment did not file, review, decide or prepare."""
    return hands_are_clean(case)


def account_holder_is_another(case: CaseFacts) -> Refused | None:
    """Whoever authorises a payment has had no other hand in the case, but for the approver where a setting says so."""
    return hands_are_clean(case)


def details_are_current(case: CaseFacts) -> Refused | None:
    """No newer bank details were confirmed since the payment was prepared."""
    payment = case.payment
    if payment is not None and payment.details_stopped:
        return DetailsStopped(payment.bank_version)
    if payment is None or payment.newest_bank_version is None or payment.newest_bank_version <= payment.bank_version:
        return None
    return DetailsOutdated(payment.bank_version, payment.newest_bank_version)


def details_stand(case: CaseFacts) -> Refused | None:
    """Nobody stopped the bank details since; newer ones do not matter once the payment is authorised."""
    payment = case.payment
    return DetailsStopped(payment.bank_version) if payment is not None and payment.details_stopped else None


GUARDS = (
    details_stand,
    award_is_complete,
    bank_account_is_confirmed,
    claim_fits,
    checker_is_another,
    account_holder_is_another,
    details_are_current,
)
