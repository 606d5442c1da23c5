"""Makes the whole ledger again from nothing, and names the first record that is not as it must be.

Nothing that the database keeps is believed: balances and limits are added up from the entries, digests
are made again from what the rows say, and the rules are those of the domain, not of the triggers.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.db.chunks import rows_in_order
from nscl_grants.db.findings import Finding
from nscl_grants.db.ledger_guards import missing_guards
from nscl_grants.db.ledger_queries import board
from nscl_grants.db.ledger_rows import find_posting
from nscl_grants.db.ledger_stream import Written, account_names, written
from nscl_grants.db.ledger_tables import ACCOUNTS, LedgerHead, LedgerYear
from nscl_grants.domain.chain import GENESIS
from nscl_grants.domain.ledger.accounts import OPEN_STATES, STATES, AccountKey, Place, Unit
from nscl_grants.domain.ledger.limits import Limit, is_well_named, limits_of
from nscl_grants.domain.ledger.posting import Entry, Kind, Posting, seal_posting
from nscl_grants.domain.ledger.routes import ROUTES

_FROZEN = frozenset({*OPEN_STATES, Place.ESTIMATE, Place.ALLOTTED})


def verify(session: Session) -> Iterator[Finding]:
    """What is wrong, in the order of the sequence; nothing when the books are sound."""
    yield from missing_guards(session)
    replay = Replay(account_names(session))
    for record in written(session):
        yield from replay.take(record)
        if record.posting.reverses is not None:
            yield from _check_mirror(session, record)
    yield from _compare_accounts(session, replay)
    yield from _compare_lines(session)
    yield from _compare_ends(session, replay)


@dataclass
class Replay:
    """The books as they follow from the postings taken so far."""

    names: dict[int, AccountKey]
    balances: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))
    limits: dict[int, Limit] = field(default_factory=dict)
    moved: dict[int, tuple[int, int]] = field(default_factory=dict)
    limited: dict[int, int] = field(default_factory=dict)
    years: dict[tuple[int, str], int] = field(default_factory=dict)
    seq: int = 0
    hash: str = GENESIS

    def take(self, record: Written) -> Iterator[Finding]:
        """Book one posting more, and say what is wrong with it."""
        posting = record.posting
        if posting.seq != self.seq + 1:
            yield Finding("gap", posting.seq)
        if posting.prev_hash != self.hash:
            yield Finding("chain_broken", posting.seq, posting.id)
        if not _is_complete(record):
            yield Finding("posting_incomplete", posting.seq, posting.id)
        self.seq, self.hash = posting.seq, posting.hash
        yield from self._check_content(record)
        yield from self._check_years(record)
        self._book(record)
        yield from self._check_limits(record)

    def limit_of(self, account_id: int) -> Limit:
        """The limits of the account by now."""
        return self.limits.get(account_id) or limits_of(self.names[account_id])

    def _check_content(self, record: Written) -> Iterator[Finding]:
        row = record.posting
        try:
            posting = self._posting(record)
        except (AssertionError, KeyError, ValueError):
            yield Finding("posting_changed", row.seq, row.id)
            return
        if seal_posting(posting, seq=row.seq, recorded_at=row.recorded_at, prev_hash=row.prev_hash) != row.hash:
            yield Finding("posting_changed", row.seq, row.id)
        for n, entry in enumerate(posting.entries, 1):
            way = (entry.source.unit, entry.source.place, entry.dest.place)
            if posting.kind != Kind.REVERSE and way not in ROUTES[posting.kind]:
                yield Finding("way_unknown", row.seq, f"{row.id} #{n}")

    def _posting(self, record: Written) -> Posting:
        row, names = record.posting, self.names
        return Posting(
            id=row.id,
            kind=Kind(row.kind),
            person=row.person,
            budget_year=row.budget_year,
            effective_on=row.effective_on,
            entries=tuple(Entry(names[e.source_id], names[e.dest_id], e.amount) for e in record.entries),
            case=row.case_reference,
            reverses=row.reverses,
            limits=tuple(Limit(names[n.account_id], n.floor, n.ceiling) for n in record.limits),
            memo=row.memo,
        )

    def _check_years(self, record: Written) -> Iterator[Finding]:
        row = record.posting
        if (row.budget_year, "closed") in self.years:
            yield Finding("booked_in_closed_year", row.seq, row.id)
        for entry in record.entries:
            for key in (self.names.get(entry.source_id), self.names.get(entry.dest_id)):
                if key and key.place in _FROZEN and (key.year, "closed") in self.years:
                    yield Finding("closed_year_moved", row.seq, f"{row.id} #{entry.n} {key.text}")
        if row.kind in (Kind.OPEN_YEAR, Kind.CLOSE_YEAR):
            self.years[row.budget_year, "open" if row.kind == Kind.OPEN_YEAR else "closed"] = row.seq

    def _book(self, record: Written) -> None:
        for entry in record.entries:
            self.balances[entry.source_id] -= entry.amount
            self.balances[entry.dest_id] += entry.amount
            self.moved[entry.source_id] = self.moved[entry.dest_id] = (entry.posting_seq, entry.n)
        for limit in record.limits:
            if limit.account_id in self.names:
                self.limits[limit.account_id] = Limit(self.names[limit.account_id], limit.floor, limit.ceiling)
                self.limited[limit.account_id] = limit.posting_seq

    def _check_limits(self, record: Written) -> Iterator[Finding]:
        touched = {e.source_id: e.n for e in record.entries} | {e.dest_id: e.n for e in record.entries}
        touched = {limit.account_id: 0 for limit in record.limits} | touched
        for account_id, n in touched.items():
            if account_id not in self.names:
                yield Finding("account_missing", record.posting.seq, f"{record.posting.id} #{n}")
                continue
            limit = self.limit_of(account_id)
            if not limit.floor <= self.balances[account_id] <= limit.ceiling:
                yield Finding("limit_passed", record.posting.seq, f"{record.posting.id} #{n} {limit.account.text}")


def _is_complete(record: Written) -> bool:
    wanted = (record.posting.entry_count or 0, record.posting.limit_count or 0)
    numbers = ([entry.n for entry in record.entries], [limit.n for limit in record.limits])
    return all(found == list(range(1, count + 1)) for found, count in zip(numbers, wanted, strict=True))


def _check_mirror(session: Session, record: Written) -> Iterator[Finding]:
    original = find_posting(session, record.posting.reverses)
    entries = [] if original is None else [(e.dest_id, e.source_id, e.amount) for e in reversed(original.entries)]
    if entries != [(e.source_id, e.dest_id, e.amount) for e in record.entries]:
        yield Finding("mirror_differs", record.posting.seq, record.posting.id)


def _compare_lines(session: Session) -> Iterator[Finding]:
    """Of each line and year, all that it was given stands somewhere."""
    for row in board(session):
        found = sum(row.states[state].dong for state in STATES)
        given = row.allotted.dong + row.states[Place.CARRIED_IN].dong
        if found != given:
            yield Finding("line_differs", 0, f"{row.line} {row.year} {found} ≠ {given}")


def _compare_accounts(session: Session, replay: Replay) -> Iterator[Finding]:
    sums = dict.fromkeys(Unit, 0)
    for row in rows_in_order(session, ACCOUNTS, "id"):
        key, limit = replay.names[row.id], replay.limit_of(row.id)
        sums[Unit(key.unit)] += row.balance
        seq = replay.moved.get(row.id, (0, 0))[0]
        if not is_well_named(key) or row.key != key.text:
            yield Finding("account_misnamed", seq, row.key)
        if row.balance != replay.balances[row.id] or (row.moved_seq, row.moved_n) != replay.moved.get(row.id, (0, 0)):
            yield Finding("balance_differs", seq, f"{row.key} {row.balance} ≠ {replay.balances[row.id]}")
        if (row.floor, row.ceiling) != (limit.floor, limit.ceiling):
            yield Finding("limit_differs", replay.limited.get(row.id, 0), f"{row.key} {row.floor} … {row.ceiling}")
    for unit, total in sums.items():
        if total:
            yield Finding("sum_not_zero", 0, f"{unit} {total}")


def _compare_ends(session: Session, replay: Replay) -> Iterator[Finding]:
    head = session.execute(select(LedgerHead.seq, LedgerHead.hash)).one()
    if (head.seq, head.hash) != (replay.seq, replay.hash):
        yield Finding("end_missing", head.seq)
    years = {
        (year, state): seq
        for year, state, seq in session.execute(select(LedgerYear.year, LedgerYear.state, LedgerYear.posting_seq))
    }
    if years != replay.years:
        yield Finding("years_differ", 0, str(sorted(set(years) ^ set(replay.years))))
