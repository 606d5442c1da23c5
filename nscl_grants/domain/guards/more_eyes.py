"""What an office may demand beside the review: another agency's opinion, and the head of division's agreement."""

from dataclasses import dataclass
from datetime import date, timedelta

from nscl_grants.domain.case import CaseFacts
from nscl_grants.domain.refused import Refused

MOST_DAYS = 7
"""So long at most another agency has to answer (Nghị định 61/2018)."""


@dataclass(eq=False)
class AgencyStillAsked(Refused):
    """Another agency has been asked, and its time is not over."""

    until: date


@dataclass(eq=False)
class AgencyNotAsked(Refused):
    """No agency owes an answer."""


@dataclass(eq=False)
class AgencyTimeTooLong(Refused):
    """Another agency answers within days, not weeks."""

    first: date
    last: date


@dataclass(eq=False)
class HeadNotHeard(Refused):
    """The head of division has not agreed with this recommendation."""


@dataclass(eq=False)
class HeadHasAgreed(Refused):
    """The head of division agrees once."""


@dataclass(eq=False)
class HeadIsReviewer(Refused):
    """Nobody agrees with a recommendation of their own."""

    person: str


def agency_is_not_asked(case: CaseFacts) -> Refused | None:
    """One agency is asked at a time."""
    return None if case.agency_due_on is None else AgencyStillAsked(case.agency_due_on)


def agency_is_asked(case: CaseFacts) -> Refused | None:
    """An answer is recorded where one is owed."""
    return AgencyNotAsked() if case.agency_due_on is None else None


def agency_is_asked_briefly(case: CaseFacts) -> Refused | None:
    """The answer is due between tomorrow and the seventh day."""
    if "due_on" not in case.answers:
        return None
    first, last = case.today + timedelta(days=1), case.today + timedelta(days=MOST_DAYS)
    due = date.fromisoformat(str(case.answers["due_on"]))
    return None if first <= due <= last else AgencyTimeTooLong(first, last)


def agency_has_answered(case: CaseFacts) -> Refused | None:
    """The agency that was asked has answered, or has let its time go by."""
    if case.agency_due_on is None or case.today > case.agency_due_on:
        return None
    return AgencyStillAsked(case.agency_due_on)


def head_is_another(case: CaseFacts) -> Refused | None:
    """The head of division is not the reviewer of the case."""
    return HeadIsReviewer(case.actor.name) if case.actor.person_id == case.reviewer_id else None


def head_has_not_endorsed(case: CaseFacts) -> Refused | None:
    """The head of division has not spoken yet on this recommendation."""
    return HeadHasAgreed() if case.endorsed else None


def head_has_endorsed(case: CaseFacts) -> Refused | None:
    """The head of division agrees with this recommendation."""
    return None if case.endorsed else HeadNotHeard()


GUARDS = (
    agency_is_not_asked,
    agency_is_asked,
    agency_is_asked_briefly,
    agency_has_answered,
    head_is_another,
    head_has_not_endorsed,
    head_has_endorsed,
)
