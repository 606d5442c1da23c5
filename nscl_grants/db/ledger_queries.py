"""What the books say, now or as of an earlier posting: balances, cases, lines, the whole board, and entries.

`as_of` is a sequence number: what was posted up to it counts, and nothing after. `seq_at` finds the one
of a moment. Without it the balances are read that the database keeps.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, tuple_, union_all
from sqlalchemy.orm import Session, aliased

from nscl_grants.db.ledger_tables import ACCOUNTS, ENTRIES, POSTINGS, YEARS, LedgerAccount, LedgerEntry, LedgerPosting
from nscl_grants.db.remembered import foresee, remembered
from nscl_grants.domain.ledger.accounts import OPEN_STATES, STATES, AccountKey, Place, Unit
from nscl_grants.domain.ledger.award import CaseBook, Slot
from nscl_grants.domain.ledger.years import Years
from nscl_grants.domain.money import ZERO, Money

_SHOWN = (*STATES, Place.CARRIED_IN)


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A line in a year: what it was given, and where it is."""

    line: str
    year: int
    states: Mapping[Place, Money]
    """Every state, and `carried_in` as the amount that came from the year before."""
    slots: Mapping[Place, int] = field(default_factory=dict)
    estimate: Money = ZERO
    """What the plan's figure still leaves to be allotted."""
    allotted: Money = ZERO


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry with what the reader of a statement needs of its posting."""

    seq: int
    n: int
    posting: str
    kind: str
    person: str
    budget_year: int
    effective_on: date
    recorded_at: datetime
    case: str
    reverses: str | None
    memo: Mapping[str, Any]
    source: AccountKey
    dest: AccountKey
    amount: int


def years(session: Session) -> Years:
    """The budget years that were opened, and those that are closed."""
    states: dict[str, set[int]] = {"open": set(), "closed": set()}
    for year, state in session.execute(select(YEARS.c.year, YEARS.c.state)):
        states[state].add(year)
    return Years(frozenset(states["open"]), frozenset(states["closed"]))


def seq_at(session: Session, moment: datetime) -> int:
    """The last posting recorded by then, 0 before the first."""
    return session.scalar(select(func.max(POSTINGS.c.seq)).where(POSTINGS.c.recorded_at <= moment)) or 0


@remembered
def balance(session: Session, key: AccountKey, *, as_of: int | None = None) -> int:
    """What an account holds, 0 when it was never named."""
    return sum(amount for *_, amount in _sums(session, [ACCOUNTS.c.key], [ACCOUNTS.c.key == key.text], as_of))


@remembered
def case_book(session: Session, reference: str, *, as_of: int | None = None) -> CaseBook:
    """Where the money and the product slot of a case stand, by budget year and state."""
    table = ACCOUNTS.c
    return _book(
        _sums(
            session, [table.unit, table.place, table.year], [table.case_reference == reference, table.year > 0], as_of
        )
    )


@remembered
def read_case(session: Session, reference: str, beside: tuple[AccountKey, ...]) -> None:
    """Read the book of a case and these further accounts in one query, for the questions that follow."""
    table = ACCOUNTS.c
    rows = session.execute(
        select(table.key, table.case_reference, table.unit, table.place, table.year, table.balance).where(
            or_(table.case_reference == reference, table.key.in_([key.text for key in beside]))
        )
    ).all()
    held = {row.key: int(row.balance) for row in rows}
    for key in beside:
        foresee(session, balance, key, answer=held.get(key.text, 0))
    own = [row for row in rows if row.case_reference == reference and row.year > 0]
    foresee(session, case_book, reference, answer=_book((row.unit, row.place, row.year, row.balance) for row in own))


def line_money(session: Session, line: str, year: int, *, as_of: int | None = None) -> dict[str, Money]:
    """The money of one line in one year, by state."""
    return {str(place): amount for place, amount in line_row(session, line, year, as_of=as_of).states.items()}


def line_row(session: Session, line: str, year: int, *, as_of: int | None = None) -> BoardRow:
    """One line in one year with its products and its estimate; all zero when nothing was ever booked there."""
    rows = _board(session, [ACCOUNTS.c.line == line, ACCOUNTS.c.year == year], as_of)
    return rows[0] if rows else BoardRow(line, year, dict.fromkeys(_SHOWN, ZERO))


def board(session: Session, *, as_of: int | None = None) -> tuple[BoardRow, ...]:
    """All lines in all years, in one query, by year and line."""
    return _board(session, [ACCOUNTS.c.line != "", ACCOUNTS.c.year > 0], as_of)


def cases_with(
    session: Session, line: str, year: int, *, as_of: int | None = None
) -> Mapping[Place, Mapping[str, Money]]:
    """By state, what each case or voucher has of a line and year; those that have nothing are left out."""
    table = ACCOUNTS.c
    where = [table.unit == Unit.VND, table.line == line, table.year == year, table.case_reference != ""]
    found: dict[Place, dict[str, Money]] = defaultdict(dict)
    for place, case, amount in _sums(session, [table.place, table.case_reference], where, as_of):
        if amount > 0 and place not in _CARRIED:
            found[Place(place)][case] = Money(amount)
    return found


def counted_lines(session: Session) -> frozenset[str]:
    """The lines for which the plan gives a number of products."""
    table = ACCOUNTS.c
    return frozenset(
        session.scalars(select(table.line).where(table.unit == Unit.SLOT, table.place == Place.ESTIMATE).distinct())
    )


def left_open(session: Session, year: int) -> tuple[dict[Place, Money], int]:
    """What a year must be empty of before it closes: money by state, and products that are not used up."""
    table = ACCOUNTS.c
    where = [table.year == year, table.place.in_(OPEN_STATES), table.unit.in_((Unit.VND, Unit.SLOT))]
    found = {(unit, place): amount for unit, place, amount in _sums(session, [table.unit, table.place], where, None)}
    left = {place: Money(found.get((Unit.VND, place), 0)) for place in OPEN_STATES}
    return left, sum(count for (unit, _), count in found.items() if unit == Unit.SLOT)


def entries_of(
    session: Session,
    *,
    line: str | None = None,
    year: int | None = None,
    case: str | None = None,
    unit: Unit | None = None,
    until: int | None = None,
    before: tuple[int, int] | None = None,
    limit: int = 50,
) -> Sequence[EntryRow]:
    """A page of the statement, the newest entry first; `before` is the (seq, n) that the last page ended with."""
    source, dest = aliased(LedgerAccount), aliased(LedgerAccount)
    query = (
        select(LedgerEntry, LedgerPosting, source, dest)
        .join(LedgerPosting, LedgerPosting.seq == LedgerEntry.posting_seq)
        .join(source, source.id == LedgerEntry.source_id)
        .join(dest, dest.id == LedgerEntry.dest_id)
        .order_by(LedgerEntry.posting_seq.desc(), LedgerEntry.n.desc())
        .limit(limit)
    )
    for wanted, name in ((line, "line"), (year, "year"), (case, "case_reference"), (unit, "unit")):
        if wanted is not None:
            query = query.where(or_(getattr(source, name) == wanted, getattr(dest, name) == wanted))
    if until is not None:
        query = query.where(LedgerEntry.posting_seq <= until)
    if before is not None:
        query = query.where(tuple_(LedgerEntry.posting_seq, LedgerEntry.n) < before)
    return [_entry_row(*row) for row in session.execute(query)]


def _book(rows: Iterable[tuple[Any, ...]]) -> CaseBook:
    """The book from (unit, place, year, amount) rows."""
    amounts: dict[int, dict[Place, Money]] = defaultdict(dict)
    slot = None
    for unit, place, year, amount in rows:
        if place in _CARRIED or not amount:
            continue
        if unit == Unit.VND:
            amounts[year][Place(place)] = amounts[year].get(Place(place), ZERO) + Money(int(amount))
        else:
            slot = Slot(Place(place), year)
    return CaseBook(amounts, slot)


_CARRIED = (Place.CARRIED_OUT, Place.CARRIED_IN)


def _board(session: Session, where: list[ColumnElement[bool]], as_of: int | None) -> tuple[BoardRow, ...]:
    table = ACCOUNTS.c
    amounts: dict[tuple[int, str], dict[tuple[str, str], int]] = defaultdict(dict)
    for line, year, unit, place, amount in _sums(
        session, [table.line, table.year, table.unit, table.place], where, as_of
    ):
        amounts[year, line][unit, place] = amount
    return tuple(_board_row(line, year, found) for (year, line), found in sorted(amounts.items()))


def _board_row(line: str, year: int, found: Mapping[tuple[str, str], int]) -> BoardRow:
    # What was carried in stands below zero in the books, for it comes from there.
    return BoardRow(
        line,
        year,
        states={place: Money(abs(found.get((Unit.VND, place), 0))) for place in _SHOWN},
        slots={Place(place): abs(count) for (unit, place), count in found.items() if unit == Unit.SLOT},
        estimate=Money(found.get((Unit.FRESH, Place.ESTIMATE), 0)),
        allotted=Money(found.get((Unit.FRESH, Place.ALLOTTED), 0)),
    )


def _sums(
    session: Session, columns: list[Any], where: list[ColumnElement[bool]], as_of: int | None
) -> Iterator[tuple[Any, ...]]:
    """The balances of the accounts that match, added up by these columns, the sum last."""
    query = select(*columns, func.sum(ACCOUNTS.c.balance)) if as_of is None else _sums_then(columns, as_of)
    for *names, amount in session.execute(query.where(*where).group_by(*columns)):
        yield (*names, int(amount))


def _sums_then(columns: list[Any], as_of: int) -> Select[Any]:
    entry = ENTRIES.c
    out = select(entry.source_id.label("account_id"), (-entry.amount).label("amount"))
    into = select(entry.dest_id, entry.amount)
    moved = union_all(*(side.where(entry.posting_seq <= as_of) for side in (out, into))).subquery()
    return select(*columns, func.sum(moved.c.amount)).join_from(ACCOUNTS, moved, moved.c.account_id == ACCOUNTS.c.id)


def _entry_row(entry: LedgerEntry, posting: LedgerPosting, source: LedgerAccount, dest: LedgerAccount) -> EntryRow:
    return EntryRow(
        seq=posting.seq,
        n=entry.n,
        posting=posting.id,
        kind=posting.kind,
        person=posting.person,
        budget_year=posting.budget_year,
        effective_on=posting.effective_on,
        recorded_at=posting.recorded_at,
        case=posting.case_reference,
        reverses=posting.reverses,
        memo=posting.memo,
        source=source.name,
        dest=dest.name,
        amount=entry.amount,
    )
