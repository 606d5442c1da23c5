"""The dossier of a case as the staff read it: answers section by section, papers with their files, and the history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nscl_grants.db.applications import Application, Move
from nscl_grants.db.attachments import PAYMENT_FILES, STEP_FILES, Attachment
from nscl_grants.definitions.house import House
from nscl_grants.domain.case import CaseFacts
from nscl_grants.domain.forms import Answers, Choices, Form, Section
from nscl_grants.domain.text import Text
from nscl_grants.domain.workflow import Workflow
from nscl_grants.reports.case_file import CaseFile
from nscl_grants.reports.timeline import step_label
from nscl_grants.web.access import today
from nscl_grants.web.answers import Shown, shown_answers
from nscl_grants.web.choices import choices_of
from nscl_grants.web.file_rows import FileRow, file_row


@dataclass(frozen=True, slots=True)
class ToldSection:
    """A section with its answers in words, and when and by whom it was saved last."""

    section: Section
    answers: Sequence[Shown]
    saved: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of the dossier list, with the files that make it up."""

    name: str
    title: Text
    required: bool
    unsure: bool
    files: Sequence[FileRow]


@dataclass(frozen=True, slots=True)
class Took:
    """One line of the history: the step in the words of its workflow, and what was said with it."""

    move: Move
    label: Text
    source: Text
    dest: Text
    said: Sequence[Shown]
    about: str
    """Which claim or payment the step was about; "" for the case itself."""


def sections_told(house: House, case: Application) -> list[ToldSection]:
    """Every section of the questionnaire that the case began with."""
    form = house.form(case.form, case.form_version)
    choices = _choices(house, case)
    return [
        ToldSection(section, shown_answers(section, case.answers, choices), case.saved.get(section.name, {}))
        for section in form.sections
    ]


def answers_told(house: House, form: Form, case: Application, answers: Answers) -> list[Shown]:
    """The answers to a short form, such as a claim's, all sections together."""
    choices = _choices(house, case)
    return [each for section in form.sections for each in shown_answers(section, answers, choices)]


def papers_of(house: House, case: Application, attachments: Sequence[Attachment]) -> list[Paper]:
    """The papers that the answers call for, and any other of the form that files were put under."""
    form = house.form(case.form, case.form_version)
    asked = {document.name for document in form.documents_asked(case.answers)}
    papers = papers_under(form, attachments)
    return [paper for paper in papers if paper.name in asked or paper.files]


def files_of_steps(attachments: Sequence[Attachment]) -> list[Paper]:
    """What was sent with the steps of the case and of its payments, as one more paper; none when nothing was."""
    rows = [file_row(file) for file in attachments if file.document.startswith((STEP_FILES, PAYMENT_FILES))]
    title = Text("Tệp gửi kèm các bước", "Files sent with steps")
    return [Paper("steps", title, False, False, rows)] if rows else []


def papers_under(form: Form, attachments: Sequence[Attachment], prefix: str = "") -> list[Paper]:
    """Every paper of the form with its files, which lie under the prefix and the paper's name."""
    return [
        Paper(
            document.name,
            document.title,
            document.required,
            document.unsure,
            [file_row(file) for file in attachments if file.document == prefix + document.name],
        )
        for document in form.documents
    ]


def _choices(house: House, case: Application) -> Choices:
    return choices_of(house, case, case.organisation.bank_accounts, on=today())


def history(house: House, case: Application, file: CaseFile) -> list[Took]:
    """Every step of the case, its claims and its payments, the newest first."""
    parts = _parts(house, case, file)
    return [_took(house, move, *parts[move.subject, move.subject_id]) for move in reversed(file.moves)]


Parts = dict[tuple[str, int], tuple[Workflow[CaseFacts], str]]


def _parts(house: House, case: Application, file: CaseFile) -> Parts:
    """The life of each subject that moves of the case are about, and what the subject is called."""
    parts: Parts = {("application", case.id): (house.workflow_of(case), "")}
    parts |= {("claim", claim.id): (house.workflow_of(claim), str(claim.n)) for claim in file.paying.claims}
    parts |= {("payment", each.id): (house.workflow_of(each), each.number) for each in file.paying.payments}
    return parts


def _took(house: House, move: Move, workflow: Workflow[CaseFacts], about: str) -> Took:
    return Took(
        move=move,
        label=step_label(workflow, move),
        source=workflow.states[move.source].label,
        dest=workflow.states[move.dest].label,
        said=_said(house, workflow, move),
        about=about,
    )


def _said(house: House, workflow: Workflow[CaseFacts], move: Move) -> list[Shown]:
    """What was answered to the questions of the step, in their words."""
    rows = workflow.leading_from(move.source, move.trigger)
    asked = next((row.form for row in rows if row.form), None)
    if asked is None or not move.answers:
        return []
    shown = [each for section in house.form(asked).sections for each in shown_answers(section, move.answers, {})]
    return [each for each in shown if each.text]
