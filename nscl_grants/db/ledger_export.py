"""The books for programs that we did not write: JSON, Beancount and hledger, line by line.

Each export ends with the balances that the database keeps, so that the other program, which adds up
the entries for itself, says whether it comes to the same.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import astuple
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nscl_grants.db.chunks import rows_in_order
from nscl_grants.db.ledger_stream import Written, account_names, written
from nscl_grants.db.ledger_tables import ACCOUNTS, LedgerPosting
from nscl_grants.domain.ledger.accounts import AccountKey, Unit

_BEGINNING = date(2000, 1, 1)
_DAY = timedelta(days=1)


def export_json(session: Session) -> Iterator[str]:
    """One JSON object a line: each posting with entries and limits in its order, then each account."""
    names = account_names(session)
    for record in written(session):
        yield _line({"posting": _posting(record, names)})
    for row in rows_in_order(session, ACCOUNTS, "id"):
        yield _line({"account": row.key, "balance": row.balance, "floor": row.floor, "ceiling": row.ceiling})


def export_beancount(session: Session) -> Iterator[str]:
    """The books as Beancount reads them, with a balance assertion for every account at the end."""
    names = _foreign_names(session)
    yield 'option "title" "nscl-grants"\n'
    for name, unit in names.values():
        yield f"{_BEGINNING} open Assets:{name} {unit}\n"
    for record in written(session):
        row = record.posting
        yield f'\n{row.effective_on} * "{row.kind}" {_quoted(row.case_reference)}\n'
        yield f"  seq: {row.seq}\n  id: {_quoted(row.id)}\n  hash: {_quoted(row.hash)}\n"
        yield from (f"  Assets:{name}  {amount} {unit}\n" for name, amount, unit in _sides(record, names))
    after = _last_day(session) + _DAY
    yield "\n"
    for row in rows_in_order(session, ACCOUNTS, "id"):
        name, unit = names[row.id]
        yield f"{after} balance Assets:{name}  {row.balance} {unit}\n"


def export_hledger(session: Session) -> Iterator[str]:
    """The books as hledger reads them, all names declared, with the balances asserted at the end."""
    names = _foreign_names(session)
    yield from (f"commodity 1000. {unit}\n" for unit in Unit)
    yield from (f"account {name}\n" for name, _ in names.values())
    for record in written(session):
        row = record.posting
        yield f"\n{row.effective_on} * {row.kind} {row.case_reference} ; seq:{row.seq}, hash:{row.hash}\n"
        yield from (f"    {name}  {amount} {unit}\n" for name, amount, unit in _sides(record, names))
    yield f"\n{_last_day(session)} * balances\n"
    for row in rows_in_order(session, ACCOUNTS, "id"):
        name, unit = names[row.id]
        yield f"    {name}  0 {unit} = {row.balance} {unit}\n"


Names = dict[int, tuple[str, str]]
"""By the id of an account: the name that the other program knows it by, and its unit."""


def _foreign_names(session: Session) -> Names:
    # The other programs take letters, digits and dashes; the id keeps two names apart that differ in more.
    return {
        id_: (":".join([*(_component(str(part)) for part in astuple(key) if part), f"N{id_}"]), key.unit)
        for id_, key in account_names(session).items()
    }


def _component(part: str) -> str:
    name = re.sub(r"[\W_]+", "-", part).strip("-") or "X"
    return name[0].upper() + name[1:]


def _sides(record: Written, names: Names) -> Iterator[tuple[str, int, str]]:
    """Both sides of each entry: what the one gives, the other gets."""
    for entry in record.entries:
        for id_, amount in ((entry.source_id, -entry.amount), (entry.dest_id, entry.amount)):
            name, unit = names[id_]
            yield name, amount, unit


def _posting(record: Written, names: dict[int, AccountKey]) -> dict[str, Any]:
    row = record.posting
    return {
        **{name: getattr(row, name) for name in ("seq", "id", "kind", "person", "budget_year", "reverses", "memo")},
        "effective_on": row.effective_on.isoformat(),
        "recorded_at": row.recorded_at.isoformat(timespec="microseconds"),
        "case": row.case_reference,
        "limits": sorted([names[n.account_id].text, n.floor, n.ceiling] for n in record.limits),
        "entries": [[names[e.source_id].text, names[e.dest_id].text, e.amount] for e in record.entries],
        "prev_hash": row.prev_hash,
        "hash": row.hash,
    }


def _last_day(session: Session) -> date:
    return session.scalar(select(func.max(LedgerPosting.effective_on))) or _BEGINNING


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True) + "\n"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
