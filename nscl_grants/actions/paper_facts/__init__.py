"""What each kind of paper states, gathered from the case in the step that asks for it."""

from collections.abc import Callable, Mapping
from typing import Any

from nscl_grants.actions.paper_facts import decisions, filed, paying, review, slips
from nscl_grants.actions.step import Step

GATHERED_IN_THE_STEP: Mapping[str, Callable[[Step], Any]] = {
    gather.__name__: gather
    for gather in (
        filed.application_paper,
        slips.receipt,
        slips.supplement_slip,
        slips.refusal_slip,
        slips.apology_slip,
        slips.stop_notice,
        review.review_minutes,
        review.proposal,
        decisions.award_notice,
        decisions.rejection_notice,
        decisions.cancellation_notice,
        decisions.recovery_decision,
        paying.acceptance_minutes,
        paying.drawdown,
        paying.drawdown_split,
        paying.payment_order,
        paying.payment_order_split,
        paying.advance_settlement,
        paying.repayment_slip,
    )
}
"""Every kind but those that a decision on many cases makes, and those that a person asks for."""
