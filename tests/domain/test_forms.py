"""Answers are read in one documented way; what is wrong is said of its field."""

from datetime import date
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nscl_grants.domain.forms import Document, Form, Kind, Option, Question, Section, When, missing, read
from nscl_grants.domain.forms.refusals import (
    AboveMost,
    AnsweredTwice,
    AnswerMissing,
    BelowLeast,
    DateAhead,
    DatePast,
    NotAfter,
    NotAnOption,
    NotDate,
    NotNumber,
    NotTime,
    TaxCodeLooksWrong,
    TooFewRows,
    TooLong,
    TooManyRows,
)
from nscl_grants.domain.identifiers import NotEmail, NotIdentityNumber, NotPhone, NotTaxCode
from nscl_grants.domain.money import NotMoney
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text

TODAY = date(2026, 11, 22)
CASH = Option("cash", Text("Tiền mặt", "Cash"))
BANK = Option("bank", Text("Chuyển khoản", "Transfer"))


def a_text(word: str) -> Text:
    return Text(word, word)


def a_question(name: str = "answer", kind: str = "text", **more: Any) -> Question:
    return Question(name, cast(Kind, kind), a_text(name), **more)


def a_section(*questions: Question) -> Section:
    return Section("facts", a_text("Facts"), questions)


def the_answer(typed: str | list[str], **more: Any) -> object:
    """The answer to one question, or the refusal."""
    sent = [typed] if isinstance(typed, str) else typed
    reading = read(a_section(a_question(**more)), {"answer": sent}, today=TODAY)
    return reading.answers["answer"] if reading.answers else reading.errors["answer"]


@pytest.mark.parametrize(
    ("kind", "typed", "answer"),
    [
        ("text", "  Công\u200b ty\u00a0 A ", "Công ty A"),
        ("text", "Đường".encode().decode(), "Đường"),
        ("long_text", "một\r\n\r\n\r\n\r\nhai ", "một\n\nhai"),
        ("number", "1.250", 1250),
        ("money", "68 000 000", 68_000_000),
        ("date", "5/1/2026", "2026-01-05"),
        ("date", "05.01.2026", "2026-01-05"),
        ("date", "2026-01-05", "2026-01-05"),
        ("time", "9:05", "09:05"),
        ("time", "9h05", "09:05"),
        ("yes_no", "yes", True),
        ("yes_no", "no", False),
        ("promise", "yes", True),
        ("tax_code", "0314409058002", "0314409058-002"),
        ("phone", "+84 912 345 678", "0912345678"),
        ("email", "An@Firm.VN", "an@firm.vn"),
        ("identity_number", "001 099 012 345", "001099012345"),
        ("standard", "ISO/IEC 17025", "ISO/IEC 17025"),
        ("file", "a1b2-17", "a1b2-17"),
    ],
)
def test_what_was_typed_becomes_an_answer(kind: str, typed: str, answer: object) -> None:
    assert the_answer(typed, kind=kind) == answer


@pytest.mark.parametrize(
    ("kind", "typed", "refusal"),
    [
        ("number", "1e9", NotNumber),
        ("number", "-1", NotNumber),
        ("money", "50.000,00", NotMoney),
        ("money", "０１００", NotMoney),
        ("date", "31/02/2026", NotDate),
        ("date", "29/02/2027", NotDate),
        ("date", "1/1/26", NotDate),
        ("date", "01/01/0026", NotDate),
        ("date", "hôm nay", NotDate),
        ("date", "٠١/٠١/٢٠٢٦", NotDate),
        ("time", "24:00", NotTime),
        ("time", "9", NotTime),
        ("yes_no", "maybe", NotAnOption),
        ("yes_no", "on", NotAnOption),
        ("promise", "no", AnswerMissing),
        ("tax_code", "12345", NotTaxCode),
        ("phone", "123", NotPhone),
        ("email", "an@firm", NotEmail),
        ("identity_number", "123", NotIdentityNumber),
        ("commune", "../etc", NotAnOption),
        ("commune", "<b>", NotAnOption),
        ("text", "", AnswerMissing),
        ("text", " \u200b\u202e ", AnswerMissing),
        ("long_text", "\u200b", AnswerMissing),
    ],
)
def test_what_has_no_documented_meaning_is_refused(kind: str, typed: str, refusal: type[Refused]) -> None:
    assert isinstance(the_answer(typed, kind=kind), refusal)


