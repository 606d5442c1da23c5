"""Notices: the outbox that is written with the act and read in the page; mail is sent from it by the worker."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from nscl_grants.db.base import Base, Json, UtcDateTime


class Notice(Base):
    """One message to an organisation about one of its cases."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_organisation", "organisation_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"))
    kind: Mapped[str]
    """The key of the text in `definitions/words/`."""
    values: Mapped[dict[str, Any]] = mapped_column(Json)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    """When mails were made of it; which of them went out, the mails tell."""


class StaffNotice(Base):
    """One message to a person of the office, about a case or about none."""

    __tablename__ = "staff_notice"
    __table_args__ = (
        Index("ix_staff_notice_person", "person_id", "id"),
        Index("ix_staff_notice_unread", "person_id", "read_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"))
    kind: Mapped[str]
    """The key of the text in `definitions/words/`."""
    values: Mapped[dict[str, Any]] = mapped_column(Json)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
