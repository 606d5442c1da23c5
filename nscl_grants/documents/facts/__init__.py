"""The facts of a paper: frozen values, kept as JSON, from which it can be drawn again in years.

Facts are dataclasses of texts, numbers, Money, dates, moments, and tuples of these; `to_json` and
`from_json` are each other's inverse, and the digest is taken over the canonical JSON.
"""

import dataclasses
import hashlib
import json
import types
import typing
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, TypeVar, cast

from nscl_grants.domain.money import Money

Facts = TypeVar("Facts")
"""A dataclass of facts."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The agency that a paper comes from."""

    parent: str
    agency: str
    place: str
    short: str
    """The agency in symbols and archive marks: SKHCN."""
    address: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs: ("GIÁM ĐỐC",), or ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"); the name may be left to be filled in."""

    position: tuple[str, ...]
    name: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Firm:
    """The organisation as it was when the paper was asked for."""

    name: str
    tax_code: str
    address: str
    phone: str = ""
    email: str = ""
    representative: str = ""
    representative_title: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """What a paper says of the case it is about."""

    code: str
    procedure: str
    """The procedure by its full name, as papers write it."""
    subject: str = ""
    """The standard or product: "ISO 22000:2018"."""


@dataclass(frozen=True, slots=True)
class DerivedStep:
    """One step of the derivation of an amount."""

    label: str
    basis: str
    amount: Money
    unsure: bool = False


def to_json(facts: Any) -> dict[str, Any]:
    """The facts as plain values."""
    return {field.name: _plain(getattr(facts, field.name)) for field in dataclasses.fields(facts)}


def from_json(kind: type[Facts], kept: dict[str, Any]) -> Facts:
    """The facts as they were."""
    hints = _hints(cast("Hashable", kind))
    return kind(**{name: _value(hints[name], value) for name, value in kept.items()})


def digest_of(kept: dict[str, Any]) -> str:
    """SHA-256 over the canonical JSON of the facts."""
    text = json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    match value:
        case Money():
            return value.dong
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case tuple():
            return [_plain(each) for each in value]
        case None | str() | bool() | int():
            return value
        case _:
            return to_json(value)


def _value(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(hint, types.UnionType):
        return _value(next(each for each in typing.get_args(hint) if each is not types.NoneType), value)
    if typing.get_origin(hint) is tuple:
        each = typing.get_args(hint)[0]
        return tuple(_value(each, item) for item in value)
    if hint is Money:
        return Money(value)
    if hint in (date, datetime):
        return hint.fromisoformat(value)
    return from_json(hint, value) if isinstance(value, dict) else value


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)
