"""Organisations found by what somebody remembers of them: the beginnings of words, without marks, or the tax code."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, select, true
from sqlalchemy.orm import Session

from nscl_grants.db.organisations import Organisation, OrganisationWord
from nscl_grants.domain.vietnamese import fold

LAST = "\U0010ffff"
"""Sorts after every text that begins with what stands before it."""
MOST_WORDS = 8
MOST_IDS = 200


def named(column: SQLColumnExpression[int], text: str) -> ColumnElement[bool]:
    """The condition that an organisation's id is one that the text means: each of its words begins a word of it."""
    words = fold(text).split()[:MOST_WORDS]
    return and_(true(), *(column.in_(_with_word(word)) for word in words))


def ids_named(session: Session, text: str) -> Sequence[int] | None:
    """The ids of the organisations that the text means; None where it means too many to name them."""
    found = session.scalars(select(Organisation.id).where(named(Organisation.id, text)).limit(MOST_IDS + 1)).all()
    return found if len(found) <= MOST_IDS else None


def organisations_named(session: Session, text: str, most: int) -> Sequence[Organisation]:
    """The organisations that the text means, by name."""
    return session.scalars(
        select(Organisation).where(named(Organisation.id, text)).order_by(Organisation.folded_name).limit(most)
    ).all()


def begins(column: SQLColumnExpression[Any], text: str) -> ColumnElement[bool]:
    """The condition that a column begins with the text, as an index can answer it."""
    return and_(column >= text, column < text + LAST)


def _with_word(word: str) -> Select[Any]:
    return select(OrganisationWord.organisation_id).where(begins(OrganisationWord.word, word))
