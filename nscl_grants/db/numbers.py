"""Our own books of numbers, without gaps: the number is taken in the transaction that uses it."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from nscl_grants.db.acts import NumberSeries


def next_number(session: Session, book: str, period: str) -> int:
    """The next number of the book in that period, from 1; whoever takes it holds the book until the commit.

    Two first takers of a new period meet at the primary key; the act of the second is tried again.
    """
    taken: int | None = session.scalar(
        update(NumberSeries)
        .where(NumberSeries.book == book, NumberSeries.period == period)
        .values(last=NumberSeries.last + 1)
        .returning(NumberSeries.last)
    )
    if taken is not None:
        return taken
    session.add(NumberSeries(book=book, period=period, last=1))
    session.flush()
    return 1


def last_number(session: Session, book: str, period: str) -> int:
    """The last number taken, or 0."""
    last = session.scalar(select(NumberSeries.last).where(NumberSeries.book == book, NumberSeries.period == period))
    return last or 0
