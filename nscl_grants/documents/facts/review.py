"""What the minutes of an appraisal and the proposal to who decides state."""

from dataclasses import dataclass
from datetime import date

from nscl_grants.documents.facts import Case, DerivedStep, Firm, Letterhead, Signature
from nscl_grants.domain.money import Money


@dataclass(frozen=True, slots=True)
class JudgedDocument:
    """A paper of the dossier and what the reviewer found."""

    title: str
    accepted: bool
    reason: str


@dataclass(frozen=True, slots=True)
class JudgedCost:
    """A cost line: what was declared, and what of it counts."""

    what: str
    declared: Money
    allowed: Money
    reason: str


@dataclass(frozen=True, slots=True)
class ReviewMinutes:
    """One finished round of appraisal."""

    letterhead: Letterhead
    case: Case
    firm: Firm
    number: str
    on: date
    round: int
    reviewer: str
    bases: tuple[str, ...]
    documents: tuple[JudgedDocument, ...]
    costs: tuple[JudgedCost, ...]
    steps: tuple[DerivedStep, ...]
    remarks: str
    requested: Money | None
    recommended: Money | None
    """None when the reviewer proposes not to support."""
    article: str = ""
    """The condition that is not met."""


@dataclass(frozen=True, slots=True)
class ProposedCase:
    """A case that is put to who decides."""

    firm: str
    tax_code: str
    code: str
    subject: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Proposal:
    """Tờ trình: the reviewer puts cases to who decides."""

    letterhead: Letterhead
    to: str
    procedure: str
    bases: tuple[str, ...]
    cases: tuple[ProposedCase, ...]
    line: str
    left: Money
    budget_year: int
    signature: Signature
    year: int
    number: str = ""
    on: date | None = None
    remarks: str = ""
