"""A chain of digests: each record is sealed together with the one before, so none can change unseen.

The seal is SHA-256 over canonical JSON, which any other program can make again.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

GENESIS = "0" * 64
"""What the first record of a chain names as the one before it."""


def canonical(value: Any) -> str:
    """The one JSON text of a value: keys sorted, no spaces, UTF-8 as it is; a float has none and is refused."""
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def seal(previous: str, record: Mapping[str, Any]) -> str:
    """The digest of a record in its place: right after the record whose digest is `previous`."""
    return hashlib.sha256(canonical({**record, "prev_hash": previous}).encode()).hexdigest()


def _plain(value: Any) -> Any:
    """The same value in the types of JSON; 1.0 and 1 must never share a digest, so floats have no place."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Mapping):
        assert all(isinstance(key, str) for key in value), "a key of a sealed record is text"
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    raise TypeError(f"A sealed record holds text, whole numbers and lists of them, not {value!r}")
