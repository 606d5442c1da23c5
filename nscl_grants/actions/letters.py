"""Letters to one person: put into the outbox with the act, worded when they are shown or sent."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from nscl_grants.db.letters import Letter
from nscl_grants.definitions.words import words


def write(
    session: Session, kind: str, address: str, values: Mapping[str, str], *, at: datetime, language: str = "vi"
) -> None:
    """Put a letter into the outbox; the caller commits."""
    session.add(Letter(address=address, kind=kind, values=dict(values), language=language, at=at, sent_at=None))


def worded(letter: Letter) -> tuple[str, str]:
    """Subject and body in the language of the letter."""
    texts = (words()[f"letter.{letter.kind}.{part}"].in_language(letter.language) for part in ("subject", "body"))
    subject, body = (text.format(**letter.values) for text in texts)
    return subject, body


def sent(letter: Letter, at: datetime) -> None:
    """The letter went out; what it could open is struck out of the outbox."""
    letter.sent_at = at
    letter.values = {name: value for name, value in letter.values.items() if name != "link"} | (
        {"link": "…"} if "link" in letter.values else {}
    )
