"""Questions become fields that give back what was typed and hold each refusal at its place."""

from collections.abc import Iterator
from datetime import date
from typing import Any, cast

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from nscl_grants.domain.forms import Kind, Option, Question, Section, When
from nscl_grants.domain.forms.refusals import AnswerMissing, DateAhead
from nscl_grants.domain.money import NotMoney
from nscl_grants.domain.text import Text
from nscl_grants.web.faults import faults
from nscl_grants.web.forms import FIELDS, Context, QuestionForm, build
from nscl_grants.web.language import init_language
from nscl_grants.web.typed import without_row

WHAT = Question(
    "what", "one_of", Text("Nội dung chi", "Item"), options=(Option("advice", Text("Tư vấn", "Consulting")),)
)
AMOUNT = Question("amount", "money", Text("Số tiền", "Amount"))
COSTS = Section(
    "costs",
    Text("Chi phí", "Costs"),
    (
        Question("vat", "yes_no", Text("Có khấu trừ thuế không?", "Is VAT deducted?")),
        Question("rate", "number", Text("Thuế suất", "Rate"), when=When("vat")),
        Question("paid_on", "date", Text("Ngày hóa đơn", "Invoice date"), time="past"),
        Question("costs", "rows", Text("Các khoản chi", "Cost lines"), rows=(WHAT, AMOUNT), least=1),
    ),
)
TODAY = Context(today=date(2026, 11, 22))


@pytest.fixture(autouse=True)
def _page() -> Iterator[None]:
    app = Flask(__name__)
    init_language(app)
    with app.test_request_context("/"):
        yield


def typed(*pairs: tuple[str, str]) -> QuestionForm:
    return build(COSTS, context=TODAY, typed=MultiDict(pairs))


def rows(form: QuestionForm) -> Any:
    """The rows of cost lines on the page."""
    return cast(Any, form["costs"]).entries


def test_answers_are_shown_as_a_person_would_type_them() -> None:
    answers = {"vat": True, "paid_on": "2026-09-02", "costs": [{"what": "advice", "amount": 68_000_000}]}

    form = build(COSTS, answers, TODAY)

    assert (form["vat"].data, form["paid_on"].data) == ("yes", "02/09/2026")
    row = {question.name: field.data for question, field in rows(form)[0].form.pairs()}
    assert row == {"what": "advice", "amount": "68.000.000"}


def test_what_was_typed_is_read_as_answers() -> None:
    form = typed(("vat", "no"), ("paid_on", "2/9/2026"), ("costs.0.what", "advice"), ("costs.0.amount", "68 000 000"))

    assert form.validate()
    assert form.answers == {
        "vat": False,
        "paid_on": "2026-09-02",
        "costs": [{"what": "advice", "amount": 68_000_000}],
    }


def test_wrong_input_stays_in_its_field_and_the_refusal_stands_beside_it() -> None:
    form = typed(("vat", "no"), ("paid_on", "30/11/2026"), ("costs.0.what", "advice"), ("costs.0.amount", "42 triệu"))

    assert not form.validate()
    assert rows(form)[0].form["amount"].data == "42 triệu"
    assert isinstance(form.reading.errors["costs.0.amount"], NotMoney)
    assert isinstance(form.reading.errors["paid_on"], DateAhead)
    assert "42 triệu" in form.at("costs.0.amount").errors[0]
    assert [id for id, _ in faults(form)] == ["paid_on", "costs.0.amount"]


def test_rows_that_were_sent_with_gaps_are_numbered_anew_for_field_and_refusal_alike() -> None:
    form = typed(
        ("vat", "no"),
        ("paid_on", "02/09/2026"),
        ("costs.3.what", "advice"),
        ("costs.3.amount", "1"),
        ("costs.10.what", "advice"),
        ("costs.10.amount", "x"),
    )

    assert not form.validate()
    assert [entry.name for entry in rows(form)] == ["costs.0", "costs.1"]
    assert list(form.reading.errors) == ["costs.1.amount"]


def test_a_row_can_be_taken_out_of_what_was_typed() -> None:
    sent = MultiDict([("costs.0.amount", "1"), ("costs.1.amount", "2"), ("vat", "no")])

    left = build(COSTS, context=TODAY, typed=without_row(sent, "costs", 0))

    assert [entry.form["amount"].data for entry in rows(left)] == ["2"]
    assert left["vat"].data == "no"


def test_a_question_that_became_superfluous_is_neither_missed_nor_kept() -> None:
    form = typed(
        ("vat", "no"),
        ("rate", "8"),
        ("paid_on", "02/09/2026"),
        ("costs.0.what", "advice"),
        ("costs.0.amount", "1"),
    )

    assert form.validate()
    assert "rate" not in form.answers


def test_a_question_that_the_answers_call_for_is_missed() -> None:
    form = typed(("vat", "yes"), ("paid_on", "02/09/2026"), ("costs.0.what", "advice"), ("costs.0.amount", "1"))

    assert not form.validate()
    assert isinstance(form.reading.errors["rate"], AnswerMissing)


def test_fields_that_nobody_asked_for_change_nothing() -> None:
    form = typed(
        ("vat", "no"),
        ("paid_on", "02/09/2026"),
        ("costs.0.what", "advice"),
        ("costs.0.amount", "1"),
        ("state", "approved"),
        ("costs.0.allowed", "999"),
        ("approved", "50.000.000"),
    )

    assert form.validate()
    assert set(form.answers) == {"vat", "paid_on", "costs"}
    assert set(form.answers["costs"][0]) == {"what", "amount"}


def test_a_question_says_on_which_answer_it_hangs() -> None:
    form = build(COSTS, context=TODAY)
    rate = COSTS.questions[1]

    condition = form.condition(rate)

    assert condition is not None
    assert (condition.name, condition.values, condition.answer) == ("vat", ("yes",), "Có")
    assert form.condition(COSTS.questions[0]) is None


def test_a_question_that_another_page_ruled_out_is_not_shown() -> None:
    elsewhere = Section("more", Text("Thêm", "More"), (COSTS.questions[1],))

    shown = {known: list(build(elsewhere, context=Context(known={"vat": known})).pairs()) for known in (True, False)}

    assert len(shown[True]) == 1
    assert shown[False] == []


def test_a_row_is_named_after_its_first_answer_and_shows_its_amount() -> None:
    form = build(COSTS, {"costs": [{"what": "advice", "amount": 68_000_000}, {"amount": 1}]}, TODAY)
    first, second = (entry.form for entry in rows(form))

    assert (first.heading(), str(first.amount())) == ("Tư vấn", "68.000.000")
    assert second.heading() == "1"


def test_a_ticked_promise_is_sent_as_yes() -> None:
    section = Section("d", Text("Cam kết", "Declaration"), (Question("true", "promise", Text("Đúng", "True")),))

    assert 'value="yes"' in build(section)["true"]()
    assert build(section, typed=MultiDict([("true", "yes")])).validate()
    assert not build(section, typed=MultiDict()).validate()


def test_an_empty_questionnaire_offers_one_empty_row() -> None:
    assert len(rows(build(COSTS, None, TODAY))) == 1


@pytest.mark.parametrize("kind", sorted(FIELDS))
def test_every_kind_of_question_has_a_field_that_draws(kind: Kind) -> None:
    rows = (AMOUNT,) if kind == "rows" else ()
    section = Section("one", Text("Một", "One"), (Question("it", kind, Text("Câu hỏi", "Question"), rows=rows),))

    assert build(section)["it"]() is not None
