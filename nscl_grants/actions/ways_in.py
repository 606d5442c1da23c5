"""Whatever changes how an account is opened stands in the log, and its owner is told by mail (ASVS 6.3.7)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from nscl_grants.actions import letters, sessions
from nscl_grants.actions.sessions import Browser, Held
from nscl_grants.db.people import Account


def tell_owner(
    session: Session,
    held: Held,
    change: str,
    browser: Browser,
    *,
    dated: datetime,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Log `account.<change>` and write the letter of that name; the caller commits."""
    account = session.get_one(Account, held.account_id)
    sessions.log(session, f"account.{change}", held.actor, browser, dated=dated, after=after)
    letters.write(session, change, account.email, {"email": account.email}, at=dated, language=account.language)
