"""What the rules know of a case: plain facts, gathered once, of one moment and one actor.

Guards and conditions read nothing else, so the same rule answers for the page and for the act.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from nscl_grants.domain.actor import Actor
from nscl_grants.domain.check_facts import CheckFacts
from nscl_grants.domain.money import ZERO, Money
from nscl_grants.domain.text import Text


@dataclass(frozen=True, slots=True)
class CaseMoney:
    """Where the money of one case stands, over all its budget years."""

    held: Money = ZERO
    committed: Money = ZERO
    due: Money = ZERO
    reserved: Money = ZERO
    in_transit: Money = ZERO
    advanced: Money = ZERO
    paid: Money = ZERO
    to_recover: Money = ZERO
    recovered: Money = ZERO
    written_off: Money = ZERO

    @property
    def on_its_way(self) -> Money:
        """Prepared or sent, neither here nor there."""
        return self.reserved + self.in_transit

    @property
    def spent(self) -> Money:
        """Paid or advanced and not asked back."""
        return self.paid + self.advanced

    @property
    def unpaid(self) -> Money:
        """Approved and not yet prepared."""
        return self.committed + self.due


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What the case's budget line has in the year the case would draw on, and who waits for it."""

    line: str
    year: int
    free: Money = ZERO
    earlier_waiting: int = 0
    """Cases on the waitlist of the line whose complete receipt came before this one's."""
    awaiting_funds: int = 0
    """Approved cases of a closed year that come before any new hold on the line."""
    slots: int | None = None
    """Products that the line still takes this year; None where it counts none, or the case has its slot."""


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """The claim that is acted upon."""

    state: str
    amount: Money
    accepted: Money | None
    is_final: bool
    missing_documents: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    """The payment that is acted upon."""

    state: str
    amount: Money
    bank_version: int
    newest_bank_version: int | None
    details_stopped: bool = False
    is_advance: bool = False
    past_paying: bool = False
    """What comes back of it cannot be due again: its year is closed, or the case is recovering, recovered or closed."""


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """One case as one actor finds it on one day."""

    state: str
    today: date
    actor: Actor
    workflow: str
    duty: str | None = None
    """The duty that the move in question would lay on the actor."""
    answers: Mapping[str, Any] = field(default_factory=dict)
    answered: bool = False
    """Whether the actor sent answers; a page that only asks what is open has none yet."""

    missing_answers: tuple[Text, ...] = ()
    sections_with_gaps: tuple[Text, ...] = ()
    """The sections of the form that those questions stand in, in order."""
    missing_documents: tuple[Text, ...] = ()
    declared: bool = False
    commune_is_ours: bool = True
    norm_found: bool = True
    item: str = ""
    supplement_asked: bool = False
    supplement_missing: tuple[Text, ...] = ()
    extended: bool = False
    due_on: date | None = None
    came_from: str | None = None

    reviewer_id: int | None = None
    opinions_by: frozenset[int] = frozenset()
    """Who gave a second opinion on the review under way; looked up only where the life demands one."""
    endorsed: bool = False
    """The head of division agreed with the recommendation that stands."""
    agency_due_on: date | None = None
    """By when another agency, which has not answered yet, should."""
    former_reviewers: frozenset[int] = frozenset()
    """Who reviewed before an appeal was upheld; the next review needs other eyes."""
    unread_documents: tuple[Text, ...] = ()
    unassessed_costs: int = 0
    derived: Money | None = None
    """What the review's derivation gives; None before anything was assessed."""
    entitlement_left: Money | None = None
    duties: Mapping[int, str] = field(default_factory=dict)
    conflicted: frozenset[int] = frozenset()
    approver_may_authorise: bool = False

    requested: Money | None = None
    recommended: Money | None = None
    approved: Money | None = None
    product_is_of: str | None = None
    """The code of another case that has the same product already."""
    contract_signed: bool = False
    advance_left: Money = ZERO
    """What the contract still lets be advanced."""
    hold_until: date | None = None
    claim_by: date | None = None
    decision_made: bool = False
    decision_issued: bool = False
    money: CaseMoney = field(default_factory=CaseMoney)
    budget: LineFacts | None = None
    bank_account_confirmed: bool = False
    obligations_end_on: date | None = None
    appeal_open: bool = False
    appeal_until: date | None = None
    claim: ClaimFacts | None = None
    payment: PaymentFacts | None = None
    checks: CheckFacts | None = None
    """What the checks before a payment look at; only where one is drawn up."""
