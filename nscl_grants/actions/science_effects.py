"""What follows a step of an ordered task: numbers, dates, amounts, and who stood behind them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from nscl_grants.actions.science_moves import Effect, ScienceStep
from nscl_grants.db.science import ScienceAmendment, amendments_of, open_amendment
from nscl_grants.domain.money import Money


def note_order(step: ScienceStep) -> None:
    """Who approved the order, with the decision."""
    science, answers = step.science, step.answers
    science.approved_by = step.actor.person_id
    science.order_number, science.order_on = str(answers["number"]), _day(answers, "dated_on")


def note_selection(step: ScienceStep) -> None:
    """Who is in charge, and how that was decided."""
    science, answers = step.science, step.answers
    science.method, science.lead = str(answers["method"]), str(answers["lead"])
    science.lead_tax_code = str(answers.get("lead_tax_code") or "")
    science.selection_number, science.selection_on = str(answers["number"]), _day(answers, "dated_on")


def note_contract(step: ScienceStep) -> None:
    """The contract as it is submitted for signature."""
    science, answers = step.science, step.answers
    science.contract_number, science.contract_on = str(answers["number"]), _day(answers, "dated_on")
    science.contract_amount = Money(int(answers["amount"]))
    science.line, science.year = str(answers["line"]), int(answers["year"])
    science.ends_on, science.contract_by = _day(answers, "ends_on"), step.actor.person_id


def drop_contract(step: ScienceStep) -> None:
    """The draft is no more."""
    science = step.science
    science.contract_number = science.contract_on = science.contract_amount = None
    science.line = science.year = science.ends_on = science.contract_by = None


def note_signature(step: ScienceStep) -> None:
    """The second person behind the contract; from then on it stays as it is."""
    step.science.signed_by, step.science.signed_at = step.actor.person_id, step.at


def note_amendment(step: ScienceStep) -> None:
    """The phụ lục as it is submitted for signature; the contract stays as it is until then."""
    science, answers = step.science, step.answers
    assert science.contract_amount is not None, "what is amended was signed"
    step.session.add(
        ScienceAmendment(
            science_task_id=science.id,
            n=len(amendments_of(step.session, science.id)) + 1,
            number=str(answers["number"]),
            dated_on=_day(answers, "dated_on"),
            amount_before=science.contract_amount,
            amount=Money(int(answers["new_amount"])),
            ends_before=science.ends_on,
            ends_on=_day(answers, "new_end"),
            reason=str(answers["reason"]),
            drafted_by=step.actor.person_id,
            drafted_at=step.at,
        )
    )
    science.amended_by = step.actor.person_id


def apply_amendment(step: ScienceStep) -> None:
    """The second person behind it: from now on the contract is what the amendment says."""
    amendment = _answer(step, "signed")
    step.session.flush()  # The database lets the contract change only after its amendment is signed.
    step.science.contract_amount, step.science.ends_on = amendment.amount, amendment.ends_on


def drop_amendment(step: ScienceStep) -> None:
    """It is returned; the contract is what it was."""
    _answer(step, "returned")


def _answer(step: ScienceStep, outcome: str) -> ScienceAmendment:
    amendment = open_amendment(step.session, step.science.id)
    assert amendment is not None, "the state says that one waits"
    amendment.outcome, amendment.answered_by, amendment.answered_at = outcome, step.actor.person_id, step.at
    step.science.amended_by = None
    return amendment


def note_acceptance(step: ScienceStep) -> None:
    """What was accepted, and by which minutes."""
    science, answers = step.science, step.answers
    science.acceptance_number, science.accepted_on = str(answers["number"]), _day(answers, "dated_on")
    science.accepted_amount = Money(int(answers["amount"]))


def note_settlement(step: ScienceStep) -> None:
    """The settlement as the accountant drew it up."""
    science, answers = step.science, step.answers
    science.settlement_number, science.settled_on = str(answers["number"]), _day(answers, "dated_on")
    science.settled_by = step.actor.person_id


def drop_settlement(step: ScienceStep) -> None:
    """It goes back to the accountant."""
    science = step.science
    science.settlement_number, science.settled_on = "", None
    science.settled_by = science.settlement_confirmed_by = None


def note_settled(step: ScienceStep) -> None:
    """The second person behind the settlement."""
    step.science.settlement_confirmed_by = step.actor.person_id


def _day(answers: Mapping[str, Any], name: str) -> date:
    return date.fromisoformat(str(answers[name]))


EFFECTS: Mapping[str, Effect] = {
    each.__name__: each
    for each in (
        note_order,
        note_selection,
        note_contract,
        drop_contract,
        note_signature,
        note_amendment,
        apply_amendment,
        drop_amendment,
        note_acceptance,
        note_settlement,
        drop_settlement,
        note_settled,
    )
}
