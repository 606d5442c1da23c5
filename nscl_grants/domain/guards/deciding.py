"""What must hold before a case is decided, issued, cancelled, recovered or appealed against."""

from dataclasses import dataclass
from datetime import date

from nscl_grants.domain.case import CaseFacts
from nscl_grants.domain.money import ZERO, Money
from nscl_grants.domain.refused import Refused


@dataclass(eq=False)
class HoldExpired(Refused):
    """An overdue hold cannot be approved; its last day still counts."""

    until: date


@dataclass(eq=False)
class WaitsNoLonger(Refused):
    """What was ticked for a decision has moved on meanwhile, or is another's to decide; `codes` names the cases."""

    codes: str


@dataclass(eq=False)
class AboveRecommendation(Refused):
    """Nobody approves more than was recommended."""

    amount: Money
    recommended: Money


@dataclass(eq=False)
class AlreadyIssued(Refused):
    """The decision carries its number already."""


@dataclass(eq=False)
class NotIssued(Refused):
    """The decision has no number and date yet."""


@dataclass(eq=False)
class MoneyOnItsWay(Refused):
    """Money of the case is paid, advanced, prepared or sent."""

    amount: Money


@dataclass(eq=False)
class NothingPaid(Refused):
    """There is nothing to ask back."""


@dataclass(eq=False)
class StillDue(Refused):
    """Something of the case is still due or on its way."""

    amount: Money


@dataclass(eq=False)
class ObligationsRunning(Refused):
    """The organisation's obligations have not ended."""

    until: date | None


@dataclass(eq=False)
class AppealTooLate(Refused):
    """The time for an appeal is over (Luật Khiếu nại, Điều 9)."""

    until: date


@dataclass(eq=False)
class AppealOpen(Refused):
    """An appeal is open already."""


@dataclass(eq=False)
class NoAppeal(Refused):
    """No appeal waits for an answer."""


def hold_is_alive(case: CaseFacts) -> Refused | None:
    """The money is still held for the case; the last day of the hold counts."""
    if case.hold_until is not None and case.today > case.hold_until:
        return HoldExpired(case.hold_until)
    return None


def within_recommendation(case: CaseFacts) -> Refused | None:
    """In full or in part, never above the recommendation."""
    amount = case.answers.get("amount")
    if amount is None or case.recommended is None or Money(amount) <= case.recommended:
        return None
    return AboveRecommendation(Money(amount), case.recommended)


def decision_is_not_issued(case: CaseFacts) -> Refused | None:
    """A decision is issued once."""
    return AlreadyIssued() if case.decision_issued else None


def decision_is_issued(case: CaseFacts) -> Refused | None:
    """The decision carries the register's number and date."""
    return None if case.decision_issued else NotIssued()


def nothing_is_paid_or_on_its_way(case: CaseFacts) -> Refused | None:
    """Nothing is paid, advanced, reserved or in transit."""
    away = case.money.spent + case.money.on_its_way
    return MoneyOnItsWay(away) if away > ZERO else None


def something_is_paid(case: CaseFacts) -> Refused | None:
    """There is something that can be asked back."""
    return None if case.money.spent > ZERO else NothingPaid()


def nothing_is_due_or_on_its_way(case: CaseFacts) -> Refused | None:
    """Nothing is due, reserved or in transit."""
    waiting = case.money.due + case.money.on_its_way
    return StillDue(waiting) if waiting > ZERO else None


def obligations_have_ended(case: CaseFacts) -> Refused | None:
    """The date until which the organisation owes what it promised is over."""
    if case.obligations_end_on is None or case.today < case.obligations_end_on:
        return ObligationsRunning(case.obligations_end_on)
    return None


def appeal_is_in_time(case: CaseFacts) -> Refused | None:
    """Within the time the law gives; its last day counts."""
    if case.appeal_until is not None and case.today > case.appeal_until:
        return AppealTooLate(case.appeal_until)
    return None


def no_appeal_is_open(case: CaseFacts) -> Refused | None:
    """One appeal at a time."""
    return AppealOpen() if case.appeal_open else None


def appeal_is_open(case: CaseFacts) -> Refused | None:
    """An appeal waits for its answer."""
    return None if case.appeal_open else NoAppeal()


GUARDS = (
    hold_is_alive,
    within_recommendation,
    decision_is_not_issued,
    decision_is_issued,
    nothing_is_paid_or_on_its_way,
    something_is_paid,
    nothing_is_due_or_on_its_way,
    obligations_have_ended,
    appeal_is_in_time,
    no_appeal_is_open,
    appeal_is_open,
)
