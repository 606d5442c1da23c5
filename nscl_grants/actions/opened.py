"""A register of what was opened: files of a case by people of the office, whole account numbers by anybody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.db import audit
from nscl_grants.db.engine import writing
from nscl_grants.domain.actor import Actor


@dataclass(frozen=True, slots=True)
class Opening:
    """What was opened: as the log calls it, what it belongs to, and a name for people."""

    what: str
    kind: str
    subject: str
    name: str


def note_opened(engine: Engine, openings: Iterable[Opening], *, actor: Actor, at: datetime, source: str) -> None:
    """Write them into the audit in a transaction of their own: the page that shows a file only reads."""
    with writing(engine) as session:
        for opening in openings:
            _append(session, opening, actor, at, source)
        session.commit()


def open_it(session: Session, opening: Opening, *, actor: Actor, at: datetime, act: str, source: str) -> None:
    """Write into the audit that somebody asked to see it, once, and commit."""
    content = {"subject": opening.subject, "name": opening.name}
    sent = Sent(act, opening.what, content)
    once(session, sent, actor=actor, at=at, do=lambda: _append(session, opening, actor, at, source))


def _append(session: Session, opening: Opening, actor: Actor, at: datetime, source: str) -> None:
    session.flush()
    audit.append(
        session,
        at=at,
        person_id=actor.person_id,
        account_id=actor.account_id,
        who=actor.name,
        what=opening.what,
        subject_kind=opening.kind,
        subject=opening.subject,
        after={"name": opening.name},
        source=source,
    )
