"""Absence and delegation: how long, of which role, to whom; one person never becomes two pairs of eyes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from nscl_grants.domain.actor import APPLICANT
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.staffing import ALONE, check_together
from nscl_grants.domain.word import Word


@dataclass(eq=False)
class EndsBeforeItBegins(Refused):
    """The last day comes before the first."""

    since: date
    until: date


@dataclass(eq=False)
class NotYoursToDelegate(Refused):
    """Only a role that one holds oneself is delegated, and never one that stands alone."""

    role: Word


@dataclass(eq=False)
class NoUseDelegating(Refused):
    """The person holds the role already, or is oneself."""

    person: str
    role: Word


def check_period(since: date, until: date) -> None:
    """At least one day; the end is exclusive."""
    if until <= since:
        raise EndsBeforeItBegins(since, until)


def check_delegation(role: str, own: Collection[str], delegate: str, theirs: Collection[str]) -> None:
    """The role is the delegator's own and may be exercised beside what the delegate holds.

    In each case the delegate still holds one duty: duties are counted by person (`domain/duties.py`).
    """
    if role not in own or role in ALONE or role == APPLICANT:
        raise NotYoursToDelegate(Word(f"role.{role}"))
    if role in theirs:
        raise NoUseDelegating(delegate, Word(f"role.{role}"))
    check_together(delegate, theirs, role)
