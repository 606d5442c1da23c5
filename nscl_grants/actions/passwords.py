"""Keeping passwords: only their Argon2id hashes, and checking one takes as long for nobody as for somebody."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from nscl_grants.domain.passwords import normal_password

_HASHER = PasswordHasher()
NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$VwDT3nY8vP3cC/qgyQ2OQw$8ZRrJbsNzsUmI2GW9LQoPSatj/bbnXsGdvTfl1xdKwE"
"""The hash that is checked when there is no such account, so that the answer takes the same time."""


def hashed(password: str) -> str:
    """The hash to keep of a new password."""
    return _HASHER.hash(normal_password(password))


def matches(password: str, stored: str | None) -> bool:
    """Whether the password is the one kept; None is nobody's, and never matches."""
    try:
        _HASHER.verify(stored or NOBODY, normal_password(password))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with weaker settings than today's."""
    return _HASHER.check_needs_rehash(stored)
