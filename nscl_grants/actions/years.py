"""The end of a budget year, step by step: carry over by decision, release the rest, lapse, close.

A year closes when nothing of it is held, approved, due or on its way. A case whose money is released waits for
funds, before any new hold of the next year; money carried over is in the next year under the same case.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.actions.budget_log import note
from nscl_grants.actions.moves import fire
from nscl_grants.actions.purse import award_of, money_of
from nscl_grants.db import ledger
from nscl_grants.db.applications import Application
from nscl_grants.db.cases import lock_case
from nscl_grants.db.ledger_tables import LedgerAccount
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import CHIEF_ACCOUNTANT, SYSTEM_ROLE, Actor
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.ledger import budget
from nscl_grants.domain.ledger.accounts import OPEN_STATES, Place, Unit
from nscl_grants.domain.ledger.award import CaseBook
from nscl_grants.domain.ledger.posting import Entries, Kind, Posting
from nscl_grants.domain.ledger.refusals import YearNotOver
from nscl_grants.domain.ledger.years import check_closing
from nscl_grants.domain.money import ZERO, Money, total
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text
from nscl_grants.domain.two_people import check_role

OPEN = Text("Mở năm ngân sách", "Open a budget year")
CARRY = Text("Chuyển nguồn", "Carry over")
RELEASE = Text("Giải phóng phần không chuyển nguồn", "Release what is not carried over")
CLOSE = Text("Khóa sổ năm", "Close the year")


@dataclass(eq=False)
class YearOpened(Refused):
    """The year takes postings already, or did until it was closed."""

    year: int


@dataclass(eq=False)
class YearNotCarried(Refused):
    """The case has nothing of the year to carry over."""

    case: str
    year: int


@dataclass(eq=False)
class NothingToCarry(Refused):
    """Neither a case nor free money was chosen."""


@dataclass(eq=False)
class NotACount(Refused):
    """What was typed for the slots of a line is no whole number."""

    line: str
    typed: str


@dataclass(frozen=True, slots=True)
class CarryOver:
    """What a numbered decision takes over into the next year."""

    number: str
    dated_on: date
    cases: Collection[str] = ()
    """References; all that each has approved and due goes along, its unused product slot too."""
    free: Mapping[str, Money] = field(default_factory=dict)
    """Free money by line."""
    products: Mapping[str, int] = field(default_factory=dict)
    """Free product slots by line."""

    @property
    def content(self) -> dict[str, Any]:
        """As the act and the audit keep it."""
        return {
            "number": self.number,
            "dated_on": self.dated_on.isoformat(),
            "cases": sorted(self.cases),
            "free": {line: money.dong for line, money in sorted(self.free.items())},
            "products": dict(sorted(self.products.items())),
        }


def open_year(session: Session, year: int, *, actor: Actor, at: datetime, act: str) -> None:
    """Let the books take postings of a further year; the plan's own years are opened when it is loaded."""

    def do() -> None:
        check_role(actor, OPEN, CHIEF_ACCOUNTANT, SYSTEM_ROLE)
        ledger.lock(session)
        if year in ledger.years(session).opened:
            raise YearOpened(year)
        _post(session, Kind.OPEN_YEAR, act, year, (), actor, at)
        note(session, actor, at, "year.open", str(year), {})

    once(session, Sent(act, "year.open", {"year": year}), actor=actor, at=at, do=do)


def carry_over(session: Session, year: int, wish: CarryOver, *, actor: Actor, at: datetime, act: str) -> None:
    """Take the chosen cases and free money into the next year by decision; every case is a posting of its own."""

    def do() -> None:
        _check_over(actor, CARRY, year, at)
        if not (wish.cases or any(wish.free.values()) or any(wish.products.values())):
            raise NothingToCarry()
        cases = _locked(session, wish.cases)
        ledger.lock(session)
        paper = {"number": wish.number, "dated_on": wish.dated_on.isoformat()}
        for case in cases:
            _carry_case(session, case, year, paper, actor, at, act)
        for line in sorted({*wish.free, *wish.products}):
            entries = budget.carry_free(line, year, wish.free.get(line, ZERO), wish.products.get(line, 0))
            if entries:
                _post(session, Kind.CARRY_OVER, f"{act}/{line}", year, entries, actor, at, memo=paper)
        note(session, actor, at, "year.carry_over", str(year), wish.content)

    once(session, Sent(act, "year.carry_over", {"year": year, **wish.content}), actor=actor, at=at, do=do)


