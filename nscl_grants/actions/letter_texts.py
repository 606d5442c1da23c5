"""The words that mails are written with: those of the files, and over them what the office confirmed."""

from collections import ChainMap
from collections.abc import Mapping

from sqlalchemy.orm import Session

from nscl_grants.db.references import LETTER, versions_of
from nscl_grants.definitions.words import words
from nscl_grants.domain.letter_texts import is_adjustable
from nscl_grants.domain.text import Text


def wording(session: Session) -> Mapping[str, Text]:
    """Every word, in the version in force."""
    kept = {one.key: Text(one.content["vi"], one.content["en"]) for one in versions_of(session, LETTER)}
    return ChainMap(kept, words())


def adjustable() -> dict[str, Text]:
    """The words of mails as the files have them, by key."""
    return {key: text for key, text in words().items() if is_adjustable(key)}
