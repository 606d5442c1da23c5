"""Separation of duties: in the whole life of a case one person holds one duty, and may repeat it.

Whoever filed, reviewed, decided, prepared and checked its payments are all different persons; the
account holder may be the approver only where a setting says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from nscl_grants.domain.refused import Refused
from nscl_grants.domain.word import Word

FILE = "file"
REVIEW = "review"
DECIDE = "decide"
PREPARE = "prepare"
CHECK = "check"
AUTHORISE = "authorise"


@dataclass(eq=False)
class DutyTaken(Refused):
    """The person already holds another duty in this case."""

    person: str
    held: Word
    wanted: Word


def check_duty(
    wanted: str | None, person_id: int, person: str, held: Mapping[int, str], *, approver_may_authorise: bool
) -> None:
    """Raise DutyTaken when the person already has another duty in the case.

    `held` names the duty of each person who has one. The system (person 0) has no hands.
    """
    mine = held.get(person_id)
    if wanted is None or person_id == 0 or mine is None or mine == wanted:
        return
    if approver_may_authorise and (mine, wanted) == (DECIDE, AUTHORISE):
        return
    raise DutyTaken(person, Word(f"duty.{mine}.held"), Word(f"duty.{wanted}.wanted"))
