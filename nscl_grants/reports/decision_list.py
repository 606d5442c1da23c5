"""Decisions that have their number: the list, searched by number or organisation, in pages that a key opens."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, literal, select, tuple_, union
from sqlalchemy.orm import Session

from nscl_grants.db.applications import Application
from nscl_grants.db.cases import visible_to
from nscl_grants.db.chunks import CHUNK
from nscl_grants.db.decisions import Decision, DecisionRow
from nscl_grants.db.keys import id_in
from nscl_grants.db.organisation_search import named
from nscl_grants.db.word_search import begins
from nscl_grants.domain.actor import Actor
from nscl_grants.reports.decisions import WHOLE

PAGE_ROWS = 50
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class WantedDecisions:
    """What the list was asked for; empty fields do not filter."""

    search: str = ""
    """The beginning of a number, or words of the name of an organisation."""
    kind: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class ListedDecision:
    """A decision as one reader may see it: whole in its sums, with the names of the cases that they may see."""

    decision: Decision
    names: Sequence[str]
    """Of the organisations, in the order of the annex; those of hidden cases are left out."""


def decisions_wanted(
    session: Session,
    actor: Actor,
    wanted: WantedDecisions,
    *,
    after: Key | None = None,
    backwards: bool = False,
    rows: int = PAGE_ROWS + 1,
) -> Sequence[ListedDecision]:
    """Up to `rows` of them, the last issued first, after a key (`key_of`), or read from there against the order.

    A decision of whose cases the actor may see none is not listed.
    """
    day, id_ = Decision.issued_on, Decision.id
    query = _query(actor, wanted).order_by(*((day, id_) if backwards else (day.desc(), id_.desc())))
    if after is not None:
        here, there = tuple_(day, id_), tuple_(literal(date.fromisoformat(after[0])), literal(id_in(after[1])))
        query = query.where(here > there if backwards else here < there)
    return listed(session, actor, session.scalars(query.options(WHOLE).limit(rows)).all())


def all_decisions(session: Session, actor: Actor, wanted: WantedDecisions) -> Iterator[ListedDecision]:
    """All of them in their order, read a few hundred at a time."""
    after: Key | None = None
    while found := decisions_wanted(session, actor, wanted, after=after, rows=CHUNK):
        yield from found
        after = key_of(found[-1])
        session.expunge_all()


def listed(session: Session, actor: Actor, decisions: Sequence[Decision]) -> Sequence[ListedDecision]:
    """The decisions with what the actor may see of them, in the same order; one that holds nothing is left out."""
    seen = session.execute(
        select(DecisionRow.decision_id, DecisionRow.n)
        .join(Application, Application.id == DecisionRow.application_id)
        .where(DecisionRow.decision_id.in_([one.id for one in decisions]), visible_to(actor))
    )
    shown = {(row.decision_id, row.n) for row in seen}
    found = [
        ListedDecision(one, [row.application.organisation.name for row in one.rows if (one.id, row.n) in shown])
        for one in decisions
    ]
    return [one for one in found if one.names]


def key_of(listed: ListedDecision) -> Key:
    """Where a decision stands in the order of the list."""
    decision = listed.decision
    assert decision.issued_on is not None, "the list holds only what is issued"
    return decision.issued_on.isoformat(), decision.id


def _query(actor: Actor, wanted: WantedDecisions) -> Select[Decision]:
    own = (
        select(DecisionRow.n)
        .join(Application, Application.id == DecisionRow.application_id)
        .where(DecisionRow.decision_id == Decision.id, visible_to(actor))
        .exists()
    )
    query = select(Decision).where(Decision.issued_on.is_not(None), own)
    if wanted.search:
        query = query.where(Decision.id.in_(_ids_meant(wanted.search)))
    if wanted.kind:
        query = query.where(Decision.kind == wanted.kind)
    return query if wanted.year is None else query.where(Decision.year == wanted.year)


def _ids_meant(search: str) -> Select[int]:
    """Two questions, each answered by its own index."""
    by_number = select(Decision.id).where(begins(Decision.number, search.strip().upper()))
    by_name = (
        select(DecisionRow.decision_id)
        .join(Application, Application.id == DecisionRow.application_id)
        .where(named(Application.organisation_id, search))
    )
    return select(union(by_number, by_name).subquery().c.id)
