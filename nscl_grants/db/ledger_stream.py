"""All postings in their order, with entries and limits, a few hundred at a time."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Table, select
from sqlalchemy.orm import Session

from nscl_grants.db.chunks import rows_in_chunks, rows_in_order
from nscl_grants.db.ledger_tables import ACCOUNTS, ENTRIES, LIMITS, NAMES, POSTINGS
from nscl_grants.domain.ledger.accounts import AccountKey


@dataclass(frozen=True, slots=True)
class Written:
    """A posting as its rows are, sound or not."""

    posting: Row[Any]
    entries: Sequence[Row[Any]]
    """posting_seq, n, source_id, dest_id, amount – by n."""
    limits: Sequence[Row[Any]]
    """posting_seq, n, account_id, floor, ceiling – by n."""


def written(session: Session) -> Iterator[Written]:
    """Every posting, the oldest first."""
    for postings in rows_in_chunks(session, POSTINGS, "seq"):
        first, last = postings[0].seq, postings[-1].seq
        entries = _by_posting(session, ENTRIES, first, last)
        limits = _by_posting(session, LIMITS, first, last)
        yield from (Written(row, entries[row.seq], limits[row.seq]) for row in postings)


def account_names(session: Session) -> dict[int, AccountKey]:
    """The name of every account, by its id."""
    return {
        row.id: AccountKey(*(row._mapping[name] for name in NAMES)) for row in rows_in_order(session, ACCOUNTS, "id")
    }


def _by_posting(session: Session, table: Table, first: int, last: int) -> defaultdict[int, list[Row[Any]]]:
    found: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    among = table.c.posting_seq.between(first, last)
    for row in session.execute(select(table).where(among).order_by(table.c.posting_seq, table.c.n)):
        found[row.posting_seq].append(row)
    return found
