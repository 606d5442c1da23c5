"""The waiting list of each budget line: who waits, in which place, and what the line has left."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from nscl_grants.db import ledger
from nscl_grants.db.applications import Application
from nscl_grants.db.cases import visible_to
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.money import ZERO, Money


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case on the list; its place counts every case before it, also those that the reader may not see."""

    place: int
    case: Application


@dataclass(frozen=True, slots=True)
class Queue:
    """The list of one budget line."""

    line: str
    free: Money
    awaiting_funds: int
    """Approved cases of a closed year, which come before all of these."""
    rows: tuple[Waiting, ...]

    @property
    def wanted(self) -> Money:
        """What all the shown cases would need."""
        return Money(sum(row.case.recommended.dong for row in self.rows if row.case.recommended))


def queues(session: Session, actor: Actor, lines: tuple[str, ...], year: int) -> tuple[Queue, ...]:
    """One list for each line, the longest-waiting first."""
    waiting = _waiting(session, actor)
    awaiting = _awaiting_funds(session)
    return tuple(
        Queue(
            line,
            ledger.line_money(session, line, year).get("free", ZERO),
            awaiting.get(line, 0),
            tuple(row for row in waiting if row.case.line == line),
        )
        for line in lines
    )


def _waiting(session: Session, actor: Actor) -> list[Waiting]:
    place = func.row_number().over(partition_by=Application.line, order_by=(Application.queued_at, Application.id))
    placed = select(Application.id, place.label("place")).where(Application.state == "waitlisted").subquery()
    rows = session.execute(
        select(placed.c.place, Application)
        .join(placed, placed.c.id == Application.id)
        .where(visible_to(actor), Application.state == "waitlisted")
        .options(joinedload(Application.organisation), joinedload(Application.reviewer))
        .order_by(Application.line, placed.c.place)
    )
    return [Waiting(place, case) for place, case in rows]


def _awaiting_funds(session: Session) -> Mapping[str, int]:
    counted = session.execute(
        select(Application.line, func.count(Application.id))
        .where(Application.state == "awaiting_funds")
        .group_by(Application.line)
    )
    return dict(counted.all())