def release_uncarried(session: Session, year: int, *, actor: Actor, at: datetime, act: str) -> int | None:
    """Let go of what no decision carried over; gives back how many cases that were, None for an act done before.

    Overdue holds go back to the queue, approved cases wait for funds. Cases with money due or on its way are
    left: that money is paid, or carried over by decision, first.
    """

    def do() -> int:
        _check_over(actor, RELEASE, year, at)
        cases = _locked(session, with_money_in(session, year, Place.HELD, Place.COMMITTED))
        ledger.lock(session)
        released = [case for case in cases if _release(session, case, year, at, act)]
        note(session, actor, at, "year.release", str(year), {"cases": [case.reference for case in released]})
        return len(released)

    return once(session, Sent(act, "year.release", {"year": year}), actor=actor, at=at, do=do)


def close(session: Session, year: int, *, actor: Actor, at: datetime, act: str) -> None:
    """Let what is free lapse and close the year, once; refused while anything of it is under way."""

    def do() -> None:
        check_role(actor, CLOSE, CHIEF_ACCOUNTANT)
        ledger.lock(session)
        rows = [row for row in ledger.board(session) if row.year == year]
        left: dict[Place, Money] = {place: total([row.states[place] for row in rows]) for place in OPEN_STATES[1:]}
        slots_left = sum(row.slots.get(place, 0) for row in rows for place in (Place.HELD, Place.COMMITTED))
        check_closing(year, legal_date(at), ledger.years(session), left, slots_left)
        for row in rows:
            entries = budget.lapse(row.line, year, row.states[Place.FREE], row.slots.get(Place.FREE, 0))
            if entries:
                _post(session, Kind.LAPSE, f"{act}/{row.line}", year, entries, actor, at)
        _post(session, Kind.CLOSE_YEAR, act, year, (), actor, at)
        lapsed = {row.line: row.states[Place.FREE].dong for row in rows if row.states[Place.FREE]}
        note(session, actor, at, "year.close", str(year), {"lapsed": lapsed})

    once(session, Sent(act, "year.close", {"year": year}), actor=actor, at=at, do=do)


def with_money_in(session: Session, year: int, *places: Place) -> Sequence[str]:
    """The references of the cases that have money of that year in these states."""
    table = LedgerAccount
    return session.scalars(
        select(table.case_reference)
        .where(table.unit == Unit.VND, table.year == year, table.place.in_(places), table.balance > 0)
        .distinct()
    ).all()


def _check_over(actor: Actor, step: Text, year: int, at: datetime) -> None:
    check_role(actor, step, CHIEF_ACCOUNTANT)
    if legal_date(at).year <= year:
        raise YearNotOver(year)


def _locked(session: Session, references: Collection[str]) -> Sequence[Application]:
    """The cases, each held for this transaction, in order of id."""
    cases = session.scalars(
        select(Application).where(Application.reference.in_(references)).order_by(Application.id)
    ).all()
    for case in cases:
        lock_case(session, case)
    return cases


def _carry_case(
    session: Session, case: Application, year: int, paper: Mapping[str, Any], actor: Actor, at: datetime, act: str
) -> None:
    book = ledger.case_book(session, case.reference)
    entries = budget.carry_case(award_of(house_of(session), case), book, year)
    if not entries:
        raise YearNotCarried(case.code or case.reference, year)
    memo = {**paper, "code": case.code or ""}
    _post(session, Kind.CARRY_OVER, f"{act}/{case.reference}", year, entries, actor, at, case=case.reference, memo=memo)
    case.budget_year = year + 1


def _release(session: Session, case: Application, year: int, at: datetime, act: str) -> bool:
    book = ledger.case_book(session, case.reference)
    own_act = f"{act}/{case.reference}"
    if book.of(year, Place.HELD) > ZERO:
        overdue = case.hold_until is not None and case.hold_until < legal_date(at)
        return overdue and fire(session, case, "clock:hold_expired", at=at, act=own_act)
    return not _on_its_way(book) and fire(session, case, "clock:year_closed", at=at, act=own_act)


def _on_its_way(book: CaseBook) -> bool:
    money = money_of(book)
    return money.due + money.on_its_way > ZERO


def _post(
    session: Session,
    kind: Kind,
    posting_id: str,
    year: int,
    entries: Entries,
    actor: Actor,
    at: datetime,
    *,
    case: str = "",
    memo: Mapping[str, Any] | None = None,
) -> None:
    posting = Posting(
        id=posting_id,
        kind=kind,
        person=f"{actor.person_id}",
        budget_year=year,
        effective_on=legal_date(at),
        entries=entries,
        case=case,
        memo=memo or {},
    )
    ledger.post(session, posting, recorded_at=at)
