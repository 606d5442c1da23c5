"""Whoever reaches the database past the application cannot overspend, rewrite, remove or reorder the books.

Every attack is SQL on an open connection, tried on SQLite and on PostgreSQL as the owner of the tables.
"""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from nscl_grants.db.engine import reading, writing
from nscl_grants.db.ledger_verify import verify
from nscl_grants.domain.ledger import budget, recovering
from nscl_grants.domain.ledger.accounts import Place, fresh, slots, vnd
from nscl_grants.domain.ledger.posting import Kind
from tests.db.books import NEXT_MARCH, Books, funded_books, million
from tests.db.forgeries import AN, BINH, FORGERIES, FREE, HELD, MILLION, PRODUCT, of
from tests.db.forging import forge, forge_entry, forge_posting, insert, open_account

TABLES = ("ledger_account", "ledger_posting", "ledger_entry", "ledger_limit", "ledger_year", "ledger_head")


@pytest.fixture
def books(engine: Engine) -> Books:
    """A committed ledger in which An holds 50 triệu and a product is paid 30 of 40."""
    with writing(engine) as session:
        books = funded_books(session)
        books.hold(AN, million(50))
        books.hold(PRODUCT, million(50))
        books.commit(PRODUCT, million(40))
        books.pay(PRODUCT, million(30))
        session.commit()
        return books


Act = Callable[[Connection], Any]
Attack = Callable[[Act], str]
"""Tries something up to its commit, and gives what the database said against it."""


@pytest.fixture
def attack(engine: Engine, books: Books) -> Attack:
    """Attacks on committed books, after each of which every row must be as before."""
    before = everything(engine)

    def refusal_of(act: Act) -> str:
        try:
            with engine.begin() as connection:
                act(connection)
        except DBAPIError as error:
            assert everything(engine) == before
            return str(error.orig).lower()
        return "nothing"

    return refusal_of


CHANGES = (
    "UPDATE ledger_account SET balance = balance + 1 WHERE place = 'free'",
    "UPDATE ledger_account SET balance = balance + 50000000, moved_n = moved_n + 1 WHERE place = 'free'",
    "UPDATE ledger_account SET balance = balance WHERE place = 'free'",
    "UPDATE ledger_account SET floor = -9000000000000000 WHERE place = 'free'",
    "UPDATE ledger_account SET ceiling = ceiling - 1 WHERE place = 'paid'",
    "UPDATE ledger_account SET floor = floor - 1, limited_seq = limited_seq + 1 WHERE place = 'quota'",
    "UPDATE ledger_account SET place = 'free' WHERE place = 'held'",
    "UPDATE ledger_account SET moved_seq = 999",
    "DELETE FROM ledger_account WHERE balance = 0",
    "UPDATE ledger_posting SET memo = '{}' WHERE seq = 1",
    "UPDATE ledger_posting SET hash = prev_hash",
    "UPDATE ledger_posting SET effective_on = '2025-01-01'",
    "UPDATE ledger_posting SET entry_count = entry_count + 1",
    "DELETE FROM ledger_posting WHERE seq = (SELECT max(seq) FROM ledger_posting)",
    "UPDATE ledger_entry SET amount = amount + 1",
    "UPDATE ledger_entry SET amount = amount",
    "DELETE FROM ledger_entry",
    "UPDATE ledger_limit SET floor = floor - 1",
    "DELETE FROM ledger_limit",
    "DELETE FROM ledger_year",
    "UPDATE ledger_year SET state = 'closed' WHERE year = 2027",
    "INSERT INTO ledger_year (year, state, posting_seq) VALUES (2026, 'closed', 3)",
    "INSERT INTO ledger_year (year, state, posting_seq) VALUES (2031, 'open', 3)",
    "UPDATE ledger_head SET seq = seq + 1",
    "UPDATE ledger_head SET seq = seq - 1",
    "UPDATE ledger_head SET hash = 'x'",
    "DELETE FROM ledger_head",
    "INSERT INTO ledger_head (id, seq, hash) VALUES (2, 0, 'x')",
    "INSERT INTO ledger_route (kind, unit, source, dest) VALUES ('hold', 'VND', 'free', 'paid')",
    "UPDATE ledger_route SET dest = 'paid' WHERE kind = 'hold' AND unit = 'VND'",
    "DELETE FROM ledger_route",
    "UPDATE ledger_ground SET floor = -1 WHERE place = 'free'",
    "UPDATE ledger_kind SET reversible = 1",
    "INSERT INTO ledger_limit_route (kind, unit, place) VALUES ('hold', 'VND', 'free')",
)


def test_nothing_in_the_books_can_be_changed_by_hand(attack: Attack) -> None:
    for change in CHANGES:
        assert attack(sql(change)).startswith("ledger"), change


