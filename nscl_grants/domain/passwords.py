"""What a password must not be: short, or easily guessed. Which signs it is made of is nobody's business."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from nscl_grants.domain.refused import Refused

LEAST_CHARS = 12
MOST_CHARS = 256
_NOT_LETTERS = re.compile(r"[\W\d_]+")
_REPEATED = re.compile(r"(.{1,4})\1+.{0,3}", re.DOTALL)


@dataclass(eq=False)
class PasswordTooShort(Refused):
    """The password has fewer signs than are asked for."""

    least: int


@dataclass(eq=False)
class PasswordTooLong(Refused):
    """The password has more signs than we take."""

    most: int


@dataclass(eq=False)
class PasswordIsGuessable(Refused):
    """The password is a common one, or is made of what others know about its owner."""


def normal_password(typed: str) -> str:
    """The same signs however the keyboard composed them."""
    return unicodedata.normalize("NFC", typed)


def check_new_password(typed: str, *, common: Collection[str], about: Collection[str] = ()) -> None:
    """Refuse a password that is short, common, one piece repeated, or only a known word with figures around it.

    `common` holds passwords in lower case; `about` what others know of the owner: e-mail, name, codes.
    """
    password = normal_password(typed)
    if len(password) < LEAST_CHARS:
        raise PasswordTooShort(LEAST_CHARS)
    if len(password) > MOST_CHARS:
        raise PasswordTooLong(MOST_CHARS)
    if _is_guessable(password.casefold(), common, about):
        raise PasswordIsGuessable()


def _is_guessable(password: str, common: Collection[str], about: Collection[str]) -> bool:
    if password in common or _REPEATED.fullmatch(password):
        return True
    known = {known.casefold() for known in about} | {
        part for known in about for part in re.split(r"\W+", known.casefold())
    }
    word = _NOT_LETTERS.sub("", password)
    return password in known or (bool(word) and (word in known or word in common))
