"""Notices: the outbox that is written with the act and read in the page; mail is sent from it by the worker."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

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


def notices_to(
    session: Session, organisations: Collection[int], *, before: int | None = None, rows: int
) -> Sequence[Notice]:
    """The notices to these organisations, the newest first."""
    query = select(Notice).where(Notice.organisation_id.in_(organisations)).order_by(Notice.id.desc()).limit(rows)
    return session.scalars(query if before is None else query.where(Notice.id < before)).all()


def staff_notices_to(
    session: Session, person_id: int, *, before: int | None = None, rows: int
) -> Sequence[StaffNotice]:
    """The notices to a person of the office, the newest first."""
    query = select(StaffNotice).where(StaffNotice.person_id == person_id).order_by(StaffNotice.id.desc()).limit(rows)
    return session.scalars(query if before is None else query.where(StaffNotice.id < before)).all()


def unread_by_staff(person_id: int) -> Any:
    """How many notices the person has not read, as a part of a greater question."""
    unread = select(func.count(StaffNotice.id)).where(StaffNotice.person_id == person_id, StaffNotice.read_at.is_(None))
    return unread.scalar_subquery()


def unread_by_firm(session: Session, organisations: Collection[int]) -> int:
    """How many notices to these organisations nobody has read."""
    unread = select(func.count(Notice.id)).where(Notice.organisation_id.in_(organisations), Notice.read_at.is_(None))
    return session.scalar(unread) or 0 if organisations else 0
