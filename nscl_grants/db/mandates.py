"""Giấy giới thiệu, giấy ủy quyền: the papers by which an organisation says who acts for it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Select, func, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from nscl_grants.db.base import Base, UtcDateTime
from nscl_grants.db.organisations import Organisation
from nscl_grants.db.people import Membership, Person


class Mandate(Base):
    """One uploaded mandate of one person for one organisation; never changed, only followed by another."""

    __tablename__ = "mandate"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int]
    sha256: Mapped[str]
    stored_as: Mapped[str] = mapped_column(unique=True)
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)

    organisation: Mapped[Organisation] = relationship()
    person: Mapped[Person] = relationship()


def mandates_of(session: Session, organisation_id: int) -> Sequence[Mandate]:
    """The organisation's mandates, the newest first."""
    return session.scalars(
        select(Mandate)
        .where(Mandate.organisation_id == organisation_id)
        .options(joinedload(Mandate.person))
        .order_by(Mandate.id.desc())
    ).all()


def bytes_of_members(organisation_id: int) -> Select[int]:
    """How many bytes the mandates hold that members of the organisation, former ones included, ever put in."""
    member = Mandate.person_id.in_(select(Membership.person_id).where(Membership.organisation_id == organisation_id))
    return _bytes().where(Mandate.organisation_id == organisation_id, member)


def bytes_waiting(organisation_id: int, asking: Sequence[int]) -> Select[int]:
    """How many bytes the mandates hold of those persons, who ask to act for the organisation."""
    return _bytes().where(Mandate.organisation_id == organisation_id, Mandate.person_id.in_(asking))


def _bytes() -> Select[int]:
    return select(func.coalesce(func.sum(Mandate.size_bytes), 0))
