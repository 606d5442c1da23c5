"""What follows when a recorded payment comes back after its year was closed, or while its case is past paying.

The money was received like any repayment, and what the organisation is still owed waits for funds, to be paid anew.
"""

from nscl_grants.actions import purse
from nscl_grants.actions.effects.days import returned_on
from nscl_grants.actions.step import Step
from nscl_grants.db import ledger
from nscl_grants.db.recoveries import open_recovery
from nscl_grants.domain.money import ZERO, Money

OWED, MADE_GOOD = "payment:owed_again", "payment:made_good"


def return_late(step: Step) -> None:
    """Demand and receive in one act; a recovery that runs counts it as repaid."""
    step.payment.return_reason = step.answers.get("reason", "")
    if step.application.state == "recovering":
        _during_recovery(step)
    else:
        _owe_again(step)


def _during_recovery(step: Step) -> None:
    recovery = open_recovery(step.session, step.application.id)
    owed = purse.take_back(step, step.payment, returned_on(step), of_advance=recovery.of_advance)
    recovery.received = recovery.received + step.payment.amount - owed
    if recovery.received + recovery.written_off < recovery.amount:
        return
    if owed > ZERO:
        step.application.approved = _spent(step) + owed
    step.events.append(OWED if owed > ZERO else MADE_GOOD)


def _owe_again(step: Step) -> None:
    """A case of which other money is under way goes on with that first, and waits for funds afterwards."""
    owed = purse.take_back(step, step.payment, returned_on(step))
    money = purse.money_of(ledger.case_book(step.session, step.application.reference))
    if money.unpaid + money.on_its_way > ZERO or step.application.state == "awaiting_funds":
        return
    step.application.approved = money.spent + owed
    step.events.append(OWED)


def _spent(step: Step) -> Money:
    return purse.money_of(ledger.case_book(step.session, step.application.reference)).spent


EFFECTS = (return_late,)