def test_the_29th_of_february_of_a_leap_year_is_a_date() -> None:
    assert the_answer("29/02/2028", kind="date") == "2028-02-29"


def test_two_answers_to_one_question_are_refused_even_when_they_agree() -> None:
    assert isinstance(the_answer(["yes", "yes"], kind="yes_no"), AnsweredTwice)


def test_amounts_keep_within_their_bounds() -> None:
    assert isinstance(the_answer("0", kind="money", least=1), BelowLeast)
    assert isinstance(the_answer("21", kind="number", most=20), AboveMost)


def test_a_text_is_no_longer_than_there_is_room_for() -> None:
    assert isinstance(the_answer("x" * 301), TooLong)
    assert the_answer("x" * 40, most=40) == "x" * 40
    assert isinstance(the_answer("x" * 41, most=40), TooLong)


def test_what_has_happened_cannot_lie_ahead_and_a_deadline_has_to() -> None:
    assert the_answer("22/11/2026", kind="date", time="past") == "2026-11-22"
    assert isinstance(the_answer("23/11/2026", kind="date", time="past"), DateAhead)
    assert isinstance(the_answer("22/11/2026", kind="date", time="ahead"), DatePast)


def test_a_date_has_to_come_after_the_one_it_follows() -> None:
    section = a_section(a_question("issued", kind="date"), a_question("expires", kind="date", after="issued"))

    reading = read(section, {"issued": ["05/01/2026"], "expires": ["05/01/2026"]})

    assert isinstance(reading.errors["expires"], NotAfter)
    assert reading.answers == {"issued": "2026-01-05"}


def test_a_choice_is_one_of_its_options() -> None:
    assert the_answer("cash", kind="one_of", options=(CASH, BANK)) == "cash"
    assert isinstance(the_answer("gold", kind="one_of", options=(CASH, BANK)), NotAnOption)


def test_several_choices_are_kept_once_each_in_order() -> None:
    assert the_answer(["bank", "cash", "bank"], kind="many_of", options=(CASH, BANK)) == ["bank", "cash"]


def test_a_choice_from_a_list_outside_has_to_be_in_it() -> None:
    section = a_section(a_question("standard", kind="standard", source="standards"))
    standards = {"standards": {"iso-9001": a_text("ISO 9001")}}

    assert read(section, {"standard": ["iso-9001"]}, choices=standards).answers == {"standard": "iso-9001"}
    assert isinstance(read(section, {"standard": ["iso-1"]}, choices=standards).errors["standard"], NotAnOption)


def test_an_optional_question_may_stay_open() -> None:
    reading = read(a_section(a_question(required=False)), {"answer": [""]})

    assert (reading.answers, reading.errors) == ({}, {})


def test_of_two_questions_one_answer_may_be_enough() -> None:
    section = a_section(a_question("sections", required=False), a_question("documents", unless="sections"))

    assert read(section, {"sections": ["costs"]}).errors == {}
    assert set(read(section, {}).errors) == {"documents"}


def test_what_an_answer_makes_superfluous_is_dropped() -> None:
    section = a_section(a_question("other", kind="yes_no"), a_question("name", when=When("other")))

    assert read(section, {"other": ["no"], "name": ["left from before"]}).answers == {"other": False}
    assert set(read(section, {"other": ["yes"]}).errors) == {"name"}


def test_a_condition_may_name_the_answer_it_waits_for() -> None:
    section = a_section(
        a_question("in_full", kind="yes_no"), a_question("amount", kind="money", when=When("in_full", (False,)))
    )

    assert set(read(section, {"in_full": ["no"]}).errors) == {"amount"}
    assert read(section, {"in_full": ["yes"]}).errors == {}
    assert set(read(section, {}).errors) == {"in_full"}


def test_a_condition_may_look_at_another_section() -> None:
    section = a_section(a_question("name", when=When("other")))

    assert read(section, {"name": ["ABC"]}, known={"other": True}).answers == {"name": "ABC"}
    assert read(section, {"name": ["ABC"]}, known={"other": False}).answers == {}


