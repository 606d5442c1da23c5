"""Keeping passwords: only their Argon2id hashes, and checking one takes as long for nobody as for somebody."""

from collections.abc import Collection

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from nscl_grants.definitions.common_passwords import common_passwords
from nscl_grants.domain.passwords import PasswordIsGuessable, check_new_password, normal_password

_HASHER = PasswordHasher()
NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$VwDT3nY8vP3cC/qgyQ2OQw$8ZRrJbsNzsUmI2GW9LQoPSatj/bbnXsGdvTfl1xdKwE"
"""The hash that is checked when there is no such account, so that the answer takes the same time."""

NO_PASSWORD = "!"  # noqa: S105  # No hash looks like it, so nothing that is typed fits.
"""What is kept where no password was chosen yet, or none shall work any more."""

LEAST_GUESSES = 10**10
"""Fewer are made in a night by whoever got hold of the hashes."""
_LOOKED_AT = 72
"""What zxcvbn looks at; more signs make no password easier to guess."""


def chosen(password: str, about: Collection[str]) -> str:
    """The hash of a password that somebody chose; refuses one that is short, or too soon guessed.

    `about` is what others know of its owner. Beside our own words the lists and the estimate of zxcvbn are asked.
    """
    check_new_password(password, common=common_passwords(), about=about)
    known = [part for whole in about for part in (whole, *whole.split()) if part]
    if zxcvbn(normal_password(password)[:_LOOKED_AT], user_inputs=known)["guesses"] < LEAST_GUESSES:
        raise PasswordIsGuessable()
    return hashed(password)


def hashed(password: str) -> str:
    """The hash to keep of a new password."""
    return _HASHER.hash(normal_password(password))


def matches(password: str, stored: str | None) -> bool:
    """Whether the password is the one kept; None is nobody's, and never matches, as little as `NO_PASSWORD` does."""
    is_set = stored is not None and stored != NO_PASSWORD
    try:
        _HASHER.verify(stored if stored is not None and is_set else NOBODY, normal_password(password))
    except (VerificationError, InvalidHashError):
        return False
    return is_set


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with weaker settings than today's."""
    return _HASHER.check_needs_rehash(stored)
