"""People, the accounts they sign in with, and the roles those accounts hold.

Duties are counted by person: one person may own several accounts, and all of them are the same hands.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship, validates
from sqlalchemy.orm.strategy_options import _AbstractLoad

from nscl_grants.db.base import Base, Ordered, UtcDateTime, one_of
from nscl_grants.domain.actor import ROLES, Actor
from nscl_grants.domain.vietnamese import fold


class Person(Base):
    """A human being, known by the personal identification number where one was given."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    identity_number: Mapped[str | None] = mapped_column(unique=True)
    full_name: Mapped[str]
    phone: Mapped[str | None] = mapped_column(index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the person was forgotten; a number stands for the name since."""

    memberships: Mapped[list["Membership"]] = relationship(back_populates="person")
    words: Mapped[list["PersonWord"]] = relationship(cascade="all, delete-orphan")

    @validates("full_name")
    def _keep_words(self, _: str, value: str) -> str:
        """Whoever names a person gives the search its words; a person who is forgotten takes them along."""
        wanted = set(fold(value).split())
        kept = {each.word: each for each in self.words if each.word in wanted}
        self.words = [kept.get(word) or PersonWord(word=word) for word in sorted(wanted)]
        return value


class PersonWord(Base):
    """A word of a person's name: what a search finds by its beginning, through an index."""

    __tablename__ = "person_word"

    word: Mapped[str] = mapped_column(Ordered, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)


class Account(Base):
    """One way for a person to sign in; the e-mail is stored in NFC and case-folded."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    email: Mapped[str] = mapped_column(Ordered, unique=True)
    password_hash: Mapped[str]
    language: Mapped[str] = mapped_column(default="vi")
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    password_changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    email_proved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When somebody opened a link that was mailed to the address; None before."""

    person: Mapped[Person] = relationship()
    roles: Mapped[list["AccountRole"]] = relationship(back_populates="account", foreign_keys="AccountRole.account_id")


class AccountRole(Base):
    """A role that an account holds from one day until another (exclusive), given by two people where it weighs."""

    __tablename__ = "account_role"
    __table_args__ = (
        CheckConstraint(one_of("role", ROLES), name="role_is_known"),
        UniqueConstraint("account_id", "role", "since"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[str]
    since: Mapped[date]
    until: Mapped[date | None]
    given_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    account: Mapped[Account] = relationship(back_populates="roles", foreign_keys=[account_id])


class Membership(Base):
    """A person may act for an organisation, from one moment until another."""

    __tablename__ = "membership"
    __table_args__ = (Index("ix_membership_person_open", "person_id", "until"),)

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    may_edit: Mapped[bool] = mapped_column(default=True)
    """Begins and writes applications; without it the member only reads."""
    may_submit: Mapped[bool] = mapped_column(default=True)
    """Sends them off, changes what the organisation is known by, and says who its members are."""

    person: Mapped[Person] = relationship(back_populates="memberships")


def account_by_email(session: Session, email: str) -> Account | None:
    """The account with that e-mail, which must be normalised already; None when there is none."""
    return session.scalar(select(Account).where(Account.email == email).options(joinedload(Account.person)))


def account_with_rights(session: Session, account_id: int) -> Account | None:
    """The account with its person, roles and memberships: all that an Actor is made of."""
    return session.get(Account, account_id, options=rights())


def rights() -> tuple[_AbstractLoad, _AbstractLoad]:
    """How an account is read with its rights in one query; nobody has many roles or organisations."""
    return joinedload(Account.person).joinedload(Person.memberships), joinedload(Account.roles)


def actor_of(account: Account, today: date) -> Actor:
    """The Actor that this account stands for on that day; roles that ended or have not begun do not count."""
    open_ones = [membership for membership in account.person.memberships if membership.until is None]
    return Actor(
        person_id=account.person_id,
        account_id=account.id,
        name=account.person.full_name,
        roles=frozenset(
            held.role for held in account.roles if held.since <= today and (held.until is None or today < held.until)
        ),
        organisations=frozenset(membership.organisation_id for membership in open_ones),
        edits=frozenset(membership.organisation_id for membership in open_ones if membership.may_edit),
        submits=frozenset(membership.organisation_id for membership in open_ones if membership.may_submit),
    )


def names_of(session: Session, people: Collection[int | None]) -> Mapping[int, str]:
    """The names of these people, by id."""
    return dict(session.execute(select(Person.id, Person.full_name).where(Person.id.in_(people))).all())


def people_holding(session: Session, role: str, today: date) -> Sequence[Person]:
    """The people with an active account in that role on that day, by name."""
    return session.scalars(
        select(Person)
        .join(Account, Account.person_id == Person.id)
        .join(AccountRole, AccountRole.account_id == Account.id)
        .where(
            Account.active,
            AccountRole.role == role,
            AccountRole.since <= today,
            (AccountRole.until.is_(None)) | (AccountRole.until > today),
        )
        .distinct()
        .order_by(Person.full_name, Person.id)
    ).all()
