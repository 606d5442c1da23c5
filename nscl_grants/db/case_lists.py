"""Lists of cases: filtered by what the address says, in pages that a key opens, never by counting."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, literal, select, tuple_
from sqlalchemy.orm import Session, joinedload

from nscl_grants.db.applications import Application
from nscl_grants.db.base import UtcDateTime
from nscl_grants.db.cases import visible_to
from nscl_grants.db.keys import id_in
from nscl_grants.db.organisation_search import ids_named, named
from nscl_grants.db.word_search import begins
from nscl_grants.domain.actor import Actor

PAGE_ROWS = 50
CHUNK_ROWS = 500
ORDERS = ("newest", "due")
Key = tuple[Any, ...]
_CODE = re.compile(r"[A-Z]\d{2}[\d.]*(-\d*)*")
"""What a mã hồ sơ, or its beginning, looks like."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list was asked for; empty fields do not filter."""

    search: str = ""
    states: tuple[str, ...] = ()
    procedure: str = ""
    line: str = ""
    reviewer_id: int | None = None
    filed_from: datetime | None = None
    filed_until: datetime | None = None
    """Exclusive."""
    due_before: date | None = None
    """Exclusive; cases whose clock stands still are left out."""
    order: str = "newest"


def cases_wanted(
    session: Session,
    actor: Actor,
    wanted: Wanted,
    *,
    after: Key | None = None,
    backwards: bool = False,
    rows: int = PAGE_ROWS + 1,
) -> Sequence[Application]:
    """Filed cases that the actor may see and asked for: the newest first, or the next due.

    Up to `rows` of them after a key (`key_of`), or read from there against the order.
    """
    query = _query(session, actor, wanted).order_by(*_ordered(wanted.order, backwards))
    if after is not None:
        query = query.where(_beyond(wanted.order, after, backwards))
    return session.scalars(query.limit(rows)).all()


def all_wanted(session: Session, actor: Actor, wanted: Wanted) -> Iterator[Application]:
    """All of them in their order, read a few hundred at a time."""
    after: Key | None = None
    while found := cases_wanted(session, actor, wanted, after=after, rows=CHUNK_ROWS):
        yield from found
        after = key_of(wanted, found[-1])
        session.expunge_all()


def key_of(wanted: Wanted, case: Application) -> Key:
    """Where a case stands in the order of the list."""
    first = case.due_on if wanted.order == "due" else case.filed_at
    assert first is not None, "the list holds no case without it"
    return first.isoformat(), case.id


def cases_of_organisations(session: Session, actor: Actor) -> Sequence[Application]:
    """All cases of the organisations that the actor may act for, the newest first."""
    return session.scalars(
        select(Application)
        .where(Application.organisation_id.in_(actor.organisations), visible_to(actor))
        .options(joinedload(Application.organisation))
        .order_by(Application.id.desc())
    ).all()


def _query(session: Session, actor: Actor, wanted: Wanted) -> Select[Application]:
    query = (
        select(Application)
        .where(visible_to(actor), Application.filed_at.is_not(None), *_equal(wanted))
        .options(joinedload(Application.organisation), joinedload(Application.reviewer))
    )
    if wanted.states:
        query = query.where(Application.state.in_(wanted.states))
    if wanted.search:
        query = query.where(_matches(session, wanted.search))
    if wanted.filed_from is not None:
        query = query.where(Application.filed_at >= wanted.filed_from)
    if wanted.filed_until is not None:
        query = query.where(Application.filed_at < wanted.filed_until)
    if wanted.due_before is not None:
        query = query.where(Application.due_on < wanted.due_before, Application.paused_on.is_(None))
    return query.where(Application.due_on.is_not(None)) if wanted.order == "due" else query


def _equal(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    for column, value in (
        (Application.procedure, wanted.procedure),
        (Application.line, wanted.line),
        (Application.reviewer_id, wanted.reviewer_id),
    ):
        if value:
            yield column == value


def _matches(session: Session, search: str) -> ColumnElement[bool]:
    """A code from its beginning, or the organisation by tax code or by the beginnings of words, without marks.

    A few organisations are named one by one, so that their cases come by index; with many, the list is read in its
    order until a page is full.
    """
    text = search.strip().upper()
    if _CODE.fullmatch(text):
        return begins(Application.code, text)
    few = ids_named(session, search)
    return named(Application.organisation_id, search) if few is None else Application.organisation_id.in_(few)


def _ordered(order: str, backwards: bool) -> tuple[Any, ...]:
    first = Application.due_on if order == "due" else Application.filed_at
    rises = (order == "due") != backwards
    return (first.asc(), Application.id.asc()) if rises else (first.desc(), Application.id.desc())


def _beyond(order: str, key: Key, backwards: bool) -> ColumnElement[bool]:
    """What comes after the key in the direction of reading; raises ValueError for a key of another list."""
    text, case_id = key
    if order == "due":
        first, value = Application.due_on, literal(date.fromisoformat(text))
    else:
        first, value = Application.filed_at, literal(datetime.fromisoformat(text), UtcDateTime)
    here, there = tuple_(first, Application.id), tuple_(value, literal(id_in(case_id)))
    return here > there if (order == "due") != backwards else here < there
