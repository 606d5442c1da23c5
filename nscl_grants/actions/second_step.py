"""The second step of signing in: whoever knows the password has ten minutes to show the second factor.

The ticket falls with a change of the password and with the account, so a stolen one opens nothing later.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy.orm import Session

from nscl_grants.actions import sessions
from nscl_grants.actions.passkeys import use
from nscl_grants.actions.second_factors import check_code
from nscl_grants.actions.sessions import Browser, digest_of
from nscl_grants.actions.tickets import issue
from nscl_grants.db.people import Account
from nscl_grants.db.tickets import SECOND_STEP, take_ticket, valid_ticket
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.refused import Refused
from nscl_grants.outside.passkeys import Site

LASTS = timedelta(minutes=10)


@dataclass(eq=False)
class SecondStepExpired(Refused):
    """The first step was too long ago, or was used already."""


class SignedIn(NamedTuple):
    """Somebody is in; the token is for their browser."""

    account: Account
    token: str


@dataclass(frozen=True, slots=True)
class SecondStep:
    """The password was right; this ticket is for the second factor."""

    ticket: str
    account: Account


def ask_second_step(session: Session, account: Account, *, at: datetime) -> SecondStep:
    """A ticket for the second step, and commit."""
    data = {"password_of": account.password_changed_at.isoformat()}
    ticket = issue(session, SECOND_STEP, at=at, lasts=LASTS, account_id=account.id, data=data)
    session.commit()
    return SecondStep(ticket, account)


def waiting_account(session: Session, ticket: str, *, at: datetime) -> Account:
    """Who waits before the second step; raises SecondStepExpired."""
    waiting = valid_ticket(session, digest_of(ticket), SECOND_STEP, at)
    account = session.get(Account, waiting.account_id) if waiting else None
    if waiting is None or account is None or not account.active:
        raise SecondStepExpired()
    if waiting.data["password_of"] != account.password_changed_at.isoformat():
        raise SecondStepExpired()
    return account


def finish_with_code(
    session: Session, ticket: str, code: str, browser: Browser, *, secret_key: str, at: datetime, dated: datetime
) -> SignedIn:
    """Begin the session for whoever has a code of the app or a recovery code; gives the account and its token."""
    account = waiting_account(session, ticket, at=at)
    how = check_code(session, account.id, account.email, code, browser, secret_key=secret_key, at=at, dated=dated)
    return _finish(session, ticket, account, browser, how, at=at, dated=dated)


def finish_with_passkey(
    session: Session,
    ticket: str,
    site: Site,
    ceremony: str,
    answer: str,
    browser: Browser,
    *,
    at: datetime,
    dated: datetime,
) -> SignedIn:
    """Begin the session for whoever has the account's passkey; gives the account and the session's token."""
    account = waiting_account(session, ticket, at=at)
    use(session, site, ceremony, answer, account_id=account.id, at=at, dated=dated)
    return _finish(session, ticket, account, browser, "passkey", at=at, dated=dated)


def sign_in_with_passkey(
    session: Session, site: Site, ceremony: str, answer: str, browser: Browser, *, at: datetime, dated: datetime
) -> SignedIn:
    """Begin a session with a passkey alone, which is two factors; gives the account and the session's token."""
    account = use(session, site, ceremony, answer, account_id=None, at=at, dated=dated)
    return enter(session, account, browser, how="passkey", at=at, dated=dated)


def enter(session: Session, account: Account, browser: Browser, *, how: str, at: datetime, dated: datetime) -> SignedIn:
    """Begin the account's session, write it down and commit."""
    token = sessions.begin(session, account, browser, at=at, how=how)
    sessions.log(session, "account.sign_in", known_as(account), browser, dated=dated, after={"how": how})
    session.commit()
    return SignedIn(account, token)


def known_as(account: Account) -> Actor:
    """The account's person, as the audit names them."""
    return Actor(person_id=account.person_id, account_id=account.id, name=account.person.full_name)


def _finish(
    session: Session, ticket: str, account: Account, browser: Browser, how: str, *, at: datetime, dated: datetime
) -> SignedIn:
    if take_ticket(session, digest_of(ticket), SECOND_STEP, at) is None:
        session.rollback()
        raise SecondStepExpired()
    return enter(session, account, browser, how=how, at=at, dated=dated)
