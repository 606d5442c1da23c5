"""The day on which something happened at the treasury or by decision, as somebody typed it: the books keep it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from nscl_grants.actions.step import Step
from nscl_grants.db.payments import Payment
from nscl_grants.db.recoveries import open_recovery
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.refused import Refused


@dataclass(eq=False)
class PaidAtAnotherTime(Refused):
    """Nothing is paid before its payment was drawn up, nor on a day to come."""

    on: date
    earliest: date
    latest: date


@dataclass(eq=False)
class HappenedAtAnotherTime(Refused):
    """Nothing comes back before it was paid, nor is given up before it was asked back, nor on a day to come."""

    on: date
    earliest: date
    latest: date


def paid_on(step: Step) -> date:
    """The day on which the treasury paid: not before the payment was drawn up, and not ahead."""
    on, earliest = _typed(step, "paid_on"), legal_date(step.payment.prepared_at)
    if not earliest <= on <= step.today:
        raise PaidAtAnotherTime(on, earliest, step.today)
    return on


def returned_on(step: Step) -> date:
    """The day on which a payment came back: not before it was paid, or else drawn up, and not ahead."""
    return _between(step, "returned_on", step.payment.treasury_on or legal_date(step.payment.prepared_at))


def received_on(step: Step) -> date:
    """The day on which money came back, be it before it was asked for: not before it was paid, and not ahead."""
    first = select(func.min(Payment.treasury_on)).where(Payment.application_id == step.application.id)
    return _between(step, "received_on", step.session.scalar(first) or _demanded_on(step))


def given_up_on(step: Step) -> date:
    """The day of the decision that gives money up: not before it was asked for, and not ahead."""
    return _between(step, "decided_on", _demanded_on(step))


def _between(step: Step, name: str, earliest: date) -> date:
    on = _typed(step, name)
    if not earliest <= on <= step.today:
        raise HappenedAtAnotherTime(on, earliest, step.today)
    return on


def _demanded_on(step: Step) -> date:
    return legal_date(open_recovery(step.session, step.application.id).demanded_at)


def _typed(step: Step, name: str) -> date:
    """The day in the answers; today where the form did not ask."""
    typed = step.answers.get(name)
    return date.fromisoformat(typed) if typed else step.today
