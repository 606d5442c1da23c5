"""The first two administrators, made from the command line; every later one needs both of them.

One alone could give nobody a weighty role, for that takes a second; so an installation begins with two.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.actions.passwords import NO_PASSWORD
from nscl_grants.actions.people_admin import EmailTaken, NewStaff
from nscl_grants.actions.recovery import Address
from nscl_grants.actions.tickets import issue
from nscl_grants.db import audit
from nscl_grants.db.people import Account, AccountRole, Person, account_by_email
from nscl_grants.db.tickets import RESET, end_tickets_of
from nscl_grants.domain.actor import ADMIN, SYSTEM
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.refused import Refused

FIRST = 2


@dataclass(eq=False)
class AdministratorsThere(Refused):
    """The installation has its first administrators; they make the others in the pages."""


LINK_LASTS = timedelta(days=1)


def create_first_admin(
    session: Session, staff: NewStaff, address: Address, *, at: datetime, real: datetime, act: str
) -> str:
    """One of the first two administrators; gives back a link, good for a day and once, to choose the password by.

    Asked again for somebody who has not chosen one yet, it gives a new link, and the earlier one ends. Commits.
    """

    def make() -> str:
        account = account_by_email(session, staff.email)
        if account is None or account.password_hash != NO_PASSWORD:
            account = _first(session, staff, at)
        end_tickets_of(session, account.id, RESET, real)
        data = {"printed": True}
        return address(issue(session, RESET, at=real, lasts=LINK_LASTS, account_id=account.id, data=data))

    made = once(session, Sent(act, "account.first_admin", {"email": staff.email}), actor=SYSTEM, at=at, do=make)
    assert made is not None, "the act's id is new at every run of the command"
    return made


def _first(session: Session, staff: NewStaff, at: datetime) -> Account:
    there = select(func.count(func.distinct(Account.person_id))).join(AccountRole).where(AccountRole.role == ADMIN)
    if (session.scalar(there) or 0) >= FIRST:
        raise AdministratorsThere()
    if account_by_email(session, staff.email):
        raise EmailTaken(staff.email)
    account = _account(session, staff, at)
    audit.append(
        session,
        at=at,
        person_id=SYSTEM.person_id,
        account_id=None,
        who=SYSTEM.name,
        what="account.first_admin",
        subject_kind="account",
        subject=str(account.id),
        before=None,
        after={"email": staff.email},
    )
    return account


def _account(session: Session, staff: NewStaff, at: datetime) -> Account:
    person = Person(full_name=staff.full_name, identity_number=staff.identity_number, phone=staff.phone, created_at=at)
    account = Account(
        person=person, email=staff.email, password_hash=NO_PASSWORD, created_at=at, password_changed_at=at
    )
    session.add(account)
    session.flush()
    session.add(AccountRole(account_id=account.id, role=ADMIN, since=legal_date(at)))
    session.flush()
    return account
