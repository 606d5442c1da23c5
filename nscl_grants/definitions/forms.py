"""Reads `forms/*.toml` into questionnaires, and notices what could never be asked or answered.

A section or a document that is the `same_as` in another form is written there alone. Certificates, cost lines
and invoices are asked for everywhere alike: their kinds stand for the rows in row_sets.toml.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, cast, get_args

from nscl_grants.definitions.source import Finding, Table, read_toml, refuse_if_any
from nscl_grants.domain.forms import Document, Form, Kind, Option, Question, Section, When
from nscl_grants.paths import FORMS

_CHOSEN_FROM_OPTIONS = ("one_of", "many_of")
ROW_SETS = Path(__file__).parent / "row_sets.toml"
ROW_SET_KINDS = ("certificate", "cost_line", "invoice")


def load_forms(folder: Path = FORMS) -> dict[str, Form]:
    """The newest version of every questionnaire by its name."""
    findings: list[Finding] = []
    forms = [read_form(path, findings) for path in form_files(folder)]
    refuse_if_any(findings)
    return {form.name: form for form in sorted(forms, key=lambda each: each.version)}


def form_files(*folders: Path) -> list[Path]:
    """The files of the folders, by name."""
    return sorted(path for folder in folders or (FORMS,) for path in folder.glob("*.toml"))


def read_form(path: Path, findings: list[Finding]) -> Form:
    """One questionnaire; what is wrong with the file is added to the findings."""
    top = _with_shared_parts(read_toml(path, findings), path)
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


def _with_shared_parts(top: Table, path: Path) -> Table:
    """The file with each part that is the `same_as` in another form in its place."""
    parts = {key: list(_shared(top, key, path)) for key in ("sections", "documents") if key in top.values}
    return replace(top, values={**top.values, **parts})


def _shared(top: Table, key: str, path: Path) -> Iterator[Any]:
    """The tables of one list; what a table says itself is laid over what it is the same as."""
    tables: Any = top.values[key]
    for nth, own in enumerate(tables if isinstance(tables, list) else ()):
        if not isinstance(own, dict) or "same_as" not in own:
            yield own
            continue
        beside = path.parent / f"{own['same_as']}.toml"
        other = read_toml(beside if beside.is_file() else FORMS / f"{own['same_as']}.toml", top.findings).values
        found = [each for each in other.get(key, ()) if each.get("name") == own.get("name")]
        if not found:
            top.find(f"{key}[{nth}].same_as", f"{own['same_as']!r} has no {own.get('name')!r} among its {key}")
        yield {**(found[0] if found else {}), **{name: value for name, value in own.items() if name != "same_as"}}


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
    table = _as_rows(table)
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


def _as_rows(table: Table) -> Table:
    """A certificate, a cost line or an invoice is a row of the questions that belong to it."""
    kind = table.values.get("kind")
    if kind not in ROW_SET_KINDS:
        return table
    return replace(table, values={**table.values, "kind": "rows", "rows": _row_sets()[kind]["rows"]})


@cache
def _row_sets() -> Mapping[str, Any]:
    findings: list[Finding] = []
    sets = read_toml(ROW_SETS, findings).values
    refuse_if_any(findings)
    return sets


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
