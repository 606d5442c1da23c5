"""Whose hands a case is in: the duties people hold in it, and who has a conflict of interest."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, bindparam, func, select, true
from sqlalchemy.orm import Session, joinedload

from nscl_grants.db.applications import Application, Conflict, Duty
from nscl_grants.db.interests import tied_people
from nscl_grants.db.messages import Message
from nscl_grants.db.remembered import remembered


@dataclass(frozen=True, slots=True)
class Hands:
    """The duties in the order they were taken on, the people who must stay away, and how much was said.

    `conflicted` are those who declared it, and those whom the system found tied to the organisation.
    """

    duties: Sequence[Duty]
    conflicted: frozenset[int]
    messages: int
    """Messages and notes together."""


@remembered
def hands_of(session: Session, application_id: int, organisation_id: int) -> Hands:
    """The hands of one case of that organisation; all lists are short, so one query reads them side by side."""
    rows = session.execute(_question(), {"case": application_id, "organisation": organisation_id}).all()
    duties = dict.fromkeys(duty for duty, *_ in rows if duty is not None)
    away = frozenset(person for _, *people, _ in rows for person in people if person is not None)
    return Hands(tuple(duties), away, next((count for *_, count in rows), 0))


@cache
def _question() -> Select[Any]:
    """Put together once: every step of every case asks it, and to build it costs more than to ask it."""
    case = bindparam("case", type_=Integer)
    tied = tied_people(bindparam("organisation", type_=Integer)).subquery()
    said = select(func.count(Message.id)).where(Message.application_id == case)
    return (
        select(Duty, Conflict.person_id, tied.c[0], said.scalar_subquery())
        .select_from(Application)
        .outerjoin(Duty, Duty.application_id == Application.id)
        .outerjoin(Conflict, Conflict.application_id == Application.id)
        .outerjoin(tied, true())
        .where(Application.id == case)
        .options(joinedload(Duty.person))
        .order_by(Duty.since, Duty.person_id)
    )
