"""Being signed in: a browser holds a random token, the table its digest, and both have an end.

A session ends when nobody used it for half an hour, when it is twelve hours old, when its person signs out or
changes the password, and when the account is disabled. `at` is the real moment, by which sessions live; `dated` the
moment by the calendar of the house, by which the audit is written (in a demo they differ).
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from nscl_grants.db import audit
from nscl_grants.db.people import Account, actor_of
from nscl_grants.db.sessions import WebSession
from nscl_grants.db.sign_ins import end_session, end_sessions_of, live_session, touch_session
from nscl_grants.domain.actor import Actor

IDLE = timedelta(minutes=30)
WHOLE = timedelta(hours=12)
BETWEEN_TOUCHES = timedelta(minutes=1)
FRESH = timedelta(minutes=10)
"""So long after a proof of identity an act of weight needs no new one."""
LONGEST_AGENT = 300
SECOND_FACTORS = frozenset({"app", "passkey", "recovery"})


@dataclass(frozen=True, slots=True)
class Browser:
    """What is noted of the browser that somebody signs in with."""

    source: str
    """Its network address; of an IPv6 address, the half that names the network."""
    agent: str = ""
    device: str | None = None
    """The id that this browser was given when the same account signed in with it before."""


@dataclass(frozen=True, slots=True)
class Held:
    """A live session, and whom it stands for."""

    token_digest: str
    account_id: int
    actor: Actor
    email: str
    language: str
    csrf: str
    created_at: datetime
    last_seen_at: datetime
    proved_at: datetime
    """When the person last proved who they are: at signing in, or since."""
    how: str
    """By what: "password", "app", "passkey", "recovery", "provider"."""

    @property
    def is_strong(self) -> bool:
        """Whether a second factor was shown, and not the password alone."""
        return self.how in SECOND_FACTORS

    def is_fresh(self, at: datetime) -> bool:
        """Whether the person proved who they are so lately that acts of weight need no new proof."""
        return at - self.proved_at < FRESH


def begin(session: Session, account: Account, browser: Browser, *, at: datetime, how: str = "password") -> str:
    """Add a new session for the account and give back its token; the caller commits."""
    return _begin(session, account.id, browser, begun_at=at, at=at, how=how, csrf=secrets.token_urlsafe(32))


def strengthen(session: Session, held: Held, browser: Browser, *, how: str, at: datetime) -> str:
    """End every session of the account and begin one that knows of the new factor; the caller commits."""
    end_sessions_of(session, held.account_id, at)
    return _renewed(session, held, browser, how, at)


def prove_again(
    session: Session, held: Held, browser: Browser, *, how: str, at: datetime, dated: datetime
) -> tuple[str, Held]:
    """The person has just proved who they are: the same stay under a new token, and commit.

    The age of the stay and the token of its open forms go on; the old session token is worthless.
    """
    end_session(session, held.account_id, held.token_digest, at)
    stronger = how if how in SECOND_FACTORS or not held.is_strong else held.how
    token = _renewed(session, held, browser, stronger, at)
    log(session, "account.proved", held.actor, browser, dated=dated, after={"how": how})
    session.commit()
    return token, replace(held, token_digest=digest_of(token), proved_at=at, how=stronger)


def held_by(session: Session, token: str, *, at: datetime, today: date) -> Held | None:
    """The live session of a token, with the rights its account has on that day; None when there is none."""
    found = live_session(session, digest_of(token), seen_since=at - IDLE, begun_since=at - WHOLE, today=today)
    if found is None:
        return None
    row, delegated = found
    account = row.account
    if account is None or not account.active:
        return None
    actor = actor_of(account, today)
    return Held(
        token_digest=row.token_digest,
        account_id=account.id,
        actor=replace(actor, roles=actor.roles | delegated),
        email=account.email,
        language=account.language,
        csrf=str(row.data["csrf"]),
        created_at=row.created_at,
        last_seen_at=row.last_seen_at,
        proved_at=datetime.fromisoformat(row.data["proved_at"]) if "proved_at" in row.data else row.created_at,
        how=str(row.data.get("how", "password")),
    )


def touch(session: Session, held: Held, *, at: datetime) -> None:
    """Note that the session is in use; asked for at most once a minute (`is_due_for_touch`)."""
    touch_session(session, held.token_digest, at)
    session.commit()


def is_due_for_touch(held: Held, at: datetime) -> bool:
    """Whether a minute has gone by since the last note."""
    return at - held.last_seen_at >= BETWEEN_TOUCHES


def sign_out(session: Session, held: Held, browser: Browser, *, at: datetime, dated: datetime) -> None:
    """End this session."""
    end_session(session, held.account_id, held.token_digest, at)
    log(session, "account.sign_out", held.actor, browser, dated=dated)
    session.commit()


def sign_out_elsewhere(session: Session, held: Held, browser: Browser, *, at: datetime, dated: datetime) -> int:
    """End every other session of the same account; gives back how many that were."""
    ended = end_sessions_of(session, held.account_id, at, but=held.token_digest)
    log(session, "account.sign_out_elsewhere", held.actor, browser, dated=dated, after={"sessions": ended})
    session.commit()
    return ended


def sign_out_one(
    session: Session, held: Held, token_digest: str, browser: Browser, *, at: datetime, dated: datetime
) -> bool:
    """End one of the account's sessions; False when it has none like that."""
    ended = end_session(session, held.account_id, token_digest, at)
    if ended:
        log(session, "account.sign_out_elsewhere", held.actor, browser, dated=dated, after={"sessions": 1})
    session.commit()
    return ended


def log(
    session: Session,
    what: str,
    actor: Actor,
    browser: Browser,
    *,
    dated: datetime,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Write into the audit what somebody did at the door; the caller commits."""
    audit.append(
        session,
        at=dated,
        person_id=actor.person_id,
        account_id=actor.account_id,
        who=actor.name,
        what=what,
        subject_kind="account",
        subject=str(actor.account_id),
        after=after,
        source=browser.source,
    )


def log_failure(session: Session, account: Account | None, what: str, browser: Browser, *, dated: datetime) -> None:
    """Write into the audit that somebody showed the wrong password or code, and commit; None for an unknown address.

    What was typed is not kept: people type their password into the wrong field. The throttle bounds how many
    of these one source can cause, or all of them at one account.
    """
    audit.append(
        session,
        at=dated,
        person_id=account.person_id if account else 0,
        account_id=account.id if account else None,
        who=account.person.full_name if account else "",
        what=what,
        subject_kind="account",
        subject=str(account.id) if account else "",
        source=browser.source,
    )
    session.commit()


def _begin(
    session: Session, account_id: int, browser: Browser, *, begun_at: datetime, at: datetime, how: str, csrf: str
) -> str:
    token = secrets.token_urlsafe(32)
    session.add(
        WebSession(
            token_digest=digest_of(token),
            account_id=account_id,
            data={"csrf": csrf, "proved_at": at.isoformat(), "how": how},
            created_at=begun_at,
            last_seen_at=at,
            ended_at=None,
            user_agent=browser.agent[:LONGEST_AGENT] or None,
            source_address=browser.source,
        )
    )
    return token


def _renewed(session: Session, held: Held, browser: Browser, how: str, at: datetime) -> str:
    return _begin(session, held.account_id, browser, begun_at=held.created_at, at=at, how=how, csrf=held.csrf)


def digest_of(token: str) -> str:
    """What the table keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
