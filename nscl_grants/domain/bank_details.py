"""Bank details as an organisation gives them: an account number is signs without spaces, a holder a name."""

import re
from dataclasses import dataclass

from nscl_grants.domain.refused import Refused

_NUMBER = re.compile(r"[0-9A-Z]{6,19}", re.ASCII)


@dataclass(eq=False)
class NotAccountNumber(Refused):
    """What was typed is no account number."""

    typed: str


def read_account_number(typed: str) -> str:
    """6 to 19 digits (some banks use letters too); spaces, dots and hyphens between them are not counted."""
    number = re.sub(r"[\s.\-]", "", typed).upper()
    if not _NUMBER.fullmatch(number):
        raise NotAccountNumber(typed)
    return number
