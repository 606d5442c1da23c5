"""What follows when a claim is confirmed and a payment goes its way."""

from datetime import date

from nscl_grants.actions import purse
from nscl_grants.actions.step import Step
from nscl_grants.db import ledger
from nscl_grants.domain.ledger.accounts import Place
from nscl_grants.domain.money import ZERO, Money


def confirm_claim(step: Step) -> None:
    """The accepted amount is due; a final claim below the commitment gives the rest back."""
    claim = step.claim
    accepted = step.answers.get("accepted")
    claim.accepted = claim.amount if accepted is None else Money(accepted)
    claim.confirmed_at = step.at
    claim.confirmed_by = step.actor.person_id
    purse.confirm(step, claim.accepted, final=claim.is_final)


def prepare_money(step: Step) -> None:
    """Reserve the amount for this payment."""
    purse.prepare(step, step.payment)


def void_money(step: Step) -> None:
    """The payment is not used: its money is due again."""
    purse.void(step, step.payment)


def instruct_money(step: Step) -> None:
    """The papers went to the treasury."""
    purse.instruct(step, step.payment)


def pay_money(step: Step) -> None:
    """The treasury confirmed; when nothing else is open, the award is complete."""
    payment = step.payment
    payment.treasury_number = step.answers.get("treasury_number")
    payment.treasury_on = date.fromisoformat(step.answers["paid_on"])
    purse.pay(step, payment, payment.treasury_on)
    money = purse.money_of(ledger.case_book(step.session, step.application.reference))
    if money.unpaid + money.on_its_way == ZERO:
        step.application.approved = money.paid
        step.events.append("payment:award_complete")


def return_money(step: Step) -> None:
    """The bank or the treasury sent it back: the money is due again, and so is the case when it was paid whole."""
    payment = step.payment
    payment.return_reason = step.answers.get("reason", "")
    purse.give_back(step, payment, Place.PAID if step.transition.source == "paid" else Place.IN_TRANSIT)
    step.events.append("payment:returned")


EFFECTS = (confirm_claim, prepare_money, void_money, instruct_money, pay_money, return_money)
