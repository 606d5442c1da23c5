"""The checks before a payment is drawn up: what must hold, and what may be passed with a written reason.

Each check has a name that the page words, and judges the same facts for the page and for the act.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from nscl_grants.domain.case import CaseFacts
from nscl_grants.domain.check_facts import CheckFacts
from nscl_grants.domain.guards.deciding import NotIssued
from nscl_grants.domain.guards.paying import BankAccountUnconfirmed
from nscl_grants.domain.guards.review import hands_are_clean, no_conflict_of_interest
from nscl_grants.domain.money import ZERO, Money
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text


@dataclass(eq=False)
class ClaimNotConfirmed(Refused):
    """A payment answers a claim that the reviewer confirmed."""

    state: Text


@dataclass(eq=False)
class CaseNotPayable(Refused):
    """Only an approved case is paid; one that is being recovered or was cancelled is not."""

    state: Text


@dataclass(eq=False)
class NothingDue(Refused):
    """Nothing of the claim waits to be paid."""


@dataclass(eq=False)
class DueYearClosed(Refused):
    """The money of the claim is of a year that takes no payments."""

    year: int


@dataclass(eq=False)
class ClaimAboveAward(Refused):
    """The claim and what was spent before would pass the award."""

    amount: Money
    approved: Money
    spent: Money


@dataclass(eq=False)
class EntitlementPassed(Refused):
    """The organisation would have more than the norm gives for the item."""

    item: str
    over: Money


@dataclass(eq=False)
class BankDetailsWait(Refused):
    """Corrected bank details are used only after a waiting time."""

    date: date


@dataclass(eq=False)
class BankDetailsPending(Refused):
    """The organisation gave newer details that nobody has confirmed."""

    version: int
    pending: int


@dataclass(eq=False)
class HolderUnlikeName(Refused):
    """The account is in another name."""

    holder: str
    organisation: str


@dataclass(eq=False)
class AccountElsewhere(Refused):
    """Another organisation gave the same account."""

    number: str
    organisation: str


@dataclass(eq=False)
class InvoiceElsewhere(Refused):
    """An invoice of the case is in another one too."""

    number: str
    case: str


@dataclass(eq=False)
class CertificateElsewhere(Refused):
    """The certificate is in another case too."""

    number: str
    case: str


@dataclass(eq=False)
class OtherSupport(Refused):
    """The organisation declared support from elsewhere."""

    programme: str


@dataclass(eq=False)
class CertificateExpired(Refused):
    """The certificate ran out."""

    number: str
    on: date


@dataclass(eq=False)
class AdvanceUnsettled(Refused):
    """An advance of this case waits for acceptance."""

    amount: Money


@dataclass(eq=False)
class AdvanceElsewhere(Refused):
    """The organisation has an unsettled advance in another case."""

    amount: Money


@dataclass(eq=False)
class OrganisationOwes(Refused):
    """The organisation has money to pay back."""

    amount: Money


@dataclass(eq=False)
class TreasuryDayOver(Refused):
    """The treasury takes no more files of that year."""

    on: date
    year: int


@dataclass(eq=False)
class WarningsUnexplained(Refused):
    """A warning is passed only with a written reason."""

    count: int


Judge = Callable[[CheckFacts], Refused | None]


@dataclass(frozen=True, slots=True)
class Check:
    """One named check; a blocking one cannot be passed, another needs a reason."""

    name: str
    blocks: bool
    judge: Judge
    about: str
    """What the link beside it leads to: case, claim, decision, bank, other or money."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check said."""

    check: Check
    refusal: Refused | None
    elsewhere: str = ""
    """The reference of the other case that it speaks of."""

    @property
    def is_warning(self) -> bool:
        """Whether it can be passed with a reason."""
        return self.refusal is not None and not self.check.blocks

    @property
    def is_blocking(self) -> bool:
        """Whether no payment can be drawn up because of it."""
        return self.refusal is not None and self.check.blocks


def _decision(facts: CheckFacts) -> Refused | None:
    return None if facts.decision_issued else NotIssued()


def _claim(facts: CheckFacts) -> Refused | None:
    return None if facts.claim_confirmed else ClaimNotConfirmed(facts.claim_state)


def _case(facts: CheckFacts) -> Refused | None:
    return None if facts.case_approved else CaseNotPayable(facts.case_state)


def _account(facts: CheckFacts) -> Refused | None:
    return BankAccountUnconfirmed() if facts.bank_version is None else None


def _account_waits(facts: CheckFacts) -> Refused | None:
    waits = facts.usable_from and facts.today and facts.today < facts.usable_from
    return BankDetailsWait(facts.usable_from) if waits and facts.usable_from else None


def _account_pending(facts: CheckFacts) -> Refused | None:
    if facts.bank_version is None or facts.pending_version is None:
        return None
    return BankDetailsPending(facts.bank_version, facts.pending_version)


def _holder(facts: CheckFacts) -> Refused | None:
    if not facts.holder or facts.holder_folded == facts.organisation_folded:
        return None
    return HolderUnlikeName(facts.holder, facts.organisation)


