"""Accounts: an organisation registers with its first user, people sign in and look after their password."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from nscl_grants.actions import letters, sessions
from nscl_grants.actions.acts import Sent, once
from nscl_grants.actions.passwords import chosen, hashed, is_outdated, matches
from nscl_grants.actions.registration import Door, pass_door
from nscl_grants.actions.second_step import SecondStep, SignedIn, ask_second_step, enter, known_as
from nscl_grants.actions.sessions import Browser, Held
from nscl_grants.actions.throttle import count_try
from nscl_grants.db.organisations import Organisation, organisation_by_tax_code
from nscl_grants.db.people import Account, AccountRole, Membership, Person, account_by_email
from nscl_grants.db.second_factors import has_second_factor
from nscl_grants.db.sign_ins import end_sessions_of, is_known
from nscl_grants.db.tickets import RESET, end_tickets_of
from nscl_grants.domain.actor import APPLICANT, Actor
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.vietnamese import fold

REGISTER = "register_organisation"
FAILED = "account.password_wrong"


@dataclass(eq=False)
class SignInFailed(Refused):
    """E-mail and password do not belong together; which of the two is wrong is not told."""


@dataclass(eq=False)
class PasswordIsAnother(Refused):
    """The present password was given wrongly."""


@dataclass(eq=False)
class OrganisationIsRegistered(Refused):
    """An organisation with that tax code registered before; who uses it is not told."""

    tax_code: str


@dataclass(eq=False)
class AccountIsTaken(Refused):
    """The e-mail or the identity number belongs to an account; which of the two is not told."""


@dataclass(frozen=True, slots=True)
class NewOrganisation:
    """What an organisation says of itself when it registers; every value in its stored form."""

    tax_code: str
    name: str
    kind: str
    address: str
    commune: str
    phone: str
    email: str
    representative: str
    representative_title: str


@dataclass(frozen=True, slots=True)
class NewUser:
    """The person who registers the organisation and will act for it."""

    full_name: str
    identity_number: str
    email: str


def register(
    session: Session,
    act: str,
    organisation: NewOrganisation,
    user: NewUser,
    password: str,
    door: Door,
    browser: Browser,
    *,
    at: datetime,
    today: date,
) -> Account | None:
    """Register an organisation together with its first user; None when this very act was done before.

    Raises LinkUsed when the door was passed before by another act.
    """
    known_of_both = (*asdict(organisation).values(), *asdict(user).values(), user.email.partition("@")[0])
    password_hash = chosen(password, known_of_both)
    # The fingerprint of an act is kept for good; a password has no place in it.
    content: Mapping[str, object] = {"organisation": asdict(organisation), "user": asdict(user)}
    visitor = Actor(person_id=0, account_id=None, name=user.full_name)
    return once(
        session,
        Sent(act, REGISTER, content),
        actor=visitor,
        at=at,
        do=lambda: _register(session, organisation, user, password_hash, door, browser, at=at, today=today),
    )


def sign_in(
    session: Session, email: str, password: str, browser: Browser, *, at: datetime, dated: datetime
) -> SignedIn | SecondStep:
    """Begin a session for whoever knows the password; gives back the account and the session's token.

    An account with a second factor gets a ticket for the second step instead, and no session yet.
    """
    counted = count_try(session, email, browser, at=at)
    account = account_by_email(session, email)
    stored = account.password_hash if account else None
    # Checking takes a tenth of a second, and no writer shall wait for it.
    session.rollback()
    if not matches(password, stored) or account is None or not account.active:
        session.rollback()
        sessions.log_failure(session, account_by_email(session, email), FAILED, browser, dated=dated)
        raise SignInFailed()
    if is_outdated(account.password_hash):
        account.password_hash = hashed(password)
    session.delete(counted)
    if has_second_factor(session, account.id):
        return ask_second_step(session, account, at=at)
    return enter(session, account, browser, how="password", at=at, dated=dated)


def change_password(
    session: Session, held: Held, present: str, new: str, browser: Browser, *, at: datetime, dated: datetime
) -> str:
    """Set a new password and end every session of the account; gives back the token of a fresh one."""
    counted = count_try(session, held.email, browser, at=at)
    account = session.get_one(Account, held.account_id)
    stored = account.password_hash
    session.rollback()
    if not matches(present, stored):
        sessions.log_failure(session, account, FAILED, browser, dated=dated)
        raise PasswordIsAnother()
    about = (held.email, held.email.partition("@")[0], held.actor.name, present)
    account.password_hash, account.password_changed_at = chosen(new, about), dated
    session.delete(counted)
    end_sessions_of(session, account.id, at)
    end_tickets_of(session, account.id, RESET, at)
    letters.write(
        session, "password_changed", account.email, {"email": account.email}, at=dated, language=account.language
    )
    token = sessions.begin(session, account, browser, at=at, how=held.how)
    sessions.log(session, "account.change_password", held.actor, browser, dated=dated)
    session.commit()
    return token


def _register(
    session: Session,
    organisation: NewOrganisation,
    user: NewUser,
    password_hash: str,
    door: Door,
    browser: Browser,
    *,
    at: datetime,
    today: date,
) -> Account:
    if organisation_by_tax_code(session, organisation.tax_code):
        raise OrganisationIsRegistered(organisation.tax_code)
    if is_known(session, email=user.email, identity_number=user.identity_number):
        raise AccountIsTaken()
    person = Person(full_name=user.full_name, identity_number=user.identity_number, phone=None, created_at=at)
    account = Account(
        person=person, email=user.email, password_hash=password_hash, created_at=at, password_changed_at=at
    )
    registered = Organisation(**asdict(organisation), folded_name=fold(organisation.name), registered_at=at)
    session.add_all((account, registered))
    session.flush()
    pass_door(session, door, account, at=at)
    session.add(AccountRole(account_id=account.id, role=APPLICANT, since=today, until=None, given_by=None))
    session.add(Membership(organisation_id=registered.id, person_id=person.id, since=at, until=None))
    entered = {"tax_code": organisation.tax_code, "name": organisation.name, "email": user.email}
    sessions.log(session, "account.register", known_as(account), browser, dated=at, after=entered)
    return account
