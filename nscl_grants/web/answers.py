"""Answers as people read them: each question with its words, choices by their labels, rows one under the other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from nscl_grants.domain.forms import Answers, Choices, Question, Section
from nscl_grants.domain.money import Money
from nscl_grants.domain.text import Text
from nscl_grants.web.filters import day, in_language, money, number, phone
from nscl_grants.web.language import _


@dataclass(frozen=True, slots=True)
class Shown:
    """A question with its answer in words; "" while it is open."""

    name: str
    ask: Text
    text: str = ""
    rows: Sequence[Sequence["Shown"]] = ()


def shown_answers(section: Section, answers: Answers, choices: Choices) -> list[Shown]:
    """The questions of a section that the answers make necessary."""
    return list(_shown(section.questions, answers, choices))


def answer_words(question: Question, answer: Any, choices: Choices) -> str:
    """One answer in the reader's language."""
    if answer is None:
        return ""
    if isinstance(answer, list):
        return ", ".join(answer_words(question, each, choices) for each in answer)
    if question.kind == "promise":
        return _("Đã cam kết") if answer else ""
    if isinstance(answer, bool):
        return _("Có") if answer else _("Không")
    match question.kind:
        case "phone":
            return phone(answer)
        case "money":
            return money(Money(answer))
        case "number":
            return number(answer)
        case "date":
            return day(date.fromisoformat(answer))
        case _:
            return _label(question, str(answer), choices)


def _shown(questions: Iterable[Question], answers: Answers, choices: Choices) -> Iterable[Shown]:
    for question in questions:
        if question.is_asked(answers):
            answer = answers.get(question.name)
            if question.kind == "rows":
                rows = [list(_shown(question.rows, {**answers, **row}, choices)) for row in answer or ()]
                yield Shown(question.name, question.ask, rows=rows)
            else:
                yield Shown(question.name, question.ask, answer_words(question, answer, choices))


def _label(question: Question, value: str, choices: Choices) -> str:
    label = question.label_of(value) or choices.get(question.source or question.kind, {}).get(value)
    return value if label is None else in_language(label)
