"""What people and organisations are known by: codes, addresses and names, read from what was typed.

Each reader gives back the one written form that is stored and compared, or refuses with the words that were
typed. So one firm is one firm and one login one login, whatever keyboard, spacing or Unicode form was used.
"""

import re
import unicodedata
from dataclasses import dataclass

from stdnum import ean
from stdnum.vn import mst

from nscl_grants.domain.refused import Refused
from nscl_grants.domain.vietnamese import clean

_TAX_CODE = re.compile(r"(\d{10})(?:-?(\d{3}))?", re.ASCII)
_IDENTITY_NUMBER = re.compile(r"\d{12}", re.ASCII)
_EMAIL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
_MOBILE = re.compile(r"0[35789]\d{8}", re.ASCII)
_LANDLINE = re.compile(r"02\d{9}", re.ASCII)
_SEPARATORS = re.compile(r"[\s.\-()]")
LONGEST_EMAIL = 254
LONGEST_NAME = 200


@dataclass(eq=False)
class NotTaxCode(Refused):
    """What was typed is not the tax code of an organisation."""

    typed: str


@dataclass(eq=False)
class NotGtin(Refused):
    """What was typed is no number of a bar code."""

    typed: str


@dataclass(eq=False)
class NotIdentityNumber(Refused):
    """What was typed is not a personal identification number."""

    typed: str


@dataclass(eq=False)
class NotEmail(Refused):
    """What was typed is not an e-mail address."""

    typed: str


@dataclass(eq=False)
class NotPhone(Refused):
    """What was typed is not a phone number of this country."""

    typed: str


@dataclass(eq=False)
class NotName(Refused):
    """What was typed is no name: nothing of it can be seen, or it is too long."""

    typed: str


def read_tax_code(typed: str) -> str:
    """Ten digits, or ten and three for a dependent unit, as 0100233488 or 0314409058-002."""
    found = _TAX_CODE.fullmatch(re.sub(r"[\s.]", "", typed))
    if found is None or found[2] == "000":
        raise NotTaxCode(typed)
    return f"{found[1]}-{found[2]}" if found[2] else found[1]


def check_digit_fits(tax_code: str) -> bool:
    """Whether the tenth digit follows from the nine before; the law only says that it is a check digit."""
    return bool(mst.calc_check_digit(tax_code[:10]) == tax_code[9])


def read_gtin(typed: str) -> str:
    """The number under a bar code: 8, 12, 13 or 14 digits, the last of which checks the others (GS1)."""
    digits = _SEPARATORS.sub("", typed)
    if len(digits) not in (8, 12, 13, 14) or not ean.is_valid(digits):
        raise NotGtin(typed)
    return digits


def read_identity_number(typed: str) -> str:
    """Twelve digits; spaces between them are not counted."""
    digits = re.sub(r"\s", "", typed)
    if not _IDENTITY_NUMBER.fullmatch(digits):
        raise NotIdentityNumber(typed)
    return digits


def read_email(typed: str) -> str:
    """The address in NFC and case-folded; letters that only look like Latin ones have no place in it."""
    address = unicodedata.normalize("NFC", typed.strip()).casefold()
    # A mail reads "=?…?=" as encoded words, which may hold anything; dots at the edges no relay takes.
    odd = any(sign in address for sign in ("=?", "?=", "..", ".@")) or address.startswith(".")
    if len(address) > LONGEST_EMAIL or not _EMAIL.fullmatch(address) or odd:
        raise NotEmail(typed)
    return address


def read_phone(typed: str) -> str:
    """A mobile or landline number of this country, kept as 0912345678."""
    digits = re.sub(r"^\+84", "0", _SEPARATORS.sub("", typed))
    if not (_MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits)):
        raise NotPhone(typed)
    return digits


def read_name(typed: str) -> str:
    """A name on one line, without signs that cannot be seen."""
    name = clean(typed)
    if not name or len(name) > LONGEST_NAME:
        raise NotName(typed)
    return name
