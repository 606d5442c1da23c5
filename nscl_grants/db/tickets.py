"""Tickets: what somebody at the door may do once, for a short while, with a random token that only they hold.

A mailed link, the second step of signing in, the way to an identity provider and back: each is a ticket. The
table holds the digest of the token, never the token.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from nscl_grants.db.base import Base, Json, UtcDateTime, one_of

SECOND_STEP = "second_step"
PASSKEY = "passkey"
PROVIDER = "provider"
RESET = "reset"
EMAIL = "email"
INVITATION = "invitation"
KINDS = (SECOND_STEP, PASSKEY, PROVIDER, RESET, EMAIL, INVITATION)


class Ticket(Base):
    """One thing that may be done once, until it expires."""

    __tablename__ = "ticket"
    __table_args__ = (CheckConstraint(one_of("kind", KINDS), name="kind_is_known"),)

    token_digest: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    data: Mapped[dict[str, Any]] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


def valid_ticket(session: Session, token_digest: str, kind: str, at: datetime) -> Ticket | None:
    """The ticket, if it is of that kind, was not used and has not expired."""
    return session.scalar(select(Ticket).where(*_valid(token_digest, kind, at)))


def ticket_of(session: Session, token_digest: str, kind: str) -> Ticket | None:
    """The ticket, be it used or too old by now."""
    return session.scalar(select(Ticket).where(Ticket.token_digest == token_digest, Ticket.kind == kind))


def take_ticket(session: Session, token_digest: str, kind: str, at: datetime) -> Ticket | None:
    """Use the ticket up; None when there is none, or two came with it and this is the second."""
    taken = session.execute(
        update(Ticket).where(*_valid(token_digest, kind, at)).values(used_at=at).returning(Ticket.token_digest)
    ).scalar()
    return None if taken is None else session.get(Ticket, taken, populate_existing=True)


def end_tickets_of(session: Session, account_id: int, kind: str, at: datetime) -> None:
    """Make the account's other tickets of that kind worthless."""
    session.execute(
        update(Ticket)
        .where(Ticket.account_id == account_id, Ticket.kind == kind, Ticket.used_at.is_(None))
        .values(used_at=at)
    )


def invitations_since(session: Session, organisation_id: int, since: datetime) -> int:
    """How many invitations the organisation sent since then, used ones included."""
    of_organisation = Ticket.data["organisation"].as_integer() == organisation_id
    query = select(func.count()).select_from(Ticket)
    return session.scalar(query.where(Ticket.kind == INVITATION, Ticket.created_at >= since, of_organisation)) or 0


def forget_tickets(session: Session, *, before: datetime) -> None:
    """Remove tickets that expired before that moment."""
    session.execute(delete(Ticket).where(Ticket.expires_at < before))


def _valid(token_digest: str, kind: str, at: datetime) -> tuple[Any, ...]:
    return (
        Ticket.token_digest == token_digest,
        Ticket.kind == kind,
        Ticket.used_at.is_(None),
        Ticket.expires_at > at,
    )
