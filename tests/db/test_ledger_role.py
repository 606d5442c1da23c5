"""On PostgreSQL the application works under a role that adds to the books and can change nothing in them."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from nscl_grants.db import audit, ledger
from nscl_grants.db.engine import make_engine, writing
from nscl_grants.db.ledger_guards import grant_app_role
from nscl_grants.db.ledger_verify import verify
from tests.db.books import MARCH, Books, a_product, funded_books, million

pytestmark = pytest.mark.parametrize("database", ["postgres"], indirect=True)


@pytest.fixture
def app(engine: Engine) -> Iterator[Engine]:
    """The application's own way in."""
    with engine.begin() as connection:
        if not connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = 'app'")):
            connection.execute(text("CREATE ROLE app LOGIN"))
        connection.execute(text("CREATE TABLE anything_else (id serial PRIMARY KEY)"))
        grant_app_role(connection, "app")
        grant_app_role(connection, "app")
    app = make_engine(engine.url.set(username="app"))
    yield app
    app.dispose()


@pytest.fixture
def books(app: Engine) -> Iterator[Books]:
    """Books that the application's role wrote."""
    with writing(app) as session:
        yield funded_books(session)


def test_the_role_can_do_all_that_the_application_does(books: Books) -> None:
    product = a_product()
    books.hold(product, million(50))
    books.commit(product, million(50))
    books.pay(product, million(50))
    audit.append(
        books.session, at=MARCH, person_id=1, account_id=1, who="An", what="x", subject_kind="case", subject="ns-an"
    )
    books.session.execute(text("INSERT INTO anything_else DEFAULT VALUES"))
    books.session.execute(text("UPDATE anything_else SET id = 7"))
    books.session.execute(text("DELETE FROM anything_else"))
    books.session.commit()

    assert ledger.line_money(books.session, "III.2", 2026)["paid"] == million(50)
    assert list(verify(books.session)) == []


CHANGES = (
    "UPDATE ledger_account SET balance = 0",
    "DELETE FROM ledger_account",
    "UPDATE ledger_posting SET person = 'x'",
    "DELETE FROM ledger_posting",
    "UPDATE ledger_entry SET amount = 1",
    "DELETE FROM ledger_entry",
    "UPDATE ledger_limit SET floor = 0",
    "UPDATE ledger_head SET seq = 0",
    "SELECT * FROM ledger_head FOR UPDATE",
    "INSERT INTO ledger_year (year, state, posting_seq) VALUES (2031, 'open', 1)",
    "INSERT INTO ledger_route (kind, unit, source, dest) VALUES ('hold', 'VND', 'free', 'paid')",
    "UPDATE audit_event SET who = 'x'",
    "DELETE FROM audit_event",
    "UPDATE audit_head SET seq = 0",
    "TRUNCATE ledger_entry",
    "ALTER TABLE ledger_entry DISABLE TRIGGER ALL",
    "DROP TRIGGER ledger_entry_no_update ON ledger_entry",
    "CREATE OR REPLACE FUNCTION ledger_head_follows() RETURNS trigger LANGUAGE sql AS $$ SELECT NULL $$",
    "SET session_replication_role = replica",
    "UPDATE alembic_version SET version_num = ''",
    "CREATE TABLE mine (id integer)",
)


def test_the_role_may_change_nothing_in_the_books(app: Engine, books: Books) -> None:
    books.session.commit()

    for change in CHANGES:
        with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), app.begin() as connection:
            connection.execute(text(change))


def test_a_table_of_its_own_does_not_stand_in_for_one_of_ours(app: Engine, books: Books) -> None:
    books.session.commit()
    with writing(app) as session:
        session.execute(text("CREATE TEMPORARY TABLE ledger_route (kind text, unit text, source text, dest text)"))
        session.execute(text("CREATE TEMPORARY TABLE ledger_ground (unit text, place text, at_close text)"))
        again = Books(session, MARCH)
        product = a_product()
        again.hold(product, million(50))

        assert again.of(product).years == (2026,)
        session.rollback()


def test_the_owner_cannot_be_the_application(engine: Engine) -> None:
    with engine.begin() as connection, pytest.raises(ValueError, match="a role of its own"):
        grant_app_role(connection, "postgres")


def test_the_end_of_the_chain_is_held_by_one_at_a_time(app: Engine, books: Books, session: Session) -> None:
    books.session.commit()
    with writing(app) as first, app.connect() as second:
        ledger.lock(first)
        second.execute(text("SET lock_timeout = '50ms'"))
        with pytest.raises(Exception, match="lock timeout"):
            second.execute(text("SELECT * FROM ledger_head_lock()"))
        second.rollback()
    assert ledger.lock(session).seq == 6
