"""Reads `forms/*.toml` into questionnaires, and notices what could never be asked or answered."""

from collections import Counter
from pathlib import Path
from typing import Any, cast, get_args

from nscl_grants.definitions.source import Finding, Table, read_toml, refuse_if_any
from nscl_grants.domain.forms import Document, Form, Kind, Option, Question, Section, When
from nscl_grants.paths import FORMS

_CHOSEN_FROM_OPTIONS = ("one_of", "many_of")


def load_forms(folder: Path = FORMS) -> dict[str, Form]:
    """The newest version of every questionnaire by its name."""
    findings: list[Finding] = []
    forms = [read_form(path, findings) for path in form_files(folder)]
    refuse_if_any(findings)
    return {form.name: form for form in sorted(forms, key=lambda each: each.version)}


def form_files(folder: Path = FORMS) -> list[Path]:
    """The files of a folder, by name."""
    return sorted(folder.glob("*.toml"))


def read_form(path: Path, findings: list[Finding]) -> Form:
    """One questionnaire; what is wrong with the file is added to the findings."""
    top = read_toml(path, findings)
    before: list[str] = []
    form = Form(
        name=top.word("name"),
        version=top.number("version"),
        title=top.text("title"),
        why=top.text_or_none("why"),
        sections=tuple(_section(table, before) for table in top.tables("sections")),
        documents=tuple(_document(table, before) for table in top.tables("documents")),
    )
    _find_doubles(top, "sections", [section.name for section in form.sections])
    _find_doubles(top, "questions", [question.name for question in form.questions])
    _find_doubles(top, "documents", [document.name for document in form.documents])
    top.done()
    return form


def _section(table: Table, before: list[str]) -> Section:
    section = Section(
        name=table.word("name"),
        title=table.text("title"),
        why=table.text_or_none("why"),
        questions=tuple(_question(each, before) for each in table.tables("questions")),
    )
    if not section.questions:
        table.find("questions", "the section asks nothing")
    table.done()
    return section


def _question(table: Table, before: list[str]) -> Question:
    """One question; conditions may look only at what was asked `before` it."""
    question = Question(
        name=table.word("name"),
        kind=cast(Kind, table.one_of("kind", get_args(Kind))),
        ask=table.text("ask"),
        hint=table.text_or_none("hint"),
        required=table.yes("required", default=True),
        when=_when(table, before),
        unless=table.expect("unless", table.word("unless", ""), before) or None,
        options=tuple(_option(each) for each in table.tables("options")),
        source=table.word_or_none("source"),
        rows=_row_questions(table, before),
        least=table.number_or_none("least"),
        most=table.number_or_none("most"),
        after=table.expect("after", table.word("after", ""), before) or None,
        time=cast(Any, table.one_of("time", ("past", "ahead"), "") or None),
        prefill=table.word_or_none("prefill"),
        unsure=table.yes("unsure"),
    )
    _find_nothing_to_choose(table, question)
    before.append(question.name)
    table.done()
    return question


def _row_questions(table: Table, before: list[str]) -> tuple[Question, ...]:
    inside = list(before)
    rows = tuple(_question(each, inside) for each in table.tables("rows"))
    if (table.word("kind") == "rows") != bool(rows):
        table.find("rows", "a question of kind 'rows' has row questions, and no other has")
    return rows


def _find_nothing_to_choose(table: Table, question: Question) -> None:
    if question.kind in _CHOSEN_FROM_OPTIONS and not (question.options or question.source):
        table.find("options", "nothing to choose from: give options, or the source of a list")
    _find_doubles(table, "options", [option.value for option in question.options])


def _option(table: Table) -> Option:
    option = Option(table.word("value"), table.both_languages())
    table.done()
    return option


def _document(table: Table, before: list[str]) -> Document:
    document = Document(
        name=table.word("name"),
        title=table.text("title"),
        hint=table.text_or_none("hint"),
        required=table.yes("required", default=True),
        when=_when(table, before),
        most=table.number("most", 10),
        unsure=table.yes("unsure"),
    )
    table.done()
    return document


def _when(table: Table, before: list[str]) -> When | None:
    """`when = "consulted"`, or `when = {question = "channel", value = "post"}` with one value or a list."""
    if not table.has("when"):
        return None
    if isinstance(table.values["when"], str):
        return When(table.expect("when", table.word("when"), before))
    inner = table.table("when")
    question = inner.expect("question", inner.word("question"), before)
    if not inner.has("value"):
        inner.find("value", "is missing")
    value = inner.values.get("value")
    inner.done()
    return When(question, tuple(value) if isinstance(value, list) else (value,))


def _find_doubles(table: Table, key: str, names: list[str]) -> None:
    for name, times in Counter(names).items():
        if times > 1:
            table.find(key, f"{name!r} is there {times} times")
