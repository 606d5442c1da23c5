"""The end of a chain: one row that whoever adds to the chain holds until the transaction ends."""

from typing import Literal, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session


class Head(NamedTuple):
    """The last record of a chain."""

    seq: int
    hash: str


def lock_head(session: Session, table: Literal["ledger_head", "audit_head"]) -> Head:
    """The last record, after waiting for whoever is about to add one; a second call costs little."""
    # On PostgreSQL a function locks the row, because the application's role may not change it. On SQLite
    # the session began with the write lock of the whole file.
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    found = session.execute(text(f"SELECT seq, hash FROM {table if is_sqlite else f'{table}_lock()'}"))  # noqa: S608
    return Head(*found.one())
