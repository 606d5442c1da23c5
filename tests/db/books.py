"""Books for tests: the plan of Bắc Ninh in small, one case, and every step of its money by name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from nscl_grants.db import ledger
from nscl_grants.domain.calendar import ICT, legal_date
from nscl_grants.domain.ledger import awarding, budget, paying
from nscl_grants.domain.ledger.award import Award, CaseBook, Entitlement
from nscl_grants.domain.ledger.budget import PlannedLine
from nscl_grants.domain.ledger.limits import Limit
from nscl_grants.domain.ledger.posting import Entries, Kind, Posting
from nscl_grants.domain.money import Money

MARCH = datetime(2026, 3, 2, 9, 0, tzinfo=ICT)
NEXT_JANUARY = datetime(2027, 1, 11, 9, 0, tzinfo=ICT)
NEXT_MARCH = datetime(2027, 3, 1, 9, 0, tzinfo=ICT)

YEARS = (2026, 2027)
PLAN = (
    PlannedLine("I.1", {year: Money(100_000_000) for year in YEARS}),
    PlannedLine("III.1", {year: Money(2_000_000_000) for year in YEARS}),
    PlannedLine("III.2", {year: Money(250_000_000) for year in YEARS}, dict.fromkeys(YEARS, 5)),
)

FIFTY = Money(50_000_000)


def million(amount: int) -> Money:
    """Triệu đồng."""
    return Money(amount * 1_000_000)


def an_award(
    case: str = "ns-an", *, holder: str = "0100233488", item: str = "ISO 14001", limit: Money = FIFTY
) -> Award:
    """A case on line III.1."""
    return Award(case, "III.1", Entitlement("HTQL-1", holder, item, limit))


def a_product(case: str = "ns-sp", *, holder: str = "0100233488", item: str = "Bún khô") -> Award:
    """A case on line III.2, where products are counted."""
    return Award(case, "III.2", Entitlement("TCSP", holder, item, FIFTY), product=item)


@dataclass
class Books:
    """The ledger of a session on some day; each step posts and gives the posting's id."""

    session: Session
    now: datetime = MARCH
    last: str = field(default="", init=False)

    def post(
        self,
        kind: Kind,
        entries: Entries = (),
        *,
        year: int | None = None,
        case: str = "",
        limits: tuple[Limit, ...] = (),
        id: str | None = None,
        memo: Mapping[str, Any] | None = None,
    ) -> str:
        """Post in this year, or in the year named."""
        posting = self.posting(kind, entries, year=year, case=case, limits=limits, id=id, memo=memo)
        self.last = ledger.post(self.session, posting, recorded_at=self.now).id
        return self.last

    def posting(
        self,
        kind: Kind,
        entries: Entries = (),
        *,
        year: int | None = None,
        case: str = "",
        limits: tuple[Limit, ...] = (),
        id: str | None = None,
        memo: Mapping[str, Any] | None = None,
    ) -> Posting:
        """A posting that was not posted yet."""
        return Posting(
            id=id or uuid4().hex,
            kind=kind,
            person="7",
            budget_year=year or self.now.year,
            effective_on=legal_date(self.now),
            entries=entries,
            case=case,
            limits=limits,
            memo=memo or {},
        )

    def of(self, award: Award) -> CaseBook:
        """Where the money of the case stands."""
        return ledger.case_book(self.session, award.case)

    def allot(self, line: str, amount: Money, products: int = 0, *, year: int = 2026) -> str:
        """Give the line money, and products where it counts them."""
        return self.post(Kind.ALLOT, budget.allot(line, year, amount, products), year=year)

    def hold(self, award: Award, amount: Money) -> str:
        """Set money aside for the case."""
        entries = awarding.hold(award, self.of(award), self.now.year, amount)
        return self.post(Kind.HOLD, entries, case=award.case, limits=award.limits)

    def commit(self, award: Award, amount: Money) -> str:
        """Approve that much of what is held."""
        entries = awarding.commit(award, self.of(award), self.now.year, amount)
        return self.post(Kind.COMMIT, entries, case=award.case)

    def confirm(self, award: Award, amount: Money) -> str:
        """Confirm a claim."""
        return self.post(Kind.CONFIRM, awarding.confirm(award, self.now.year, amount), case=award.case)

    def send(self, award: Award, amount: Money) -> None:
        """Confirm a claim, draw the payment up, and send it to the treasury."""
        self.confirm(award, amount)
        self.post(Kind.PREPARE, paying.prepare(award, self.now.year, amount), case=award.case)
        self.post(Kind.INSTRUCT, paying.instruct(award, self.now.year, amount), case=award.case)

    def pay(self, award: Award, amount: Money) -> str:
        """Confirm, prepare, send, and hear that it was paid."""
        self.send(award, amount)
        entries = paying.pay(award, self.of(award), self.now.year, amount)
        return self.post(Kind.PAY, entries, case=award.case)


def open_books(session: Session, now: datetime = MARCH) -> Books:
    """The years are open and the plan is entered; nothing is allotted."""
    books = Books(session, now)
    for year in YEARS:
        books.post(Kind.OPEN_YEAR, year=year)
    books.post(Kind.PLAN, budget.plan(PLAN), limits=budget.plan_limits(PLAN))
    return books


def funded_books(session: Session, now: datetime = MARCH) -> Books:
    """The whole estimate of 2026 is allotted."""
    books = open_books(session, now)
    books.allot("I.1", million(100))
    books.allot("III.1", million(2000))
    books.allot("III.2", million(250), products=5)
    return books
