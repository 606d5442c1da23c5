"""What decisions and the notices that go with them state."""

from dataclasses import dataclass
from datetime import date

from nscl_grants.documents.facts import Case, DerivedStep, Firm, Letterhead, Signature
from nscl_grants.domain.money import Money


@dataclass(frozen=True, slots=True)
class AwardRow:
    """What a decision gives one organisation."""

    firm: str
    tax_code: str
    address: str
    code: str
    subject: str
    amount: Money
    reason: str = ""
    """Why it is less than was recommended."""


@dataclass(frozen=True, slots=True)
class AwardDecision:
    """Quyết định hỗ trợ, for one organisation or many."""

    letterhead: Letterhead
    authority: str
    procedure: str
    bases: tuple[str, ...]
    rows: tuple[AwardRow, ...]
    line: str
    budget_year: int
    claim_days: int
    remarks: str
    signature: Signature
    year: int
    number: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class AwardNotice:
    """Thông báo hỗ trợ: what one organisation is told of its award."""

    letterhead: Letterhead
    case: Case
    firm: Firm
    decision_number: str
    decided_on: date
    amount: Money
    requested: Money
    steps: tuple[DerivedStep, ...]
    claim_by: date
    signature: Signature
    year: int
    number: str = ""
    on: date | None = None
    remarks: str = ""


@dataclass(frozen=True, slots=True)
class RejectionNotice:
    """Thông báo không hỗ trợ, with the condition that is not met."""

    letterhead: Letterhead
    case: Case
    firm: Firm
    bases: tuple[str, ...]
    article: str
    reason: str
    appeal_by: date
    signature: Signature
    year: int
    number: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class CancellationNotice:
    """Thông báo hủy hỗ trợ: what was awarded and not paid is taken back."""

    letterhead: Letterhead
    case: Case
    firm: Firm
    bases: tuple[str, ...]
    award_number: str
    award_on: date | None
    awarded: Money
    paid: Money
    """What stays with the organisation; the rest is cancelled."""
    reason: str
    appeal_by: date
    signature: Signature
    year: int
    number: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class RecoveryDecision:
    """Quyết định thu hồi: money that was paid has to come back."""

    letterhead: Letterhead
    authority: str
    case: Case
    firm: Firm
    bases: tuple[str, ...]
    award_number: str
    award_on: date | None
    amount: Money
    reason: str
    pay_by: date | None
    treasury: str
    appeal_by: date
    signature: Signature
    year: int
    number: str = ""
    on: date | None = None
