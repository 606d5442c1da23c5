"""What must hold before a reviewer recommends, and who may review."""

from dataclasses import dataclass

from nscl_grants.domain.case import CaseFacts
from nscl_grants.domain.duties import DutyTaken, check_duty
from nscl_grants.domain.ledger.refusals import NoSlotLeft
from nscl_grants.domain.money import ZERO, Money
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text


@dataclass(eq=False)
class DocumentsUnread(Refused):
    """Papers that were not judged yet."""

    items: tuple[Text, ...]


@dataclass(eq=False)
class CostsUnassessed(Refused):
    """Cost lines without an allowed amount."""

    count: int


@dataclass(eq=False)
class NothingToSupport(Refused):
    """The derivation gives nothing, so there is nothing to recommend."""


@dataclass(eq=False)
class EntitlementUsedUp(Refused):
    """The organisation has had all that the norm gives for this standard."""

    item: str


@dataclass(eq=False)
class ConflictOfInterest(Refused):
    """A conflict of interest took this person off the case."""

    person: str


@dataclass(eq=False)
class SameReviewer(Refused):
    """After an upheld appeal the review needs another reviewer."""

    person: str


@dataclass(eq=False)
class SecondOpinionMissing(Refused):
    """The office wants four eyes, and only two have seen the review."""


@dataclass(eq=False)
class OthersWaitFirst(Refused):
    """Cases wait for the line that were complete earlier."""

    line: str
    count: int


@dataclass(eq=False)
class FundsWaitFirst(Refused):
    """Approved cases of a closed year come before any new hold."""

    line: str
    count: int


@dataclass(eq=False)
class LineTooShort(Refused):
    """What the line has left does not cover the amount."""

    line: str
    left: Money
    amount: Money
    missing: Money


def assessment_is_complete(case: CaseFacts) -> Refused | None:
    """Every paper judged, every cost line decided, and something left to support."""
    if case.unread_documents:
        return DocumentsUnread(case.unread_documents)
    if case.unassessed_costs or case.derived is None:
        return CostsUnassessed(case.unassessed_costs)
    return None if case.derived > ZERO else NothingToSupport()


def entitlement_is_left(case: CaseFacts) -> Refused | None:
    """The norm has not been used up by this organisation for this standard."""
    if case.entitlement_left is not None and case.entitlement_left <= ZERO:
        return EntitlementUsedUp(case.item)
    return None


def hands_are_clean(case: CaseFacts) -> Refused | None:
    """The actor holds no other duty in this case."""
    try:
        check_duty(
            case.duty,
            case.actor.person_id,
            case.actor.name,
            case.duties,
            approver_may_authorise=case.approver_may_authorise,
        )
    except DutyTaken as taken:
        return taken
    return None


def no_conflict_of_interest(case: CaseFacts) -> Refused | None:
    """No conflict of interest was declared or found."""
    return ConflictOfInterest(case.actor.name) if case.actor.person_id in case.conflicted else None


def reviewer_is_another(case: CaseFacts) -> Refused | None:
    """Nobody reviews again what an upheld appeal set aside."""
    return SameReviewer(case.actor.name) if case.actor.person_id in case.former_reviewers else None


def funds_are_there(case: CaseFacts) -> Refused | None:
    """The line has the amount free, and nobody with an older right waits for it."""
    amount = _needed(case)
    if case.budget is None or amount is None:
        return None
    if case.state != "awaiting_funds" and case.budget.awaiting_funds:
        return FundsWaitFirst(case.budget.line, case.budget.awaiting_funds)
    if case.budget.slots is not None and case.budget.slots < 1:
        return NoSlotLeft(case.budget.line, case.budget.year)
    if case.budget.free < amount:
        return LineTooShort(case.budget.line, case.budget.free, amount, amount - case.budget.free)
    return None


def _needed(case: CaseFacts) -> Money | None:
    """What would be set aside: the recommendation; of an award that waits for the next year's money its unpaid rest."""
    if case.state == "awaiting_funds" and case.approved is not None:
        return case.approved - case.money.spent
    return case.derived or case.recommended or case.approved


def second_opinion_is_given(case: CaseFacts) -> Refused | None:
    """Somebody other than the one who recommends has said what they think of this review."""
    return None if case.opinions_by - {case.actor.person_id} else SecondOpinionMissing()


def queue_is_respected(case: CaseFacts) -> Refused | None:
    """First complete, first served; out of turn only with a written reason."""
    if case.budget is None or not case.budget.earlier_waiting or case.answers.get("reason"):
        return None
    if not case.answered:
        return None  # The form that follows asks for the reason.
    return OthersWaitFirst(case.budget.line, case.budget.earlier_waiting)


GUARDS = (
    second_opinion_is_given,
    assessment_is_complete,
    entitlement_is_left,
    hands_are_clean,
    no_conflict_of_interest,
    reviewer_is_another,
    funds_are_there,
    queue_is_respected,
)
