"""Every address that takes a form, also those that only a script or no link of today leads to, sent all fields at once.

What is found by following links is filled in field by field in test_every_form.py; here each route gets every name
that any form of ours has, as each role, with the same hostile text in all of them. On both databases: each has its
own idea of how large a number is, and what a text may hold.
"""

import re
import uuid
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, got_request_exception
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

import nscl_grants
from nscl_grants.domain.forms import Question
from nscl_grants.paths import FORMS
from tests.builders.cases import HOUSE
from tests.web.conftest import SignIn
from tests.web.every_form import encoded
from tests.web.test_access_matrix import SIGNS, _any_value, _url, judged, office, people, places, routes

__all__ = ["office", "people", "places"]

TEXTS = (
    "<script>alert(1)</script>",
    "9" * 19,
    "2147483648",
    "31/12/9999",
    "a\u202e\r\n\ud800\ufffe",
    "[" * 5_000,
    "{}",
)
LEFT_OUT = frozenset({"account.logout", "account.end_session", "account.end_other_sessions"})
_READ = re.compile(r"""form(?:\.get|\.getlist)?[(\[]\s*f?["']([\w.-]+)["']""")


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> str:
    kind: str = request.param
    return kind


def names() -> list[str]:
    """Every name under which a view reads something of a form, or a questionnaire asks."""
    web = Path(nscl_grants.__file__).parent / "web"
    read = {name for file in web.rglob("*.py") for name in _READ.findall(file.read_text(encoding="utf-8"))}
    asked = {
        name
        for file in FORMS.glob("*.toml")
        for section in HOUSE.form(file.stem).sections
        for question in section.questions
        for name in _names_of(question)
    }
    return sorted(read | asked)


def _names_of(question: Question) -> list[str]:
    return [question.name, *(f"{question.name}.0.{each.name}" for each in question.rows)]


@pytest.mark.long
def test_every_address_that_takes_a_form_answers_whatever_it_is_sent(
    app: Flask, rows: Session, people: dict[str, FlaskClient], places: dict[str, dict[str, object]], sign_in: SignIn
) -> None:
    rows.commit()
    app.testing, app.config["WTF_CSRF_ENABLED"] = False, False
    every, failed, reached = names(), dict[str, str](), set[str]()

    def noted(_: Flask, exception: BaseException, **more: Any) -> None:
        failed[f"{where}: {type(exception).__name__}"] = str(exception)[:300]

    with got_request_exception.connected_to(noted, app):
        for rule, method in routes(app):
            if method != "POST" or rule.endpoint in LEFT_OUT:
                continue
            for kind in ("filed", "draft") if "reference" in rule.arguments else ("filed",):
                arguments = {name: places[kind].get(name, _any_value(rule, name)) for name in rule.arguments}
                for who, browser in people.items():
                    for text in TEXTS:
                        where = f"{rule.rule} ({kind}) as {who} with {text[:30]!r}"
                        body = [*((name, text) for name in every if name != "act"), ("act", uuid.uuid4().hex)]
                        answer = browser.post(
                            _url(app, rule, arguments),
                            data=encoded(body),
                            content_type="application/x-www-form-urlencoded",
                        )
                        if answer.status_code >= 500 or "<script>alert" in answer.text:
                            failed.setdefault(where, f"status {answer.status_code}")
                        if SIGNS[judged(answer)] != "x":
                            break
                        reached.add(rule.endpoint)

    assert not failed, "\n".join(f"{where}: {why}" for where, why in failed.items())
    assert len(reached) > 60, "many let somebody in who sends nothing that fits"
