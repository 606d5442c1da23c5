"""Long tables are read a page at a time, by id and never by counting: from their newest row, or from their oldest."""

from typing import Any, TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import InstrumentedAttribute

Rows = TypeVar("Rows", bound="Select[Any]")


def newest_first(
    query: Rows, column: InstrumentedAttribute[int], *, after: int | None, backwards: bool, rows: int
) -> Rows:
    """Up to `rows` of the query's rows that are older than the id `after`; newer, the nearest first, when backwards."""
    return _part(query, column, after, rows, rises=backwards)


def oldest_first(
    query: Rows, column: InstrumentedAttribute[int], *, after: int | None, backwards: bool, rows: int | None
) -> Rows:
    """Up to `rows` of the query's rows (all when None) that are newer than the id `after`; older when backwards."""
    return _part(query, column, after, rows, rises=not backwards)


def _part(query: Rows, column: InstrumentedAttribute[int], after: int | None, rows: int | None, *, rises: bool) -> Rows:
    if after is not None:
        query = query.where(column > after if rises else column < after)
    return query.order_by(column.asc() if rises else column.desc()).limit(rows)
