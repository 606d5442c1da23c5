"""A list is read page by page by the key of its rows, and stays where it is while rows come in."""

import pytest
from flask import Flask
from werkzeug.exceptions import BadRequest

from nscl_grants.web.paging import Page, Place, asked_place, page_link, page_of

NUMBERS = list(range(1, 8))
"""In the order of the list; the key of a row is its number."""


def page_at(app: Flask, query: str, size: int = 3) -> Page[int]:
    """The page that an address names, read as a query would read it."""
    with app.test_request_context(f"/list?{query}"):
        place = asked_place()
        return page_of(_fetched(place, size + 1), place, lambda row: (row,), size=size)


def _fetched(place: Place, limit: int) -> list[int]:
    rows = NUMBERS[::-1] if place.backwards else NUMBERS
    if place.key is not None:
        [key] = place.key
        rows = [row for row in rows if (row < key if place.backwards else row > key)]
    return rows[:limit]


def test_a_list_is_walked_to_its_end_and_back(app: Flask) -> None:
    first = page_at(app, "")
    second = page_at(app, f"after={first.after}")
    third = page_at(app, f"after={second.after}")
    back = page_at(app, f"before={third.before}")
    start = page_at(app, f"before={back.before}")

    assert [list(page.rows) for page in (first, second, third)] == [[1, 2, 3], [4, 5, 6], [7]]
    assert (first.before, third.after) == (None, None)
    assert list(back.rows) == [4, 5, 6]
    assert list(start.rows) == [1, 2, 3]
    assert start.before is None
    assert start.after is not None


def test_a_list_that_fits_has_no_other_pages(app: Flask) -> None:
    page = page_at(app, "", size=50)

    assert list(page.rows) == NUMBERS
    assert page.before is page.after is None


@pytest.mark.parametrize("key", ["!", "e30", "WyJ4Iix7fV0", "bnVsbA", "\u00ff"])
def test_a_key_that_was_never_given_out_is_a_bad_request(app: Flask, key: str) -> None:
    with pytest.raises(BadRequest):
        page_at(app, f"after={key}")


def test_going_on_keeps_the_filters(app: Flask) -> None:
    with app.test_request_context("/list?state=draft&state=closed&after=old"):
        assert page_link(after="new") == "/list?state=draft&state=closed&after=new"