COSTS = a_question(
    "costs",
    kind="rows",
    least=1,
    most=2,
    rows=(
        a_question("kind", kind="one_of", options=(CASH, BANK)),
        a_question("note", when=When("kind", ("cash",))),
        a_question("amount", kind="money"),
    ),
)


def test_rows_are_read_in_their_order_and_empty_ones_dropped() -> None:
    sent = {
        "costs.10.kind": ["bank"],
        "costs.10.amount": ["5"],
        "costs.2.kind": ["cash"],
        "costs.2.note": ["why"],
        "costs.2.amount": ["7"],
        "costs.3.kind": [""],
        "costs.3.amount": [" "],
    }

    assert read(a_section(COSTS), sent).answers == {
        "costs": [{"kind": "cash", "note": "why", "amount": 7}, {"kind": "bank", "amount": 5}]
    }


def test_an_error_in_a_row_is_said_of_its_field() -> None:
    reading = read(a_section(COSTS), {"costs.0.kind": ["cash"], "costs.0.amount": ["5,5"]})

    assert {path: type(error) for path, error in reading.errors.items()} == {
        "costs.0.note": AnswerMissing,
        "costs.0.amount": NotMoney,
    }


def test_rows_are_neither_too_few_nor_too_many() -> None:
    three = {f"costs.{number}.kind": ["bank"] for number in range(3)}

    assert isinstance(read(a_section(COSTS), {}).errors["costs"], TooFewRows)
    assert isinstance(read(a_section(COSTS), three).errors["costs"], TooManyRows)


@pytest.mark.parametrize(
    "name", ["costs.-1.kind", "costs.x.kind", "costs.00.kind", "costs.99999.kind", "costs.0", "costs..kind"]
)
def test_a_row_without_a_plain_number_does_not_exist(name: str) -> None:
    assert read(a_section(COSTS), {name: ["bank"]}).answers == {"costs": []}


def test_fields_that_nobody_asked_for_are_not_looked_at() -> None:
    reading = read(
        a_section(a_question()), {"answer": ["x"], "state": ["approved"], "amount": ["1"], "role": ["admin"]}
    )

    assert reading.answers == {"answer": "x"}


def test_a_wrong_check_digit_is_said_and_stops_nobody() -> None:
    reading = read(a_section(a_question(kind="tax_code")), {"answer": ["0100233480"]})

    assert reading.errors == {}
    assert isinstance(reading.warnings["answer"], TaxCodeLooksWrong)


def test_an_unfinished_section_can_be_told_from_a_wrong_one() -> None:
    section = a_section(a_question("one"), a_question("two", kind="money", required=False))

    assert read(section, {}).only_open
    assert not read(section, {"two": ["x"]}).only_open


FORM = Form(
    "request",
    1,
    a_text("Request"),
    (
        Section("start", a_text("Start"), (a_question("other", kind="yes_no"), a_question("name", when=When("other")))),
        Section("costs", a_text("Costs"), (COSTS,)),
    ),
    (
        Document("request", a_text("Request")),
        Document("extra", a_text("Extra"), required=False),
        Document("proof", a_text("Proof"), when=When("other")),
    ),
)


def test_what_is_missing_is_listed_in_the_order_of_the_form_papers_last() -> None:
    assert [(each.section, each.path) for each in missing(FORM, {"other": True}, ())] == [
        ("start", "name"),
        ("costs", "costs"),
        ("documents", "request"),
        ("documents", "proof"),
    ]


def test_an_unfinished_row_is_missing_something() -> None:
    answers = {"other": False, "costs": [{"kind": "cash", "amount": 1}, {"kind": "bank"}]}

    assert [each.path for each in missing(FORM, answers, ("request",))] == ["costs.0.note", "costs.1.amount"]


def test_a_no_is_an_answer_and_so_is_zero() -> None:
    answers = {"other": False, "costs": [{"kind": "bank", "amount": 0}]}

    assert missing(FORM, answers, ("request",)) == []


@given(st.dictionaries(st.sampled_from(["other", "name", "costs.0.kind", "costs.0.amount"]), st.lists(st.text())))
def test_whatever_is_sent_is_read_or_refused(sent: dict[str, list[str]]) -> None:
    reading = read(FORM, sent)

    assert set(reading.answers) <= {"other", "name", "costs"}
