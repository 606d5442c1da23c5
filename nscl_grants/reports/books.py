"""The books as they are read: postings with their entries, page by page, the newest first."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, selectinload

from nscl_grants.db.applications import Application
from nscl_grants.db.ledger_tables import LedgerAccount, LedgerEntry, LedgerPosting
from nscl_grants.db.people import Person
from nscl_grants.domain.ledger.accounts import Unit

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
    account = select(LedgerAccount.id)
    if wanted.line:
        account = account.where(LedgerAccount.line == wanted.line)
    if wanted.year is not None:
        account = account.where(LedgerAccount.year == wanted.year)
    if wanted.place:
        account = account.where(LedgerAccount.place == wanted.place, LedgerAccount.unit == Unit.VND)
    return select(LedgerEntry.posting_seq).where(
        or_(LedgerEntry.source_id.in_(account), LedgerEntry.dest_id.in_(account))
    )


def _names(people: set[int]) -> Select[int, str]:
    return select(Person.id, Person.full_name).where(Person.id.in_(people))
