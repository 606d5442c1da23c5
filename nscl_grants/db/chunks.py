"""Long tables are read a few hundred rows at a time, so that neither side holds them whole."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row, Table, select
from sqlalchemy.orm import Session

CHUNK = 500


def rows_in_order(session: Session, table: Table, key: str) -> Iterator[Row[Any]]:
    """All rows by a unique number above zero; no cursor stays open when the reader stops early."""
    for rows in rows_in_chunks(session, table, key):
        yield from rows


def rows_in_chunks(session: Session, table: Table, key: str) -> Iterator[Sequence[Row[Any]]]:
    """The same rows, a chunk at a time; none is empty."""
    column, after = table.c[key], 0
    while rows := session.execute(select(table).where(column > after).order_by(column).limit(CHUNK)).all():
        yield rows
        after = rows[-1]._mapping[key]
