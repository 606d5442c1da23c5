"""The shape of a questionnaire: sections of questions, and the papers that go with them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from nscl_grants.domain.text import Text

Answers = Mapping[str, Any]
"""Answers by question name, as JSON keeps them: a date is its ISO text, an amount its đồng."""

Kind = Literal[
    "text",
    "long_text",
    "number",
    "money",
    "date",
    "time",
    "yes_no",
    "promise",
    "one_of",
    "many_of",
    "rows",
    "standard",
    "commune",
    "bank_account",
    "tax_code",
    "identity_number",
    "certificate_number",
    "invoice_number",
    "gtin",
    "phone",
    "email",
    "file",
]


@dataclass(frozen=True, slots=True)
class When:
    """A condition on an earlier answer: that it is yes, or that it is one of these."""

    question: str
    values: tuple[Any, ...] = ()

    def holds(self, answers: Answers) -> bool:
        """Whether the condition is met; an open answer meets none."""
        answer = answers.get(self.question)
        if not self.values:
            return bool(answer)
        given = answer if isinstance(answer, list) else [answer]
        return any(value in self.values for value in given)


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be chosen."""

    value: str
    label: Text


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that is asked, or a group of things asked once for each row."""

    name: str
    kind: Kind
    ask: Text
    hint: Text | None = None
    required: bool = True
    when: When | None = None
    unless: str | None = None
    """An earlier question; once that is answered, this one may stay open."""
    options: tuple[Option, ...] = ()
    source: str | None = None
    """The list outside the form that the answer is chosen from: the plan's standards, the case's sections."""
    rows: tuple["Question", ...] = ()
    least: int | None = None
    """The least amount or number; of rows, how many there have to be."""
    most: int | None = None
    """The largest amount or number; of text, how many signs; of rows, how many."""
    after: str | None = None
    """The date question that this date has to come after."""
    time: Literal["past", "ahead"] | None = None
    """A date that cannot lie in the future, or has to."""
    prefill: str | None = None
    """The field of the organisation that the answer begins with."""
    unsure: bool = False
    """Marked "cần xác nhận"."""

    def is_asked(self, answers: Answers) -> bool:
        """Whether the earlier answers make this a question at all."""
        return self.when is None or self.when.holds(answers)

    def is_needed(self, answers: Answers) -> bool:
        """Whether it may not stay open."""
        return self.required and not (self.unless and answers.get(self.unless))

    def label_of(self, value: object) -> Text | None:
        """What an option is called."""
        return next((option.label for option in self.options if option.value == value), None)


@dataclass(frozen=True, slots=True)
class Section:
    """A page of questions that belong together."""

    name: str
    title: Text
    questions: tuple[Question, ...]
    why: Text | None = None

    def asked(self, answers: Answers) -> Iterator[Question]:
        """The questions that the answers so far make necessary."""
        return (question for question in self.questions if question.is_asked(answers))


@dataclass(frozen=True, slots=True)
class Document:
    """A paper of the dossier list."""

    name: str
    title: Text
    hint: Text | None = None
    required: bool = True
    when: When | None = None
    most: int = 10
    """How many files it may consist of."""
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """One version of a questionnaire; what was answered keeps the version it was asked in."""

    name: str
    version: int
    title: Text
    sections: tuple[Section, ...]
    documents: tuple[Document, ...] = ()
    why: Text | None = None

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions, in order; their names are unique in the form."""
        return tuple(question for section in self.sections for question in section.questions)

    def section(self, name: str) -> Section | None:
        """The section of that name."""
        return next((section for section in self.sections if section.name == name), None)

    def document(self, name: str) -> Document | None:
        """The paper of that name."""
        return next((document for document in self.documents if document.name == name), None)

    def documents_asked(self, answers: Answers) -> tuple[Document, ...]:
        """The papers that these answers call for, the optional ones among them."""
        return tuple(each for each in self.documents if each.when is None or each.when.holds(answers))
