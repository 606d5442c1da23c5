"""Conditions choose where a move leads when one trigger has several ends."""

from collections.abc import Callable, Mapping

from nscl_grants.domain.case import CaseFacts
from nscl_grants.domain.guards.review import funds_are_there
from nscl_grants.domain.money import ZERO, Money


def fits_and_first(case: CaseFacts) -> bool:
    """The money is there and nobody earlier waits on the line."""
    first = case.budget is None or not case.budget.earlier_waiting
    return first and funds_are_there(case) is None


def came_from_submitted(case: CaseFacts) -> bool:
    """The side state was entered from `submitted`."""
    return case.came_from == "submitted"


def came_from_in_review(case: CaseFacts) -> bool:
    """The side state was entered from `in_review`."""
    return case.came_from == "in_review"


def came_from_approved(case: CaseFacts) -> bool:
    """The side state was entered from `approved`."""
    return case.came_from == "approved"


def came_from_disbursed(case: CaseFacts) -> bool:
    """The side state was entered from `disbursed`."""
    return case.came_from == "disbursed"


def came_from_closed(case: CaseFacts) -> bool:
    """The side state was entered from `closed`."""
    return case.came_from == "closed"


def something_was_paid(case: CaseFacts) -> bool:
    """Part of the award has been paid."""
    return case.money.spent > ZERO


def nothing_was_paid(case: CaseFacts) -> bool:
    """Nothing of the award has been paid."""
    return not something_was_paid(case)


def recovery_ends_with_this(case: CaseFacts) -> bool:
    """What is recorded now is all that was still to come back."""
    return case.money.to_recover <= Money(case.answers.get("amount") or 0)


def pays_an_advance(case: CaseFacts) -> bool:
    """The payment answers a claim for an advance."""
    return case.payment is not None and case.payment.is_advance


def comes_back_late(case: CaseFacts) -> bool:
    """The payment was recorded as paid, and its money cannot be due again."""
    return case.payment is not None and case.payment.past_paying


CONDITIONS: Mapping[str, Callable[[CaseFacts], bool]] = {
    condition.__name__: condition
    for condition in (
        fits_and_first,
        came_from_submitted,
        came_from_in_review,
        came_from_approved,
        came_from_disbursed,
        came_from_closed,
        something_was_paid,
        nothing_was_paid,
        recovery_ends_with_this,
        pays_an_advance,
        comes_back_late,
    )
}