def _account_of_others(facts: CheckFacts) -> Refused | None:
    first = next(iter(facts.account_elsewhere), None)
    return AccountElsewhere(first.what, first.where) if first else None


def _invoices(facts: CheckFacts) -> Refused | None:
    first = next(iter(facts.invoices_elsewhere), None)
    return InvoiceElsewhere(first.what, first.where) if first else None


def _certificate(facts: CheckFacts) -> Refused | None:
    first = next(iter(facts.certificate_elsewhere), None)
    return CertificateElsewhere(first.what, first.where) if first else None


def _other_support(facts: CheckFacts) -> Refused | None:
    return OtherSupport(facts.other_programme or "?") if facts.other_support else None


def _ceiling(facts: CheckFacts) -> Refused | None:
    return EntitlementPassed(facts.entitlement_item, facts.entitlement_over) if facts.entitlement_over else None


def _validity(facts: CheckFacts) -> Refused | None:
    ends = facts.certificate_expires_on
    return CertificateExpired(facts.certificate_number, ends) if ends and facts.today and ends < facts.today else None


def _advance(facts: CheckFacts) -> Refused | None:
    return AdvanceUnsettled(facts.advanced) if facts.advanced else None


def _advance_of_others(facts: CheckFacts) -> Refused | None:
    return AdvanceElsewhere(facts.advanced_elsewhere) if facts.advanced_elsewhere else None


def _owes(facts: CheckFacts) -> Refused | None:
    return OrganisationOwes(facts.owed) if facts.owed else None


def _award(facts: CheckFacts) -> Refused | None:
    if facts.spent + facts.left_to_draw <= facts.approved:
        return None
    return ClaimAboveAward(facts.left_to_draw, facts.approved, facts.spent)


def _due(facts: CheckFacts) -> Refused | None:
    if facts.left_to_draw <= ZERO or not any(facts.due.values()):
        return NothingDue()
    return None


def _year(facts: CheckFacts) -> Refused | None:
    closed = [year for year, amount in sorted(facts.due.items()) if amount and year not in facts.open_years]
    return DueYearClosed(closed[0]) if closed else None


def _treasury_day(facts: CheckFacts) -> Refused | None:
    last, year = facts.last_to_treasury, min((year for year, amount in facts.due.items() if amount), default=0)
    return TreasuryDayOver(last, year) if last and facts.today and facts.today > last else None


CHECKS: tuple[Check, ...] = (
    Check("decision_issued", True, _decision, "decision"),
    Check("case_approved", True, _case, "case"),
    Check("claim_confirmed", True, _claim, "claim"),
    Check("claim_within_award", True, _award, "case"),
    Check("within_ceiling", True, _ceiling, "organisation"),
    Check("money_due", True, _due, "money"),
    Check("year_open", True, _year, "money"),
    Check("treasury_in_time", False, _treasury_day, "money"),
    Check("account_confirmed", True, _account, "bank"),
    Check("account_waited", True, _account_waits, "bank"),
    Check("account_newest", False, _account_pending, "bank"),
    Check("account_in_its_name", False, _holder, "bank"),
    Check("account_of_nobody_else", False, _account_of_others, "bank"),
    Check("invoices_once", False, _invoices, "other"),
    Check("certificate_once", False, _certificate, "other"),
    Check("certificate_valid", False, _validity, "case"),
    Check("no_other_support", False, _other_support, "case"),
    Check("advance_settled", False, _advance, "case"),
    Check("no_advance_elsewhere", False, _advance_of_others, "organisation"),
    Check("nothing_owed", False, _owes, "organisation"),
)
"""In the order of the page."""

_OF_THE_HANDS: Mapping[str, Callable[[CaseFacts], Refused | None]] = {
    "hands_clean": hands_are_clean,
    "no_conflict": no_conflict_of_interest,
}


def findings(case: CaseFacts) -> tuple[Finding, ...]:
    """What every check says of the claim, and of the hands of whoever would draw up the payment."""
    if case.checks is None:
        return ()
    facts = case.checks
    of_hands = [Finding(Check(name, True, _never, "hands"), judge(case)) for name, judge in _OF_THE_HANDS.items()]
    return (*(Finding(check, check.judge(facts), _reference(check, facts)) for check in CHECKS), *of_hands)


def checks_pass(case: CaseFacts) -> Refused | None:
    """No check blocks; every warning is passed with a written reason."""
    found = findings(case)
    blocking = next((finding.refusal for finding in found if finding.is_blocking), None)
    if blocking is not None:
        return blocking
    warnings = sum(finding.is_warning for finding in found)
    if warnings and case.answered and not str(case.answers.get("warnings_reason") or "").strip():
        return WarningsUnexplained(warnings)
    return None


def _never(facts: CheckFacts) -> Refused | None:
    return None


def _reference(check: Check, facts: CheckFacts) -> str:
    found = {"invoices_once": facts.invoices_elsewhere, "certificate_once": facts.certificate_elsewhere}
    return next((each.reference for each in found.get(check.name, ())), "")


GUARDS = (checks_pass,)
