"""Books that their owner changed behind the guards are found out, and the first wrong record is named."""

import pytest
from sqlalchemy import Engine, text

from nscl_grants.db.base import Base
from nscl_grants.db.engine import reading, writing
from nscl_grants.db.ledger_verify import verify
from nscl_grants.definitions.words import words
from tests.db.books import a_product, funded_books, million
from tests.db.tampering import unguarded

HOLD, COMMIT, PAY = 7, 8, 12
"""Where the postings of the product stand: two years, the plan and three allotments come before."""

TAMPERED = {
    "an amount": (
        f"UPDATE ledger_entry SET amount = amount - 1 WHERE posting_seq = {HOLD} AND n = 1",
        "posting_changed",
        HOLD,
    ),
    "the way of an entry": (
        f"UPDATE ledger_entry SET source_id = dest_id, dest_id = source_id WHERE posting_seq = {HOLD} AND n = 1",
        "posting_changed",
        HOLD,
    ),
    "who posted": (f"UPDATE ledger_posting SET person = 'x' WHERE seq = {HOLD}", "posting_changed", HOLD),
    "when": (f"UPDATE ledger_posting SET effective_on = '2026-01-01' WHERE seq = {HOLD}", "posting_changed", HOLD),
    "what for": (f"UPDATE ledger_posting SET memo = '{{\"a\": 1}}' WHERE seq = {HOLD}", "posting_changed", HOLD),
    "a limit": (f"UPDATE ledger_limit SET floor = floor * 2 WHERE posting_seq = {HOLD}", "posting_changed", HOLD),
    "a kind that does not exist": (f"UPDATE ledger_posting SET kind = 'x' WHERE seq = {HOLD}", "posting_changed", HOLD),
    "a hash": (f"UPDATE ledger_posting SET hash = prev_hash WHERE seq = {HOLD}", "posting_changed", HOLD),
    "a whole posting": (
        f"DELETE FROM ledger_entry WHERE posting_seq = {COMMIT}; DELETE FROM ledger_posting WHERE seq = {COMMIT}",
        "gap",
        COMMIT + 1,
    ),
    "an entry": (f"DELETE FROM ledger_entry WHERE posting_seq = {PAY} AND n = 2", "posting_incomplete", PAY),
    "the last posting": (
        f"DELETE FROM ledger_entry WHERE posting_seq = {PAY}; DELETE FROM ledger_posting WHERE seq = {PAY}",
        "balance_differs",
        COMMIT,
    ),
    "a balance": (
        "UPDATE ledger_account SET balance = balance - 1 WHERE place = 'paid' AND unit = 'VND'",
        "balance_differs",
        PAY,
    ),
    "a cap": ("UPDATE ledger_account SET floor = floor - 1 WHERE place = 'quota'", "limit_differs", HOLD),
    "a cap that opens wide": (
        "UPDATE ledger_account SET floor = -5 WHERE place = 'free' AND line = 'I.1'",
        "limit_differs",
        0,
    ),
    "the name of an account": (
        "UPDATE ledger_account SET case_reference = 'ns-x' WHERE place = 'paid' AND unit = 'VND'",
        "posting_changed",
        PAY,
    ),
    "the year": ("INSERT INTO ledger_year (year, state, posting_seq) VALUES (2026, 'closed', 12)", "years_differ", 0),
    "the head": ("UPDATE ledger_head SET seq = 99", "end_missing", 99),
}


@pytest.fixture
def books(engine: Engine) -> Engine:
    """Committed books with a product that is paid 30 of 40 triệu."""
    with writing(engine) as session:
        books, product = funded_books(session), a_product()
        books.hold(product, million(50))
        books.commit(product, million(40))
        books.pay(product, million(30))
        session.commit()
    return engine


def findings(engine: Engine) -> list[tuple[str, int]]:
    """What a verification says, in its order."""
    with reading(engine) as session:
        return [(found.what, found.seq) for found in verify(session)]


def test_books_that_nobody_changed_are_sound(books: Engine) -> None:
    assert findings(books) == []


def test_whatever_was_changed_the_first_wrong_record_is_named(books: Engine) -> None:
    for name, (statements, what, seq) in TAMPERED.items():
        _save(books)
        with unguarded(books) as connection:
            for statement in statements.split("; "):
                connection.execute(text(statement))

        assert findings(books)[:1] == [(what, seq)], name
        _restore(books)
    assert findings(books) == []


def test_a_reversal_that_is_no_mirror_is_named(books: Engine) -> None:
    with unguarded(books) as connection:
        changed = f"UPDATE ledger_posting SET kind = 'reverse', reverses = id WHERE seq = {PAY}"
        connection.execute(text(changed))

    assert ("mirror_differs", PAY) in findings(books)


def test_a_line_that_does_not_add_up_is_named(books: Engine) -> None:
    with unguarded(books) as connection:
        connection.execute(text("UPDATE ledger_account SET balance = 1 WHERE unit = 'FRESH' AND place = 'allotted'"))

    with reading(books) as session:
        assert {found.where.split()[0] for found in verify(session) if found.what == "line_differs"} == {
            *("I.1", "III.1", "III.2")
        }


def test_a_guard_that_is_gone_or_changed_is_named(books: Engine) -> None:
    with books.begin() as connection:
        on = " ON ledger_entry" if books.dialect.name == "postgresql" else ""
        connection.execute(text(f"DROP TRIGGER ledger_entry_no_update{on}"))
    with reading(books) as session:
        assert [found.where for found in verify(session)] == ["ledger_entry_no_update"]


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_a_guard_that_is_switched_off_or_hollow_is_named(books: Engine) -> None:
    with books.begin() as connection:
        connection.execute(text("ALTER TABLE ledger_entry DISABLE TRIGGER ledger_entry_no_update"))
        connection.execute(
            text(
                "CREATE OR REPLACE FUNCTION ledger_head_follows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER"
                " AS $$ BEGIN RETURN NEW; END $$"
            )
        )
    with reading(books) as session:
        assert [found.where for found in verify(session)] == ["ledger_entry_no_update", "ledger_head_follows"]


def test_every_finding_has_its_words(books: Engine) -> None:
    assert {f"finding.{what}" for _, what, _ in TAMPERED.values()} <= set(words())


TABLES = ("ledger_account", "ledger_posting", "ledger_entry", "ledger_limit", "ledger_year", "ledger_head")


def _save(engine: Engine) -> None:
    with engine.begin() as connection:
        for table in TABLES:
            connection.execute(text(f"CREATE TABLE saved_{table} AS SELECT * FROM {table}"))


def _restore(engine: Engine) -> None:
    with unguarded(engine) as connection:
        for table in TABLES:
            columns = ", ".join(column.name for column in Base.metadata.tables[table].columns if not column.computed)
            connection.execute(text(f"DELETE FROM {table}"))
            connection.execute(text(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM saved_{table}"))
            connection.execute(text(f"DROP TABLE saved_{table}"))
