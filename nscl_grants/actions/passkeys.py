"""Passkeys of an account: made, and signed in with; each ceremony is a ticket that can be used once."""

import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from nscl_grants.actions import sessions
from nscl_grants.actions.second_factors import first_codes
from nscl_grants.actions.sessions import Browser, Held, digest_of
from nscl_grants.actions.tickets import issue
from nscl_grants.actions.ways_in import tell_owner
from nscl_grants.db.people import Account
from nscl_grants.db.second_factors import Passkey, passkey_by_credential, passkeys_of
from nscl_grants.db.tickets import PASSKEY, take_ticket
from nscl_grants.outside.passkeys import (
    PasskeyUnfit,
    Site,
    check_login,
    credential_id_of,
    login_options,
    read_registration,
    registration_options,
)

LASTS = timedelta(minutes=5)
MOST_NAME_SIGNS = 60
MAKE, USE = "make", "use"


@dataclass(frozen=True, slots=True)
class Ceremony:
    """What the browser gets: the ticket to bring back, and what to ask the authenticator."""

    ticket: str
    options: dict[str, Any]


def ask_to_make(session: Session, held: Held, site: Site, *, at: datetime) -> Ceremony:
    """The question for a new passkey of this account, and commit."""
    challenge, known = _challenge(), [key.credential_id for key in passkeys_of(session, held.account_id)]
    ticket = _ticket(session, MAKE, challenge, held.account_id, at)
    session.commit()
    options = registration_options(
        site,
        account_id=held.account_id,
        email=held.email,
        name=held.actor.name,
        known=known,
        challenge=challenge,
    )
    return Ceremony(ticket, options)


def keep(
    session: Session,
    held: Held,
    site: Site,
    ticket: str,
    answer: str,
    name: str,
    browser: Browser,
    *,
    at: datetime,
    dated: datetime,
) -> tuple[str, tuple[str, ...]]:
    """Keep the new passkey and commit; gives the token of a new session, and recovery codes if these are the first.

    Every other session ends.
    """
    challenge = _taken(session, ticket, MAKE, held.account_id, at)
    session.commit()
    key = read_registration(site, answer, challenge)
    if passkey_by_credential(session, key.credential_id) is not None:
        session.rollback()
        raise PasskeyUnfit()
    session.add(
        Passkey(
            account_id=held.account_id,
            credential_id=key.credential_id,
            public_key=key.public_key,
            sign_count=key.sign_count,
            transports=[],
            name=" ".join(name.split())[:MOST_NAME_SIGNS] or "Passkey",
            created_at=dated,
            last_used_at=None,
        )
    )
    session.flush()
    codes = first_codes(session, held.account_id, dated)
    tell_owner(session, held, "passkey_added", browser, dated=dated)
    token = sessions.strengthen(session, held, browser, how="passkey", at=at)
    session.commit()
    return token, codes


def ask_to_use(session: Session, account_id: int | None, site: Site, *, at: datetime) -> Ceremony:
    """The question that a passkey answers, of this account or of anybody's, and commit."""
    known = [] if account_id is None else [key.credential_id for key in passkeys_of(session, account_id)]
    challenge = _challenge()
    ticket = _ticket(session, USE, challenge, account_id, at)
    session.commit()
    return Ceremony(ticket, login_options(site, known=known, challenge=challenge))


def use(
    session: Session, site: Site, ticket: str, answer: str, *, account_id: int | None, at: datetime, dated: datetime
) -> Account:
    """Whose passkey answered this very question; the ticket is used up. Raises PasskeyUnfit; does not commit."""
    challenge = _taken(session, ticket, USE, account_id, at)
    session.commit()
    key = passkey_by_credential(session, credential_id_of(answer))
    if key is None or account_id not in (None, key.account_id):
        session.rollback()
        raise PasskeyUnfit()
    key.sign_count = check_login(site, answer, challenge, public_key=key.public_key, sign_count=key.sign_count)
    key.last_used_at = dated
    account = session.get_one(Account, key.account_id)
    if not account.active:
        session.rollback()
        raise PasskeyUnfit()
    return account


def _challenge() -> str:
    return urlsafe_b64encode(secrets.token_bytes(32)).rstrip(b"=").decode()


def _ticket(session: Session, purpose: str, challenge: str, account_id: int | None, at: datetime) -> str:
    data = {"challenge": challenge, "for": purpose}
    return issue(session, PASSKEY, at=at, lasts=LASTS, account_id=account_id, data=data)


def _taken(session: Session, ticket: str, purpose: str, account_id: int | None, at: datetime) -> str:
    taken = take_ticket(session, digest_of(ticket), PASSKEY, at)
    if taken is None or taken.data["for"] != purpose or taken.account_id != account_id:
        session.rollback()
        raise PasskeyUnfit()
    return str(taken.data["challenge"])
