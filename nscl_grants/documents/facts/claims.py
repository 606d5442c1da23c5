"""What claims and minutes of acceptance state."""

from dataclasses import dataclass
from datetime import date

from nscl_grants.documents.facts import Case, Firm, Letterhead, Signature
from nscl_grants.domain.money import Money


@dataclass(frozen=True, slots=True)
class Account:
    """Bank details that two people stand behind."""

    number: str
    holder: str
    bank: str
    branch: str

    @property
    def where(self) -> str:
        """The bank with its branch."""
        return f"{self.bank}, {self.branch}" if self.branch else self.bank


@dataclass(frozen=True, slots=True)
class ClaimPaper:
    """Giấy đề nghị thanh toán, printed for the organisation to sign and seal."""

    letterhead: Letterhead
    """The office that is asked."""
    place: str
    case: Case
    firm: Firm
    nth: int
    decision_number: str
    decided_on: date | None
    approved: Money
    paid_before: Money
    amount: Money
    is_final: bool
    account: Account
    on: date


@dataclass(frozen=True, slots=True)
class AcceptanceMinutes:
    """Biên bản nghiệm thu: what was done under a contract, and what of it is accepted."""

    letterhead: Letterhead
    case: Case
    firm: Firm
    number: str
    on: date
    contract: str
    work: tuple[str, ...]
    quality: str
    value: Money
    advanced: Money
    accepted_by: Signature
