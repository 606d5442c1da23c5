"""An authenticator app and recovery codes: set up, asked for, replaced and taken away.

A code of the app counts for its half minute and one on either side, and never twice. Recovery codes are shown once
and kept as digests: they have more chance in them than anybody can try.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest

import pyotp
from sqlalchemy import delete
from sqlalchemy.orm import Session

from nscl_grants.actions import sessions
from nscl_grants.actions.sealing import seal, unseal
from nscl_grants.actions.sessions import Browser, Held
from nscl_grants.actions.throttle import count_try
from nscl_grants.actions.ways_in import tell_owner
from nscl_grants.db.people import Account
from nscl_grants.db.second_factors import Passkey, RecoveryCode, Totp, factors_of, take_code, take_step
from nscl_grants.db.sessions import SignInAttempt
from nscl_grants.domain.refused import Refused

STEP_SECONDS = 30
WINDOW_STEPS = 1
CODES = 10
MOST_WRONG_CODES = 10
"""At one account in a quarter of an hour, from wherever: six digits must not be guessed."""
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP_SIGNS = 4, 6


@dataclass(eq=False)
class CodeIsWrong(Refused):
    """The code is none of the app's of this minute, was used before, or is no recovery code."""


@dataclass(eq=False)
class AppThereAlready(Refused):
    """The account has an authenticator app; it is taken away before another is set up."""


@dataclass(eq=False)
class SecondFactorNeeded(Refused):
    """The rules of the office ask for a second factor, so the last one stays."""


def begin_app(session: Session, held: Held, *, secret_key: str, at: datetime) -> None:
    """Make a new seed for the account's app, and commit; it counts when a first code confirms it."""
    app = session.get(Totp, held.account_id)
    if app is not None and app.confirmed_at is not None:
        raise AppThereAlready()
    if app is None:
        app = Totp(account_id=held.account_id, created_at=at, confirmed_at=None, last_step=0)
        session.add(app)
    app.secret, app.created_at, app.last_step = seal(pyotp.random_base32(), secret_key), at, 0
    session.commit()


def seed_to_scan(session: Session, account_id: int, *, secret_key: str) -> str | None:
    """The seed that waits for its first code; None when there is none, or it is confirmed."""
    app = session.get(Totp, account_id)
    return unseal(app.secret, secret_key) if app and app.confirmed_at is None else None


def app_address(seed: str, email: str, issuer: str) -> str:
    """What the QR code says to the app."""
    return pyotp.TOTP(seed).provisioning_uri(name=email, issuer_name=issuer)


def confirm_app(
    session: Session, held: Held, code: str, browser: Browser, *, secret_key: str, at: datetime, dated: datetime
) -> tuple[str, tuple[str, ...]]:
    """The first code makes the app count; gives the token of a new session, and recovery codes if these are the first.

    Every other session ends.
    """
    counted = _count(session, held.email, browser, at)
    app = session.get(Totp, held.account_id)
    if app is None or app.confirmed_at is not None or not _takes(session, app, code, secret_key, at):
        session.rollback()
        raise CodeIsWrong()
    app.confirmed_at = dated
    session.delete(counted)
    codes = first_codes(session, held.account_id, dated)
    tell_owner(session, held, "app_added", browser, dated=dated)
    token = sessions.strengthen(session, held, browser, how="app", at=at)
    session.commit()
    return token, codes


def check_code(
    session: Session,
    account_id: int,
    email: str,
    code: str,
    browser: Browser,
    *,
    secret_key: str,
    at: datetime,
    dated: datetime,
) -> str:
    """What the code is – "app" or "recovery" – and use it up, without a commit; raises CodeIsWrong or TooManyTries."""
    counted = _count(session, email, browser, at)
    app = session.get(Totp, account_id)
    if app is not None and app.confirmed_at is not None and _takes(session, app, code, secret_key, at):
        session.delete(counted)
        return "app"
    if take_code(session, account_id, digest_of_code(code), at):
        session.delete(counted)
        return "recovery"
    session.rollback()
    sessions.log_failure(session, session.get_one(Account, account_id), "account.code_wrong", browser, dated=dated)
    raise CodeIsWrong()


def remove_app(session: Session, held: Held, browser: Browser, *, needed: bool, at: datetime, dated: datetime) -> None:
    """Take the app away and commit; the last factor stays where one is `needed`."""
    factors = factors_of(session, held.account_id)
    if factors.app_since is None:
        return
    if needed and not factors.passkeys:
        raise SecondFactorNeeded()
    session.execute(delete(Totp).where(Totp.account_id == held.account_id))
    _removed(session, held, browser, "app_removed", at, dated)


def remove_passkey(
    session: Session, held: Held, passkey: Passkey, browser: Browser, *, needed: bool, at: datetime, dated: datetime
) -> None:
    """Take a passkey away and commit; the last factor stays where one is `needed`."""
    factors = factors_of(session, held.account_id)
    if needed and factors.app_since is None and len(factors.passkeys) == 1:
        raise SecondFactorNeeded()
    session.delete(passkey)
    _removed(session, held, browser, "passkey_removed", at, dated)


def renew_codes(session: Session, held: Held, browser: Browser, *, dated: datetime) -> tuple[str, ...]:
    """New recovery codes, and commit; the old ones are worthless."""
    codes = _codes(session, held.account_id, dated)
    tell_owner(session, held, "codes_renewed", browser, dated=dated)
    session.commit()
    return codes


def first_codes(session: Session, account_id: int, at: datetime) -> tuple[str, ...]:
    """Recovery codes for an account that has none left; () for one that has, without a commit."""
    return () if factors_of(session, account_id).codes_left else _codes(session, account_id, at)


def digest_of_code(code: str) -> str:
    """What the table keeps of a recovery code, however it was typed."""
    return hashlib.sha256(re.sub(r"[\s-]", "", code).lower().encode()).hexdigest()


def _codes(session: Session, account_id: int, at: datetime) -> tuple[str, ...]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    codes = tuple(_code() for _ in range(CODES))
    session.add_all(
        RecoveryCode(account_id=account_id, digest=digest_of_code(code), created_at=at, used_at=None) for code in codes
    )
    return codes


def _code() -> str:
    return "-".join("".join(secrets.choice(_SIGNS) for _ in range(_GROUP_SIGNS)) for _ in range(_GROUPS))


def _takes(session: Session, app: Totp, code: str, secret_key: str, at: datetime) -> bool:
    """Whether the code is of this minute and new; it is used up then."""
    seed, typed = unseal(app.secret, secret_key), re.sub(r"\s", "", code)
    if seed is None or not re.fullmatch(r"[0-9]{6}", typed, re.ASCII):
        return False
    this = int(at.timestamp()) // STEP_SECONDS
    for step in range(this - WINDOW_STEPS, this + WINDOW_STEPS + 1):
        if compare_digest(pyotp.TOTP(seed).at(step * STEP_SECONDS), typed):
            return take_step(session, app.account_id, step)
    return False


def _count(session: Session, email: str, browser: Browser, at: datetime) -> SignInAttempt:
    return count_try(session, f"second step of {email}", browser, at=at, most_at_account=MOST_WRONG_CODES)


def _removed(session: Session, held: Held, browser: Browser, change: str, at: datetime, dated: datetime) -> None:
    if not factors_of(session, held.account_id).any:
        session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == held.account_id))
    tell_owner(session, held, change, browser, dated=dated)
    session.commit()
