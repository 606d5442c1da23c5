"""Staff accounts: made, closed and opened again by an administrator; whose roles weigh, two of them stand behind.

The password of a new account is made here, shown once, and kept only as its hash. Nobody touches their own
accounts, whichever of them they are signed in with.
"""

import secrets
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from nscl_grants.actions import letters
from nscl_grants.actions.acts import Sent, once
from nscl_grants.actions.passwords import hashed
from nscl_grants.actions.roles import OwnAccount, give, note, refuse_last_administrator
from nscl_grants.db.people import Account, Person, account_by_email
from nscl_grants.db.sign_ins import end_sessions_of
from nscl_grants.db.staff import folded, person_by_identity
from nscl_grants.db.tickets import RESET as RESET_LINK
from nscl_grants.db.tickets import end_tickets_of
from nscl_grants.domain.actor import ADMIN, Actor
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text
from nscl_grants.domain.two_people import check_role

_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
"""No l, i, o, 0 and 1, which people read wrongly from a screen."""
_GROUPS, _GROUP_SIGNS = 4, 5

CREATE = Text("Tạo tài khoản", "Create account")
CLOSE = Text("Khóa tài khoản", "Disable account")
OPEN = Text("Mở lại tài khoản", "Enable account")
RESET = Text("Cấp mật khẩu mới", "Set a new password")


@dataclass(eq=False)
class EmailTaken(Refused):
    """Another account signs in with that address."""

    email: str


@dataclass(eq=False)
class PersonNamedOtherwise(Refused):
    """The number belongs to a person with another name."""

    typed: str


@dataclass(eq=False)
class NoRoleChosen(Refused):
    """An account of the office has a role."""


@dataclass(frozen=True, slots=True)
class NewStaff:
    """A person of the office as entered; every value in its stored form."""

    full_name: str
    identity_number: str
    email: str
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What an administrator is shown once."""

    account: Account
    password: str


def create_staff_account(
    session: Session, staff: NewStaff, roles: Collection[str], *, actor: Actor, at: datetime, act: str
) -> NewAccount | None:
    """Open an account for a person of the office; None when this very act was done before.

    A person who is known by the identity number keeps being one person. Roles of weight are proposed, the rest
    given at once.
    """
    password = initial_password()
    password_hash = hashed(password)

    def open_account() -> NewAccount:
        check_role(actor, CREATE, ADMIN)
        if not roles:
            raise NoRoleChosen()
        account = _new_account(session, staff, password_hash, actor, at)
        note(session, actor, at, "account.create", account, None, {"email": account.email})
        for role in sorted(roles):
            give(session, account, role, actor=actor, at=at, act=f"{act}/{role}")
        return NewAccount(account, password)

    sent = Sent(act, "account.create", {**asdict(staff), "roles": sorted(roles)})
    return once(session, sent, actor=actor, at=at, do=open_account)


def reset_password(session: Session, account: Account, *, actor: Actor, at: datetime, act: str) -> str | None:
    """Set a new initial password and end the account's sessions; None when this very act was done before."""
    account_id, password = account.id, initial_password()
    password_hash = hashed(password)

    def reset() -> str:
        _take(session, account, actor, RESET)
        account.password_hash, account.password_changed_at = password_hash, at
        ended = end_sessions_of(session, account_id, at)
        end_tickets_of(session, account_id, RESET_LINK, at)
        told = {"email": account.email}
        letters.write(session, "password_changed", account.email, told, at=at, language=account.language)
        note(session, actor, at, "account.reset_password", account, None, {"sessions_ended": ended})
        return password

    sent = Sent(act, "account.reset_password", {"account": account_id})
    return once(session, sent, actor=actor, at=at, do=reset)


def disable(session: Session, account: Account, *, actor: Actor, at: datetime, act: str) -> None:
    """Nobody signs in with it any more, and who is signed in is out; the roles stay written."""
    account_id = account.id

    def close() -> None:
        _take(session, account, actor, CLOSE)
        refuse_last_administrator(session, account, at)
        account.active = False
        ended = end_sessions_of(session, account_id, at)
        end_tickets_of(session, account_id, RESET_LINK, at)
        note(
            session, actor, at, "account.disable", account, {"active": True}, {"active": False, "sessions_ended": ended}
        )

    once(session, Sent(act, "account.disable", {"account": account_id}), actor=actor, at=at, do=close)


def enable(session: Session, account: Account, *, actor: Actor, at: datetime, act: str) -> None:
    """The account may sign in again, with the roles that it held and that did not end since."""
    account_id = account.id

    def reopen() -> None:
        _take(session, account, actor, OPEN)
        account.active = True
        note(session, actor, at, "account.enable", account, {"active": False}, {"active": True})

    once(session, Sent(act, "account.enable", {"account": account_id}), actor=actor, at=at, do=reopen)


def initial_password() -> str:
    """A password that can be read out; about a hundred bits of chance."""
    return "-".join("".join(secrets.choice(_SIGNS) for _ in range(_GROUP_SIGNS)) for _ in range(_GROUPS))


def _take(session: Session, account: Account, actor: Actor, step: Text) -> None:
    check_role(actor, step, ADMIN)
    session.refresh(account, with_for_update=True)
    if account.person_id == actor.person_id:
        raise OwnAccount()


def _new_account(session: Session, staff: NewStaff, password_hash: str, actor: Actor, at: datetime) -> Account:
    if account_by_email(session, staff.email):
        raise EmailTaken(staff.email)
    person = person_by_identity(session, staff.identity_number)
    if person is None:
        person = Person(
            full_name=staff.full_name, identity_number=staff.identity_number, phone=staff.phone, created_at=at
        )
    elif folded(person.full_name) != folded(staff.full_name):
        raise PersonNamedOtherwise(staff.full_name)
    elif person.id == actor.person_id:
        raise OwnAccount()
    account = Account(
        person=person, email=staff.email, password_hash=password_hash, created_at=at, password_changed_at=at
    )
    session.add(account)
    session.flush()
    return account
