"""Answers as they would be typed, and what was typed with its rows in order.

Both fill the fields of a page, so a field never needs to know where its text comes from.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from nscl_grants.domain.forms import Answers, Question
from nscl_grants.domain.money import Money
from nscl_grants.domain.vietnamese import clean

Typed = MultiDict[str, str]


def typed_of(questions: Iterable[Question], answers: Answers, prefix: str = "") -> Typed:
    """The texts that fields show for these answers."""
    typed: Typed = MultiDict()
    for question in questions:
        answer, path = answers.get(question.name), prefix + question.name
        if answer is None:
            continue
        if question.kind == "rows":
            for number, row in enumerate(answer):
                typed.update(typed_of(question.rows, row, f"{path}.{number}."))
        else:
            given = answer if isinstance(answer, list) else [answer]
            typed.setlist(path, [text_of(question, each) for each in given])
    return typed


def text_of(question: Question, answer: Any) -> str:
    """One answer as a person would type it."""
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    if question.kind == "money":
        return str(Money(answer))
    if question.kind == "date":
        return f"{date.fromisoformat(answer):%d/%m/%Y}"
    return str(answer)


def compacted(questions: Iterable[Question], typed: Typed) -> Typed:
    """What was typed, with the rows of each group numbered 0, 1, 2 …; rows without a word are left out."""
    renumbered = {
        f"{question.name}.{old}.": f"{question.name}.{new}."
        for question in questions
        if question.kind == "rows"
        for new, old in enumerate(row_numbers(question.name, typed))
    }
    groups = tuple(f"{question.name}." for question in questions if question.kind == "rows")
    return _renamed(typed, renumbered, groups)


def row_numbers(name: str, typed: Typed) -> list[int]:
    """The numbers of the rows in which anything was filled in, in order."""
    sent = (key for key, each in typed.items(multi=True) if key.startswith(f"{name}.") and clean(each))
    parts = (key.removeprefix(f"{name}.").split(".", 1) for key in sent)
    return sorted({int(part[0]) for part in parts if len(part) > 1 and _is_number(part[0])})


def without_row(typed: Typed, name: str, number: int) -> Typed:
    """What was typed, but for one row."""
    gone = f"{name}.{number}."
    return MultiDict((key, each) for key, each in typed.items(multi=True) if not key.startswith(gone))


def _renamed(typed: Typed, prefixes: dict[str, str], groups: tuple[str, ...]) -> Typed:
    """Rows under their new numbers; what belongs to a group but to none of its rows is left out."""
    renamed: Typed = MultiDict()
    for name, each in typed.items(multi=True):
        group, _, rest = name.partition(".")
        old = f"{group}.{rest.partition('.')[0]}."
        if old in prefixes:
            renamed.add(prefixes[old] + name.removeprefix(old), each)
        elif not name.startswith(groups):
            renamed.add(name, each)
    return renamed


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 5
