"""Who may hold which roles, and which duties the people who are here cannot fill.

Roles are counted by person: a second account is the same hands.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from nscl_grants.domain.actor import (
    ACCOUNT_HOLDER,
    ADMIN,
    APPLICANT,
    APPROVER,
    AUDITOR,
    CHIEF_ACCOUNTANT,
    CLERK,
    FINANCE,
    INTAKE,
    REVIEWER,
)
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.word import Word

WEIGHTY = frozenset({APPROVER, FINANCE, CHIEF_ACCOUNTANT, ACCOUNT_HOLDER, ADMIN})
"""Roles that decide, pay or give roles; a second administrator stands behind each of them."""

ALONE = frozenset({ADMIN, AUDITOR})
"""Whoever gives the roles, and whoever audits their use, holds no other role of the office."""

_OF_A_CASE = (REVIEWER, APPROVER, FINANCE, CHIEF_ACCOUNTANT, ACCOUNT_HOLDER)
"""In every case these are different persons."""


@dataclass(eq=False)
class RolesClash(Refused):
    """The two roles must not come together in one person."""

    person: str
    held: Word
    wanted: Word


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that nobody among the present staff can do."""

    role: str
    why: str
    """A word: nobody holds the role, or all who do are needed elsewhere in the same case."""


def check_together(person: str, held: Collection[str], wanted: str) -> None:
    """Administrators and auditors hold no second role of the office."""
    for role in sorted(set(held) - {APPLICANT, wanted}):
        if wanted in ALONE or role in ALONE:
            raise RolesClash(person, Word(f"role.{role}"), Word(f"role.{wanted}"))


def gaps(staff: Mapping[int, Collection[str]], *, approver_may_authorise: bool) -> tuple[Gap, ...]:
    """What the staff, given as roles by person, cannot fill; the life of one case first, then the second pairs of eyes.

    The duties of a case are handed out so that as many as possible find a person of their own.
    """
    nobody = [role for role in (INTAKE, CLERK, *_OF_A_CASE, ADMIN) if not _holders(staff, role)]
    found = [Gap(role, "gap.nobody") for role in nobody]
    wanted = [role for role in _OF_A_CASE if role not in nobody]
    found += [Gap(role, "gap.same_hands") for role in _left_over(staff, wanted, approver_may_authorise)]
    found += [
        Gap(role, why)
        for role, why in ((REVIEWER, "gap.other_reviewer"), (ADMIN, "gap.other_admin"))
        if len(_holders(staff, role)) == 1
    ]
    return tuple(found)


def _holders(staff: Mapping[int, Collection[str]], role: str) -> list[int]:
    return [person for person, roles in sorted(staff.items()) if role in roles]


def _left_over(
    staff: Mapping[int, Collection[str]], wanted: Collection[str], approver_may_authorise: bool
) -> list[str]:
    given: dict[int, str] = {}
    left = [role for role in wanted if not _give(role, staff, given, set())]
    deciders = {person for person, role in given.items() if role == APPROVER}
    if approver_may_authorise and any(ACCOUNT_HOLDER in staff[person] for person in deciders):
        return [role for role in left if role != ACCOUNT_HOLDER]
    return left


def _give(role: str, staff: Mapping[int, Collection[str]], given: dict[int, str], tried: set[int]) -> bool:
    """Find a person for the role, moving others to what else they can do (a matching by augmenting paths)."""
    for person in _holders(staff, role):
        if person in tried:
            continue
        tried.add(person)
        if person not in given or _give(given[person], staff, given, tried):
            given[person] = role
            return True
    return False
