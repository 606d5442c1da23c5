"""What all tables have in common: one registry, one way of naming, and the column types of the house.

Constraints are named by rule, so that a migration can find them again on both databases.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, MetaData, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from nscl_grants.domain.money import Money

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The registry that every table belongs to."""

    metadata = MetaData(naming_convention=NAMES)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: goes in with any time zone, never without one, and comes out in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"A moment needs a time zone: {value!r}")
        moment = value.astimezone(UTC)
        # SQLite has no time zones: its text is UTC by agreement, so that it sorts as it should.
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class MoneyType(TypeDecorator[Money]):
    """Whole đồng in 64 bits; takes and gives Money and nothing else."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Money | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        if not isinstance(value, Money):
            raise TypeError(f"A money column takes Money, not {value!r}")
        return value.dong

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Money | None:
        # PostgreSQL answers a sum of 64-bit integers with a Decimal.
        return None if value is None else Money(int(value))


Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""A JSON document, None being NULL; changed by assigning a new one, never in place."""


Ordered = String().with_variant(String(collation="C"), "postgresql")
"""Text in the order of its bytes, so that an index finds what begins with something, in any locale."""


def one_of(column: str, values: Iterable[str]) -> str:
    """The text of a CHECK that a column holds one of a few known words."""
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} IN ({listed})"