def test_no_posting_written_by_hand_passes_a_rule(attack: Attack) -> None:
    for name, (rule, act) in FORGERIES.items():
        assert rule in attack(act), name


def test_a_forgery_that_breaks_no_rule_would_pass_and_be_found(engine: Engine, books: Books) -> None:
    with engine.begin() as connection:
        forge(connection, "lapse", [(FREE, of(Place.LAPSED), 1)])

    with reading(engine) as session:
        assert [(found.what, found.seq) for found in verify(session)] == [("posting_changed", _last(engine))]


def test_a_mirror_by_hand_goes_back_whole_and_once(engine: Engine, books: Books, attack: Attack) -> None:
    paid, in_transit = of(Place.PAID, PRODUCT.case, "III.2"), of(Place.IN_TRANSIT, PRODUCT.case, "III.2")
    used, kept = (slots(place, "III.2", 2026, PRODUCT.case) for place in (Place.PAID, Place.COMMITTED))
    back, slot_back = (paid, in_transit, 30 * MILLION), (used, kept, 1)
    mirror: dict[str, Any] = {"case": PRODUCT.case, "reverses": books.last}
    rule, way = "a reversal mirrors the latest posting", "not a way of this movement"

    assert way in attack(lambda c: forge(c, "reverse", [back, slot_back], **mirror)), "the last entry goes back first"
    assert way in attack(lambda c: forge(c, "reverse", [slot_back, (paid, in_transit, 1)], **mirror)), "in full"
    assert rule in attack(lambda c: forge(c, "reverse", [back], **mirror)), "with its slot"
    assert rule in attack(lambda c: forge(c, "reverse", [slot_back, back], **{**mirror, "case": AN.case})), (
        "in its case"
    )
    assert rule in attack(lambda c: forge(c, "reverse", [slot_back, back], case=PRODUCT.case)), (
        "naming what it reverses"
    )
    assert rule in attack(lambda c: forge(c, "pay", [slot_back, back], **mirror)), "as a reversal"
    assert rule in attack(lambda c: forge(c, "reverse", [slot_back, back], **mirror, year=2027)), "in its year"
    with engine.begin() as connection:
        seq = forge(connection, "reverse", [slot_back, back], **mirror)
    for reversed_ in (books.last, f"forged-{seq}"):
        with pytest.raises(DBAPIError), engine.begin() as connection:
            forge(connection, "reverse", [slot_back, back], case=PRODUCT.case, reverses=reversed_)


def test_an_earlier_posting_of_a_case_cannot_be_reversed_by_hand(books: Books, attack: Attack) -> None:
    committed, held = of(Place.COMMITTED, PRODUCT.case, "III.2"), of(Place.HELD, PRODUCT.case, "III.2")

    def reverse_the_commitment(connection: Connection) -> None:
        found = connection.scalar(text("SELECT id FROM ledger_posting WHERE kind = 'commit'"))
        forge(connection, "reverse", [(committed, held, MILLION)] * 4, case=PRODUCT.case, reverses=found)

    assert "mirrors the latest posting" in attack(reverse_the_commitment)


