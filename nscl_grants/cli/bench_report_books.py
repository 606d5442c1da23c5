"""Books of the bench, written in one go: the guards are let down first, the sums and the seals are worked out here.

Booking one posting after the other through the door would take the bench an hour. `verify` finds nothing wrong with
what is written here, and a test says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, text, update
from sqlalchemy.orm import Session

from nscl_grants.db.ledger_tables import ACCOUNTS, ENTRIES, LIMITS, POSTINGS
from nscl_grants.domain.ledger.accounts import AccountKey
from nscl_grants.domain.ledger.check import accounts_of
from nscl_grants.domain.ledger.limits import limits_of
from nscl_grants.domain.ledger.posting import Posting, seal_posting

GUARDED = ("ledger_account", "ledger_posting", "ledger_entry", "ledger_limit", "ledger_head")


@dataclass(slots=True)
class Account:
    """An account as it stands."""

    id: int
    balance: int
    floor: int
    ceiling: int
    moved_seq: int = 0
    moved_n: int = 0
    limited_seq: int = 0

    @property
    def row(self) -> dict[str, int]:
        """What changes of it."""
        names = ("balance", "floor", "ceiling", "moved_seq", "moved_n", "limited_seq")
        return {"at": self.id, **{f"new_{name}": getattr(self, name) for name in names}}


@dataclass(slots=True)
class Books:
    """All accounts, and the end of the chain."""

    accounts: dict[AccountKey, Account]
    seq: int
    hash: str
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


def let_guards_down(session: Session) -> None:
    """In a database that nobody else uses: from here on only this module keeps the books right."""
    if session.get_bind().dialect.name == "postgresql":
        for table in GUARDED:
            session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        return
    names = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'ledger%'")).all()
    for name in names:
        session.execute(text(f"DROP TRIGGER {name}"))


def read_books(session: Session) -> Books:
    """The books as they stand."""
    found = session.execute(select(ACCOUNTS)).mappings()
    accounts = {
        AccountKey(*(row[name] for name in ("unit", "place", "line", "year", "case_reference", *_OF_ENTITLEMENT))): (
            Account(*(row[name] for name in ("id", "balance", "floor", "ceiling", *_MOVED)))
        )
        for row in found
    }
    head = session.execute(text("SELECT seq, hash FROM ledger_head")).one()
    return Books(accounts, head.seq, head.hash)


_OF_ENTITLEMENT = ("family", "holder", "item")
_MOVED = ("moved_seq", "moved_n", "limited_seq")


def write_all(session: Session, books: Books, postings: Sequence[tuple[Posting, datetime]]) -> None:
    """Book them in their order; does not commit."""
    books.rows = {"postings": [], "entries": [], "limits": []}
    opened = {key for posting, _ in postings for key in accounts_of(posting) if key not in books.accounts}
    for key in sorted(opened, key=lambda key: key.text):
        limits = limits_of(key)
        books.accounts[key] = Account(len(books.accounts) + 1, 0, limits.floor, limits.ceiling)
    for posting, at in postings:
        _book(books, posting, at)
    _write_accounts(session, books, opened, postings)
    for table, name in ((POSTINGS, "postings"), (ENTRIES, "entries"), (LIMITS, "limits")):
        if books.rows[name]:
            session.execute(insert(table), books.rows[name])
    session.execute(text("UPDATE ledger_head SET seq = :seq, hash = :hash"), {"seq": books.seq, "hash": books.hash})


def _book(books: Books, posting: Posting, at: datetime) -> None:
    seq = books.seq + 1
    sealed = seal_posting(posting, seq=seq, recorded_at=at, prev_hash=books.hash)
    books.rows["postings"].append(_posting_row(posting, seq, at, books.hash, sealed))
    books.seq, books.hash = seq, sealed
    for n, limit in enumerate(posting.limits, 1):
        account = books.accounts[limit.account]
        account.floor, account.ceiling, account.limited_seq = limit.floor, limit.ceiling, seq
        bounds = {"floor": limit.floor, "ceiling": limit.ceiling}
        books.rows["limits"].append({"posting_seq": seq, "n": n, "account_id": account.id, **bounds})
    for n, entry in enumerate(posting.entries, 1):
        source, dest = books.accounts[entry.source], books.accounts[entry.dest]
        for account, change in ((source, -entry.amount), (dest, entry.amount)):
            account.balance, account.moved_seq, account.moved_n = account.balance + change, seq, n
        ids = {"source_id": source.id, "dest_id": dest.id}
        books.rows["entries"].append({"posting_seq": seq, "n": n, "amount": entry.amount, **ids})


def _posting_row(posting: Posting, seq: int, at: datetime, before: str, sealed: str) -> dict[str, Any]:
    return {
        "seq": seq,
        "id": posting.id,
        "kind": str(posting.kind),
        "person": posting.person,
        "budget_year": posting.budget_year,
        "effective_on": posting.effective_on,
        "recorded_at": at,
        "case_reference": posting.case,
        "reverses": None,
        "memo": dict(posting.memo),
        "entry_count": len(posting.entries) or None,
        "limit_count": len(posting.limits) or None,
        "prev_hash": before,
        "hash": sealed,
    }


def _write_accounts(
    session: Session, books: Books, opened: set[AccountKey], postings: Sequence[tuple[Posting, datetime]]
) -> None:
    """New accounts come with their balance; those that were there get their new one."""
    rows = [_account_row(key, books.accounts[key]) for key in opened]
    if rows:
        session.execute(insert(ACCOUNTS), rows)
    changed = {key for posting, _ in postings for key in accounts_of(posting)} - opened
    names = ("balance", "floor", "ceiling", *_MOVED)
    statement = update(ACCOUNTS).where(ACCOUNTS.c.id == bindparam("at"))
    statement = statement.values({name: bindparam(f"new_{name}") for name in names})
    if changed:
        session.connection().execute(statement, [books.accounts[key].row for key in changed])


def _account_row(key: AccountKey, account: Account) -> dict[str, Any]:
    return {
        "id": account.id,
        "unit": str(key.unit),
        "place": str(key.place),
        "line": key.line,
        "year": key.year,
        "case_reference": key.case,
        "family": key.family,
        "holder": key.holder,
        "item": key.item,
        **{name: getattr(account, name) for name in ("balance", "floor", "ceiling", *_MOVED)},
    }
