"""Views of a list that a person keeps by name: nothing but the address's question."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from nscl_grants.db.base import Base, UtcDateTime


class SavedView(Base):
    """One view, seen only by the person who keeps it."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("person_id", "list", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    list: Mapped[str]
    name: Mapped[str]
    query: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


def views_of(session: Session, person_id: int, of_list: str) -> Sequence[SavedView]:
    """What the person keeps of that list, by name."""
    return session.scalars(
        select(SavedView).where(SavedView.person_id == person_id, SavedView.list == of_list).order_by(SavedView.name)
    ).all()


def view_named(session: Session, person_id: int, of_list: str, name: str) -> SavedView | None:
    """The person's view of that name, or None."""
    return session.scalar(
        select(SavedView).where(SavedView.person_id == person_id, SavedView.list == of_list, SavedView.name == name)
    )
