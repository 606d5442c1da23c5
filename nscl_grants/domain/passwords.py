"""What a password must not be: short, or easily guessed. Which signs it is made of is nobody's business."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from nscl_grants.domain.refused import Refused

LEAST_CHARS = 15
"""What NIST SP 800-63B-4 asks for where the password may be all there is (section 3.1.1.2)."""
MOST_CHARS = 256
LEAST_KNOWN_CHARS = 3
LEAST_OWN_LETTERS = 4
"""So many letters at least must be neither a common word nor known of the owner."""
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
    """Refuse a password that is short, common, one piece repeated, or only known words with figures around them.

    `common` holds passwords and words in lower case; `about` what others know of the owner: e-mail, name, codes.
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
    rest = password
    for part in sorted({*common, *_parts(about)}, key=len, reverse=True):
        rest = rest.replace(part, "")
    return rest != password and len(_NOT_LETTERS.sub("", rest)) < LEAST_OWN_LETTERS


def _parts(about: Collection[str]) -> set[str]:
    """What is known of the owner, whole and by words; shorter words stand in too many others."""
    whole = {known.casefold() for known in about}
    words = {word for known in whole for word in re.split(r"[\W_]+", known)}
    return {part for part in whole | words if len(part) >= LEAST_KNOWN_CHARS}
