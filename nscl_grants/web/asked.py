"""What the address of a list asks for, read and written again: the page, its file and its views say the same."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import request
from werkzeug.datastructures import MultiDict

MOST_LETTERS = 2000


def asked(names: Sequence[str], args: Mapping[str, Any] | None = None, **change: list[str]) -> dict[str, list[str]]:
    """What the address says of these names, with some of them changed; empty values say nothing."""
    said: MultiDict[str, str] = MultiDict(request.args if args is None else args)
    found = {name: [value for value in said.getlist(name) if value] for name in names}
    return {name: values for name, values in (found | change).items() if values}


def query_of(names: Sequence[str], args: Mapping[str, Any] | None = None, **change: list[str]) -> str:
    """The same as an address says it; "" where nothing is asked."""
    return urlencode(asked(names, args, **change), doseq=True)


def kept_query(names: Sequence[str], query: str) -> str:
    """Of a question that somebody sends to be kept, only what the list understands."""
    return query_of(names, MultiDict(parse_qsl(query)))[:MOST_LETTERS]
