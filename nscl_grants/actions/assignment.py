"""Who reviews a case: the reviewer with the fewest open cases, among those who may."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nscl_grants.db.applications import Application
from nscl_grants.db.cases import moves_of
from nscl_grants.db.hands import hands_of
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
    hands = hands_of(session, application.id)
    others = frozenset(duty.person_id for duty in hands.duties if duty.duty != "review")
    return others | hands.conflicted | former_reviewers(session, application)


def former_reviewers(session: Session, application: Application) -> frozenset[int]:
    """Who reviewed before the last upheld appeal; empty when none was upheld."""
    moves = moves_of(session, application.id)
    upheld = [nth for nth, move in enumerate(moves) if move.trigger == "uphold_appeal" and move.dest == "in_review"]
    before = moves[: upheld[-1]] if upheld else ()
    return frozenset(move.person_id for move in before if move.trigger in REVIEWING_TRIGGERS)
