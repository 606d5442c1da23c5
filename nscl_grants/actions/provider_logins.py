"""Signing in by the identity provider: an identity opens the one account that linked it, whatever e-mail it shows."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from nscl_grants.actions.second_step import SecondStep, SignedIn, ask_second_step, enter
from nscl_grants.actions.sessions import Browser, Held, digest_of
from nscl_grants.actions.tickets import KEPT
from nscl_grants.actions.ways_in import tell_owner
from nscl_grants.db.people import Account
from nscl_grants.db.provider_logins import ProviderLogin, linked_login, login_of
from nscl_grants.db.second_factors import has_second_factor
from nscl_grants.db.tickets import PROVIDER, Ticket
from nscl_grants.domain.refused import Refused


@dataclass(eq=False)
class NotLinked(Refused):
    """Nobody linked that identity to an account, or the account is closed."""

    provider: str


@dataclass(eq=False)
class LinkedToAnother(Refused):
    """The identity belongs to another account, or the account has another identity."""

    provider: str


@dataclass(eq=False)
class TripUsed(Refused):
    """Somebody came back from this trip to the provider before."""

    provider: str


def spend(session: Session, state: str, provider: str, *, at: datetime) -> None:
    """A trip ends once, however often its cookie is sent, and commit."""
    session.add(
        Ticket(
            token_digest=digest_of(state),
            kind=PROVIDER,
            account_id=None,
            data={},
            created_at=at,
            expires_at=at + KEPT,
            used_at=at,
        )
    )
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        raise TripUsed(provider) from None


def sign_in_by_provider(
    session: Session, issuer: str, subject: str, provider: str, browser: Browser, *, at: datetime, dated: datetime
) -> SignedIn | SecondStep:
    """Begin the session of the account that linked this identity; its own second factor is asked for all the same."""
    login = login_of(session, issuer, subject)
    account = session.get(Account, login.account_id) if login else None
    if account is None or not account.active:
        session.rollback()
        raise NotLinked(provider)
    if has_second_factor(session, account.id):
        return ask_second_step(session, account, at=at)
    return enter(session, account, browser, how="provider", at=at, dated=dated)


def link(
    session: Session, held: Held, issuer: str, subject: str, provider: str, browser: Browser, *, dated: datetime
) -> None:
    """From now on this identity opens the account too, and commit."""
    there = login_of(session, issuer, subject)
    if there is not None and there.account_id == held.account_id:
        return
    if there is not None or linked_login(session, held.account_id, issuer) is not None:
        session.rollback()
        raise LinkedToAnother(provider)
    session.add(ProviderLogin(account_id=held.account_id, issuer=issuer, subject=subject, linked_at=dated))
    tell_owner(session, held, "provider_linked", browser, dated=dated, after={"issuer": issuer})
    session.commit()


def unlink(session: Session, held: Held, issuer: str, browser: Browser, *, dated: datetime) -> None:
    """The identity opens the account no more, and commit."""
    login = linked_login(session, held.account_id, issuer)
    if login is None:
        return
    session.delete(login)
    tell_owner(session, held, "provider_unlinked", browser, dated=dated, after={"issuer": issuer})
    session.commit()
