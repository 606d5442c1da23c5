"""Kinds of question: how the text of one field becomes an answer, or a refusal.

A new kind is one reader and one line in READERS.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from nscl_grants.domain.forms.refusals import (
    AboveMost,
    AnswerMissing,
    BelowLeast,
    DateAhead,
    DatePast,
    NotAnOption,
    NotDate,
    NotNumber,
    NotTime,
    TooLong,
)
from nscl_grants.domain.forms.shapes import Answers, Kind, Question
from nscl_grants.domain.identifiers import read_email, read_gtin, read_identity_number, read_phone, read_tax_code
from nscl_grants.domain.money import Money, NotMoney
from nscl_grants.domain.text import Text
from nscl_grants.domain.vietnamese import clean, clean_lines

Choices = Mapping[str, Mapping[str, Text]]
"""The lists outside the form, by name: each value with its label."""

LINE_SIGNS = 300
TEXT_SIGNS = 5_000
_WRITTEN_DATE = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(r"([0-9]{1,2})[:hg]([0-9]{2})")
_REFERENCE = re.compile(r"(?!.*\.\.)\w[\w.:/ -]{0,63}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Around:
    """What is known around the answers: earlier ones, lists to choose from, and the day."""

    known: Answers = field(default_factory=dict)
    choices: Choices = field(default_factory=dict)
    today: date | None = None


def _text(question: Question, typed: str, around: Around) -> str:
    return _short_enough(question, clean(typed), LINE_SIGNS)


def _long_text(question: Question, typed: str, around: Around) -> str:
    return _short_enough(question, clean_lines(typed), TEXT_SIGNS)


def _short_enough(question: Question, text: str, most: int) -> str:
    most = question.most or most
    if len(text) > most:
        raise TooLong(question.ask, len(text), most)
    return text


def _number(question: Question, typed: str, around: Around) -> int:
    try:
        number = Money.read(typed).dong
    except NotMoney as refused:
        raise NotNumber(typed) from refused
    _check_range(question, number, lambda bound: bound)
    return number


def _money(question: Question, typed: str, around: Around) -> int:
    amount = Money.read(typed).dong
    _check_range(question, amount, Money)
    return amount


def _check_range(question: Question, number: int, as_shown: Callable[[int], object]) -> None:
    if question.least is not None and number < question.least:
        raise BelowLeast(question.ask, as_shown(question.least))
    if question.most is not None and number > question.most:
        raise AboveMost(question.ask, as_shown(question.most))


def _date(question: Question, typed: str, around: Around) -> str:
    day = read_date(typed)
    if around.today and question.time == "past" and day > around.today:
        raise DateAhead(question.ask, day, around.today)
    if around.today and question.time == "ahead" and day <= around.today:
        raise DatePast(question.ask, day, around.today)
    return day.isoformat()


def read_date(typed: str) -> date:
    """The day written as 05/01/2026 or 5/1/2026, or as a date field sends it, 2026-01-05."""
    written, iso = _WRITTEN_DATE.fullmatch(typed), _ISO_DATE.fullmatch(typed)
    day, month, year = written.groups() if written else reversed(iso.groups()) if iso else ("0", "0", "0")
    if not 1900 <= int(year) <= 2199:
        raise NotDate(typed)
    try:
        return date(int(year), int(month), int(day))
    except ValueError as wrong:
        raise NotDate(typed) from wrong


def _time(question: Question, typed: str, around: Around) -> str:
    found = _TIME.fullmatch(typed)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise NotTime(typed)
    return f"{time(int(found[1]), int(found[2])):%H:%M}"


def _yes_no(question: Question, typed: str, around: Around) -> bool:
    if typed not in ("yes", "no"):
        raise NotAnOption(question.ask, typed)
    return typed == "yes"


def _promise(question: Question, typed: str, around: Around) -> bool:
    if not _yes_no(question, typed, around):
        raise AnswerMissing(question.ask)
    return True


def _file(question: Question, typed: str, around: Around) -> str:
    """The name of a file that came with the form; its bytes are the web's business."""
    return _short_enough(question, clean(typed), LINE_SIGNS)


def _choice(question: Question, typed: str, around: Around) -> str:
    """One of the options, or of a list outside; a list nobody gave us is only checked for its form."""
    listed = {option.value for option in question.options} or around.choices.get(question.source or question.kind)
    fits = typed in listed if listed is not None else _REFERENCE.fullmatch(typed)
    if not fits:
        raise NotAnOption(question.ask, typed)
    return typed


Reader = Callable[[Question, str, Around], Any]
READERS: Mapping[Kind, Reader] = {
    "text": _text,
    "long_text": _long_text,
    "number": _number,
    "money": _money,
    "date": _date,
    "time": _time,
    "yes_no": _yes_no,
    "promise": _promise,
    "one_of": _choice,
    "many_of": _choice,
    "standard": _choice,
    "commune": _choice,
    "bank_account": _choice,
    "file": _file,
    "tax_code": lambda question, typed, around: read_tax_code(typed),
    "certificate_number": _text,
    "invoice_number": _text,
    "gtin": lambda question, typed, around: read_gtin(typed),
    "identity_number": lambda question, typed, around: read_identity_number(typed),
    "phone": lambda question, typed, around: read_phone(typed),
    "email": lambda question, typed, around: read_email(typed),
}
