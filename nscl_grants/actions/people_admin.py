"""Staff accounts: made, closed and opened again by an administrator; whose roles weigh, two of them stand behind.

A new account has no password: its owner chooses one by a link that is mailed to them, and nobody else ever sees it.
Nobody touches their own accounts, whichever of them they are signed in with.
"""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from nscl_grants.actions import letters
from nscl_grants.actions.acts import Sent, once
from nscl_grants.actions.passwords import NO_PASSWORD
from nscl_grants.actions.recovery import Address
from nscl_grants.actions.roles import OwnAccount, give, note, refuse_last_administrator
from nscl_grants.actions.tickets import issue
from nscl_grants.db.people import Account, Person, account_by_email
from nscl_grants.db.sign_ins import end_sessions_of
from nscl_grants.db.staff import folded, person_by_identity
from nscl_grants.db.tickets import RESET as RESET_LINK
from nscl_grants.db.tickets import end_tickets_of
from nscl_grants.domain.actor import ADMIN, Actor
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text
from nscl_grants.domain.two_people import check_role

LINK_LASTS = timedelta(days=3)
"""A weekend passes before somebody new reads their mail."""

CREATE = Text("Tạo tài khoản", "Create account")
CLOSE = Text("Khóa tài khoản", "Disable account")
OPEN = Text("Mở lại tài khoản", "Enable account")
RESET = Text("Buộc đặt lại mật khẩu", "Have the password set anew")


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


def create_staff_account(
    session: Session,
    staff: NewStaff,
    roles: Collection[str],
    address: Address,
    *,
    actor: Actor,
    at: datetime,
    real: datetime,
    act: str,
) -> Account | None:
    """Open an account for a person of the office, and mail them the link to its password; None when done before.

    A person who is known by the identity number keeps being one person. Roles of weight are proposed, the rest
    given at once. `real` is the moment from which the link lasts.
    """

    def open_account() -> Account:
        check_role(actor, CREATE, ADMIN)
        if not roles:
            raise NoRoleChosen()
        account = _new_account(session, staff, actor, at)
        note(session, actor, at, "account.create", account, None, {"email": account.email})
        for role in sorted(roles):
            give(session, account, role, actor=actor, at=at, act=f"{act}/{role}")
        _mail_link(session, account, "welcome", address, at=at, real=real)
        return account

    sent = Sent(act, "account.create", {**asdict(staff), "roles": sorted(roles)})
    return once(session, sent, actor=actor, at=at, do=open_account)


def reset_password(
    session: Session, account: Account, address: Address, *, actor: Actor, at: datetime, real: datetime, act: str
) -> None:
    """Let the present password work no more, end the account's sessions, and mail the owner a link to a new one."""
    account_id = account.id

    def reset() -> None:
        _take(session, account, actor, RESET)
        account.password_hash, account.password_changed_at = NO_PASSWORD, at
        ended = end_sessions_of(session, account_id, at)
        end_tickets_of(session, account_id, RESET_LINK, real)
        _mail_link(session, account, "reset_by_office", address, at=at, real=real)
        note(session, actor, at, "account.reset_password", account, None, {"sessions_ended": ended})

    sent = Sent(act, "account.reset_password", {"account": account_id})
    once(session, sent, actor=actor, at=at, do=reset)


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


def _mail_link(
    session: Session, account: Account, letter: str, address: Address, *, at: datetime, real: datetime
) -> None:
    token = issue(session, RESET_LINK, at=real, lasts=LINK_LASTS, account_id=account.id)
    values = {"link": address(token), "email": account.email}
    letters.write(session, letter, account.email, values, at=at, language=account.language)


def _take(session: Session, account: Account, actor: Actor, step: Text) -> None:
    check_role(actor, step, ADMIN)
    session.refresh(account, with_for_update=True)
    if account.person_id == actor.person_id:
        raise OwnAccount()


def _new_account(session: Session, staff: NewStaff, actor: Actor, at: datetime) -> Account:
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
        person=person, email=staff.email, password_hash=NO_PASSWORD, created_at=at, password_changed_at=at
    )
    session.add(account)
    session.flush()
    return account
