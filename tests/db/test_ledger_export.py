"""Another program that adds up the exported entries comes to the balances that stand at their end."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable

import pytest
from sqlalchemy.orm import Session

from nscl_grants.db import ledger_export
from nscl_grants.domain.chain import GENESIS, seal
from tests.db.books import a_product, an_award, funded_books, million


@pytest.fixture
def books(session: Session) -> Session:
    """A product with a name that no other program would take as it is."""
    books = funded_books(session)
    product = a_product(item='Bún "khô" | 100%; loại 1:2')
    books.hold(product, million(50))
    books.commit(product, million(40))
    books.pay(product, million(30))
    books.hold(an_award(), million(50))
    return session


def test_the_json_can_be_added_up_and_sealed_again(books: Session) -> None:
    lines = [json.loads(line) for line in ledger_export.export_json(books)]
    sums: defaultdict[str, int] = defaultdict(int)
    previous = GENESIS
    for posting in (line["posting"] for line in lines if "posting" in line):
        for source, dest, amount in posting["entries"]:
            sums[source] -= amount
            sums[dest] += amount
        hash_, prev_hash = posting.pop("hash"), posting.pop("prev_hash")
        assert (prev_hash, hash_) == (previous, seal(previous, posting))
        previous = hash_

    for account in (line for line in lines if "account" in line):
        assert account["balance"] == sums[account["account"]]
        assert account["floor"] <= account["balance"] <= account["ceiling"]


def test_beancount_reads_what_is_asserted(books: Session) -> None:
    text = "".join(ledger_export.export_beancount(books))

    moved = added(re.findall(r"^  (Assets:\S+)  (-?\d+) ([A-Z]+)$", text, re.M))
    asserted = re.findall(r"^\d{4}-\d\d-\d\d balance (Assets:\S+)  (-?\d+) ([A-Z]+)$", text, re.M)
    opened = re.findall(r"^2000-01-01 open (Assets(?::[\w-]+)+) ([A-Z]+)$", text, re.M)
    assert {(name, unit): int(amount) for name, amount, unit in asserted if int(amount)} == moved
    assert {tuple(line) for line in opened} == {(name, unit) for name, _, unit in asserted}


def test_hledger_reads_what_is_asserted(books: Session) -> None:
    text = "".join(ledger_export.export_hledger(books))

    moved = added(re.findall(r"^    (\S+)  (-?\d+) ([A-Z]+)$", text, re.M))
    asserted = re.findall(r"^    (\S+)  0 ([A-Z]+) = (-?\d+) [A-Z]+$", text, re.M)
    assert {(name, unit): int(amount) for name, unit, amount in asserted if int(amount)} == moved
    assert set(re.findall(r"^account (\S+)$", text, re.M)) == {name for name, _, _ in asserted}


def test_empty_books_can_be_exported(session: Session) -> None:
    assert list(ledger_export.export_json(session)) == []
    assert "balance" not in "".join(ledger_export.export_beancount(session))


def added(lines: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str], int]:
    """The sum of each account that is not empty in the end."""
    sums: defaultdict[tuple[str, str], int] = defaultdict(int)
    for name, amount, unit in lines:
        sums[name, unit] += int(amount)
    return {name: amount for name, amount in sums.items() if amount}
