"""By what two dossiers are seen to hold the same paper: its number, however it is written."""

from collections.abc import Iterable, Iterator

from nscl_grants.domain.forms import Answers, Form, Question
from nscl_grants.domain.vietnamese import fold

KIND_OF_NUMBER = {"certificate_number": "certificate", "invoice_number": "invoice"}
"""Kinds of question that ask for such a number, and what it is the number of."""


def evidence_in(form: Form, answers: Answers) -> Iterator[tuple[str, str, str]]:
    """The numbers in a dossier as (kind, key, as written); an invoice is told by its day too, for numbers recur."""
    yield from _in(form.questions, answers)


def number_key(written: str) -> str:
    """The number without spaces, dots, hyphens, marks and case."""
    return fold(written).replace(" ", "")


def _in(questions: Iterable[Question], answers: Answers) -> Iterator[tuple[str, str, str]]:
    for question in questions:
        answer = answers.get(question.name)
        if question.kind == "rows":
            for row in answer or ():
                yield from _in(question.rows, row)
        elif question.kind in KIND_OF_NUMBER and answer and number_key(answer):
            kind = KIND_OF_NUMBER[question.kind]
            day = answers.get("invoice_date") if kind == "invoice" else None
            yield kind, f"{number_key(answer)}/{day}" if day else number_key(answer), str(answer)
