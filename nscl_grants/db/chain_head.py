"""The end of a chain: one row that whoever adds to the chain holds until the transaction ends."""

from typing import Literal, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from nscl_grants.db.held import held

Chain = Literal["ledger_head", "audit_head"]


class Head(NamedTuple):
    """The last record of a chain."""

    seq: int
    hash: str


def lock_head(session: Session, table: Chain) -> Head:
    """The last record, after waiting for whoever is about to add one; a second call asks nothing."""
    if session.in_transaction() and table in held(session):
        return Head(*held(session)[table])
    # On PostgreSQL a function locks the row, because the application's role may not change it. On SQLite
    # the session began with the write lock of the whole file.
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    query = text(f"SELECT seq, hash FROM {table if is_sqlite else f'{table}_lock()'}")  # noqa: S608
    with session.no_autoflush:
        head = Head(*session.execute(query).one())
    held(session)[table] = head
    return head


def move_head(session: Session, table: Chain, head: Head) -> None:
    """Note the record that this transaction has just added: it is the last one now."""
    held(session)[table] = head


def is_held(session: Session, table: Chain) -> bool:
    """Whether this transaction holds the end of the chain already."""
    return session.in_transaction() and table in held(session)
