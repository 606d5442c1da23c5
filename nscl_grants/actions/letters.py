"""Letters to one person: put into the outbox with the act, worded when they are shown or sent."""

import hashlib
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import urlsplit

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from nscl_grants.actions.letter_texts import wording
from nscl_grants.db.engine import writing
from nscl_grants.db.letters import Letter, letters_to_send
from nscl_grants.definitions.words import words
from nscl_grants.domain.text import Text
from nscl_grants.outside.mail import NotTaken, Relay, line_to

MOST_AT_ONCE = 50
log = logging.getLogger(__name__)
TRIED_FOR = timedelta(days=1)
"""A letter that nobody took for a day is given up: its link is of no use by then."""


def write(
    session: Session, kind: str, address: str, values: Mapping[str, str], *, at: datetime, language: str = "vi"
) -> None:
    """Put a letter into the outbox; the caller commits."""
    session.add(Letter(address=address, kind=kind, values=dict(values), language=language, at=at, sent_at=None))


def worded(letter: Letter, said: Mapping[str, Text] | None = None) -> tuple[str, str]:
    """Subject and body in the language of the letter, in the office's own words where it has any."""
    texts = (
        (said or words())[f"letter.{letter.kind}.{part}"].in_language(letter.language) for part in ("subject", "body")
    )
    subject, body = (text.format(**letter.values) for text in texts)
    return subject, body


def sent(letter: Letter, at: datetime) -> None:
    """The letter went out; what it could open is struck out of the outbox."""
    letter.sent_at = at
    letter.values = {name: value for name, value in letter.values.items() if name != "link"} | (
        {"link": "…"} if "link" in letter.values else {}
    )


def letters_round(engine: Engine, relay: Relay | None, *, now: datetime, site: str) -> int:
    """Hand the waiting letters to the relay; gives back how many it took. Without a relay they wait in the outbox.

    Killed between handing over and noting it, the worker sends a letter again under the same Message-ID.
    """
    if relay is None:
        return 0
    taken = 0
    with writing(engine) as session:
        waiting = [letter.id for letter in letters_to_send(session, MOST_AT_ONCE)]
        said = wording(session)
    with line_to(relay) as line:
        for letter_id in waiting:
            with writing(engine) as session:
                letter = session.get_one(Letter, letter_id)
                since = letter.at
                try:
                    message = message_of(letter, relay.sender, site, said)
                except (ValueError, LookupError) as fault:  # One that cannot be written must not stop the others.
                    log.warning("letter %d cannot be written: %r", letter_id, str(fault)[:200])
                    sent(letter, now)
                    session.commit()
                    continue
            try:
                line.hand_over(message)
            except NotTaken as refused:
                if not refused.for_good and now - since < TRIED_FOR:
                    if refused.line_is_dead:
                        break
                    continue
            else:
                taken += 1
            with writing(engine) as session:
                sent(session.get_one(Letter, letter_id), now)
                session.commit()
    return taken


def message_of(letter: Letter, sender: str, site: str, said: Mapping[str, Text]) -> EmailMessage:
    """The letter as a mail, the same at every try."""
    subject, body = worded(letter, said)
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, letter.address, subject
    message["Date"] = format_datetime(letter.at)
    mark = hashlib.sha256(f"{letter.address}/{letter.at.isoformat()}".encode()).hexdigest()[:16]
    message["Message-ID"] = f"<l{letter.id}.{mark}@{urlsplit(site).hostname or 'localhost'}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body + "\n")
    return message
