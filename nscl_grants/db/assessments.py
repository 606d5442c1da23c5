"""The rounds of appraisal of a case, each by one reviewer."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nscl_grants.db.applications import Application, Assessment
from nscl_grants.db.remembered import remembered


@remembered
def assessments_of(session: Session, application_id: int) -> Sequence[Assessment]:
    """All rounds, the newest first."""
    return session.scalars(
        select(Assessment).where(Assessment.application_id == application_id).order_by(Assessment.round.desc())
    ).all()


def current_assessment(session: Session, application: Application) -> Assessment | None:
    """The newest round, finished or not; None before anybody looked."""
    return next(iter(assessments_of(session, application.id)), None)


def open_assessment(session: Session, application: Application, *, reviewer_id: int, at: datetime) -> Assessment:
    """The round that is being worked on; when the last one is finished, a new one that begins where it ended."""
    last = current_assessment(session, application)
    if last is not None and last.done_at is None:
        return last
    begun = Assessment(
        application_id=application.id,
        round=1 if last is None else last.round + 1,
        reviewer_id=reviewer_id,
        at=at,
        documents={} if last is None else dict(last.documents),
        costs=[] if last is None else list(last.costs),
        remarks="" if last is None else last.remarks,
    )
    session.add(begun)
    session.flush()
    return begun


def rounds_before(session: Session, application_id: int) -> int:
    """How many rounds were finished."""
    finished = select(func.count(Assessment.id)).where(
        Assessment.application_id == application_id, Assessment.done_at.is_not(None)
    )
    return session.scalar(finished) or 0
