"""The end of the chain on each day: to be kept elsewhere, so that books whose end was cut off give themselves away."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute as Attribute
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
    return heads_of(session, LedgerPosting.seq, LedgerPosting.hash, LedgerPosting.recorded_at)


def heads_of(
    session: Session, seq: Attribute[int], hash_: Attribute[str], at: Attribute[datetime], *, after: int = 0
) -> Iterator[Head]:
    """One head for each day of a chain that follows this number, the earliest first."""
    last = None
    query = select(seq, hash_, at).where(seq > after).order_by(seq).execution_options(yield_per=500)
    for number, seal, moment in session.execute(query):
        # The order is that of the sequence: a clock that stepped back makes no earlier day.
        day = legal_date(moment) if last is None else max(last.day, legal_date(moment))
        if last is not None and day > last.day:
            yield last
        last = Head(day, number, seal)
    if last is not None:
        yield last
