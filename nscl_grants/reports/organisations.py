"""One organisation through all procedures and years: what it was awarded and paid, has left, and bore itself.

Only cases that the reader may see are listed and summed.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from nscl_grants.db.applications import Application
from nscl_grants.db.cases import visible_to
from nscl_grants.db.ledger_tables import LedgerAccount
from nscl_grants.db.organisations import Organisation
from nscl_grants.db.payments import Payment
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.ledger.accounts import Place, Unit
from nscl_grants.domain.money import ZERO, Money, total

_MOVING = (Place.DUE, Place.RESERVED, Place.IN_TRANSIT)


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case of the organisation: its costs by who bears them, and where the support stands."""

    case: Application
    states: Mapping[Place, Money]

    @property
    def costs(self) -> Money:
        """What the organisation says it paid, VAT included."""
        rows = self.case.answers.get("costs") or ()
        return Money(sum(int(row.get("amount") or 0) + int(row.get("vat") or 0) for row in rows))

    @property
    def approved(self) -> Money:
        """What was approved; nothing before a decision."""
        return self.case.approved or ZERO

    @property
    def other_sources(self) -> Money:
        """Support from elsewhere, as declared."""
        return (
            Money(int(self.case.answers.get("other_amount") or 0)) if self.case.answers.get("other_support") else ZERO
        )

    @property
    def own_share(self) -> Money:
        """What is left to the organisation itself."""
        return max(self.costs - self.approved - self.other_sources, ZERO)

    @property
    def moving(self) -> Money:
        """Due or on its way."""
        return total([self.money(place) for place in _MOVING])

    def money(self, place: Place) -> Money:
        """What stands in that state."""
        return self.states.get(place, ZERO)


@dataclass(frozen=True, slots=True)
class Right:
    """What a family of norms gives the organisation for one item, and what it has drawn of that."""

    family: str
    item: str
    limit: Money
    used: Money

    @property
    def left(self) -> Money:
        """What may still be drawn."""
        return max(self.limit - self.used, ZERO)


@dataclass(frozen=True, slots=True)
class OrganisationAccount:
    """The statement of one organisation."""

    organisation: Organisation
    lines: Sequence[CaseLine]
    rights: Sequence[Right]
    payments: Sequence[Payment]
    sums: Mapping[str, Money] = field(default_factory=dict)


def organisation_account(session: Session, actor: Actor, organisation: Organisation) -> OrganisationAccount:
    """The whole statement, in a fixed number of queries; cases by the day they were filed."""
    cases = session.scalars(
        select(Application)
        .where(Application.organisation_id == organisation.id, Application.filed_at.is_not(None), visible_to(actor))
        .order_by(Application.filed_at, Application.id)
    ).all()
    states = _states(session, [case.reference for case in cases])
    lines = [CaseLine(case, states.get(case.reference, {})) for case in cases]
    return OrganisationAccount(
        organisation=organisation,
        lines=lines,
        rights=_rights(session, organisation),
        payments=_payments(session, [case.id for case in cases]),
        sums=_sums(lines),
    )


def _states(session: Session, references: Collection[str]) -> Mapping[str, Mapping[Place, Money]]:
    table = LedgerAccount
    found: dict[str, dict[Place, Money]] = defaultdict(dict)
    for reference, place, amount in session.execute(
        select(table.case_reference, table.place, func.sum(table.balance))
        .where(table.unit == Unit.VND, table.case_reference.in_(references))
        .group_by(table.case_reference, table.place)
    ):
        found[reference][Place(place)] = Money(int(amount))
    return found


def _rights(session: Session, organisation: Organisation) -> Sequence[Right]:
    table = LedgerAccount
    rows = session.scalars(
        select(table)
        .where(table.unit == Unit.ENTITLEMENT, table.place == Place.QUOTA, table.holder == organisation.tax_code)
        .order_by(table.family, table.item)
    )
    return [Right(row.family, row.item, Money(-row.floor), Money(-row.balance)) for row in rows]


def _payments(session: Session, cases: Sequence[int]) -> Sequence[Payment]:
    return session.scalars(
        select(Payment)
        .where(Payment.application_id.in_(cases), Payment.state.in_(("sent", "paid", "returned")))
        .options(joinedload(Payment.application), joinedload(Payment.bank_account))
        .order_by(Payment.id)
    ).all()


def _sums(lines: Sequence[CaseLine]) -> Mapping[str, Money]:
    return {
        "costs": total([line.costs for line in lines]),
        "requested": total([line.case.requested or ZERO for line in lines]),
        "approved": total([line.approved for line in lines]),
        "other_sources": total([line.other_sources for line in lines]),
        "own_share": total([line.own_share for line in lines]),
        "committed": total([line.money(Place.COMMITTED) for line in lines]),
        "moving": total([line.moving for line in lines]),
        "paid": total([line.money(Place.PAID) + line.money(Place.ADVANCED) for line in lines]),
        "to_recover": total([line.money(Place.TO_RECOVER) for line in lines]),
        "recovered": total([line.money(Place.RECOVERED) for line in lines]),
    }
