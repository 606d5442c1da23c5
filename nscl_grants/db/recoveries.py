"""Recoveries and appeals of a case."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.db.payments import Appeal, Recovery


def newest_recovery(session: Session, application_id: int) -> Recovery | None:
    """The latest demand on the case, or None."""
    return session.scalar(
        select(Recovery).where(Recovery.application_id == application_id).order_by(Recovery.id.desc()).limit(1)
    )


def open_recovery(session: Session, application_id: int) -> Recovery:
    """The demand that a case in recovery is about."""
    recovery = newest_recovery(session, application_id)
    assert recovery is not None, "a case in recovery has a demand"
    return recovery


def open_appeal(session: Session, application_id: int) -> Appeal | None:
    """The appeal that waits for an answer, or None."""
    return session.scalar(
        select(Appeal).where(Appeal.application_id == application_id, Appeal.answered_at.is_(None)).limit(1)
    )
