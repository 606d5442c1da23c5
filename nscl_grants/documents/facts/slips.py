"""What the slips of the one-stop office state: Mẫu 01 to 05 of Thông tư 03/2025/TT-VPCP."""

from dataclasses import dataclass
from datetime import date, datetime

from nscl_grants.documents.facts import Case, Firm, Letterhead, Signature


@dataclass(frozen=True, slots=True)
class Receipt:
    """Mẫu 01: what was received, when, and when the result is due."""

    letterhead: Letterhead
    case: Case
    firm: Firm
    filed_by: str
    documents: tuple[str, ...]
    copies: int
    days: int
    received_at: datetime
    due_on: date
    result_by: str
    book_number: str
    intake: str
    received_where: str = ""
    remarks: str = ""


@dataclass(frozen=True, slots=True)
class SupplementSlip:
    """Mẫu 02: everything that is missing, and why; asked once."""

    letterhead: Letterhead
    case: Case
    firm: Firm
    number: str
    on: date
    items: tuple[str, ...]
    reason: str
    answer_by: date
    officer: str


@dataclass(frozen=True, slots=True)
class RefusalSlip:
    """Mẫu 03: why an application is not taken in."""

    letterhead: Letterhead
    case: Case
    firm: Firm
    number: str
    on: date
    filed_by: str
    reason: str
    article: str
    officer: str
    appeal_by: date


@dataclass(frozen=True, slots=True)
class ApologySlip:
    """Mẫu 04: the result will be late, why, and the new date, given once."""

    letterhead: Letterhead
    case: Case
    firm: Firm
    number: str
    on: date
    received_on: date
    due_on: date
    new_due_on: date
    reason: str
    signature: Signature


@dataclass(frozen=True, slots=True)
class StopNotice:
    """Mẫu 05: no supplement came in time, so the case stops."""

    letterhead: Letterhead
    case: Case
    firm: Firm
    asked_on: date
    asked_for: str
    answer_by: date
    signature: Signature
    year: int
    number: str = ""
    on: date | None = None
