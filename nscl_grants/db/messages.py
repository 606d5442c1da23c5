"""What is said within a case: messages between its firm and the office, and notes that stay in the office."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, and_, false, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from nscl_grants.db.applications import Application
from nscl_grants.db.base import Base, UtcDateTime, one_of
from nscl_grants.db.cases import SEE_FILED_CASES, visible_to
from nscl_grants.domain.actor import Actor

SIDES = ("firm", "office", "note")


class Message(Base):
    """One thing said by one person; never changed and never removed."""

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint(one_of("side", SIDES), name="side_is_known"),
        Index("ix_message_application", "application_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    side: Mapped[str]
    """Who speaks: the firm, the office to the firm, or the office to itself ("note")."""
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    person_name: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """The one predicate over `message`: what this actor may read of a case that is in sight.

    A note is read by the office alone, and not by somebody of the office in a case of the own organisation.
    """
    own = Application.organisation_id.in_(actor.organisations) if actor.organisations else false()
    if not actor.holds(*SEE_FILED_CASES):
        return and_(Message.side != "note", own)
    return or_(Message.side != "note", ~own)


def messages_of(session: Session, actor: Actor, application_id: int) -> Sequence[Message]:
    """What the actor may read of the case, oldest first."""
    return session.scalars(
        select(Message)
        .join(Application, Application.id == Message.application_id)
        .where(Message.application_id == application_id, visible_to(actor), readable_by(actor))
        .order_by(Message.id)
    ).all()
