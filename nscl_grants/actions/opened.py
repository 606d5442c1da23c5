"""A register of what was opened: files of a case by people of the office, a personal or account number by anybody."""

from datetime import datetime

from sqlalchemy import Engine

from nscl_grants.db import audit
from nscl_grants.db.engine import writing
from nscl_grants.domain.actor import Actor


def note_opened(
    engine: Engine, what: str, kind: str, subject: str, *, name: str, actor: Actor, at: datetime, source: str
) -> None:
    """Write into the audit that this was opened, in a transaction of its own: the page itself only reads."""
    with writing(engine) as session:
        audit.append(
            session,
            at=at,
            person_id=actor.person_id,
            account_id=actor.account_id,
            who=actor.name,
            what=what,
            subject_kind=kind,
            subject=subject,
            after={"name": name},
            source=source,
        )
        session.commit()
