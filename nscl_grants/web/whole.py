"""Whole numbers in addresses and forms: plain digits that a column of ids can hold; anything else was not said."""

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

MOST = 2**31 - 1
"""The largest id of either database."""
MOST_DIGITS = len(str(MOST))


def whole(text: str) -> int:
    """The number, from 0 to MOST; raises ValueError for any other text, other alphabets' digits included."""
    if not text.isascii() or not text.isdigit() or len(text) > MOST_DIGITS or int(text) > MOST:
        raise ValueError(text)
    return int(text)


def whole_or_none(text: str) -> int | None:
    """The same, or None for what is no such number."""
    try:
        return whole(text)
    except ValueError:
        return None


class _Whole(IntegerConverter):
    """A larger number is the address of nothing."""

    def __init__(self, map: Map, max: int = MOST) -> None:
        super().__init__(map, max=max)


def init_whole_numbers(app: Flask) -> None:
    """Numbers in addresses are of this kind; to be called before the rooms open."""
    app.url_map.converters["int"] = _Whole
