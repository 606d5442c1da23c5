"""Mail that goes out: made from the notices, kept until the relay has taken it, and never forgotten."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from nscl_grants.db.base import Base, Json, UtcDateTime, one_of

WISHES = ("each", "daily", "none")


class Mail(Base):
    """One mail to one address; its Message-ID stays the same however often it is tried."""

    __tablename__ = "mail"
    __table_args__ = (
        Index("ix_mail_waiting", "sent_at", "given_up_at", "due_at"),
        Index("ix_mail_account", "account_id", "sent_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    """None for the address that an organisation gave without having an account."""
    address: Mapped[str]
    language: Mapped[str]
    digest: Mapped[bool]
    items: Mapped[list[Any]] = mapped_column(Json)
    """What it tells, in order: {kind, values, organisation, code, link, at}."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """Not before this moment is it tried (again)."""
    tries: Mapped[int] = mapped_column(default=0)
    fault: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    given_up_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class MailWish(Base):
    """How an account wants its mail: each at once, one a day, or none; who never said gets each."""

    __tablename__ = "mail_wish"
    __table_args__ = (CheckConstraint(one_of("wish", WISHES), name="wish_is_known"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    wish: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


def mails_due(session: Session, now: datetime, most: int) -> Sequence[int]:
    """The mails to be tried by now, the longest-waiting first."""
    return session.scalars(
        select(Mail.id)
        .where(Mail.sent_at.is_(None), Mail.given_up_at.is_(None), Mail.due_at <= now)
        .order_by(Mail.due_at, Mail.id)
        .limit(most)
    ).all()


def open_digest(session: Session, account_id: int) -> Mail | None:
    """The account's daily mail that was not tried yet, or None."""
    return session.scalar(
        select(Mail)
        .where(Mail.account_id == account_id, Mail.sent_at.is_(None), Mail.digest, Mail.tries == 0)
        .order_by(Mail.id.desc())
        .limit(1)
    )


def wish_of(session: Session, account_id: int) -> str:
    """How the account wants its mail."""
    found = session.get(MailWish, account_id)
    return found.wish if found else WISHES[0]
