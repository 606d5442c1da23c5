"""Rows found by the beginnings of words, without marks, through an index: a table of words stands beside the rows."""

from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, false, select, true

from nscl_grants.domain.vietnamese import fold

LAST = "\U0010ffff"
"""Sorts after every text that begins with what stands before it."""
MOST_WORDS = 8


def begins(column: SQLColumnExpression[Any], text: str) -> ColumnElement[bool]:
    """The condition that a column begins with the text, as an index can answer it."""
    return and_(column >= text, column < text + LAST)


def worded(
    column: SQLColumnExpression[int], word: SQLColumnExpression[str], of: SQLColumnExpression[int], text: str
) -> ColumnElement[bool]:
    """The condition that the column's id has, for each word of the text, a `word` that begins so; `of` has the ids.

    A text without a word finds nothing.
    """
    said = fold(text).split()[:MOST_WORDS]
    return and_(true() if said else false(), *(column.in_(select(of).where(begins(word, each))) for each in said))
