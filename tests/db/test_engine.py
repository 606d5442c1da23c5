"""The database opens alike on SQLite and PostgreSQL: acts write, pages read, and values come back as they went in."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, column, insert, select, table, text
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.orm import Session

from nscl_grants.db.base import Json, MoneyType, UtcDateTime
from nscl_grants.db.engine import make_engine, reading, writing
from nscl_grants.domain.calendar import ICT
from nscl_grants.domain.money import Money

THING = table("thing", column("at", UtcDateTime), column("amount", MoneyType), column("memo", Json))
NOON = datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=ICT)


@pytest.fixture
def things(engine: Engine) -> Engine:
    """A table of a moment, an amount and a document."""
    moment, document = ("timestamptz", "jsonb") if engine.dialect.name == "postgresql" else ("text", "text")
    with engine.begin() as connection:
        connection.execute(text(f"CREATE TABLE thing (at {moment}, amount bigint, memo {document})"))
    return engine


def add(session: Session, amount: int = 1) -> None:
    """One thing."""
    session.execute(insert(THING).values(at=NOON, amount=Money(amount), memo={"tên": "Đỗ"}))


def test_values_come_back_as_they_went_in(things: Engine) -> None:
    with writing(things) as session:
        add(session, 9_000_000_000_000_000)
        session.commit()
    with reading(things) as session:
        found = session.execute(select(THING)).one()

    assert tuple(found) == (NOON, Money(9_000_000_000_000_000), {"tên": "Đỗ"})
    assert found.at.tzinfo == UTC


WRONG = (
    {"at": NOON.replace(tzinfo=None)},
    {"amount": 5},
    {"amount": 0.5},
    {"memo": {"n": float("nan")}},
)


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_no_value_of_ours_is_refused(things: Engine, wrong: dict[str, object]) -> None:
    with writing(things) as session, pytest.raises((StatementError, ValueError)):
        session.execute(insert(THING).values(**wrong))


def test_a_page_cannot_write(things: Engine) -> None:
    with reading(things) as session, pytest.raises(DBAPIError, match=r"read-?\s?only"):
        add(session)


def test_a_page_sees_one_moment_throughout(things: Engine) -> None:
    with reading(things) as page:
        assert page.scalar(text("SELECT count(*) FROM thing")) == 0
        with writing(things) as session:
            add(session)
            session.commit()
        assert page.scalar(text("SELECT count(*) FROM thing")) == 0
    with reading(things) as page:
        assert page.scalar(text("SELECT count(*) FROM thing")) == 1


def test_an_act_that_does_not_commit_leaves_nothing(things: Engine) -> None:
    with writing(things) as session:
        add(session)
    with pytest.raises(ZeroDivisionError):
        _break_off(things)

    with reading(things) as session:
        assert session.scalar(text("SELECT count(*) FROM thing")) == 0


def test_another_database_is_refused() -> None:
    with pytest.raises(ValueError, match="Neither SQLite nor PostgreSQL"):
        make_engine("mysql://x/y")


def _break_off(things: Engine) -> None:
    with writing(things) as session:
        add(session)
        raise ZeroDivisionError
