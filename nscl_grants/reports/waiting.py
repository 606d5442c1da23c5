"""What a person has worked on and others have now: the other half of "Việc của tôi"."""

from collections.abc import Collection, Sequence

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session, joinedload

from nscl_grants.db.applications import Application, Duty
from nscl_grants.db.cases import visible_to
from nscl_grants.domain.actor import Actor

MOST_ROWS = 100


def waiting_for_others(
    session: Session, actor: Actor, over: Collection[str], mine: Collection[int]
) -> Sequence[Application]:
    """Live cases that the actor had a hand in and that wait for somebody else now, the next due first.

    `over` are the states in which nothing is waited for; `mine` are the cases that wait for the actor.
    """
    my_duty = exists().where(Duty.application_id == Application.id, Duty.person_id == actor.person_id)
    return session.scalars(
        select(Application)
        .where(
            visible_to(actor),
            or_(my_duty, Application.reviewer_id == actor.person_id),
            Application.state.not_in(over),
            Application.id.not_in(mine),
        )
        .options(joinedload(Application.organisation))
        .order_by(Application.due_on, Application.id)
        .limit(MOST_ROWS)
    ).all()
