"""One organisation through all procedures and years: what it was awarded and paid, has left, and bore itself.

Only cases that the reader may see are listed and summed. A case stands in the year in which it was filed, its money in
the budget year that gives it; so the money of a case that was carried over stands in two years.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session, joinedload

from nscl_grants.db.applications import Application, Move
from nscl_grants.db.as_of import Then, balances, case_states
from nscl_grants.db.cases import visible_to
from nscl_grants.db.ledger_tables import ACCOUNTS, LedgerAccount
from nscl_grants.db.organisations import Organisation
from nscl_grants.db.payments import Payment
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.ledger.accounts import CASE_STATES, Place, Unit
from nscl_grants.domain.money import ZERO, Money, total

_MOVING = (Place.DUE, Place.RESERVED, Place.IN_TRANSIT)
_WAITS_FOR_FUNDS = "awaiting_funds"
_ENDED_WITHOUT = ("rejected", "refused", "stopped", "withdrawn", "cancelled")
SUMMED = ("costs", "requested", "approved", "other_sources", "own_share", "excess")
"""The figures of a case that are added up, beside its states of money."""


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case of the organisation: its costs by who bears them, and where the support stands."""

    case: Application
    state: str
    """As it was at the moment of the statement."""
    years: Mapping[int, Mapping[Place, Money]]
    """By budget year, what stands in each state."""
    then: Then | None = None

    @property
    def filed_year(self) -> int:
        """The year in which the case was filed."""
        assert self.case.filed_at is not None, "the statement lists filed cases"
        return legal_date(self.case.filed_at).year

    @property
    def has_costs(self) -> bool:
        """Whether the questionnaire asks for costs; a prize is not a share of any."""
        return bool(self.case.answers.get("costs"))

    @property
    def costs(self) -> Money:
        """What the organisation says it paid, VAT included."""
        rows = self.case.answers.get("costs") or ()
        return Money(sum(int(row.get("amount") or 0) + int(row.get("vat") or 0) for row in rows))

    @property
    def requested(self) -> Money:
        """What was asked for."""
        return self.case.requested or ZERO

    @property
    def approved(self) -> Money:
        """What was approved, less what was let go since; nothing before a decision."""
        if self.then is None or self.state == _WAITS_FOR_FUNDS:
            return self.case.approved or ZERO
        return total([self.money(place) for place in CASE_STATES if place != Place.HELD])

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
    def excess(self) -> Money:
        """By how much support and other sources exceed the costs; before a decision, by what was requested."""
        if not self.has_costs or self.state in _ENDED_WITHOUT:
            return ZERO
        return max((self.approved or self.requested) + self.other_sources - self.costs, ZERO)

    @property
    def moving(self) -> Money:
        """Due or on its way."""
        return total([self.money(place) for place in _MOVING])

    def money(self, place: Place) -> Money:
        """What stands in that state, all budget years together."""
        return total([states.get(place, ZERO) for states in self.years.values()])

    def money_in(self, year: int, place: Place) -> Money:
        """What stands in that state of one budget year."""
        return self.years.get(year, {}).get(place, ZERO)


@dataclass(frozen=True, slots=True)
class YearPart:
    """The cases that were filed in a year, or that have money of it, and their sums."""

    year: int
    lines: Sequence[CaseLine]

    def sum(self, name: str) -> Money:
        """One of `SUMMED`, all cases of the part together."""
        return total([getattr(line, name) for line in self.lines])

    def money(self, place: Place) -> Money:
        """What the cases have in that state, all budget years together."""
        return total([line.money(place) for line in self.lines])

    def money_in(self, place: Place) -> Money:
        """What the cases have in that state of this budget year."""
        return total([line.money_in(self.year, place) for line in self.lines])


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

    @property
    def whole(self) -> YearPart:
        """All cases of all years."""
        return YearPart(0, self.lines)

    @property
    def by_filing(self) -> Sequence[YearPart]:
        """The cases by the year in which they were filed, the newest year first."""
        years = sorted({line.filed_year for line in self.lines}, reverse=True)
        return [YearPart(year, [line for line in self.lines if line.filed_year == year]) for year in years]

    @property
    def by_budget(self) -> Sequence[YearPart]:
        """The cases that have money of each budget year, the newest year first."""
        years = sorted({year for line in self.lines for year in line.years}, reverse=True)
        return [YearPart(year, [line for line in self.lines if year in line.years]) for year in years]

    @property
    def too_much(self) -> Sequence[CaseLine]:
        """The cases whose support and other sources exceed the costs."""
        return [line for line in self.lines if line.excess]


def organisation_account(
    session: Session, actor: Actor, organisation: Organisation, then: Then | None = None
) -> OrganisationAccount:
    """The whole statement, now or as of an earlier moment, in a fixed number of queries; cases by the day of filing."""
    was = case_states(then)
    query = (
        select(Application, was.c.state)
        .join(was, was.c.id == Application.id)
        .where(Application.organisation_id == organisation.id, Application.filed_at.is_not(None), visible_to(actor))
        .order_by(Application.filed_at, Application.id)
    )
    cases = session.execute(query if then is None else query.where(Application.filed_at <= then.at)).all()
    years = _years(session, [case.reference for case, _state in cases], then)
    return OrganisationAccount(
        organisation=organisation,
        lines=[CaseLine(case, state, years.get(case.reference, {}), then) for case, state in cases],
        rights=_rights(session, organisation, then),
        payments=session.scalars(_payments([case.id for case, _state in cases], then)).all(),
    )


def _years(
    session: Session, references: Collection[str], then: Then | None
) -> Mapping[str, Mapping[int, Mapping[Place, Money]]]:
    table = ACCOUNTS.c
    found: dict[str, dict[int, dict[Place, Money]]] = defaultdict(lambda: defaultdict(dict))
    where = [table.unit == Unit.VND, table.place.in_(CASE_STATES), table.case_reference.in_(references)]
    for reference, year, place, dong in balances(session, [table.case_reference, table.year, table.place], where, then):
        if dong:
            found[reference][year][Place(place)] = Money(dong)
    return found


def _rights(session: Session, organisation: Organisation, then: Then | None) -> Sequence[Right]:
    table = LedgerAccount
    ours = [table.unit == Unit.ENTITLEMENT, table.place == Place.QUOTA, table.holder == organisation.tax_code]
    rows = session.scalars(select(table).where(*ours).order_by(table.family, table.item)).all()
    if then is None:
        drawn = {row.id: row.balance for row in rows}
    else:
        drawn = dict(balances(session, [ACCOUNTS.c.id], ours, then))
    return [
        Right(row.family, row.item, Money(-row.floor), Money(-drawn[row.id]))
        for row in rows
        if then is None or drawn.get(row.id)
    ]


def _payments(cases: Sequence[int], then: Then | None) -> Select[Payment]:
    """What was sent to the treasury by then, with its case and its bank details, in order."""
    query = (
        select(Payment)
        .where(Payment.application_id.in_(cases), Payment.state.in_(("sent", "paid", "returned")))
        .options(joinedload(Payment.application), joinedload(Payment.bank_account))
        .order_by(Payment.id)
    )
    if then is None:
        return query
    sent = exists().where(Move.subject == "payment", Move.subject_id == Payment.id, Move.dest == "sent")
    return query.where(sent.where(Move.at <= then.at))
