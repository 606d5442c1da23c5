"""A forgotten password is set anew, and an address is proved, by a link that was mailed to it.

Whoever asks is told the same, and waits as long, whether there is such an account or not. A link works once; the
second factor is asked for as ever.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from nscl_grants.actions import letters, sessions
from nscl_grants.actions.passwords import chosen
from nscl_grants.actions.second_step import known_as
from nscl_grants.actions.sessions import Browser, Held, digest_of
from nscl_grants.actions.throttle import count_try
from nscl_grants.actions.tickets import issue
from nscl_grants.db.people import Account, account_by_email
from nscl_grants.db.sign_ins import end_sessions_of
from nscl_grants.db.tickets import EMAIL, RESET, end_tickets_of, take_ticket, valid_ticket
from nscl_grants.domain.refused import Refused

RESET_LASTS = timedelta(minutes=30)
EMAIL_LASTS = timedelta(days=3)
MOST_LETTERS = 5
"""To one address in a quarter of an hour."""

Address = Callable[[str], str]
"""Makes the whole address of a link from the token in it."""


@dataclass(eq=False)
class LinkUsed(Refused):
    """The link was used, is too old, or never was one."""


def ask_reset(
    session: Session, email: str, browser: Browser, address: Address, *, at: datetime, dated: datetime
) -> None:
    """Mail a link to set a new password, if the address has an account, and commit; refuses when asked too often."""
    count_try(session, f"reset of {email}", browser, at=at, most_at_account=MOST_LETTERS)
    account = account_by_email(session, email)
    known = account if account is not None and account.active else None
    if known is not None:
        end_tickets_of(session, known.id, RESET, at)
    token = issue(session, RESET, at=at, lasts=RESET_LASTS, account_id=known.id if known else None)
    if known is not None:
        letters.write(session, "reset", email, {"link": address(token)}, at=dated, language=known.language)
    session.commit()


def account_of_link(session: Session, token: str, kind: str, *, at: datetime) -> Account:
    """Whose link it is; raises LinkUsed."""
    ticket = valid_ticket(session, digest_of(token), kind, at)
    account = session.get(Account, ticket.account_id) if ticket and ticket.account_id else None
    if account is None or not account.active:
        raise LinkUsed()
    return account


def reset_password(
    session: Session, token: str, new: str, browser: Browser, *, at: datetime, dated: datetime
) -> Account:
    """Set the new password, end every session of the account, and commit.

    A link that was mailed has proved the address too; one that a command printed has not.
    """
    account = account_of_link(session, token, RESET, at=at)
    name = account.person.full_name
    password_hash = chosen(new, (account.email, account.email.partition("@")[0], name))
    ticket = take_ticket(session, digest_of(token), RESET, at)
    if ticket is None:
        session.rollback()
        raise LinkUsed()
    account.password_hash, account.password_changed_at = password_hash, dated
    if not ticket.data.get("printed"):
        account.email_proved_at = account.email_proved_at or dated
    ended = end_sessions_of(session, account.id, at)
    letters.write(
        session, "password_changed", account.email, {"email": account.email}, at=dated, language=account.language
    )
    sessions.log(
        session, "account.reset_by_link", known_as(account), browser, dated=dated, after={"sessions_ended": ended}
    )
    session.commit()
    return account


def ask_proof(session: Session, account: Account, address: Address, *, at: datetime, dated: datetime) -> None:
    """Mail a link that proves the address; the caller commits."""
    end_tickets_of(session, account.id, EMAIL, at)
    token = issue(session, EMAIL, at=at, lasts=EMAIL_LASTS, account_id=account.id, data={"email": account.email})
    letters.write(session, "email", account.email, {"link": address(token)}, at=dated, language=account.language)


def ask_proof_again(
    session: Session, held: Held, browser: Browser, address: Address, *, at: datetime, dated: datetime
) -> None:
    """The same once more, and commit; refuses when asked too often."""
    count_try(session, f"proof of {held.email}", browser, at=at, most_at_account=MOST_LETTERS)
    ask_proof(session, session.get_one(Account, held.account_id), address, at=at, dated=dated)
    session.commit()


def prove_address(session: Session, token: str, browser: Browser, *, at: datetime, dated: datetime) -> None:
    """Whoever opened the link reads the address's mail; note it and commit."""
    account = account_of_link(session, token, EMAIL, at=at)
    ticket = take_ticket(session, digest_of(token), EMAIL, at)
    if ticket is None or ticket.data["email"] != account.email:
        session.rollback()
        raise LinkUsed()
    account.email_proved_at = dated
    sessions.log(session, "account.email_proved", known_as(account), browser, dated=dated)
    session.commit()