def test_a_payment_cannot_be_reversed_by_hand_once_an_adjustment_moved_its_money(engine: Engine, books: Books) -> None:
    with writing(engine) as session:
        again = Books(session, NEXT_MARCH)
        entries = recovering.adjust((PRODUCT, Place.PAID), (PRODUCT, Place.ADVANCED), 2026, million(1))
        again.post(Kind.ADJUST, entries, year=2027)
        session.commit()
    slot_back = (slots(Place.PAID, "III.2", 2026, PRODUCT.case), slots(Place.COMMITTED, "III.2", 2026, PRODUCT.case), 1)
    back = (of(Place.PAID, PRODUCT.case, "III.2"), of(Place.IN_TRANSIT, PRODUCT.case, "III.2"), 30 * MILLION)

    with pytest.raises(DBAPIError, match="mirrors the latest posting"), engine.begin() as connection:
        forge(connection, "reverse", [slot_back, back], case=PRODUCT.case, reverses=books.last)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_ways_of_sqlite_around_a_constraint_lead_nowhere(engine: Engine, books: Books, attack: Attack) -> None:
    over = (FREE, of(Place.HELD, "ns-x"), 1951 * MILLION)

    def with_checks_ignored(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        try:
            forge(connection, "hold", [over], case="ns-x")
        finally:
            connection.exec_driver_sql("PRAGMA ignore_check_constraints = OFF")

    def replacing_quietly(connection: Connection) -> None:
        row = connection.execute(text("SELECT * FROM ledger_posting WHERE seq = 4")).one()._asdict()
        insert(connection, "ledger_posting", {**row, "person": "y"}, "INSERT OR REPLACE")

    def replacing_an_entry(connection: Connection) -> None:
        row = connection.execute(text("SELECT * FROM ledger_entry WHERE posting_seq = 4 AND n = 1")).one()._asdict()
        insert(connection, "ledger_entry", {**row, "amount": 1}, "INSERT OR REPLACE")

    def over_in_silence(how: str) -> Act:
        return lambda c: forge_entry(c, forge_posting(c, "hold", case="ns-x"), 1, *over, how=how)

    assert "beyond the limit" in attack(with_checks_ignored)
    assert "next posting" in attack(replacing_quietly)
    assert "latest posting, in order" in attack(replacing_an_entry)
    for how in ("INSERT OR IGNORE", "INSERT OR REPLACE", "INSERT OR FAIL", "INSERT OR ROLLBACK"):
        assert "beyond the limit" in attack(over_in_silence(how)), how
    for change in ("OR IGNORE ledger_account SET balance = 1", "OR REPLACE ledger_account SET id = 1"):
        assert "ledger:" in attack(sql(f"UPDATE {change} WHERE place = 'free'"))
    assert "account exists" in attack(lambda c: open_account(c, FREE, "INSERT OR REPLACE"))
    for amount in ("1.5", "một"):
        assert "whole number" in attack(_lapse(amount))
    assert "whole number" in attack(lambda c: open_account(c, of(Place.FREE, year=2027), year="2027x"))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_posting_left_incomplete_without_foreign_keys_blocks_the_next_one(engine: Engine, books: Books) -> None:
    with engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("BEGIN")
        forge_posting(connection, "lapse")
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("BEGIN")
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")

    with pytest.raises(DBAPIError, match="not complete"), engine.begin() as connection:
        forge(connection, "lapse", [(FREE, of(Place.LAPSED), 1)])
    with reading(engine) as session:
        assert {found.what for found in verify(session)} == {"posting_incomplete", "posting_changed"}


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_no_table_can_be_emptied_at_once(attack: Attack) -> None:
    tables = (*TABLES, "ledger_route", "audit_event")

    for table in tables:
        assert "no truncate" in attack(sql(f"TRUNCATE {table} CASCADE")), table


def test_a_closed_year_is_frozen(engine: Engine) -> None:
    with writing(engine) as session:
        _close_2026(session)
        session.commit()
    line, closed = vnd(Place.LINE, "III.1"), "is closed"
    estimate = (fresh(Place.ESTIMATE, "III.1", 2026), fresh(Place.ALLOTTED, "III.1", 2026), 1)

    for year in (2026, 2027):
        assert closed in _said(engine, _hold(year))
    assert closed in _said(engine, lambda c: forge(c, "allot", [(line, FREE, 1), estimate], year=2027))
    back = (of(Place.RECOVERED, BINH.case), FREE, 1)
    assert closed in _said(engine, lambda c: forge(c, "restore", [back], case=BINH.case, year=2027))
    assert closed in _said(engine, lambda c: forge(c, "open_year", []))
    with pytest.raises(DBAPIError), engine.begin() as connection:
        connection.execute(text("DELETE FROM ledger_year WHERE state = 'closed'"))


def _said(engine: Engine, act: Act) -> str:
    with pytest.raises(DBAPIError) as caught, engine.begin() as connection:
        act(connection)
    return str(caught.value.orig)


def _close_2026(session: Session) -> None:
    """2026 is closed; Bình was paid in it, and its money was asked back and received."""
    books = funded_books(session)
    books.hold(BINH, million(50))
    books.commit(BINH, million(50))
    books.pay(BINH, million(50))
    books.post(Kind.DEMAND, recovering.demand(BINH, books.of(BINH), 2026, million(50)), case=BINH.case)
    books.post(Kind.RECEIVE, recovering.receive(BINH, books.of(BINH), 2026, million(50)), case=BINH.case)
    for line, amount, products in (("I.1", 100, 0), ("III.1", 1950, 0), ("III.2", 250, 5)):
        books.post(Kind.LAPSE, budget.lapse(line, 2026, million(amount), products))
    books.now = NEXT_MARCH
    books.post(Kind.CLOSE_YEAR, year=2026)


def sql(statement: str) -> Act:
    """A statement, to be attacked with."""
    return lambda connection: connection.execute(text(statement))


def _lapse(amount: Any) -> Act:
    return lambda connection: forge(connection, "lapse", [(FREE, of(Place.LAPSED), amount)])


def _hold(year: int) -> Act:
    return lambda connection: forge(connection, "hold", [(FREE, HELD, 1)], case=AN.case, year=year)


def everything(engine: Engine) -> dict[str, list[Any]]:
    """All rows of the ledger."""
    with engine.connect() as connection:
        return {
            table: sorted(map(tuple, connection.execute(text(f"SELECT * FROM {table}"))), key=repr) for table in TABLES
        }


def _last(engine: Engine) -> Any:
    with engine.connect() as connection:
        return connection.scalar(text("SELECT max(seq) FROM ledger_posting"))
