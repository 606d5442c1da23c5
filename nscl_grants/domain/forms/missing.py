"""What a questionnaire still lacks before it may be sent."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from nscl_grants.domain.forms.shapes import Answers, Form, Question, Section
from nscl_grants.domain.text import Text

DOCUMENTS = "documents"
"""The section under which missing papers are listed."""


@dataclass(frozen=True, slots=True)
class Missing:
    """An open question or a paper that is not there; `section` says where to go."""

    section: str
    path: str
    title: Text


def missing(form: Form, answers: Answers, attachments: Collection[str]) -> list[Missing]:
    """Everything that is required, asked and not there, in the order of the form, papers last.

    `attachments` are the names of the dossier-list papers of which at least one file is in.
    """
    open_questions = [each for section in form.sections for each in missing_in(section, answers)]
    absent = [
        Missing(DOCUMENTS, document.name, document.title)
        for document in form.documents_asked(answers)
        if document.required and document.name not in attachments
    ]
    return open_questions + absent


def missing_in(section: Section, answers: Answers) -> Iterator[Missing]:
    """What one section lacks."""
    for path, question in _open(section.questions, answers, "", {}):
        yield Missing(section.name, path, question.ask)


def _open(
    questions: Collection[Question], answers: Answers, prefix: str, outer: Answers
) -> Iterator[tuple[str, Question]]:
    for question in questions:
        if not question.is_asked({**outer, **answers}):
            continue
        answer = answers.get(question.name)
        if question.kind != "rows":
            if question.is_needed({**outer, **answers}) and answer in (None, "", []):
                yield prefix + question.name, question
            continue
        rows = answer or []
        if len(rows) < (question.least or 0):
            yield prefix + question.name, question
        for number, row in enumerate(rows):
            yield from _open(question.rows, row, f"{prefix}{question.name}.{number}.", {**outer, **answers})
