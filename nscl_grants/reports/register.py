"""The public register of supported organisations: who was awarded what, by which issued decision."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, literal, select, tuple_
from sqlalchemy.orm import Session

from nscl_grants.db.applications import Application
from nscl_grants.db.decisions import Decision, DecisionRow
from nscl_grants.db.keys import id_in
from nscl_grants.db.organisation_search import named
from nscl_grants.db.organisations import Organisation
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.money import Money

PAGE_ROWS = 50
CHUNK_ROWS = 500
SUPPORTED = ("approved", "awaiting_funds", "disbursed", "closed", "recovering", "recovered")
"""Where an award stands that was not taken back before anything was paid."""
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Award:
    """One award, with nothing in it that is not public."""

    organisation: str
    tax_code: str
    commune: str
    procedure: str
    item: str
    number: str
    issued_on: date
    amount: Money
    state: str
    decision_id: int
    n: int
    filed_on: date
    """By it the item is read: an award for the edition of 2015 stays one when the next edition comes."""

    @property
    def key(self) -> Key:
        """Its place in the register."""
        return self.issued_on.isoformat(), self.decision_id, self.n


def awards(
    session: Session,
    *,
    search: str = "",
    year: int | None = None,
    after: Key | None = None,
    backwards: bool = False,
    rows: int = PAGE_ROWS + 1,
) -> list[Award]:
    """Issued awards, the newest first, up to `rows` of them after a key or read from there against the order."""
    columns = (Decision.issued_on, Decision.id, DecisionRow.n)
    query = _query()
    if search:
        query = query.where(named(Application.organisation_id, search))
    if year is not None:
        query = query.where(Decision.issued_on >= date(year, 1, 1), Decision.issued_on < date(year + 1, 1, 1))
    if after is not None:
        here = tuple_(*columns)
        there = tuple_(literal(date.fromisoformat(after[0])), literal(id_in(after[1])), literal(id_in(after[2])))
        query = query.where(here > there if backwards else here < there)
    ordered = [column.asc() if backwards else column.desc() for column in columns]
    return [_award(row) for row in session.execute(query.order_by(*ordered).limit(rows))]


def all_awards(session: Session, *, search: str = "", year: int | None = None) -> Iterator[Award]:
    """All of them in their order, a few hundred at a time."""
    after: Key | None = None
    while found := awards(session, search=search, year=year, after=after, rows=CHUNK_ROWS):
        yield from found
        after = found[-1].key


def _query() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Organisation.name,
            Organisation.tax_code,
            Organisation.commune,
            Application.procedure,
            Application.item,
            Decision.number,
            Decision.issued_on,
            DecisionRow.amount,
            Application.state,
            Decision.id,
            DecisionRow.n,
            Application.filed_at,
        )
        .select_from(Decision)
        .join(DecisionRow, DecisionRow.decision_id == Decision.id)
        .join(Application, Application.id == DecisionRow.application_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .where(Decision.kind == "award", Decision.issued_on.is_not(None), Application.state.in_(SUPPORTED))
    )


def _award(row: Sequence[Any]) -> Award:
    name, tax_code, commune, procedure, item, number, issued_on, amount, state, decision_id, n, filed_at = row
    place = number, issued_on, amount, state, decision_id, n
    return Award(name, tax_code, commune, procedure, item or "", *place, filed_on=legal_date(filed_at))
