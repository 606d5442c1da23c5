"""One step being taken: everything an effect may need, and what it may leave for the next."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from nscl_grants.db.applications import Application
from nscl_grants.db.decisions import Decision
from nscl_grants.db.payments import Claim, Payment
from nscl_grants.definitions.house import House
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.case import CaseFacts
from nscl_grants.domain.ledger.award import CaseBook
from nscl_grants.domain.ledger.posting import derived_id
from nscl_grants.domain.workflow import Transition

Subject = Application | Claim | Payment


@dataclass(slots=True)
class Step:
    """A transition of a case, a claim or a payment, on its way through the effects."""

    session: Session
    house: House
    subject: Subject
    application: Application
    transition: Transition
    facts: CaseFacts
    actor: Actor
    at: datetime
    act: str
    answers: Mapping[str, Any]
    decision: Decision | None = None
    """The decision that the step belongs to, when one decision covers many cases."""
    book: CaseBook | None = None
    """Where the money of the case stands; None when it is to be read anew."""
    events: list[str] = field(default_factory=list)
    """What the effects set in motion for the system to follow up, such as "payment:award_complete"."""

    @property
    def today(self) -> date:
        """The legal date of the step."""
        return legal_date(self.at)

    @property
    def claim(self) -> Claim:
        """The claim that is acted upon, or that the payment answers."""
        if isinstance(self.subject, Payment):
            return self.subject.claim
        assert isinstance(self.subject, Claim), "the step is not about a claim"
        return self.subject

    @property
    def payment(self) -> Payment:
        """The payment that is acted upon."""
        assert isinstance(self.subject, Payment), "the step is not about a payment"
        return self.subject

    def posting_id(self, kind: str) -> str:
        """An id derived from the act, the case and the kind of movement: the same at every retry."""
        return derived_id(self.act, self.application.reference, kind)


def application_of(subject: Subject) -> Application:
    """The case that a claim or payment belongs to, or the case itself."""
    return subject if isinstance(subject, Application) else subject.application
