"""What follows when a claim is confirmed and a payment goes its way."""

from typing import Any

from nscl_grants.actions import purse
from nscl_grants.actions.effects.days import paid_on, returned_on
from nscl_grants.actions.effects.late_returns import OWED
from nscl_grants.actions.owed import owed_to
from nscl_grants.actions.papers import request_paper
from nscl_grants.actions.step import Step
from nscl_grants.db import ledger
from nscl_grants.definitions.words import sentence
from nscl_grants.domain.guards.checks import Finding, findings
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


def confirm_advance(step: Step) -> None:
    """The accepted amount is due as an advance; the rest of the award stays where it is."""
    claim = step.claim
    accepted = step.answers.get("accepted")
    claim.accepted = claim.amount if accepted is None else Money(accepted)
    claim.is_advance = True
    claim.confirmed_at, claim.confirmed_by = step.at, step.actor.person_id
    purse.confirm(step, claim.accepted, final=False)


def accept_work(step: Step) -> None:
    """The accepted work settles the advance, and what it was worth beyond that is due; the rest is free again.

    What was advanced above the accepted amount stays advanced until it is demanded back.
    """
    claim = step.claim
    accepted = step.answers.get("accepted")
    value = claim.amount if accepted is None else Money(accepted)
    claim.accepted = value - purse.settle(step, value)
    claim.confirmed_at, claim.confirmed_by = step.at, step.actor.person_id
    purse.confirm(step, claim.accepted, final=True)
    _complete_if_paid(step)


def write_minutes(step: Step) -> None:
    """The minutes of the acceptance (biên bản nghiệm thu), for both sides to sign."""
    request_paper(step, "acceptance_minutes")


def prepare_money(step: Step) -> None:
    """Reserve the amount for this payment, and keep what every check said of it."""
    step.payment.checks = [_kept(finding) for finding in findings(step.facts)]
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
    payment.treasury_on = paid_on(step)
    purse.pay(step, payment, payment.treasury_on)
    _complete_if_paid(step)


def pay_advance(step: Step) -> None:
    """The treasury confirmed an advance, which acceptance has to settle."""
    payment = step.payment
    payment.treasury_number = step.answers.get("treasury_number")
    payment.treasury_on = paid_on(step)
    purse.pay_advance(step, payment, payment.treasury_on)


def _complete_if_paid(step: Step) -> None:
    """An award of which nothing is open any more ends at what was paid, or waits for what came back too late."""
    application = step.application
    money = purse.money_of(ledger.case_book(step.session, application.reference))
    if money.unpaid + money.on_its_way + money.advanced > ZERO:
        return
    owed = owed_to(step.session, application, money.spent)
    application.approved = money.paid + owed
    step.events.append(OWED if owed else "payment:award_complete")


def return_money(step: Step) -> None:
    """The bank or the treasury sent it back: the money is due again, and so is the case when it was paid whole."""
    payment = step.payment
    payment.return_reason = step.answers.get("reason", "")
    place = Place.PAID if step.transition.source == "paid" else Place.IN_TRANSIT
    purse.give_back(step, payment, place, returned_on(step))
    step.events.append("payment:returned")


def return_advance(step: Step) -> None:
    """A paid advance bounced; once acceptance has settled it, it comes back as a payment."""
    payment = step.payment
    payment.return_reason = step.answers.get("reason", "")
    book = ledger.case_book(step.session, step.application.reference)
    unsettled = book.of(payment.budget_year, Place.ADVANCED) >= payment.amount
    purse.give_back(step, payment, Place.ADVANCED if unsettled else Place.PAID, returned_on(step))
    step.events.append("payment:returned")


def _kept(finding: Finding) -> dict[str, Any]:
    said = finding.refusal
    return {
        "check": finding.check.name,
        "passed": said is None,
        "vi": "" if said is None else sentence(said, "vi"),
        "en": "" if said is None else sentence(said, "en"),
    }


EFFECTS = (
    confirm_claim,
    confirm_advance,
    accept_work,
    write_minutes,
    prepare_money,
    void_money,
    instruct_money,
    pay_money,
    pay_advance,
    return_money,
    return_advance,
)
