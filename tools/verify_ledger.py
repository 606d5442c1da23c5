#!/usr/bin/env python3
"""Recomputes the exported books from nothing and says what is wrong; needs Python 3.11 and nothing else.

    nscl-grants ledger export --json > books.json
    nscl-grants ledger heads > heads.json           (kept day by day somewhere else; or /heads/daily.json)
    python3 verify_ledger.py books.json --heads heads.json

It shares no line with the system that wrote the books. Every seal, balance and limit is made again from the
entries alone. The heads are the end of the chain on each day as it was published then: books whose last
postings were cut off, or written anew with seals that fit, no longer contain them.
"""

import argparse
import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

MOST = 9_000_000_000_000_000
GENESIS = "0" * 64
SEALED = ("id", "kind", "person", "budget_year", "effective_on", "case", "reverses", "memo", "limits", "entries")
FROZEN = {
    "VND": {"free", "held", "committed", "due", "reserved", "in_transit"},
    "SLOT": {"estimate", "free", "held", "committed"},
    "FRESH": {"estimate", "allotted"},
}
"""What stands still once its year is closed."""
EMPTY = {"VND": FROZEN["VND"], "SLOT": FROZEN["SLOT"] - {"estimate"}}
"""What holds nothing once its year is closed."""

Record = dict[str, Any]
Name = tuple[str, ...]
"""The eight parts of an account's name: unit, place, line, year, case, family, holder, item."""


def name_of(text: str) -> Name:
    """The parts of an account's name."""
    return tuple(part.replace("%7C", "|").replace("%25", "%") for part in text.split("|"))


def opening_limits(name: Name) -> tuple[int, int]:
    """Between which balances an account stays until a posting says otherwise."""
    unit, place = name[:2]
    if place in ("source", "quota"):
        return 0, 0
    if place == "carried_in":
        return -MOST, 0
    return 0, 1 if unit == "SLOT" and place in ("held", "committed", "paid") else MOST


def seal_of(posting: Record) -> str:
    """SHA-256 over the posting as canonical JSON, its number, moment and the seal before included."""
    record = {key: posting[key] for key in (*SEALED, "seq", "recorded_at", "prev_hash")}
    text = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass
class Books:
    """The books as they follow from the postings read so far."""

    seq: int = 0
    hash: str = GENESIS
    balances: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    limits: dict[str, tuple[int, int]] = field(default_factory=dict)
    seals: dict[int, str] = field(default_factory=dict)
    postings: dict[str, Record] = field(default_factory=dict)
    reversed: set[str] = field(default_factory=set)
    closed: set[int] = field(default_factory=set)

    def read(self, posting: Record) -> Iterator[str]:
        """Book one posting, and say what is wrong with it."""
        where = f"posting {posting['seq']} ({posting['id']})"
        for wrong in (*self._chain(posting), *self._content(posting), *self._reversal(posting)):
            yield f"{where}: {wrong}"
        self.seq, self.hash = posting["seq"], posting["hash"]
        self.seals[self.seq] = self.hash
        self.postings[posting["id"]] = posting
        for wrong in (*self._book(posting), *self._years(posting)):
            yield f"{where}: {wrong}"

    def limits_of(self, account: str) -> tuple[int, int]:
        """The limits of an account by now."""
        return self.limits.get(account) or opening_limits(name_of(account))

    def compare(self, account: Record) -> Iterator[str]:
        """What the books say of an account, and what its entries say."""
        key, (floor, ceiling) = account["account"], self.limits_of(account["account"])
        if account["balance"] != self.balances.pop(key, 0):
            yield f"account {key}: the balance {account['balance']} does not follow from its entries"
        if (account["floor"], account["ceiling"]) != (floor, ceiling):
            yield f"account {key}: the limits do not follow from the postings, which say {floor} … {ceiling}"

    def _chain(self, posting: Record) -> Iterator[str]:
        if posting["seq"] != self.seq + 1:
            yield f"comes after number {self.seq}; one is missing, or two changed places"
        if posting["prev_hash"] != self.hash:
            yield "is not sealed together with the one before"
        if posting["hash"] != seal_of(posting):
            yield "was changed after it was sealed"

    def _content(self, posting: Record) -> Iterator[str]:
        if posting["id"] in self.postings:
            yield "has the id of an earlier posting"
        for source, dest, amount in posting["entries"]:
            if type(amount) is not int or amount <= 0:
                yield f"moves {amount}, which is not an amount above zero"
            if source == dest or name_of(source)[0] != name_of(dest)[0]:
                yield f"does not move from one account to another of the same unit: {source}, {dest}"

    def _reversal(self, posting: Record) -> Iterator[str]:
        if posting["kind"] != "reverse":
            return
        original = self.postings.get(posting["reverses"])
        if original is None or original["kind"] == "reverse" or original["id"] in self.reversed:
            yield "reverses what cannot be reversed, or a second time"
        elif posting["entries"] != [[dest, source, n] for source, dest, n in reversed(original["entries"])]:
            yield "does not mirror what it reverses"
        self.reversed.add(posting["reverses"])

    def _book(self, posting: Record) -> Iterator[str]:
        for source, dest, amount in posting["entries"]:
            self.balances[source] -= amount
            self.balances[dest] += amount
        self.limits |= {account: (floor, ceiling) for account, floor, ceiling in posting["limits"]}
        for account in {key for entry in posting["entries"] for key in entry[:2]} | {
            key for key, *_ in posting["limits"]
        }:
            floor, ceiling = self.limits_of(account)
            if not floor <= self.balances[account] <= ceiling:
                yield f"leaves {account} at {self.balances[account]}, beyond {floor} … {ceiling}"

    def _years(self, posting: Record) -> Iterator[str]:
        if posting["budget_year"] in self.closed:
            yield f"is booked in {posting['budget_year']}, which is closed"
        names = {name_of(key) for entry in posting["entries"] for key in entry[:2]}
        for name in sorted(names):
            if int(name[3]) in self.closed and name[1] in FROZEN.get(name[0], ()):
                yield f"moves {name[1]} of {name[3]}, which is closed"
        if posting["kind"] == "close_year":
            yield from self._closing(posting["budget_year"])

    def _closing(self, year: int) -> Iterator[str]:
        self.closed.add(year)
        for account, balance in self.balances.items():
            name = name_of(account)
            if balance and name[3] == str(year) and name[1] in EMPTY.get(name[0], ()):
                yield f"closes {year} though {account} holds {balance}"


