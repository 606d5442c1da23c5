"""What a person has worked on and others have now: the other half of "Việc của tôi"."""

from collections.abc import Collection, Sequence

from sqlalchemy import select, union
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
    # By id and not by a condition on each row: both halves have an index, their "or" would have none.
    my_duties = select(Duty.application_id).where(Duty.person_id == actor.person_id)
    my_reviews = select(Application.id).where(Application.reviewer_id == actor.person_id)
    return session.scalars(
        select(Application)
        .where(
            visible_to(actor),
            Application.id.in_(union(my_duties, my_reviews)),
            Application.state.not_in(over),
            Application.id.not_in(mine),
        )
        .options(joinedload(Application.organisation))
        .order_by(Application.due_on, Application.id)
        .limit(MOST_ROWS)
    ).all()
