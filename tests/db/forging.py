"""How somebody with a connection to the database would write postings by hand."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, text

from nscl_grants.domain.ledger.accounts import AccountKey
from nscl_grants.domain.ledger.limits import limits_of

HASH = "f" * 64
Move = tuple[AccountKey, AccountKey, int]


def forge(
    connection: Connection,
    kind: str,
    moves: Sequence[Move],
    *,
    year: int = 2026,
    case: str = "",
    limits: Sequence[tuple[AccountKey, int, int]] = (),
    **other: Any,
) -> int:
    """Write a posting with everything in its place but a true hash, and give its number."""
    seq = forge_posting(
        connection,
        kind,
        year=year,
        case=case,
        **{"entry_count": len(moves) or None, "limit_count": len(limits) or None, **other},
    )
    for n, (account, floor, ceiling) in enumerate(limits, 1):
        connection.execute(
            text("INSERT INTO ledger_limit (posting_seq, n, account_id, floor, ceiling) VALUES (:s, :n, :a, :f, :c)"),
            {"s": seq, "n": n, "a": account_id(connection, account), "f": floor, "c": ceiling},
        )
    for n, move in enumerate(moves, 1):
        forge_entry(connection, seq, n, *move)
    return seq


def forge_posting(connection: Connection, kind: str, *, year: int = 2026, case: str = "", **other: Any) -> int:
    """Write the next posting alone."""
    head = connection.execute(text("SELECT seq, hash FROM ledger_head")).one()
    row = {
        "seq": head.seq + 1,
        "id": f"forged-{head.seq + 1}",
        "kind": kind,
        "person": "x",
        "budget_year": year,
        "effective_on": "2026-03-02",
        "recorded_at": "2026-03-02 02:00:00.000000",
        "case_reference": case,
        "reverses": None,
        "memo": "{}",
        "entry_count": 1,
        "limit_count": None,
        "prev_hash": head.hash,
        "hash": HASH,
        **other,
    }
    insert(connection, "ledger_posting", row)
    return int(row["seq"])


def forge_entry(
    connection: Connection, seq: int, n: int, source: AccountKey, dest: AccountKey, amount: Any, how: str = "INSERT"
) -> None:
    """Write one entry."""
    row = {
        "posting_seq": seq,
        "n": n,
        "source_id": account_id(connection, source),
        "dest_id": account_id(connection, dest),
        "amount": amount,
    }
    insert(connection, "ledger_entry", row, how)


def account_id(connection: Connection, key: AccountKey) -> int:
    """The account's id; one that does not exist is opened as it should be."""
    known = text("SELECT id FROM ledger_account WHERE key = :key")
    found = connection.scalar(known, {"key": key.text})
    if found is None:
        open_account(connection, key)
        found = connection.scalar(known, {"key": key.text})
    return int(found)


def open_account(connection: Connection, key: AccountKey, how: str = "INSERT", **other: Any) -> None:
    """Write an account, as it should be but for `other`."""
    limits = limits_of(key)
    row = {
        "unit": str(key.unit),
        "place": str(key.place),
        "line": key.line,
        "year": key.year,
        "case_reference": key.case,
        "family": key.family,
        "holder": key.holder,
        "item": key.item,
        "floor": limits.floor,
        "ceiling": limits.ceiling,
        "balance": 0,
        "moved_seq": 0,
        "moved_n": 0,
        "limited_seq": 0,
        **other,
    }
    insert(connection, "ledger_account", row, how)


def insert(connection: Connection, table: str, row: dict[str, Any], how: str = "INSERT") -> None:
    """One row by hand."""
    columns, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
    connection.execute(text(f"{how} INTO {table} ({columns}) VALUES ({marks})"), row)
