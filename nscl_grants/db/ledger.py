"""The books: a posting is checked in words, written once, and never changed.

Whoever posts holds the head of the chain until the transaction ends, so what the check saw is what the
database will see. The database refuses the same things once more; should it ever be the first to do so,
its refusal is given the words of the check.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, insert, select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from nscl_grants.db.chain_head import Head, is_held, lock_head, move_head
from nscl_grants.db.ledger_queries import (
    BoardRow,
    EntryRow,
    balance,
    board,
    case_book,
    cases_with,
    counted_lines,
    entries_of,
    left_open,
    line_money,
    line_row,
    read_case,
    seq_at,
    years,
)
from nscl_grants.db.ledger_rows import find_posting, posting_of
from nscl_grants.db.ledger_tables import ACCOUNTS, ENTRIES, LIMITS, POSTINGS, LedgerPosting
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.ledger.accounts import AccountKey
from nscl_grants.domain.ledger.check import (
    Standing,
    accounts_of,
    check_limits,
    check_spending,
    check_taker,
    check_ways,
    check_year,
    widens,
)
from nscl_grants.domain.ledger.limits import Limit, limits_of
from nscl_grants.domain.ledger.posting import Kind, Posting, says_the_same, seal_posting
from nscl_grants.domain.ledger.refusals import PostingDiffers, PostingUnknown
from nscl_grants.domain.ledger.reversing import check_reversal, mirror
from nscl_grants.domain.ledger.years import check_closing

__all__ = [
    "BoardRow",
    "EntryRow",
    "PostingRow",
    "balance",
    "board",
    "case_book",
    "cases_with",
    "entries_of",
    "is_locked",
    "left_open",
    "line_money",
    "line_row",
    "lock",
    "post",
    "read_case",
    "reversal_of",
    "seq_at",
    "years",
]


@dataclass(frozen=True, slots=True)
class PostingRow:
    """Where a posting stands in the chain."""

    seq: int
    id: str
    hash: str


def lock(session: Session) -> Head:
    """Hold the end of the chain until the transaction ends: nobody else posts between the look and the leap."""
    return lock_head(session, "ledger_head")


def is_locked(session: Session) -> bool:
    """Whether this transaction holds the end of the chain already."""
    return is_held(session, "ledger_head")


def post(session: Session, posting: Posting, *, recorded_at: datetime) -> PostingRow:
    """Book it, or raise the refusal that names what is missing; the very same posting is booked once.

    A second call with the same id and the same content gives the earlier row. It does not commit.
    """
    with session.no_autoflush:  # What the books say does not depend on rows of cases that wait to be written.
        return _post(session, posting, recorded_at)


def _post(session: Session, posting: Posting, recorded_at: datetime) -> PostingRow:
    head = lock(session)
    earlier = find_posting(session, posting.id)
    if earlier is not None:
        if not says_the_same(posting_of(earlier), posting):
            raise PostingDiffers(posting.id)
        return PostingRow(earlier.seq, earlier.id, earlier.hash)
    accounts = _read(session, posting)
    _check(session, posting, accounts, legal_date(recorded_at))
    try:
        with session.begin_nested():
            row = _write(session, posting, accounts, head, recorded_at)
    except IntegrityError:
        _check(session, posting, _read(session, posting), legal_date(recorded_at))
        raise  # The check found nothing: what the database refused is a mistake of ours.
    move_head(session, "ledger_head", Head(row.seq, row.hash))
    return row


def reversal_of(
    session: Session, posting_id: str, *, id: str, person: str, effective_on: date, memo: dict[str, Any]
) -> Posting:
    """The mirror of a posting, to be posted; PostingUnknown when there is no such posting."""
    row = find_posting(session, posting_id)
    if row is None:
        raise PostingUnknown(posting_id)
    original = posting_of(row)
    return Posting(
        id=id,
        kind=Kind.REVERSE,
        person=person,
        budget_year=original.budget_year,
        effective_on=effective_on,
        entries=mirror(original),
        case=original.case,
        reverses=original.id,
        memo=memo,
    )


Accounts = dict[AccountKey, tuple[int, Standing]]
"""The id of each account that exists, and how it stands."""


def _read(session: Session, posting: Posting) -> Accounts:
    table = ACCOUNTS.c
    wanted = {key.text: key for key in accounts_of(posting)}
    found = session.execute(
        select(table.key, table.id, table.balance, table.floor, table.ceiling).where(table.key.in_(wanted))
    )
    return {
        wanted[text]: (id_, Standing(balance_, Limit(wanted[text], floor, ceiling)))
        for text, id_, balance_, floor, ceiling in found
    }


def _check(session: Session, posting: Posting, accounts: Accounts, today: date) -> None:
    check_ways(posting)
    if posting.kind == Kind.REVERSE:
        _check_reversal(session, posting)
    known = years(session)
    check_year(posting, today, known)
    if posting.kind == Kind.CLOSE_YEAR:
        left, slots_left = left_open(session, posting.budget_year)
        check_closing(posting.budget_year, today, known, left, slots_left)
    if posting.kind == Kind.REALLOCATE:
        check_taker(posting, counted_lines(session))
    if posting.kind == Kind.SPEND:
        check_spending(posting, counted_lines(session))
    check_limits(posting, {key: standing for key, (_, standing) in accounts.items()})


def _check_reversal(session: Session, posting: Posting) -> None:
    assert posting.reverses is not None
    row = find_posting(session, posting.reverses)
    if row is None:
        raise PostingUnknown(posting.reverses)
    original = posting_of(row)
    was_reversed = session.scalar(select(LedgerPosting.id).where(LedgerPosting.reverses == row.id)) is not None
    check_reversal(original, was_reversed=was_reversed, is_latest=_last_move(session, original) == row.seq)


def _last_move(session: Session, posting: Posting) -> int:
    """The posting that last moved money or a product of the case or voucher, whichever case it bears itself."""
    table = ACCOUNTS.c
    owners = {(key.line, key.case) for key in accounts_of(posting) if key.case}
    return (
        session.scalar(
            select(func.max(table.moved_seq)).where(tuple_(table.line, table.case_reference).in_(sorted(owners)))
        )
        or 0
    )


def _write(session: Session, posting: Posting, accounts: Accounts, head: Head, recorded_at: datetime) -> PostingRow:
    ids = _open(session, posting, accounts)
    row = PostingRow(
        head.seq + 1,
        posting.id,
        seal_posting(posting, seq=head.seq + 1, recorded_at=recorded_at, prev_hash=head.hash),
    )
    session.execute(insert(POSTINGS), _columns(posting, row, head, recorded_at))
    before = [limit for limit in posting.limits if widens(limit, _present(limit, accounts))]
    after = [limit for limit in posting.limits if limit not in before]
    _write_limits(session, row.seq, before, ids, start=1)
    if posting.entries:
        session.execute(insert(ENTRIES), _entry_rows(posting, row.seq, ids))
    _write_limits(session, row.seq, after, ids, start=1 + len(before))
    return row


def _open(session: Session, posting: Posting, accounts: Accounts) -> dict[AccountKey, int]:
    """The ids of all accounts of the posting; those that nobody named before are opened."""
    ids = {key: id_ for key, (id_, _) in accounts.items()}
    missing = [key for key in accounts_of(posting) if key not in ids]
    if missing:
        found = session.execute(insert(ACCOUNTS).returning(ACCOUNTS.c.key, ACCOUNTS.c.id), [*map(_account, missing)])
        by_text = {key.text: key for key in missing}
        ids |= {by_text[text]: id_ for text, id_ in found}
    return ids


def _account(key: AccountKey) -> dict[str, Any]:
    limits = limits_of(key)
    return {
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
    }


def _columns(posting: Posting, row: PostingRow, head: Head, recorded_at: datetime) -> dict[str, Any]:
    return {
        "seq": row.seq,
        "id": posting.id,
        "kind": str(posting.kind),
        "person": posting.person,
        "budget_year": posting.budget_year,
        "effective_on": posting.effective_on,
        "recorded_at": recorded_at,
        "case_reference": posting.case,
        "reverses": posting.reverses,
        "memo": dict(posting.memo),
        "entry_count": len(posting.entries) or None,
        "limit_count": len(posting.limits) or None,
        "prev_hash": head.hash,
        "hash": row.hash,
    }


def _present(limit: Limit, accounts: Accounts) -> Limit:
    known = accounts.get(limit.account)
    return known[1].limit if known else limits_of(limit.account)


def _write_limits(
    session: Session, seq: int, limits: Sequence[Limit], ids: dict[AccountKey, int], *, start: int
) -> None:
    if limits:
        rows = [
            {
                "posting_seq": seq,
                "n": n,
                "account_id": ids[limit.account],
                "floor": limit.floor,
                "ceiling": limit.ceiling,
            }
            for n, limit in enumerate(limits, start)
        ]
        session.execute(insert(LIMITS), rows)


def _entry_rows(posting: Posting, seq: int, ids: dict[AccountKey, int]) -> list[dict[str, int]]:
    return [
        {"posting_seq": seq, "n": n, "source_id": ids[entry.source], "dest_id": ids[entry.dest], "amount": entry.amount}
        for n, entry in enumerate(posting.entries, 1)
    ]
