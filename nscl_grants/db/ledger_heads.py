"""The end of the chain on each day: to be kept elsewhere, so that books whose end was cut off give themselves away."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.db.chain_head import Head as End
from nscl_grants.db.ledger_tables import LedgerHead, LedgerPosting
from nscl_grants.domain.calendar import legal_date


@dataclass(frozen=True, slots=True)
class Head:
    """The last posting of a day."""

    day: date
    seq: int
    hash: str


def end_of_books(session: Session) -> End:
    """The last posting, without holding it."""
    return End(*session.execute(select(LedgerHead.seq, LedgerHead.hash)).one())


def daily_heads(session: Session) -> Iterator[Head]:
    """One head for each day on which something was posted, the earliest first."""
    table, last = LedgerPosting, None
    query = select(table.seq, table.hash, table.recorded_at).order_by(table.seq).execution_options(yield_per=500)
    for seq, hash_, recorded_at in session.execute(query):
        # The order is that of the sequence: a clock that stepped back makes no earlier day.
        day = legal_date(recorded_at) if last is None else max(last.day, legal_date(recorded_at))
        if last is not None and day > last.day:
            yield last
        last = Head(day, seq, hash_)
    if last is not None:
        yield last
