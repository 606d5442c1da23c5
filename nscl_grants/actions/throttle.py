"""How often a password may be guessed, so that guessing is hopeless and no owner is locked out.

Every try is counted before it is judged, and a right one is taken back; tries that run side by side cannot slip
past the count. Three limits in a quarter of an hour: one source at one account, one source at all accounts, all
sources at one account. A browser in which the account signed in before has a count of its own, so a stranger
who hammers at an account never shuts out its owner there.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from nscl_grants.actions.sessions import Browser
from nscl_grants.db.sessions import SignInAttempt
from nscl_grants.db.sign_ins import (
    failures_at_account,
    failures_from_source,
    failures_from_source_at_account,
    forget_failures,
)
from nscl_grants.domain.refused import Refused

WINDOW = timedelta(minutes=15)
SOURCE_AT_ACCOUNT = 5
SOURCE = 50
ACCOUNT = 100
REGISTRATIONS = 20
CEREMONIES = 300
"""Questions for a passkey; a whole office may come from one address."""


@dataclass(eq=False)
class TooManyTries(Refused):
    """Too many wrong passwords came from there, or for that account."""

    minutes: int


def count_try(
    session: Session, email: str, browser: Browser, *, at: datetime, most_at_account: int = ACCOUNT
) -> SignInAttempt:
    """Count one try at an account and commit; refuses when there were too many, and then counts nothing."""
    source, who, since = _source(browser), digest_of_email(email), at - WINDOW
    tried_out = failures_from_source_at_account(session, source, who, since) >= SOURCE_AT_ACCOUNT
    if not browser.device:
        tried_out |= failures_from_source(session, source, since) >= SOURCE
        tried_out |= failures_at_account(session, who, since) >= most_at_account
    if tried_out:
        session.rollback()
        raise TooManyTries(WINDOW // timedelta(minutes=1))
    attempt = SignInAttempt(email_digest=who, source_address=source, at=at)
    session.add(attempt)
    forget_failures(session, before=since)
    session.commit()
    return attempt


def count_registration(session: Session, browser: Browser, *, at: datetime) -> None:
    """Count one attempt to register from a source and commit; refuses when there were too many.

    So nobody learns by trying who is registered here, and nobody fills the tables.
    """
    count_knock(session, "register", browser, at=at, most=REGISTRATIONS)


def count_knock(session: Session, what: str, browser: Browser, *, at: datetime, most: int) -> None:
    """Count that somebody unknown asked for something and commit; refuses when it was too often from one source."""
    source, since = f"{what} {browser.source}", at - WINDOW
    if failures_from_source(session, source, since) >= most:
        session.rollback()
        raise TooManyTries(WINDOW // timedelta(minutes=1))
    session.add(SignInAttempt(email_digest="", source_address=source, at=at))
    forget_failures(session, before=since)
    session.commit()


def digest_of_email(email: str) -> str:
    """What the count knows of an account; the same for accounts that do not exist."""
    return hashlib.sha256(email.encode()).hexdigest()


def _source(browser: Browser) -> str:
    return f"device {browser.device}" if browser.device else browser.source
