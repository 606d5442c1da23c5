"""What the audit log keeps of acts about the budget."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from nscl_grants.db import audit
from nscl_grants.domain.actor import Actor


def note(session: Session, actor: Actor, at: datetime, what: str, subject: str, after: Mapping[str, Any]) -> None:
    """One event about the plan, a year, or a proposal of the budget."""
    audit.append(
        session,
        at=at,
        person_id=actor.person_id,
        account_id=actor.account_id,
        who=actor.name,
        what=what,
        subject_kind="budget",
        subject=subject,
        before=None,
        after=after,
    )
