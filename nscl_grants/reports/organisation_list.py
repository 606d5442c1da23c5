"""Organisations that have filed, each with the sums of its cases: the list, in pages that a key opens.

Only cases that the reader may see count, and an organisation without one is not listed.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Select, and_, func, literal, select, tuple_
from sqlalchemy.orm import Session

from nscl_grants.db.applications import Application
from nscl_grants.db.cases import visible_to
from nscl_grants.db.chunks import CHUNK
from nscl_grants.db.keys import dong_in, id_in
from nscl_grants.db.ledger_tables import LedgerAccount
from nscl_grants.db.organisation_search import named
from nscl_grants.db.organisations import Organisation
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.ledger.accounts import Place, Unit
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
    query = _by_paid(actor, after, backwards) if wanted.order == "paid" else _by_name(after, backwards)
    found = session.scalars(_narrowed(query, actor, wanted).limit(rows)).all()
    ids = [one.id for one in found]
    counts, money = _counts(session, actor, ids), _money(session, actor, ids)
    return [
        ListedOrganisation(
            one,
            counts[one.id][0],
            counts[one.id][1],
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
    one = select(Application.id).where(Application.organisation_id == Organisation.id, _counts_for(actor)).limit(1)
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


def _by_paid(actor: Actor, after: Key | None, backwards: bool) -> Select[Organisation]:
    sums = (
        select(Application.organisation_id, func.sum(LedgerAccount.balance).label("dong"))
        .join(LedgerAccount, LedgerAccount.case_reference == Application.reference)
        .where(LedgerAccount.unit == Unit.VND, LedgerAccount.place.in_(_GIVEN), _counts_for(actor))
        .group_by(Application.organisation_id)
        .subquery()
    )
    less, id_ = -func.coalesce(sums.c.dong, 0), Organisation.id
    query = select(Organisation).outerjoin(sums, sums.c.organisation_id == id_)
    query = query.order_by(*((less.desc(), id_.desc()) if backwards else (less, id_)))
    if after is None:
        return query
    here, there = tuple_(less, id_), tuple_(literal(-dong_in(after[0]), BigInteger), literal(id_in(after[1])))
    return query.where(here < there if backwards else here > there)


def _counts_for(actor: Actor) -> Any:
    return and_(Application.filed_at.is_not(None), visible_to(actor))


def _counts(session: Session, actor: Actor, ids: Collection[int]) -> Mapping[int, tuple[int, Money]]:
    counted = session.execute(
        select(Application.organisation_id, func.count(), func.sum(Application.approved))
        .where(Application.organisation_id.in_(ids), _counts_for(actor))
        .group_by(Application.organisation_id)
    )
    return {organisation: (number, approved or ZERO) for organisation, number, approved in counted}


def _money(session: Session, actor: Actor, ids: Collection[int]) -> Mapping[int, Mapping[Place, int]]:
    table = LedgerAccount
    found: dict[int, dict[Place, int]] = defaultdict(lambda: defaultdict(int))
    for organisation, place, amount in session.execute(
        select(Application.organisation_id, table.place, func.sum(table.balance))
        .join(table, table.case_reference == Application.reference)
        .where(table.unit == Unit.VND, table.place.in_(_COUNTED), Application.organisation_id.in_(ids))
        .where(_counts_for(actor))
        .group_by(Application.organisation_id, table.place)
    ):
        found[organisation][Place(place)] += int(amount)
    return found
