"""The budget board: every line and year of the plan by where its money stands, from one reading of the ledger.

The figures are the balances of one moment; the number of the posting that they rest on comes with them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from nscl_grants.db import ledger
from nscl_grants.db.applications import Application
from nscl_grants.db.cases import visible_to
from nscl_grants.db.ledger import BoardRow
from nscl_grants.db.ledger_tables import LedgerHead, LedgerPosting
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.ledger.accounts import CASE_STATES, OPEN_STATES, STATES, Place
from nscl_grants.domain.money import ZERO, Money, total

FROM_PAID_TO_FREE = (
    Place.PAID,
    Place.ADVANCED,
    Place.IN_TRANSIT,
    Place.RESERVED,
    Place.DUE,
    Place.COMMITTED,
    Place.HELD,
    Place.FREE,
    Place.TO_RECOVER,
    Place.RECOVERED,
    Place.WRITTEN_OFF,
    Place.LAPSED,
    Place.CARRIED_OUT,
)
"""The states in the order of the bars and tables: what is gone, what is promised, what is left, what came back."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One line in one year, or several of them together."""

    states: Mapping[Place, Money] = field(default_factory=dict)
    allotted: Money = ZERO
    """Freshly allotted, reallocations included."""
    estimate: Money = ZERO
    """What the plan still has for it and nobody allotted."""
    slots: Mapping[Place, int] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[BoardRow]) -> "Cell":
        """The rows of the ledger's board, added up."""
        listed = tuple(rows)
        return cls(
            {place: total([row.states[place] for row in listed]) for place in (*STATES, Place.CARRIED_IN)},
            total([row.allotted for row in listed]),
            total([row.estimate for row in listed]),
            {place: sum(row.slots.get(place, 0) for row in listed) for place in Place},
        )

    def money(self, place: Place) -> Money:
        """What stands in that state."""
        return self.states.get(place, ZERO)

    @property
    def free(self) -> Money:
        """What nothing was promised of."""
        return self.money(Place.FREE)

    @property
    def given(self) -> Money:
        """All that the year got: freshly allotted and carried in."""
        return self.allotted + self.money(Place.CARRIED_IN)

    @property
    def planned(self) -> Money:
        """The plan's figure: allotted or still to be."""
        return self.allotted + self.estimate

    @property
    def total(self) -> Money:
        """The sum of all states; always what the year got."""
        return total([self.money(place) for place in STATES])

    @property
    def agrees(self) -> bool:
        """Whether the states add up to what the year got."""
        return self.total == self.given

    @property
    def unfinished(self) -> Money:
        """What keeps a year from closing: held, approved, due or on its way."""
        return total([self.money(place) for place in OPEN_STATES[1:]])

    @property
    def parts(self) -> Sequence[tuple[str, Money]]:
        """The states of the bar, from paid to free."""
        return [(str(place), self.money(place)) for place in FROM_PAID_TO_FREE]


@dataclass(frozen=True, slots=True)
class Board:
    """All lines and years of one moment."""

    rows: Mapping[tuple[str, int], BoardRow]
    seq: int
    """The last posting that the figures rest on; 0 before the first."""
    recorded_at: datetime | None

    def cell(self, line: str, year: int) -> Cell:
        """One line in one year; nothing where nothing was ever booked."""
        return self.together((line,), (year,))

    def together(self, lines: Iterable[str], years: Iterable[int]) -> Cell:
        """Several lines and years in one."""
        chosen = set(years)
        return Cell.of(self.rows[line, year] for line in lines for year in chosen if (line, year) in self.rows)


@dataclass(frozen=True, slots=True)
class Behind:
    """A case, or a voucher of another line, that has money in a state."""

    reference: str
    amount: Money
    application: Application | None


def board(session: Session, *, as_of: int | None = None) -> Board:
    """The whole board: its figures are one query of the ledger, of the same moment as the posting's number.

    `as_of` is the number of an earlier posting; the board is then as it was right after that one.
    """
    if as_of is None:
        last = session.execute(
            select(LedgerHead.seq, LedgerPosting.recorded_at)
            .select_from(LedgerHead)
            .outerjoin(LedgerPosting, LedgerPosting.seq == LedgerHead.seq)
        ).one()
        seq, recorded_at = last.seq, last.recorded_at
    else:
        seq = as_of
        recorded_at = session.scalar(select(LedgerPosting.recorded_at).where(LedgerPosting.seq == as_of))
    return Board({(row.line, row.year): row for row in ledger.board(session, as_of=as_of)}, seq, recorded_at)


def cases_by_state(session: Session, line: str, year: int, *, as_of: int | None = None) -> Mapping[Place, int]:
    """How many cases (or vouchers) have money in each state of a line and year."""
    found = ledger.cases_with(session, line, year, as_of=as_of)
    return {place: len(cases) for place, cases in found.items() if place in CASE_STATES}


def cases_behind(
    session: Session, actor: Actor, line: str, year: int, place: Place, *, as_of: int | None = None
) -> Sequence[Behind]:
    """Whose money stands in a state of a line and year, the largest amount first.

    A case that the actor may not see keeps its amount, so that the list adds up, and gives no name.
    """
    amounts = ledger.cases_with(session, line, year, as_of=as_of).get(place, {})
    cases = _visible(session, actor, list(amounts))
    found = sorted(amounts.items(), key=lambda one: (-one[1].dong, one[0]))
    return [Behind(reference, amount, cases.get(reference)) for reference, amount in found]


def _visible(session: Session, actor: Actor, references: Sequence[str]) -> Mapping[str, Application]:
    cases = session.scalars(
        select(Application)
        .where(Application.reference.in_(references), visible_to(actor))
        .options(joinedload(Application.organisation))
    )
    return {case.reference: case for case in cases}
