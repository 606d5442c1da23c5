"""Accounts: an organisation registers with its first user, people sign in and look after their password."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy.orm import Session

from nscl_grants.actions import sessions
from nscl_grants.actions.acts import Sent, once
from nscl_grants.actions.passwords import hashed, is_outdated, matches
from nscl_grants.actions.sessions import Browser, Held
from nscl_grants.actions.throttle import count_try
from nscl_grants.db.organisations import Organisation, organisation_by_tax_code
from nscl_grants.db.people import Account, AccountRole, Membership, Person, account_by_email, person_by_identity_number
from nscl_grants.db.sign_ins import end_sessions_of
from nscl_grants.definitions.common_passwords import common_passwords
from nscl_grants.domain.actor import APPLICANT, Actor
from nscl_grants.domain.passwords import check_new_password
from nscl_grants.domain.refused import Refused

REGISTER = "register_organisation"


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
