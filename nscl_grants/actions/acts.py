"""One act is done once: the id its caller made before decides, on every road and after every retry.

Same id, same content: done already. Same id, other content: refused. An id that a rule refused stays
refused, so a delayed double of the request can never come true later. A failure below the rules (a
deadlock, a lost connection) burns nothing and is tried again a few times.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from nscl_grants.db.acts import Act
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.refused import Refused

Result = TypeVar("Result")

TRIES = 4


@dataclass(eq=False)
class ActDiffers(Refused):
    """The same act id came with other content."""


@dataclass(eq=False)
class ActRefusedBefore(Refused):
    """The act was refused, and stays refused."""


@dataclass(eq=False)
class ChangedMeanwhile(Refused):
    """Somebody else changed the case between reading and writing."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a person sent: the act's id, its name, and its content as it came."""

    act: str
    what: str
    content: Mapping[str, Any]

    @property
    def fingerprint(self) -> str:
        """SHA-256 over name and content."""
        text = json.dumps([self.what, self.content], sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


def once(session: Session, sent: Sent, *, actor: Actor, at: datetime, do: Callable[[], Result]) -> Result | None:
    """Do the act and commit; None when the very same act was done before.

    `do` changes rows and never commits. When it refuses, everything is undone and the id is burned.
    """
    for tried in range(1, TRIES + 1):
        try:
            return _attempt(session, sent, actor=actor, at=at, do=do)
        except StaleDataError:
            session.rollback()
            raise ChangedMeanwhile() from None
        except (OperationalError, IntegrityError):
            session.rollback()
            if tried == TRIES:
                raise
    raise AssertionError("the loop above returns or raises")


def _attempt(session: Session, sent: Sent, *, actor: Actor, at: datetime, do: Callable[[], Result]) -> Result | None:
    earlier = session.get(Act, sent.act)
    if earlier is not None:
        _check_again(earlier, sent)
        return None
    try:
        result = do()
        session.add(_record(sent, actor, at, outcome="done"))
        session.commit()
    except Refused as refused:
        session.rollback()
        session.add(_record(sent, actor, at, outcome="refused", refusal=refused))
        session.commit()
        raise
    return result


def _check_again(earlier: Act, sent: Sent) -> None:
    if earlier.fingerprint != sent.fingerprint:
        raise ActDiffers()
    if earlier.outcome == "refused":
        raise ActRefusedBefore()


def _record(sent: Sent, actor: Actor, at: datetime, *, outcome: str, refusal: Refused | None = None) -> Act:
    return Act(
        id=sent.act,
        what=sent.what,
        person_id=actor.person_id,
        fingerprint=sent.fingerprint,
        outcome=outcome,
        refusal=None if refusal is None else {"key": refusal.key(), "said": str(refusal)},
        at=at,
    )
