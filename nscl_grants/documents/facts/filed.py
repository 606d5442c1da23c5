"""What the application states as it was filed."""

from dataclasses import dataclass
from datetime import datetime

from nscl_grants.documents.facts import Case, Firm, Letterhead
from nscl_grants.domain.money import Money


@dataclass(frozen=True, slots=True)
class Answered:
    """A question of the form with its answer in words."""

    ask: str
    answer: str


@dataclass(frozen=True, slots=True)
class AnsweredSection:
    """A section of the form."""

    title: str
    answers: tuple[Answered, ...]


@dataclass(frozen=True, slots=True)
class CostLine:
    """One cost line as declared."""

    what: str
    provider: str
    invoice: str
    amount: Money
    vat: Money
    by_transfer: bool


@dataclass(frozen=True, slots=True)
class FiledFile:
    """A file that came with the application."""

    document: str
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ApplicationPaper:
    """The application as filed or supplemented."""

    letterhead: Letterhead
    case: Case
    firm: Firm
    form_title: str
    filed_at: datetime
    filed_by: str
    channel: str
    sections: tuple[AnsweredSection, ...]
    costs: tuple[CostLine, ...]
    files: tuple[FiledFile, ...]
    requested: Money | None = None
