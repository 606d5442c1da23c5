"""Conflict of interest: a person steps off a case, and from then on does not see it any more."""

from datetime import datetime

from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.actions.assignment import least_loaded_reviewer
from nscl_grants.db import audit
from nscl_grants.db.applications import Application, Conflict
from nscl_grants.db.cases import lock_case
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.calendar import legal_date


def declare(session: Session, application: Application, *, actor: Actor, at: datetime, act: str, reason: str) -> None:
    """Take the actor off the case, once, and commit; a case that was theirs to review goes to somebody else."""
    application_id = application.id

    def step_off() -> None:
        lock_case(session, application)
        if session.get(Conflict, (application_id, actor.person_id)) is not None:
            return
        session.add(Conflict(application_id=application_id, person_id=actor.person_id, reason=reason, at=at))
        session.flush()
        if application.reviewer_id == actor.person_id:
            application.reviewer_id = least_loaded_reviewer(session, application, legal_date(at))
        _note(session, application, actor, at, reason)

    sent = Sent(act, "conflict.declare", {"application": application_id, "reason": reason})
    once(session, sent, actor=actor, at=at, do=step_off)


def _note(session: Session, application: Application, actor: Actor, at: datetime, reason: str) -> None:
    audit.append(
        session,
        at=at,
        person_id=actor.person_id,
        account_id=actor.account_id,
        who=actor.name,
        what="conflict.declare",
        subject_kind="application",
        subject=application.reference,
        before=None,
        after={"reason": reason},
    )
