"""What the checks before a payment look at: plain facts about the claim, its organisation and its money."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from nscl_grants.domain.money import ZERO, Money
from nscl_grants.domain.text import Text


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Something of this case that another one bears too."""

    what: str
    """The number of the invoice, of the certificate or of the account."""
    where: str
    """The mã hồ sơ, or the name of the other organisation."""
    reference: str = ""
    """The other case, for a link; "" where there is none."""


@dataclass(frozen=True, slots=True)
class CheckFacts:
    """A claim on the way to its payment, as it stands now."""

    claim_state: Text
    claim_confirmed: bool
    case_state: Text
    case_approved: bool
    decision_issued: bool
    holder: str = ""
    """The name on the account; "" while no account is confirmed."""
    organisation: str = ""
    organisation_folded: str = ""
    holder_folded: str = ""
    bank_version: int | None = None
    usable_from: date | None = None
    pending_version: int | None = None
    """Newer details that nobody has confirmed yet."""
    invoices_elsewhere: tuple[Elsewhere, ...] = ()
    certificate_elsewhere: tuple[Elsewhere, ...] = ()
    account_elsewhere: tuple[Elsewhere, ...] = ()
    other_support: bool = False
    other_programme: str = ""
    certificate_number: str = ""
    certificate_expires_on: date | None = None
    entitlement_over: Money = ZERO
    """How far the organisation has drawn beyond what the norm gives for the item."""
    entitlement_item: str = ""
    advanced: Money = ZERO
    advanced_elsewhere: Money = ZERO
    owed: Money = ZERO
    """What the organisation still has to pay back, all its cases together."""
    approved: Money = ZERO
    spent: Money = ZERO
    """Paid, advanced or on its way."""
    left_to_draw: Money = ZERO
    """What of the claim no payment answers yet."""
    due: Mapping[int, Money] = field(default_factory=dict)
    """Due money by budget year."""
    open_years: tuple[int, ...] = ()
    last_to_treasury: date | None = None
    """The last day on which the treasury takes files of this year's money."""
    today: date | None = None
