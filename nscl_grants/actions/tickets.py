"""Tickets: made with a random token, and forgotten a day after they expired."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from nscl_grants.actions.sessions import digest_of
from nscl_grants.db.tickets import Ticket, forget_tickets

KEPT = timedelta(days=1)


def issue(
    session: Session,
    kind: str,
    *,
    at: datetime,
    lasts: timedelta,
    account_id: int | None = None,
    data: Mapping[str, Any] | None = None,
) -> str:
    """Add a ticket and give back its token; the caller commits."""
    token = secrets.token_urlsafe(32)
    forget_tickets(session, before=at - KEPT)
    session.add(
        Ticket(
            token_digest=digest_of(token),
            kind=kind,
            account_id=account_id,
            data=dict(data or {}),
            created_at=at,
            expires_at=at + lasts,
            used_at=None,
        )
    )
    return token
