"""Second opinions on a case: what another reviewer says before the recommendation."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from nscl_grants.db.base import Base, UtcDateTime


class Opinion(Base):
    """What one reviewer says of the review of another, in one round of it; never changed."""

    __tablename__ = "opinion"
    __table_args__ = (Index("ix_opinion_application", "application_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    round: Mapped[int]
    """The round of appraisal that was looked at."""
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    person_name: Mapped[str]
    agrees: Mapped[bool]
    text: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


def opinions_of(session: Session, application_id: int) -> Sequence[Opinion]:
    """All opinions on the case, oldest first."""
    return session.scalars(select(Opinion).where(Opinion.application_id == application_id).order_by(Opinion.id)).all()
