"""The books as they are read: postings with their entries, page by page, the newest first."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select, union_all
from sqlalchemy import case as either
from sqlalchemy.orm import Session, selectinload

from nscl_grants.db.applications import Application
from nscl_grants.db.as_of import balances
from nscl_grants.db.ledger_tables import ACCOUNTS, ENTRIES, LedgerAccount, LedgerEntry, LedgerPosting
from nscl_grants.db.people import Person
from nscl_grants.domain.ledger.accounts import CASE_STATES, Place, Unit
from nscl_grants.domain.money import Money

PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which postings were asked for; empty fields do not filter."""

    line: str = ""
    year: int | None = None
    case: str = ""
    kind: str = ""
    place: str = ""
    """A state of money: only postings that moved something into or out of it, of the line and year if given."""
    until: int | None = None
    """The last posting that counts, for the books as they were."""


@dataclass(frozen=True, slots=True)
class Running:
    """A state of money beside the postings of a page: what each moved, and what stood there afterwards."""

    opening: Money
    """Before the oldest posting of the page."""
    closing: Money
    """After the newest one."""
    changes: Mapping[int, int]
    """By posting, đồng in or (below zero) out."""
    after: Mapping[int, Money]
    """By posting."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page of postings needs beside them: who, and which cases, by what the books call them."""

    people: Mapping[str, str]
    codes: Mapping[str, str]


def postings(
    session: Session, wanted: Wanted, *, before: int | None = None, after: int | None = None, rows: int = PAGE_ROWS
) -> Sequence[LedgerPosting]:
    """Up to `rows` + 1 postings in the order they are read: downwards from the newest (or from `before`), or
    upwards from `after`."""
    query = _narrowed(wanted).options(
        selectinload(LedgerPosting.entries).selectinload(LedgerEntry.source),
        selectinload(LedgerPosting.entries).selectinload(LedgerEntry.dest),
    )
    if after is not None:
        query = query.where(LedgerPosting.seq > after).order_by(LedgerPosting.seq)
    else:
        query = query.order_by(LedgerPosting.seq.desc())
    if before is not None:
        query = query.where(LedgerPosting.seq < before)
    return session.scalars(query.limit(rows + 1)).all()


def running(session: Session, wanted: Wanted, page: Sequence[LedgerPosting]) -> Running | None:
    """The running balance over a page, in two queries; None unless a state of one line or of one case is looked at.

    It is that of the accounts, also where the page leaves postings out: they are counted all the same.
    """
    is_one = wanted.line or (wanted.case and wanted.place in CASE_STATES)
    if not page or not wanted.place or not is_one:
        return None
    first, last = min(row.seq for row in page), max(row.seq for row in page)
    sign = (
        -1 if wanted.place == Place.CARRIED_IN else 1
    )  # What was carried in stands below zero, for it comes from there.
    accounts = _accounts(wanted)
    moved = _moved(session, accounts, first, last)
    opening = sum(amount for (amount,) in balances(session, [], accounts, None)) - sum(moved.values())
    stands, after = opening, dict[int, Money]()
    for seq in sorted({row.seq for row in page} | {seq for seq in moved if seq <= last}):
        stands += moved.get(seq, 0)
        after[seq] = Money(sign * stands)
    changes = {row.seq: sign * moved.get(row.seq, 0) for row in page}
    return Running(Money(sign * opening), Money(sign * stands), changes, after)


def posting_by_seq(session: Session, seq: int) -> LedgerPosting | None:
    """One posting with its entries, by its number."""
    return session.scalar(
        select(LedgerPosting)
        .where(LedgerPosting.seq == seq)
        .options(
            selectinload(LedgerPosting.entries).selectinload(LedgerEntry.source),
            selectinload(LedgerPosting.entries).selectinload(LedgerEntry.dest),
        )
    )


def names_in(session: Session, shown: Sequence[LedgerPosting]) -> Shown:
    """The people and the cases of some postings."""
    people = {int(posting.person) for posting in shown if posting.person.isdigit()}
    cases = {posting.case_reference for posting in shown if posting.case_reference}
    cases |= {
        key.case_reference
        for posting in shown
        for entry in posting.entries
        for key in (entry.source, entry.dest)
        if key.case_reference
    }
    return Shown(
        {str(one): name for one, name in session.execute(_names(people))},
        codes_of(session, cases),
    )


def codes_of(session: Session, references: Collection[str]) -> Mapping[str, str]:
    """The mã hồ sơ of these cases, of those that were filed."""
    found = select(Application.reference, Application.code).where(Application.reference.in_(references))
    return {reference: code for reference, code in session.execute(found) if code}


def case_named(session: Session, text: str) -> str:
    """The reference of the case with that mã hồ sơ; any other text is a reference itself."""
    code = text.strip()
    found = session.scalar(select(Application.reference).where(Application.code == code.upper()))
    return found or code


def _narrowed(wanted: Wanted) -> Select[LedgerPosting]:
    query = select(LedgerPosting)
    if wanted.kind:
        query = query.where(LedgerPosting.kind == wanted.kind)
    if wanted.case:
        query = query.where(LedgerPosting.case_reference == wanted.case)
    if wanted.until is not None:
        query = query.where(LedgerPosting.seq <= wanted.until)
    if wanted.line or wanted.year is not None or wanted.place:
        query = query.where(LedgerPosting.seq.in_(_touching(wanted)))
    return query


def _touching(wanted: Wanted) -> Select[int]:
    account = select(LedgerAccount.id).where(*_accounts(wanted))
    return select(LedgerEntry.posting_seq).where(
        or_(LedgerEntry.source_id.in_(account), LedgerEntry.dest_id.in_(account))
    )


def _accounts(wanted: Wanted) -> list[ColumnElement[bool]]:
    """The accounts that are looked at; a case names them only together with a state, for it has free money of none."""
    table, found = ACCOUNTS.c, list[ColumnElement[bool]]()
    if wanted.line:
        found.append(table.line == wanted.line)
    if wanted.year is not None:
        found.append(table.year == wanted.year)
    if wanted.place:
        found.extend((table.place == wanted.place, table.unit == Unit.VND))
        if wanted.case and wanted.place in CASE_STATES:
            found.append(table.case_reference == wanted.case)
    return found


def _moved(session: Session, accounts: list[ColumnElement[bool]], first: int, last: int) -> Mapping[int, int]:
    """What each posting from the first to the last one moved into these accounts, or out of them; later ones in one."""
    entry, ids = ENTRIES.c, select(ACCOUNTS.c.id).where(*accounts)
    seq = either((entry.posting_seq > last, last + 1), else_=entry.posting_seq).label("seq")
    into = select(seq, entry.amount).where(entry.dest_id.in_(ids), entry.posting_seq >= first)
    out = select(seq, -entry.amount).where(entry.source_id.in_(ids), entry.posting_seq >= first)
    both = union_all(into, out).subquery()
    rows = session.execute(select(both.c.seq, func.sum(both.c.amount)).group_by(both.c.seq))
    return {found: int(amount) for found, amount in rows}


def _names(people: set[int]) -> Select[int, str]:
    return select(Person.id, Person.full_name).where(Person.id.in_(people))
