"""What people of the office declare about their own ties, and where that meets an organisation: a conflict found."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, and_, exists, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from nscl_grants.db.base import Base, UtcDateTime, one_of
from nscl_grants.db.organisations import BankAccount, Organisation
from nscl_grants.db.people import Membership, Person

TAX_CODE, PHONE, BANK_ACCOUNT = "tax_code", "phone", "bank_account"
KINDS = (TAX_CODE, PHONE, BANK_ACCOUNT)


class Interest(Base):
    """A tax code, a phone or a bank account that is the person's own, or of somebody near."""

    __tablename__ = "interest"
    __table_args__ = (
        CheckConstraint(one_of("kind", KINDS), name="kind_is_known"),
        Index("ix_interest_value", "kind", "value"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str]
    value: Mapped[str]
    """As the organisation's own is stored, so that the two compare."""
    note: Mapped[str]
    declared_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


def interests_of(session: Session, person_id: int) -> Sequence[Interest]:
    """What the person declared and did not withdraw, the oldest first."""
    return session.scalars(
        select(Interest).where(Interest.person_id == person_id, Interest.withdrawn_at.is_(None)).order_by(Interest.id)
    ).all()


def tied(person_id: int | ColumnElement[int], organisation_id: ColumnElement[int]) -> ColumnElement[bool]:
    """The condition that the person is tied to the organisation: declared, by the own phone, or by acting for it."""
    mine = and_(Interest.person_id == person_id, Interest.withdrawn_at.is_(None))
    theirs = Organisation.id == organisation_id
    paid_to = and_(BankAccount.organisation_id == organisation_id, BankAccount.number == Interest.value)
    return or_(
        exists().where(mine, theirs, Interest.kind == TAX_CODE, Organisation.tax_code == Interest.value),
        exists().where(mine, theirs, Interest.kind == PHONE, Organisation.phone == Interest.value),
        exists().where(mine, Interest.kind == BANK_ACCOUNT, paid_to),
        exists().where(Person.id == person_id, theirs, Person.phone == Organisation.phone),
        exists().where(Membership.person_id == person_id, Membership.organisation_id == organisation_id),
    )


def people_tied(session: Session, organisation_id: int, among: Sequence[int]) -> Sequence[Person]:
    """Those of the people who are tied to the organisation, by name."""
    organisation = select(Organisation.id).where(Organisation.id == organisation_id).scalar_subquery()
    return session.scalars(
        select(Person).where(Person.id.in_(among), tied(Person.id, organisation)).order_by(Person.full_name)
    ).all()
