"""Reads what a browser sent into answers, with one refusal for each field that is wrong.

Fields nobody asked for are not looked at; questions that the answers make superfluous are dropped, so a
change of mind leaves nothing behind. Rows are numbered in the field names ("costs.0.amount"); the
numbers of the errors are those that were sent, so that the page finds its field again.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from nscl_grants.domain.forms.kinds import READERS, Around, Choices
from nscl_grants.domain.forms.refusals import (
    AnsweredTwice,
    AnswerMissing,
    NotAfter,
    TaxCodeLooksWrong,
    TooFewRows,
    TooManyRows,
)
from nscl_grants.domain.forms.shapes import Answers, Form, Question, Section
from nscl_grants.domain.identifiers import check_digit_fits
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.vietnamese import clean, clean_lines

Raw = Mapping[str, Sequence[str]]
MOST_ROWS = 50
_ROW_NUMBER = re.compile(r"0|[1-9][0-9]{0,3}")


@dataclass(slots=True)
class Reading:
    """What could be read, and what is wrong with the rest; warnings are in nobody's way."""

    answers: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, Refused] = field(default_factory=dict)
    warnings: dict[str, Refused] = field(default_factory=dict)

    @property
    def only_open(self) -> bool:
        """Whether nothing is wrong but questions left open: good enough to save and go on later."""
        return all(isinstance(error, (AnswerMissing, TooFewRows)) for error in self.errors.values())


def read(
    part: Form | Section,
    raw: Raw,
    *,
    known: Answers | None = None,
    choices: Choices | None = None,
    today: date | None = None,
) -> Reading:
    """The answers in what was sent; `known` are the answers of other sections that conditions look at."""
    reading = Reading()
    around = Around(known or {}, choices or {}, today)
    _read_all(part.questions, raw, "", reading.answers, reading, around)
    return reading


def _read_all(
    questions: Iterable[Question], raw: Raw, prefix: str, into: dict[str, Any], reading: Reading, around: Around
) -> None:
    for question in questions:
        if question.is_asked({**around.known, **into}):
            path = prefix + question.name
            try:
                _read_one(question, raw, path, into, reading, around)
                _check_order(question, {**around.known, **into})
            except Refused as refused:
                into.pop(question.name, None)
                reading.errors[path] = refused


def _read_one(question: Question, raw: Raw, path: str, into: dict[str, Any], reading: Reading, around: Around) -> None:
    if question.kind == "rows":
        into[question.name] = _read_rows(question, raw, path, into, reading, around)
        return
    typed = [text for text in (_tidy(question, each) for each in raw.get(path, ())) if text]
    if not typed:
        if question.is_needed({**around.known, **into}):
            raise AnswerMissing(question.ask)
        return
    if question.kind == "many_of":
        into[question.name] = list(dict.fromkeys(READERS["many_of"](question, each, around) for each in typed))
        return
    if len(typed) > 1:
        raise AnsweredTwice(question.ask)
    into[question.name] = READERS[question.kind](question, typed[0], around)
    if question.kind == "tax_code" and not check_digit_fits(into[question.name]):
        reading.warnings[path] = TaxCodeLooksWrong(into[question.name])


def _tidy(question: Question, typed: str) -> str:
    """The text without what cannot be seen; only a long text keeps its lines."""
    return clean_lines(typed) if question.kind == "long_text" else clean(typed)


def _read_rows(
    question: Question, raw: Raw, path: str, outer: Answers, reading: Reading, around: Around
) -> list[dict[str, Any]]:
    numbers = _row_numbers(raw, path)
    most = question.most or MOST_ROWS
    if len(numbers) > most:
        raise TooManyRows(question.ask, most)
    inside = Around({**around.known, **outer}, around.choices, around.today)
    rows = []
    for number in numbers:
        row: dict[str, Any] = {}
        _read_all(question.rows, raw, f"{path}.{number}.", row, reading, inside)
        rows.append(row)
    if len(rows) < (question.least or 0):
        reading.errors[path] = TooFewRows(question.ask, question.least or 0)
    return rows


def _row_numbers(raw: Raw, path: str) -> list[int]:
    """The rows in which anything at all was filled in."""
    filled = set()
    for name, typed in raw.items():
        number, _, rest = name.removeprefix(f"{path}.").partition(".")
        if (
            name.startswith(f"{path}.")
            and rest
            and _ROW_NUMBER.fullmatch(number)
            and any(clean(each) for each in typed)
        ):
            filled.add(int(number))
    return sorted(filled)


def _check_order(question: Question, answers: Answers) -> None:
    """A date that has to follow another one does."""
    day, earlier = answers.get(question.name), answers.get(question.after or "")
    if day and earlier and day <= earlier:
        raise NotAfter(question.ask, date.fromisoformat(day), date.fromisoformat(earlier))
