"""Bundles: many papers as one ZIP and one PDF, made by the worker, which tells how far it is."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, and_, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from nscl_grants.db.applications import Application
from nscl_grants.db.base import Base, Json, UtcDateTime
from nscl_grants.db.decisions import DecisionRow
from nscl_grants.db.papers import Paper, paper_visible_to
from nscl_grants.domain.actor import Actor


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
    """The bundle, for who asked for it; what is in it is asked anew when it is opened (`visible_in`)."""
    return session.scalar(select(PaperBundle).where(PaperBundle.id == bundle_id, PaperBundle.asked_by == person_id))


def visible_in(session: Session, actor: Actor, bundle: PaperBundle) -> Sequence[Paper]:
    """The papers of the bundle that the actor may see now, in order of id; fewer when a conflict came to light."""
    return session.scalars(
        select(Paper).where(Paper.id.in_(bundle.paper_ids), paper_visible_to(actor)).order_by(Paper.id)
    ).all()


def papers_to_bind(session: Session, actor: Actor, kinds: Collection[str], first: date, last: date) -> Sequence[Paper]:
    """Papers of these kinds that were made, stand, and are dated within these days, by date and number."""
    return session.scalars(
        select(Paper)
        .where(
            Paper.kind.in_(kinds),
            Paper.made_at.is_not(None),
            Paper.state == "standing",
            Paper.numbered_on.between(first, last),
            paper_visible_to(actor),
        )
        .order_by(Paper.numbered_on, Paper.kind, Paper.id)
    ).all()


def papers_of_ticked(
    session: Session, actor: Actor, references: Collection[str], payments: Collection[int]
) -> Sequence[Paper]:
    """Papers of these cases, their decisions among them, and of these payments, that were made and stand; by case."""
    cases = select(Application.id).where(Application.reference.in_(references))
    decided = select(DecisionRow.decision_id).where(DecisionRow.application_id.in_(cases))
    chosen = or_(
        Paper.application_id.in_(cases),
        and_(Paper.application_id.is_(None), Paper.decision_id.in_(decided)),
        Paper.payment_id.in_(payments),
    )
    return session.scalars(
        select(Paper)
        .where(chosen, Paper.made_at.is_not(None), Paper.state == "standing", paper_visible_to(actor))
        .order_by(Paper.application_id, Paper.id)
    ).all()


def references_of_papers(session: Session, paper_ids: Collection[int]) -> Sequence[str]:
    """The references of the cases that these papers are about, those of a decision on many among them."""
    own = select(Paper.application_id).where(Paper.id.in_(paper_ids))
    decided = (
        select(DecisionRow.application_id)
        .join(Paper, Paper.decision_id == DecisionRow.decision_id)
        .where(Paper.id.in_(paper_ids), Paper.application_id.is_(None))
    )
    chosen = or_(Application.id.in_(own), Application.id.in_(decided))
    return session.scalars(select(Application.reference).where(chosen).order_by(Application.id)).all()