def board(balances: dict[str, int]) -> dict[str, dict[str, int]]:
    """Every line and year by money state, what it was allotted, and its products; from the entries alone."""
    figures: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for account, balance in balances.items():
        unit, place, line, year, *_ = name_of(account)
        if line and year != "0" and balance:
            figures[f"{line}/{year}"][f"{unit} {place}"] += balance
    return {key: dict(sorted(figures[key].items())) for key in sorted(figures)}


def sums(balances: dict[str, int]) -> Iterator[str]:
    """A unit adds up to zero; a line and year stand at what they were allotted."""
    units: defaultdict[str, int] = defaultdict(int)
    for account, balance in balances.items():
        units[name_of(account)[0]] += balance
    yield from (
        f"unit {unit}: the balances add up to {total} and not to zero" for unit, total in units.items() if total
    )
    for where, figures in board(balances).items():
        stands = sum(amount for state, amount in figures.items() if state.startswith("VND "))
        if stands != (allotted := figures.get("FRESH allotted", 0)):
            yield f"line and year {where}: {stands} đồng stand there and {allotted} were allotted"


def verify(records: Iterable[Record], heads: Iterable[Record] = ()) -> tuple[list[str], Books, dict[str, int]]:
    """Everything that is wrong, the books, and every balance as its entries say."""
    books, wrong, accounts = Books(), list[str](), list[Record]()
    for record in records:
        if "posting" in record:
            wrong += books.read(record["posting"])
        else:
            accounts.append(record)
    balances = dict(books.balances)
    wrong += sums(balances)
    for account in accounts:
        wrong += books.compare(account)
    wrong += [f"account {key}: is missing, {n} should stand there" for key, n in books.balances.items() if n]
    for head in heads:
        # The published file holds the heads of the audit trail as well, which these books say nothing of.
        if head.get("book", "ledger") != "ledger":
            continue
        if books.seals.get(head["seq"]) != head["hash"]:
            wrong.append(f"the head published for {head['day']}, number {head['seq']}, is not in these books")
    return wrong, books, balances


def lines_of(path: str) -> Iterator[Record]:
    """One JSON object a line."""
    with open(path, encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())


def main(arguments: list[str] | None = None) -> int:
    """Read, recompute, report; 1 when something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("books", help="what `nscl-grants ledger export --json` wrote")
    parser.add_argument(
        "--heads", help="what `nscl-grants ledger heads` wrote on earlier days, or what the page /heads gave as JSON"
    )
    parser.add_argument("--board", action="store_true", help="print every line and year as its entries say")
    options = parser.parse_args(arguments)
    wrong, books, balances = verify(lines_of(options.books), lines_of(options.heads) if options.heads else ())
    for finding in wrong:
        print(finding, file=sys.stderr)
    if options.board:
        print(json.dumps(board(balances), ensure_ascii=False, indent=1))
    if not wrong:
        print(f"{books.seq} postings verify; the last one is sealed {books.hash}.", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
