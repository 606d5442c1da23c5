"""Whatever is typed into a field is an answer or a fault beside it: never a failure, never markup."""

import json
from collections.abc import Iterator

import pytest
from flask import Flask, render_template_string
from werkzeug.datastructures import MultiDict

from nscl_grants.domain.forms import Question
from nscl_grants.domain.text import Text
from nscl_grants.web.account_forms import LoginForm, PasswordForm, RegistrationForm
from nscl_grants.web.forms import Context, build
from nscl_grants.web.language import init_language
from tests.builders.cases import HOUSE
from tests.builders.naughty import NAUGHTY
from tests.builders.people import MORNING

HTQL = HOUSE.form("htql")
CONTEXT = Context(
    today=MORNING.date(),
    choices={"standards": {"ISO 9001": Text("ISO 9001", "ISO 9001")}, "bank_accounts": {"1": Text("1", "1")}},
)


@pytest.fixture(autouse=True)
def _page() -> Iterator[None]:
    app = Flask(__name__)
    init_language(app)
    with app.test_request_context("/"):
        yield


def fields_of(questions: tuple[Question, ...], prefix: str = "") -> Iterator[str]:
    """The names that a browser sends, those of a first row included."""
    for question in questions:
        if question.rows:
            yield from fields_of(question.rows, f"{prefix}{question.name}.0.")
        else:
            yield prefix + question.name


@pytest.mark.parametrize("section", HTQL.sections, ids=lambda section: section.name)
def test_every_field_of_the_application_takes_or_refuses_every_text(section: object) -> None:
    part = next(one for one in HTQL.sections if one is section)
    for name in fields_of(part.questions):
        for text in NAUGHTY:
            form = build(part, context=CONTEXT, typed=MultiDict([(name, text)]))
            form.validate()
            json.dumps(form.answers, ensure_ascii=False, default=str).encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("kind", [RegistrationForm, LoginForm, PasswordForm])
def test_every_field_of_the_door_takes_or_refuses_every_text(kind: type[RegistrationForm]) -> None:
    for name in kind()._fields:
        for text in NAUGHTY:
            form = kind(MultiDict([(name, text)]))
            if isinstance(form, RegistrationForm):
                form.offer({"09184": "Bắc Giang"})
            form.validate()


@pytest.mark.parametrize("text", [text for text in NAUGHTY if "<" in text])
def test_what_was_typed_comes_back_as_text(text: str) -> None:
    part = HTQL.sections[0]
    for name in fields_of(part.questions):
        form = build(part, context=CONTEXT, typed=MultiDict([(name, text)]))
        form.validate()
        page = render_template_string("{% for field in form %}{{ field() }}{% endfor %}", form=form)
        assert "<script>alert" not in page
        assert "<img src=x" not in page
