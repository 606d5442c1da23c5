"""Organisations found by what somebody remembers of them: the beginnings of words, without marks, or the tax code."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, SQLColumnExpression, select
from sqlalchemy.orm import Session

from nscl_grants.db.organisations import Organisation, OrganisationWord
from nscl_grants.db.word_search import worded

MOST_IDS = 200


def named(column: SQLColumnExpression[int], text: str) -> ColumnElement[bool]:
    """The condition that an organisation's id is one that the text means: each of its words begins a word of it."""
    return worded(column, OrganisationWord.word, OrganisationWord.organisation_id, text)


def ids_named(session: Session, text: str) -> Sequence[int] | None:
    """The ids of the organisations that the text means; None where it means too many to name them."""
    found = session.scalars(select(Organisation.id).where(named(Organisation.id, text)).limit(MOST_IDS + 1)).all()
    return found if len(found) <= MOST_IDS else None


def organisations_named(session: Session, text: str, most: int) -> Sequence[Organisation]:
    """The organisations that the text means, by name."""
    return session.scalars(
        select(Organisation).where(named(Organisation.id, text)).order_by(Organisation.folded_name).limit(most)
    ).all()
