"""Bundles: many papers as one ZIP and one PDF, made by the worker, which tells how far it is."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from nscl_grants.db.base import Base, Json, UtcDateTime


class PaperBundle(Base):
    """The papers of a bundle are chosen when it is asked for and never change."""

    __tablename__ = "paper_bundle"

    id: Mapped[int] = mapped_column(primary_key=True)
    request: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    paper_ids: Mapped[list[Any]] = mapped_column(Json)
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done: Mapped[int] = mapped_column(default=0)
    """How many papers are in it by now."""
    made_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    zip_sha256: Mapped[str | None]
    zip_stored_as: Mapped[str | None]
    pdf_sha256: Mapped[str | None]
    pdf_stored_as: Mapped[str | None]
    fault: Mapped[str] = mapped_column(default="")


def bundles_to_make(session: Session) -> Sequence[int]:
    """The ids of bundles that wait or were left half-way, the oldest first."""
    return session.scalars(
        select(PaperBundle.id).where(PaperBundle.made_at.is_(None), PaperBundle.fault == "").order_by(PaperBundle.id)
    ).all()


def bundles_of(session: Session, person_id: int, most: int) -> Sequence[PaperBundle]:
    """The last bundles that this person asked for, the newest first."""
    return session.scalars(
        select(PaperBundle).where(PaperBundle.asked_by == person_id).order_by(PaperBundle.id.desc()).limit(most)
    ).all()


def bundle_of(session: Session, person_id: int, bundle_id: int) -> PaperBundle | None:
    """The bundle, for who asked for it; it holds what that person may open."""
    return session.scalar(select(PaperBundle).where(PaperBundle.id == bundle_id, PaperBundle.asked_by == person_id))
