"""Organisations that have filed, each with the sums of its cases: the list, in pages that a key opens.

Only cases that the reader may see count, and an organisation without one is not listed.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Select, and_, func, literal, select, tuple_
from sqlalchemy import case as either
from sqlalchemy.orm import Session

from nscl_grants.db.applications import Application
from nscl_grants.db.as_of import Then, balances, case_states, sums
from nscl_grants.db.cases import visible_to
from nscl_grants.db.chunks import CHUNK
from nscl_grants.db.keys import dong_in, id_in
from nscl_grants.db.ledger_tables import ACCOUNTS
from nscl_grants.db.organisation_search import named
from nscl_grants.db.organisations import Organisation
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.ledger.accounts import CASE_STATES, Place, Unit
from nscl_grants.domain.money import ZERO, Money

PAGE_ROWS = 50
ORDERS = ("name", "paid")
Key = tuple[Any, ...]
_GIVEN = (Place.PAID, Place.ADVANCED)
_COUNTED = (*_GIVEN, Place.TO_RECOVER)


@dataclass(frozen=True, slots=True)
class WantedOrganisations:
    """What the list was asked for; empty fields do not filter."""

    search: str = ""
    commune: str = ""
    kind: str = ""
    order: str = "name"
    """name, or paid: what was paid most first."""
    then: Then | None = None
    """The moment of the sums; None for now. Who had filed nothing by then is not listed."""


@dataclass(frozen=True, slots=True)
class ListedOrganisation:
    """An organisation in the list, with its sums."""

    organisation: Organisation
    cases: int
    approved: Money
    paid: Money
    """Advances count."""
    to_recover: Money


def organisations_listed(
    session: Session,
    actor: Actor,
    wanted: WantedOrganisations,
    *,
    after: Key | None = None,
    backwards: bool = False,
    rows: int = PAGE_ROWS + 1,
) -> Sequence[ListedOrganisation]:
    """Up to `rows` of them after a key (`key_of`), or read from there against the order; in three questions."""
    query = _by_paid(actor, wanted.then, after, backwards) if wanted.order == "paid" else _by_name(after, backwards)
    found = session.scalars(_narrowed(query, actor, wanted).limit(rows)).all()
    ids = [one.id for one in found]
    counts, money = _counts(session, actor, ids, wanted.then), _money(session, actor, ids, wanted.then)
    return [
        ListedOrganisation(
            one,
            counts[one.id][0],
            _approved(counts[one.id][1], money[one.id], wanted.then),
            Money(sum(money[one.id][place] for place in _GIVEN)),
            Money(money[one.id][Place.TO_RECOVER]),
        )
        for one in found
    ]


def all_organisations(session: Session, actor: Actor, wanted: WantedOrganisations) -> Iterator[ListedOrganisation]:
    """All of them in their order, read a few hundred at a time."""
    after: Key | None = None
    while found := organisations_listed(session, actor, wanted, after=after, rows=CHUNK):
        yield from found
        after = key_of(wanted, found[-1])
        session.expunge_all()


def key_of(wanted: WantedOrganisations, listed: ListedOrganisation) -> Key:
    """Where an organisation stands in the order of the list."""
    first = listed.paid.dong if wanted.order == "paid" else listed.organisation.folded_name
    return first, listed.organisation.id


def _narrowed(query: Select[Organisation], actor: Actor, wanted: WantedOrganisations) -> Select[Organisation]:
    # One case found by index is enough; as EXISTS, PostgreSQL would read all cases to join them.
    one = (
        select(Application.id)
        .where(Application.organisation_id == Organisation.id, _counts_for(actor, wanted.then))
        .limit(1)
    )
    query = query.where(one.scalar_subquery().is_not(None))
    if wanted.search:
        query = query.where(named(Organisation.id, wanted.search))
    if wanted.commune:
        query = query.where(Organisation.commune == wanted.commune)
    return query.where(Organisation.kind == wanted.kind) if wanted.kind else query


def _by_name(after: Key | None, backwards: bool) -> Select[Organisation]:
    name, id_ = Organisation.folded_name, Organisation.id
    query = select(Organisation).order_by(*((name.desc(), id_.desc()) if backwards else (name, id_)))
    if after is None:
        return query
    here, there = tuple_(name, id_), tuple_(literal(str(after[0])), literal(id_in(after[1])))
    return query.where(here < there if backwards else here > there)


def _by_paid(actor: Actor, then: Then | None, after: Key | None, backwards: bool) -> Select[Organisation]:
    given = _of_cases(actor, then, _GIVEN)
    paid = sums([Application.organisation_id], given, then).subquery()
    less, id_ = -func.coalesce(paid.c.dong, 0), Organisation.id
    query = select(Organisation).outerjoin(paid, paid.c.organisation_id == id_)
    query = query.order_by(*((less.desc(), id_.desc()) if backwards else (less, id_)))
    if after is None:
        return query
    here, there = tuple_(less, id_), tuple_(literal(-dong_in(after[0]), BigInteger), literal(id_in(after[1])))
    return query.where(here < there if backwards else here > there)


def _counts_for(actor: Actor, then: Then | None) -> Any:
    filed = Application.filed_at.is_not(None) if then is None else Application.filed_at <= then.at
    return and_(filed, visible_to(actor))


def _of_cases(actor: Actor, then: Then | None, places: Sequence[Place]) -> list[Any]:
    table = ACCOUNTS.c
    mine = table.case_reference == Application.reference
    return [mine, table.unit == Unit.VND, table.place.in_(places), _counts_for(actor, then)]


def _counts(session: Session, actor: Actor, ids: Collection[int], then: Then | None) -> Mapping[int, tuple[int, Money]]:
    """How many cases, and what was approved of them."""
    table = Application
    query = (
        select(table.organisation_id, func.count(), func.sum(table.approved)) if then is None else _waiting_then(then)
    )
    counted = session.execute(
        query.where(table.organisation_id.in_(ids), _counts_for(actor, then)).group_by(table.organisation_id)
    )
    return {organisation: (number, approved or ZERO) for organisation, number, approved in counted}


def _waiting_then(then: Then) -> Select[int, int, Any]:
    """The cases of that moment, and what was approved of those that waited for funds: the books had none of it."""
    was, table = case_states(then), Application
    waited = either((was.c.state == "awaiting_funds", table.approved), else_=None)
    return select(table.organisation_id, func.count(), func.sum(waited)).join(was, was.c.id == table.id)


def _money(
    session: Session, actor: Actor, ids: Collection[int], then: Then | None
) -> Mapping[int, Mapping[Place, int]]:
    found: dict[int, dict[Place, int]] = defaultdict(lambda: defaultdict(int))
    places = _COUNTED if then is None else CASE_STATES
    where = [*_of_cases(actor, then, places), Application.organisation_id.in_(ids)]
    for organisation, place, dong in balances(session, [Application.organisation_id, ACCOUNTS.c.place], where, then):
        found[organisation][Place(place)] += dong
    return found


def _approved(counted: Money, money: Mapping[Place, int], then: Then | None) -> Money:
    """What was approved: then, what the books had of it, and what waited for funds."""
    if then is None:
        return counted
    return counted + Money(sum(dong for place, dong in money.items() if place != Place.HELD))
