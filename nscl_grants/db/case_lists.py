"""Lists of cases: filtered by what the address says, in pages that a key opens, never by counting."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session, joinedload

from nscl_grants.db.applications import Application
from nscl_grants.db.cases import visible_to
from nscl_grants.db.organisations import Organisation
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.vietnamese import fold

PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list was asked for; empty fields do not filter."""

    search: str = ""
    states: tuple[str, ...] = ()
    procedure: str = ""
    line: str = ""
    before: int | None = None
    """The id that the page begins before; newest cases come first."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of cases, and the key of the next page, or None at the end."""

    cases: Sequence[Application]
    next_before: int | None


def cases_wanted(session: Session, actor: Actor, wanted: Wanted, rows: int = PAGE_ROWS) -> Page:
    """The cases that the actor may see and asked for, the newest first."""
    found = session.scalars(_query(actor, wanted).limit(rows + 1)).all()
    page = found[:rows]
    return Page(page, page[-1].id if len(found) > rows else None)


def cases_of_organisations(session: Session, actor: Actor) -> Sequence[Application]:
    """All cases of the organisations that the actor may act for, the newest first."""
    return session.scalars(
        select(Application)
        .where(Application.organisation_id.in_(actor.organisations), visible_to(actor))
        .options(joinedload(Application.organisation))
        .order_by(Application.id.desc())
    ).all()


def _query(actor: Actor, wanted: Wanted) -> Select[Application]:
    query = (
        select(Application)
        .join(Application.organisation)
        .where(visible_to(actor))
        .options(joinedload(Application.organisation), joinedload(Application.reviewer))
        .order_by(Application.id.desc())
    )
    if wanted.states:
        query = query.where(Application.state.in_(wanted.states))
    if wanted.procedure:
        query = query.where(Application.procedure == wanted.procedure)
    if wanted.line:
        query = query.where(Application.line == wanted.line)
    if wanted.search:
        query = query.where(_matches(wanted.search))
    if wanted.before is not None:
        query = query.where(Application.id < wanted.before)
    return query


def _matches(search: str) -> ColumnElement[bool]:
    """A code or tax code from its beginning, or a name anywhere, without regard to marks and case."""
    text = search.strip()
    return or_(
        Application.code.startswith(text.upper(), autoescape=True),
        Organisation.tax_code.startswith(text, autoescape=True),
        Organisation.folded_name.contains(fold(text), autoescape=True),
    )
