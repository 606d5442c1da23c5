"""Long lists page by page: by the key of the last row, never by counting, so a page stays where it is.

A list asks its query for one row more than it shows, after (or before) the key that the address names.
"""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Generic, Literal, TypeVar
from urllib.parse import urlencode

from flask import request
from werkzeug.exceptions import BadRequest

from nscl_grants.db.keys import id_in

Row = TypeVar("Row")
PAGE_ROWS = 50
_ID = attrgetter("id")


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a list the reader stands: the rows after a key, or before it; without a key at the start."""

    direction: Literal["after", "before"]
    key: tuple[Any, ...] | None

    @property
    def backwards(self) -> bool:
        """Whether the query has to read against the order of the list."""
        return self.direction == "before"

    @property
    def id(self) -> int | None:
        """The id, for lists whose key is nothing else; what is none was never given out, and is a bad request."""
        try:
            return None if self.key is None else id_in(self.key[0])
        except (ValueError, IndexError):
            raise BadRequest() from None


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """The rows of one page, and the keys that lead on; None where the list ends."""

    rows: Sequence[Row]
    before: str | None
    after: str | None
    about: int | None = None
    """Roughly how many rows the whole list has, when that is known."""


def asked_place() -> Place:
    """The place that the address names; one that we never gave out is a bad request."""
    for direction in ("after", "before"):
        if text := request.args.get(direction):
            return Place("before" if direction == "before" else "after", _read_key(text))
    return Place("after", None)


def page_of(
    rows: Sequence[Row],
    place: Place,
    key: Callable[[Row], tuple[Any, ...]],
    *,
    size: int = PAGE_ROWS,
    about: int | None = None,
) -> Page[Row]:
    """Cut a page from up to `size` + 1 rows, given in the order in which the query read them."""
    more = len(rows) > size
    shown = list(rows[:size])
    if place.backwards:
        shown.reverse()
    if not shown:
        return Page((), None, None, about)
    came_from_somewhere = place.key is not None
    older, newer = (came_from_somewhere, more) if place.backwards else (more, came_from_somewhere)
    first, last = _written_key(key(shown[0])), _written_key(key(shown[-1]))
    return Page(shown, first if newer else None, last if older else None, about)


def page_by_id(read: Callable[..., Sequence[Row]]) -> Page[Row]:
    """The page that the address names, of a list whose key is its rows' id.

    `read(after=, backwards=, rows=)` gives up to `rows` rows after an id, or before it against the order of the list.
    """
    place = asked_place()
    found = read(after=place.id, backwards=place.backwards, rows=PAGE_ROWS + 1)
    return page_of(found, place, lambda row: (_ID(row),), size=PAGE_ROWS)


def page_link(**place: str) -> str:
    """This list at another place, with its filters kept."""
    kept = {
        name: values for name, values in request.args.to_dict(flat=False).items() if name not in ("after", "before")
    }
    return f"{request.path}?{urlencode({**kept, **place}, doseq=True)}"


def _written_key(key: tuple[Any, ...]) -> str:
    text = json.dumps(key, ensure_ascii=False, separators=(",", ":"), default=str)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_key(text: str) -> tuple[Any, ...]:
    try:
        key = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        raise BadRequest() from None
    if not isinstance(key, list) or not all(isinstance(part, str | int) for part in key):
        raise BadRequest()
    if any(isinstance(part, str) and "\0" in part for part in key):
        raise BadRequest()
    return tuple(key)
