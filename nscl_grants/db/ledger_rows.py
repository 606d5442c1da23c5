"""From the rows of the ledger back to the postings that somebody asked for."""

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from nscl_grants.db.ledger_tables import POSTINGS, LedgerEntry, LedgerLimit, LedgerPosting
from nscl_grants.domain.ledger.limits import Limit
from nscl_grants.domain.ledger.posting import Entry, Kind, Posting

WITH_ALL = (
    selectinload(LedgerPosting.entries).selectinload(LedgerEntry.source),
    selectinload(LedgerPosting.entries).selectinload(LedgerEntry.dest),
    selectinload(LedgerPosting.limits).selectinload(LedgerLimit.account),
)


def find_posting(session: Session, posting_id: str) -> LedgerPosting | None:
    """The posting of this id with its entries and limits."""
    # Almost always there is none, and that is quickly said.
    if session.scalar(select(POSTINGS.c.seq).where(POSTINGS.c.id == posting_id)) is None:
        return None
    return session.scalar(select(LedgerPosting).where(LedgerPosting.id == posting_id).options(*WITH_ALL))


def posting_of(row: LedgerPosting) -> Posting:
    """The posting as it was asked for."""
    return Posting(
        id=row.id,
        kind=Kind(row.kind),
        person=row.person,
        budget_year=row.budget_year,
        effective_on=row.effective_on,
        entries=tuple(Entry(entry.source.name, entry.dest.name, entry.amount) for entry in row.entries),
        case=row.case_reference,
        reverses=row.reverses,
        limits=tuple(Limit(limit.account.name, limit.floor, limit.ceiling) for limit in row.limits),
        memo=row.memo,
    )
