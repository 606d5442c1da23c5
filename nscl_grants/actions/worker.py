"""What the clocks set in motion: each case in a transaction of its own, so one that refuses stops no other."""

import uuid
from collections.abc import Callable, Sequence
from datetime import date, datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.actions.moves import fire
from nscl_grants.actions.references import enter_house
from nscl_grants.db.applications import Application
from nscl_grants.db.engine import reading, writing
from nscl_grants.db.payments import Claim
from nscl_grants.definitions.house import House
from nscl_grants.domain.actor import SYSTEM
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.refused import Refused


def work_once(engine: Engine, house: House, *, now: datetime) -> int:
    """Take every step that is due by now; gives back how many were taken.

    The id of a step is made from its case, its event and its day: two workers at once, or one killed
    half-way, take it once.
    """
    taken = 0
    for event, overdue in _CLOCKS.items():
        with reading(engine) as session:
            waiting = overdue(session, legal_date(now))
        for application_id in waiting:
            with writing(engine) as session:
                enter_house(session, house)
                taken += take_clock_step(session, application_id, event, now)
    return taken


def take_clock_step(session: Session, application_id: int, event: str, now: datetime) -> bool:
    """Take the step that the clock sets in motion, once; False when the case has moved on or a rule holds it back."""
    application = session.get_one(Application, application_id)
    act = uuid.uuid5(uuid.NAMESPACE_OID, f"{application.reference}/{event}/{application.version}").hex
    sent = Sent(act, event, {"case": application.reference})
    try:
        return bool(
            once(session, sent, actor=SYSTEM, at=now, do=lambda: fire(session, application, event, at=now, act=act))
        )
    except Refused:
        return False  # The case's page shows the refusal; the audit keeps the refused act.


def _unanswered_supplements(session: Session, today: date) -> Sequence[int]:
    return session.scalars(
        select(Application.id)
        .where(Application.state == "supplement_requested", Application.supplement_due_on < today)
        .order_by(Application.id)
    ).all()


def _ended_holds(session: Session, today: date) -> Sequence[int]:
    return session.scalars(
        select(Application.id)
        .where(Application.state == "recommended", Application.hold_until < today)
        .order_by(Application.id)
    ).all()


def _never_claimed(session: Session, today: date) -> Sequence[int]:
    claimed = (
        select(Claim.id)
        .where(Claim.application_id == Application.id, Claim.state.in_(("claimed", "confirmed")))
        .exists()
    )
    return session.scalars(
        select(Application.id)
        .where(Application.state == "approved", Application.claim_by < today, ~claimed)
        .order_by(Application.id)
    ).all()


_CLOCKS: dict[str, Callable[[Session, date], Sequence[int]]] = {
    "clock:supplement_unanswered": _unanswered_supplements,
    "clock:hold_expired": _ended_holds,
    "clock:no_claim": _never_claimed,
}
