"""What was built once is put back, not built again: a shelf of databases, each with the way it came about.

Most tests begin with the same office and the same case. The first one of a worker walks there by the moves that
people take. What its database then holds is kept, and the next test that asks for the same, on a database that
stands where the first one stood, gets the rows at once. Where anything else was written in between, or where
the values asked for are a test's own, the walk is walked.
"""

import functools
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar, cast

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from nscl_grants.definitions.house import House, enter
from tests.builders import photographs

Build = TypeVar("Build", bound=Callable[..., Any])
Key = tuple[Hashable, ...]

RECENT = timedelta(days=2)
"""A moment this near is a test's "now", which no other test will ask for again."""


@dataclass(frozen=True)
class _Stand:
    """The way a database came about, and the mark by which we know that nobody wrote since."""

    key: Key
    mark: Hashable


@dataclass(frozen=True)
class _Kept:
    """A database as it was, and what the builder gave back."""

    photograph: Any
    result: Any


@dataclass(frozen=True)
class _Row:
    """A mapped object by its class and key."""

    kind: type
    key: tuple[Any, ...]


class _OwnValue(Exception):  # not an error: the value is a test's own
    """A value by which nothing can be found again."""


_SHELF: dict[Key, _Kept] = {}


def remembered(build: Build) -> Build:
    """Let a builder's work be kept; its first argument is the session, and it ends with a commit."""

    @functools.wraps(build)
    def built(session: Session, *args: Any, **kwargs: Any) -> Any:
        key = _asked(session, build.__name__, args, kwargs)
        if key is None:
            return build(session, *args, **kwargs)
        if key in _SHELF:
            photographs.put_back(session.get_bind(), _SHELF[key].photograph, over=_SHELF[key[:-1]].photograph)
            for thing in list(session):
                session.refresh(thing)  # What the session holds stands elsewhere now.
        else:
            walked = build(session, *args, **kwargs)
            session.commit()
            _SHELF[key] = _Kept(photographs.taken(session.get_bind()), _packed(walked))
        session.info["stand"] = _Stand(key, photographs.mark(session.get_bind()))
        result = _unpacked(session, _SHELF[key].result)
        session.commit()  # As after the walk, nobody else has to wait.
        return result

    return cast(Build, built)


def _asked(session: Session, name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Key | None:
    """The way the database would have come about after this; None where it cannot be found again."""
    session.commit()  # The builder would do so in the end; until then what was written does not show in the mark.
    stand = _stand_of(session)
    if stand is None:
        return None
    try:
        return (*stand.key, (name, *map(_named, args), *((each, _named(kwargs[each])) for each in sorted(kwargs))))
    except _OwnValue:
        return None


def _stand_of(session: Session) -> _Stand | None:
    """Where the database stands, if it holds what we know of and nothing else."""
    bind = session.get_bind()
    stand = cast(_Stand | None, session.info.get("stand"))
    if stand is None:
        if not photographs.is_new(session):
            return None
        session.rollback()
        stand = session.info["stand"] = _Stand((bind.dialect.name,), photographs.mark(bind))
        if stand.key not in _SHELF:
            _SHELF[stand.key] = _Kept(photographs.taken(bind), None)
        return stand
    return stand if stand.mark == photographs.mark(bind) else None


def _named(value: Any) -> Hashable:
    """The value as part of a name; equal names are equal things on databases that came about alike."""
    packed = _packed(value)
    if isinstance(value, datetime) and abs(value - datetime.now(UTC)) < RECENT:
        raise _OwnValue
    if isinstance(packed, tuple):
        return tuple(id(each) if isinstance(each, House) else each for each in packed)
    try:
        hash(packed)
    except TypeError:
        raise _OwnValue from None
    return cast(Hashable, packed)


def _packed(value: Any) -> Any:
    """The value without what belongs to one session."""
    state = inspect(value, raiseerr=False)
    if state is not None and hasattr(state, "identity"):
        if state.identity is None:
            raise _OwnValue
        return _Row(type(value), tuple(state.identity))
    if is_dataclass(value) and not isinstance(value, type) and value.__hash__ is None:
        return (type(value), *(_packed(getattr(value, each.name)) for each in fields(value)))
    return value


def _unpacked(session: Session, packed: Any) -> Any:
    """The value again, in this session."""
    if isinstance(packed, _Row):
        return session.get_one(packed.kind, packed.key, populate_existing=True)
    if isinstance(packed, tuple) and packed and isinstance(packed[0], type):
        return packed[0](*(_unpacked(session, each) for each in packed[1:]))
    if isinstance(packed, House):
        enter(session, packed)
    return packed
