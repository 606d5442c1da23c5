"""Signed-in sessions, kept on the server; the browser holds only a token, the table only its digest."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from nscl_grants.db.base import Base, Json, UtcDateTime
from nscl_grants.db.people import Account


class WebSession(Base):
    """One browser that somebody signed in with."""

    __tablename__ = "web_session"

    token_digest: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    data: Mapped[dict[str, Any]] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    user_agent: Mapped[str | None]
    source_address: Mapped[str | None]

    account: Mapped[Account | None] = relationship()


class SignInAttempt(Base):
    """A failed attempt to sign in, counted per account and per source so that neither can be tried without end."""

    __tablename__ = "sign_in_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    email_digest: Mapped[str] = mapped_column(index=True)
    source_address: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
