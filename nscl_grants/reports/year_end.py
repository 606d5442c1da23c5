"""What keeps a budget year from closing: whose money is still under way, and whose turn it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from nscl_grants.db import ledger
from nscl_grants.db.applications import Application
from nscl_grants.db.ledger_tables import LedgerAccount
from nscl_grants.db.payments import Payment
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import SYSTEM_ROLE
from nscl_grants.domain.ledger.accounts import OPEN_STATES, Place, Unit
from nscl_grants.domain.money import Money
from nscl_grants.reports.board import Cell

_TURN_OF_PLACE: Mapping[Place, tuple[str, ...]] = {
    Place.HELD: ("approver",),
    Place.COMMITTED: ("chief_accountant",),
    Place.DUE: ("finance",),
    Place.RESERVED: ("chief_accountant", "account_holder", "finance"),
    Place.IN_TRANSIT: ("finance",),
}


@dataclass(frozen=True, slots=True)
class UnderWay:
    """Money of one case that is neither free nor gone."""

    place: Place
    amount: Money
    reference: str
    application: Application | None
    payments: tuple[Payment, ...]
    roles: tuple[str, ...]
    """Whose turn it is."""


@dataclass(frozen=True, slots=True)
class YearEnd:
    """One year on its way to being closed."""

    year: int
    is_over: bool
    is_open: bool
    earlier_open: tuple[int, ...]
    lines: Mapping[str, Cell]
    together: Cell
    under_way: Sequence[UnderWay]

    @property
    def can_close(self) -> bool:
        """Whether nothing stands in the way but the act itself."""
        return self.is_over and self.is_open and not self.earlier_open and not self.under_way

    def of(self, *places: Place) -> Sequence[UnderWay]:
        """What stands in these states."""
        return [one for one in self.under_way if one.place in places]


def year_end(session: Session, year: int, today: date) -> YearEnd:
    """The year as it stands now, in a fixed number of queries."""
    years = ledger.years(session)
    rows = [row for row in ledger.board(session) if row.year == year]
    return YearEnd(
        year=year,
        is_over=today.year > year,
        is_open=year in years.open,
        earlier_open=tuple(other for other in years.open if other < year),
        lines={row.line: Cell.of((row,)) for row in rows},
        together=Cell.of(rows),
        under_way=_under_way(session, year, today),
    )


def _under_way(session: Session, year: int, today: date) -> Sequence[UnderWay]:
    table = LedgerAccount
    found = session.execute(
        select(table.place, table.case_reference, table.balance)
        .where(table.unit == Unit.VND, table.year == year, table.place.in_(OPEN_STATES[1:]), table.balance > 0)
        .order_by(table.case_reference)
    ).all()
    references = {row.case_reference for row in found}
    cases, payments = _cases(session, references), _payments(session, references, year)
    rows = [
        _row(session, Place(place), reference, Money(balance), cases.get(reference), payments.get(reference, ()), today)
        for place, reference, balance in found
    ]
    return sorted(rows, key=lambda row: (OPEN_STATES.index(row.place), row.reference))


def _row(
    session: Session,
    place: Place,
    reference: str,
    amount: Money,
    application: Application | None,
    payments: Sequence[Payment],
    today: date,
) -> UnderWay:
    on_the_way = tuple(payment for payment in payments if place in (Place.RESERVED, Place.IN_TRANSIT))
    life = house_of(session).workflow("payment")
    turns = {
        role
        for payment in on_the_way
        for row in life.leading_from(payment.state)
        if row.tone == "primary"
        for role in row.by
    }
    if place == Place.HELD and application and application.hold_until and application.hold_until < today:
        turns = {SYSTEM_ROLE}  # The worker takes overdue holds back to the queue.
    return UnderWay(place, amount, reference, application, on_the_way, tuple(sorted(turns)) or _TURN_OF_PLACE[place])


def _cases(session: Session, references: set[str]) -> Mapping[str, Application]:
    cases = session.scalars(
        select(Application).where(Application.reference.in_(references)).options(joinedload(Application.organisation))
    )
    return {case.reference: case for case in cases}


def _payments(session: Session, references: set[str], year: int) -> Mapping[str, Sequence[Payment]]:
    found: dict[str, list[Payment]] = {}
    for payment in session.scalars(
        select(Payment)
        .join(Application, Application.id == Payment.application_id)
        .where(
            Application.reference.in_(references),
            Payment.budget_year == year,
            Payment.state.in_(("prepared", "checked", "authorised", "sent")),
        )
        .options(joinedload(Payment.application))
        .order_by(Payment.id)
    ):
        found.setdefault(payment.application.reference, []).append(payment)
    return found
