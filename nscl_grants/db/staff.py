"""Accounts as administrators look at them: who holds which roles, by account and by person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from nscl_grants.db.acts import Proposal
from nscl_grants.db.people import Account, AccountRole, Person
from nscl_grants.domain.actor import APPLICANT
from nscl_grants.domain.vietnamese import fold, sort_key

ROLE = "role"
"""The kind of a proposal that gives a role."""


@dataclass(frozen=True, slots=True)
class WaitingRole:
    """A role that one administrator proposed and another has to answer."""

    proposal: Proposal
    account: Account
    proposed_by: str

    @property
    def role(self) -> str:
        """The role that is proposed."""
        return str(self.proposal.content["role"])


def held_on(today: date) -> ColumnElement[bool]:
    """The condition that a role counts on that day; its end is exclusive."""
    return and_(AccountRole.since <= today, or_(AccountRole.until.is_(None), AccountRole.until > today))


def staff_accounts(session: Session) -> Sequence[Account]:
    """Every account that has, or had, a role of the office, by name; ended and disabled ones too."""
    office = select(AccountRole.account_id).where(AccountRole.role != APPLICANT)
    found = session.scalars(
        select(Account)
        .join(Account.person)
        .where(or_(Account.id.in_(office), ~Account.roles.any()))
        .options(joinedload(Account.person), selectinload(Account.roles))
    ).all()
    return sorted(found, key=lambda one: (not one.active, sort_key(one.person.full_name), one.id))


def account_whole(session: Session, account_id: int) -> Account | None:
    """The account with its person and all roles it ever held, or None."""
    return session.scalar(
        select(Account).where(Account.id == account_id).options(joinedload(Account.person), selectinload(Account.roles))
    )


def other_accounts(session: Session, account: Account) -> Sequence[Account]:
    """Further accounts of the same person."""
    return session.scalars(
        select(Account)
        .where(Account.person_id == account.person_id, Account.id != account.id)
        .options(selectinload(Account.roles))
        .order_by(Account.id)
    ).all()


def person_by_identity(session: Session, identity_number: str) -> Person | None:
    """The person with that identification number, or None."""
    return session.scalar(select(Person).where(Person.identity_number == identity_number))


def roles_of_person(session: Session, person_id: int, today: date) -> frozenset[str]:
    """What the person may do today, through all accounts that can sign in."""
    return frozenset(
        session.scalars(
            select(AccountRole.role)
            .join(Account, Account.id == AccountRole.account_id)
            .where(Account.person_id == person_id, Account.active, held_on(today))
        )
    )


def staff_on(session: Session, today: date) -> Mapping[int, frozenset[str]]:
    """The roles of the office by person, of everybody who can sign in on that day."""
    rows = session.execute(
        select(Account.person_id, AccountRole.role)
        .join(Account, Account.id == AccountRole.account_id)
        .where(Account.active, AccountRole.role != APPLICANT, held_on(today))
    ).all()
    found: dict[int, set[str]] = {}
    for person_id, role in rows:
        found.setdefault(person_id, set()).add(role)
    return {person_id: frozenset(roles) for person_id, roles in found.items()}


def waiting_roles(session: Session, account_id: int | None = None) -> Sequence[WaitingRole]:
    """Roles that wait for a second administrator, of one account or of all, the longest-waiting first."""
    rows = session.execute(
        select(Proposal, Person.full_name)
        .join(Person, Person.id == Proposal.proposed_by)
        .where(Proposal.kind == ROLE, Proposal.outcome == "open")
        .order_by(Proposal.id)
    ).all()
    of_account = [(one, name) for one, name in rows if account_id in (None, one.content["account"])]
    accounts = {one.id: one for one in _accounts(session, {one.content["account"] for one, _ in of_account})}
    return [WaitingRole(one, accounts[one.content["account"]], name) for one, name in of_account]


def _accounts(session: Session, ids: set[int]) -> Sequence[Account]:
    return session.scalars(select(Account).where(Account.id.in_(ids)).options(joinedload(Account.person))).all()


def folded(text: str) -> str:
    """How two spellings of one name compare."""
    return fold(" ".join(text.split()))
