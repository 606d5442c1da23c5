"""Letters: mails to one person about the account, written with the act and sent by the worker.

A letter may carry a link that opens something once; when it was sent, the link is struck out here.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from nscl_grants.db.base import Base, Json, UtcDateTime


class Letter(Base):
    """One mail to one address."""

    __tablename__ = "letter"

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    """The key of the text in `definitions/words/letters.toml`: `letter.<kind>.subject` and `.body`."""
    values: Mapped[dict[str, Any]] = mapped_column(Json)
    language: Mapped[str] = mapped_column(default="vi")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)


def letters_to_send(session: Session, rows: int) -> Sequence[Letter]:
    """The letters that nobody sent yet, in the order they were written."""
    return session.scalars(select(Letter).where(Letter.sent_at.is_(None)).order_by(Letter.id).limit(rows)).all()


def newest_letters(session: Session, rows: int) -> Sequence[Letter]:
    """The last letters, the newest first."""
    return session.scalars(select(Letter).order_by(Letter.id.desc()).limit(rows)).all()
