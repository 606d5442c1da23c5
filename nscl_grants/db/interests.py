"""What people of the office declare about their own ties, and where that meets an organisation: a conflict found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    CheckConstraint,
    ColumnElement,
    CompoundSelect,
    ForeignKey,
    Index,
    and_,
    literal,
    or_,
    select,
    union,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from nscl_grants.db.applications import Conflict
from nscl_grants.db.base import Base, UtcDateTime, one_of
from nscl_grants.db.organisations import BankAccount, Organisation
from nscl_grants.db.people import Account, AccountRole, Membership, Person
from nscl_grants.db.remembered import remembered
from nscl_grants.domain.actor import APPLICANT

TAX_CODE, PHONE, BANK_ACCOUNT = "tax_code", "phone", "bank_account"
KINDS = (TAX_CODE, PHONE, BANK_ACCOUNT)
MEMBER = "membership"


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


def organisations_tied_to(person_id: int) -> CompoundSelect[tuple[int]]:
    """The organisations that the person is tied to: by what they declared, by their own phone, or by acting for it."""
    mine = and_(Interest.person_id == person_id, Interest.withdrawn_at.is_(None))
    return union(
        select(Organisation.id).join(Interest, _same_tax_code()).where(mine),
        select(Organisation.id).join(Interest, _same_phone()).where(mine),
        select(BankAccount.organisation_id).join(Interest, _same_account()).where(mine),
        select(Organisation.id).join(Person, Person.phone == Organisation.phone).where(Person.id == person_id),
        select(Membership.organisation_id).where(Membership.person_id == person_id),
    )


def tied_people(organisation_id: int | BindParameter[int]) -> CompoundSelect[*tuple[Any, ...]]:
    """Who is tied to the organisation, and by what, as a part of a greater question."""
    here = Organisation.id == organisation_id
    declared = Interest.withdrawn_at.is_(None)
    paid_here = BankAccount.organisation_id == organisation_id
    return union(
        select(Interest.person_id, Interest.kind).join(Organisation, _same_tax_code()).where(here, declared),
        select(Interest.person_id, Interest.kind).join(Organisation, _same_phone()).where(here, declared),
        select(Interest.person_id, Interest.kind).join(BankAccount, _same_account()).where(paid_here, declared),
        select(Person.id, literal(PHONE)).join(Organisation, Person.phone == Organisation.phone).where(here),
        select(Membership.person_id, literal(MEMBER)).where(Membership.organisation_id == organisation_id),
    )


@remembered
def people_tied_to(session: Session, organisation_id: int) -> Mapping[int, Sequence[str]]:
    """Who is tied to the organisation, and by what: "tax_code", "phone", "bank_account" or "membership"."""
    rows = session.execute(tied_people(organisation_id)).all()
    found: dict[int, list[str]] = {}
    for person_id, kind in sorted((row[0], row[1]) for row in rows):
        found.setdefault(person_id, []).append(kind)
    return found


def _same_tax_code() -> ColumnElement[bool]:
    return and_(Interest.kind == TAX_CODE, Interest.value == Organisation.tax_code)


def _same_phone() -> ColumnElement[bool]:
    return and_(Interest.kind == PHONE, Interest.value == Organisation.phone)


def _same_account() -> ColumnElement[bool]:
    return and_(Interest.kind == BANK_ACCOUNT, Interest.value == BankAccount.number)


@dataclass(frozen=True, slots=True)
class KeptAway:
    """Somebody who stays away from a case, and why: their own words, or by what they are tied to the organisation."""

    name: str
    reason: str
    kinds: Sequence[str]


def kept_away(session: Session, application_id: int, organisation_id: int) -> Sequence[KeptAway]:
    """People of the office who stay away from the case, by name: those who said so, and those who were found."""
    office = (
        select(AccountRole.id)
        .join(Account, Account.id == AccountRole.account_id)
        .where(Account.person_id == Person.id, AccountRole.role != APPLICANT)
    )
    tied = people_tied_to(session, organisation_id)
    rows = session.execute(
        select(Person.id, Person.full_name, Conflict.reason)
        .outerjoin(Conflict, and_(Conflict.person_id == Person.id, Conflict.application_id == application_id))
        .where(or_(Conflict.person_id.is_not(None), and_(Person.id.in_(tied.keys()), office.exists())))
        .order_by(Person.full_name)
    ).all()
    return [KeptAway(name, reason or "", tied.get(person_id, ())) for person_id, name, reason in rows]
