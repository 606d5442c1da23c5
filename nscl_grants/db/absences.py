"""Who is away, and who acts in whose place meanwhile, from one day until another (exclusive), by which decision."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, and_, or_, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from nscl_grants.db.base import Base, UtcDateTime, one_of
from nscl_grants.db.people import Account, AccountRole, Person
from nscl_grants.domain.actor import ROLES

DELEGATION = "delegation"
"""The kind of a proposal by which somebody wants another to act in their place."""


class Absence(Base):
    """A person is away; no new case is given to them."""

    __tablename__ = "absence"
    __table_args__ = (CheckConstraint("until > since", name="lasts"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    since: Mapped[date]
    until: Mapped[date]
    note: Mapped[str]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_on: Mapped[date | None]
    """Back earlier than said: from that day on the absence does not count."""

    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class Delegation(Base):
    """A role that one person exercises in another's place, by a numbered decision; two people stand behind it."""

    __tablename__ = "delegation"
    __table_args__ = (
        CheckConstraint("until > since", name="lasts"),
        CheckConstraint("person_id <> delegate_id", name="to_another"),
        CheckConstraint("proposed_by <> confirmed_by", name="confirmed_by_another"),
        CheckConstraint("confirmed_by <> delegate_id", name="not_confirmed_by_delegate"),
        CheckConstraint(one_of("role", ROLES), name="role_is_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    delegate_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str]
    since: Mapped[date]
    until: Mapped[date]
    decision_number: Mapped[str]
    decided_on: Mapped[date]
    proposed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    confirmed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_on: Mapped[date | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    delegate: Mapped[Person] = relationship(foreign_keys=[delegate_id])


def away_on(today: date) -> ColumnElement[bool]:
    """The condition that an absence counts on that day."""
    return and_(
        Absence.since <= today, Absence.until > today, or_(Absence.ended_on.is_(None), Absence.ended_on > today)
    )


def people_away(session: Session, today: date) -> frozenset[int]:
    """Who is away on that day."""
    return frozenset(session.scalars(select(Absence.person_id).where(away_on(today))))


def is_delegated_to(person: ColumnElement[int], today: ColumnElement[date]) -> ColumnElement[bool]:
    """Whether the person exercises the role of a delegation on that day; a role its owner lost is nobody's."""
    owner = Account.person_id == Delegation.person_id
    still_held = (
        select(AccountRole.id)
        .join(Account, and_(Account.id == AccountRole.account_id, owner, Account.active))
        .where(
            AccountRole.role == Delegation.role,
            AccountRole.since <= today,
            or_(AccountRole.until.is_(None), AccountRole.until > today),
        )
        .correlate(Delegation)
        .exists()
    )
    return and_(
        Delegation.delegate_id == person,
        Delegation.since <= today,
        Delegation.until > today,
        or_(Delegation.ended_on.is_(None), Delegation.ended_on > today),
        still_held,
    )


def absences(session: Session, person_id: int | None = None) -> Sequence[Absence]:
    """Absences of one person or of all, the latest first."""
    query = select(Absence).options(joinedload(Absence.person)).order_by(Absence.since.desc(), Absence.id.desc())
    return session.scalars(query if person_id is None else query.where(Absence.person_id == person_id)).all()


def delegations(session: Session, person_id: int | None = None) -> Sequence[Delegation]:
    """Delegations from or to one person, or all of them, the latest first."""
    query = (
        select(Delegation)
        .options(joinedload(Delegation.person), joinedload(Delegation.delegate))
        .order_by(Delegation.since.desc(), Delegation.id.desc())
    )
    if person_id is not None:
        query = query.where(or_(Delegation.person_id == person_id, Delegation.delegate_id == person_id))
    return session.scalars(query).all()
