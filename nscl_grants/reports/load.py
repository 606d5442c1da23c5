"""How much each reviewer has to do: for sharing out cases fairly."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import case as sql_case
from sqlalchemy import func, literal, select, tuple_
from sqlalchemy.orm import Session, joinedload

from nscl_grants.db.absences import people_away
from nscl_grants.db.applications import Application
from nscl_grants.db.cases import visible_to
from nscl_grants.db.keys import id_in
from nscl_grants.db.people import Person, people_holding
from nscl_grants.domain.actor import REVIEWER, Actor

REVIEWING_STATES = ("in_review", "supplement_requested", "waitlisted")
Key = tuple[Any, ...]
_IS_GIVEN = sql_case((Application.reviewer_id.is_(None), 0), else_=1)
_DUE = func.coalesce(Application.due_on, literal(date.max))


@dataclass(frozen=True, slots=True)
class Load:
    """One reviewer with what is open."""

    person: Person
    in_review: int
    waiting: int
    """For a supplement or for money."""
    late: int
    is_away: bool


def loads(session: Session, today: date) -> list[Load]:
    """Every reviewer, the least loaded first."""
    late = func.count(Application.id).filter(Application.due_on < today, Application.paused_on.is_(None))
    rows = session.execute(
        select(Application.reviewer_id, Application.state, func.count(Application.id), late)
        .where(Application.reviewer_id.is_not(None), Application.state.in_(REVIEWING_STATES))
        .group_by(Application.reviewer_id, Application.state)
    ).all()
    away = people_away(session, today)
    found = []
    for person in people_holding(session, REVIEWER, today):
        mine = {state: (count, overdue) for reviewer, state, count, overdue in rows if reviewer == person.id}
        in_review, overdue = mine.get("in_review", (0, 0))
        waiting = sum(count for state, (count, _) in mine.items() if state != "in_review")
        found.append(Load(person, in_review, waiting, overdue, person.id in away))
    return sorted(found, key=lambda load: (load.is_away, load.in_review + load.waiting, load.person.id))


def to_share_out(
    session: Session, actor: Actor, *, after: Key | None = None, backwards: bool = False, rows: int
) -> Sequence[Application]:
    """Up to `rows` cases under review after a key (`sharing_key`), those without a reviewer first, then the next due;
    or read from there against the order. Raises ValueError for a key of another list."""
    order = (_IS_GIVEN, _DUE, Application.id)
    query = (
        select(Application)
        .where(visible_to(actor), Application.state == "in_review")
        .options(joinedload(Application.organisation), joinedload(Application.reviewer))
        .order_by(*(part.desc() if backwards else part.asc() for part in order))
    )
    if after is not None:
        is_given, due, case_id = after
        here, there = (
            tuple_(*order),
            tuple_(literal(int(is_given)), literal(date.fromisoformat(due)), literal(id_in(case_id))),
        )
        query = query.where(here < there if backwards else here > there)
    return session.scalars(query.limit(rows)).all()


def sharing_key(case: Application) -> Key:
    """Where a case stands among those to be shared out."""
    return int(case.reviewer_id is not None), (case.due_on or date.max).isoformat(), case.id
