"""Long tables are read from their newest row, a page at a time, by id and never by counting."""

from typing import Any, TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import InstrumentedAttribute

Rows = TypeVar("Rows", bound="Select[Any]")


def newest_first(
    query: Rows, column: InstrumentedAttribute[int], *, after: int | None, backwards: bool, rows: int
) -> Rows:
    """Up to `rows` of the query's rows that are older than the id `after`; newer, the nearest first, when backwards."""
    if after is not None:
        query = query.where(column > after if backwards else column < after)
    return query.order_by(column.asc() if backwards else column.desc()).limit(rows)
