"""Reading pages as a browser does: their forms and what these carry."""

import re
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from werkzeug.test import TestResponse

_CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
_ACT = re.compile(r'name="act" value="([0-9a-f]{32})"')


def csrf_in(page: TestResponse) -> str:
    """The token of the page's forms."""
    found = _CSRF.search(page.text)
    assert found, "the page has no form"
    return found[1]


def act_in(page: TestResponse) -> str:
    """The id of the act that the page's first form was made for."""
    found = _ACT.search(page.text)
    assert found, "the page has no act"
    return found[1]


def send(client: FlaskClient, address: str, values: dict[str, Any] | None = None, *, page: str = "") -> TestResponse:
    """Open a page and send its form, with the token and the act it carries; to another address if one is given."""
    shown = client.get(page or address)
    carried = {"csrf_token": csrf_in(shown), "act": act_in(shown)}
    return client.post(address, data={**carried, **(values or {})})


def queries_for(engine: Engine, client: FlaskClient, address: str) -> int:
    """How often a page asks the database."""
    seen: list[str] = []

    def note(*args: object) -> None:
        seen.append(str(args[2]))

    event.listen(engine, "before_cursor_execute", note)
    try:
        assert client.get(address).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(seen)
