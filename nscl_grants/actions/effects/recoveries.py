"""What follows when money is asked back, comes back, or is given up."""

from datetime import date

from nscl_grants.actions import purse
from nscl_grants.actions.effects.days import given_up_on, received_on
from nscl_grants.actions.effects.deciding import own_decision, record_decision
from nscl_grants.actions.step import Step
from nscl_grants.db import ledger
from nscl_grants.db.payments import Recovery
from nscl_grants.db.recoveries import open_recovery
from nscl_grants.domain.money import ZERO, Money


def demand_recovery(step: Step) -> None:
    """Ask back what the decision names; the unpaid rest of the award is released in that posting."""
    amount = Money(step.answers["amount"])
    step.decision = step.decision or own_decision(step)
    record_decision(step)
    of_advance = min(amount, step.facts.money.advanced)
    step.session.add(
        Recovery(
            application_id=step.application.id,
            decision_id=step.decision.id,
            reason=step.answers.get("reason", ""),
            amount=amount,
            received=ZERO,
            written_off=ZERO,
            of_advance=of_advance,
            demanded_at=step.at,
            pay_by=_day(step.answers.get("pay_by")),
            gives_back=bool(step.answers.get("gives_back")),
        )
    )
    step.application.came_from = step.transition.source
    purse.demand(step, amount)


def receive_recovery(step: Step) -> None:
    """Money came back; while its budget year is open it may be spent again (giảm chi)."""
    recovery = open_recovery(step.session, step.application.id)
    amount = Money(step.answers["amount"])
    recovery.received = recovery.received + amount
    restore = bool(step.answers.get("restore"))
    purse.receive(step, amount, received_on(step), restore=restore, gives_back=recovery.gives_back)


def write_off_recovery(step: Step) -> None:
    """A decision gives up what will not come back."""
    recovery = open_recovery(step.session, step.application.id)
    amount = Money(step.answers["amount"])
    recovery.written_off = recovery.written_off + amount
    purse.write_off(step, amount, given_up_on(step))


def annul_recovery(step: Step) -> None:
    """The demand falls; what had already come back stays back.

    The demand released what was unpaid of the award, so an award that comes back from it ends at what was paid.
    """
    recovery = open_recovery(step.session, step.application.id)
    recovery.annulled_at = step.at
    purse.annul(step, of_advance=recovery.of_advance)
    money = purse.money_of(ledger.case_book(step.session, step.application.reference))
    step.application.approved = money.spent
    if step.transition.dest == "approved" and money.advanced == ZERO:
        step.events.append("payment:award_complete")


def _day(typed: object) -> date | None:
    return date.fromisoformat(str(typed)) if typed else None


EFFECTS = (demand_recovery, receive_recovery, write_off_recovery, annul_recovery)
