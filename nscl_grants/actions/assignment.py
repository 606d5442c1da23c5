"""Who reviews a case: the reviewer with the fewest open cases, among those who may."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nscl_grants.db.applications import Application, Conflict, Duty, Move
from nscl_grants.db.people import people_holding
from nscl_grants.domain.actor import REVIEWER

REVIEWING_STATES = ("in_review", "supplement_requested", "waitlisted")
REVIEWING_TRIGGERS = ("recommend", "propose_rejection", "ask_supplement", "extend")


def least_loaded_reviewer(session: Session, application: Application, today: date) -> int | None:
    """The person to review it; of two with as little to do the one who came first; None when nobody may."""
    barred = barred_from_reviewing(session, application)
    able = [person.id for person in people_holding(session, REVIEWER, today) if person.id not in barred]
    if not able:
        return None
    load = dict(
        session.execute(
            select(Application.reviewer_id, func.count(Application.id))
            .where(Application.reviewer_id.in_(able), Application.state.in_(REVIEWING_STATES))
            .group_by(Application.reviewer_id)
        ).all()
    )
    return min(able, key=lambda person_id: (load.get(person_id, 0), person_id))


def barred_from_reviewing(session: Session, application: Application) -> frozenset[int]:
    """Who must not review it: other duties, a conflict of interest, or a review that an appeal set aside."""
    others = session.scalars(select(Duty.person_id).where(Duty.application_id == application.id, Duty.duty != "review"))
    conflicted = session.scalars(select(Conflict.person_id).where(Conflict.application_id == application.id))
    return frozenset(others) | frozenset(conflicted) | former_reviewers(session, application)


def former_reviewers(session: Session, application: Application) -> frozenset[int]:
    """Who reviewed before the last upheld appeal; empty when none was upheld."""
    upheld = session.scalar(
        select(func.max(Move.id)).where(
            Move.application_id == application.id, Move.trigger == "uphold_appeal", Move.dest == "in_review"
        )
    )
    if upheld is None:
        return frozenset()
    return frozenset(
        session.scalars(
            select(Move.person_id).where(
                Move.application_id == application.id, Move.id < upheld, Move.trigger.in_(REVIEWING_TRIGGERS)
            )
        )
    )
