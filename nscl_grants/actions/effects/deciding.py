"""What follows when the competent person decides, and when the clerk issues the decision."""

from datetime import date

from nscl_grants.actions.step import Step
from nscl_grants.db.decisions import Decision, DecisionRow
from nscl_grants.domain.money import ZERO, Money

KIND_OF_TRIGGER = {"approve": "award", "reject": "rejection", "cancel": "cancellation", "recover": "recovery"}


def record_decision(step: Step) -> None:
    """Put the case on its decision: the one it shares with others, or one of its own."""
    decision = step.decision or own_decision(step)
    amount = awarded(step) if step.transition.trigger == "approve" else ZERO
    step.session.add(
        DecisionRow(
            decision_id=decision.id,
            application_id=step.application.id,
            n=len(decision.rows) + 1,
            amount=amount,
            reason=step.answers.get("reason", ""),
        )
    )
    step.session.flush()
    step.session.expire(decision, ["rows"])
    if step.transition.trigger == "approve":
        step.application.approved = amount
        step.application.decision_id = decision.id


def awarded(step: Step) -> Money:
    """The amount that is approved: what the approver entered, or the recommendation in full."""
    recommended = step.application.recommended
    assert recommended is not None, "a case is approved after a recommendation"
    amount = step.answers.get("amount")
    return recommended if amount is None else Money(amount)


def record_rejection(step: Step) -> None:
    """The decision not to support; the article that is not met stands in the move."""
    record_decision(step)


def record_cancellation(step: Step) -> None:
    """The decision that takes the support back before anything was paid."""
    record_decision(step)


def lower_award(step: Step) -> None:
    """The award ends at what was paid; the rest is not waited for any more."""
    step.application.approved = step.facts.money.spent


def record_contract(step: Step) -> None:
    """The contract with the organisation is signed: how much it lets be advanced, and until when the work is done."""
    asked = ("number", "signed_on", "advance_limit", "until")
    step.application.contract = {name: step.answers.get(name) for name in asked}


def record_issue(step: Step) -> None:
    """The decision is dated: the organisation may claim, until the date that the procedure sets.

    The date comes with the answers: all cases of a decision are told before it carries its number, for from then
    on `decision_is_not_issued` lets none of them be told again.
    """
    application = step.application
    issued_on = date.fromisoformat(step.answers["issued_on"])
    days = step.house.procedure_of(application).claim_days
    application.claim_by = step.house.plan.calendar.add_working_days(issued_on, days)
    if step.house.procedure(application.procedure).contract:
        application.contract = {}


def own_decision(step: Step) -> Decision:
    """A new decision about this case alone."""
    decision = Decision(
        kind=KIND_OF_TRIGGER[step.transition.trigger],
        made_by=step.actor.person_id,
        made_at=step.at,
        remarks=step.answers.get("remarks", ""),
    )
    step.session.add(decision)
    step.session.flush()
    return decision


def close_case(step: Step) -> None:
    """Nothing is owed any more, either way; what was waiting to be claimed is past."""
    step.application.claim_by = None


EFFECTS = (
    record_decision,
    record_rejection,
    record_cancellation,
    lower_award,
    record_contract,
    record_issue,
    close_case,
)
