"""What the worker publishes every day: the ends of both chains, so that nobody can cut or rewrite them unnoticed."""

from datetime import datetime

from sqlalchemy import Engine

from nscl_grants.db import ledger
from nscl_grants.db.daily_heads import BOOKS, DailyHead, unpublished
from nscl_grants.db.engine import reading, writing
from nscl_grants.domain.calendar import legal_date


def publish_heads(engine: Engine, *, now: datetime) -> int:
    """Publish the head of each day that is over and was not told of; gives back how many.

    Two workers at once publish each head once: the second waits at the books' head and finds nothing left.
    """
    today = legal_date(now)
    with reading(engine) as session:
        if not any(True for book in BOOKS for _ in unpublished(session, book, today)):
            return 0
    with writing(engine) as session:
        ledger.lock(session)
        rows = [
            DailyHead(book=book, day=head.day, seq=head.seq, hash=head.hash, published_at=now)
            for book in BOOKS
            for head in unpublished(session, book, today)
        ]
        session.add_all(rows)
        session.commit()
        return len(rows)
