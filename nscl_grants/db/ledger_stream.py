"""All postings in their order, with entries and limits, a few hundred at a time."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from nscl_grants.db.ledger_tables import NAMES, LedgerAccount, LedgerEntry, LedgerLimit, LedgerPosting
from nscl_grants.domain.ledger.accounts import AccountKey

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Written:
    """A posting as its rows are, sound or not."""

    posting: Row[Any]
    entries: Sequence[Row[Any]]
    """posting_seq, n, source_id, dest_id, amount – by n."""
    limits: Sequence[Row[Any]]
    """posting_seq, n, account_id, floor, ceiling – by n."""


def written(session: Session) -> Iterator[Written]:
    """Every posting, the oldest first; only one chunk is in memory."""
    table, after = LedgerPosting.__table__, 0
    while rows := session.execute(select(table).where(table.c.seq > after).order_by(table.c.seq).limit(CHUNK)).all():
        first, after = rows[0].seq, rows[-1].seq
        entries = _by_posting(session, LedgerEntry.__table__, first, after)
        limits = _by_posting(session, LedgerLimit.__table__, first, after)
        yield from (Written(row, entries[row.seq], limits[row.seq]) for row in rows)


def account_names(session: Session) -> dict[int, AccountKey]:
    """The name of every account, by its id."""
    table = LedgerAccount.__table__
    return {row.id: AccountKey(*(row._mapping[name] for name in NAMES)) for row in session.execute(select(table))}


def _by_posting(session: Session, table: Any, first: int, last: int) -> defaultdict[int, list[Row[Any]]]:
    found: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    among = table.c.posting_seq.between(first, last)
    for row in session.execute(select(table).where(among).order_by(table.c.posting_seq, table.c.n)):
        found[row.posting_seq].append(row)
    return found
