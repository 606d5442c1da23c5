"""Questions on a page: WTForms fields made from a questionnaire of the definitions.

The form file holds words and kinds, the domain reads what was typed and says what is wrong with it;
here a question becomes a field that gives back what was typed. A new kind of question is one line in
FIELDS. Rows are named as the domain names them: "costs.0.amount".
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, cast

from werkzeug.datastructures import MultiDict
from wtforms.fields import (
    BooleanField,
    Field,
    FieldList,
    FileField,
    FormField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # The types lag a version behind.
from wtforms.form import BaseForm
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from nscl_grants.domain.forms import Answers, Choices, Form, Kind, Question, Reading, Section, read
from nscl_grants.domain.money import Money, NotMoney
from nscl_grants.domain.text import Text
from nscl_grants.web.faults import faults, mark
from nscl_grants.web.language import _, language
from nscl_grants.web.typed import compacted, typed_of, without_row

Typed = MultiDict[str, str]
Recipe = Any
"""What WTForms makes of a field outside a form: how to make it once there is one."""


@dataclass(frozen=True, slots=True)
class Context:
    """What is known around the questions: other sections' answers, lists to choose from, the day."""

    known: Answers = field(default_factory=dict)
    choices: Choices = field(default_factory=dict)
    today: date | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """On which field a question hangs: its name, the values that call for it, and how that reads."""

    name: str
    values: tuple[str, ...]
    ask: str = ""
    answer: str = ""


class Asked(BaseForm):
    """Some questions as fields, in their order.

    Not WTForms' Form: that one makes an attribute of every field, and questions have names like `amount`.
    """

    def __init__(
        self, questions: tuple[Question, ...], context: Context, formdata: Typed | None, prefix: str = "", **_more: Any
    ) -> None:
        super().__init__({each.name: FIELDS[each.kind](each, context) for each in questions}, prefix)
        self.questions, self.context = questions, context
        self.process(formdata)

    def pairs(self) -> Iterator[tuple[Question, Field]]:
        """Each question that could be asked here with its field; answers given on other pages rule some out."""
        known = self.context.known
        for question in self.questions:
            if question.when is None or question.when.question not in known or question.is_asked(known):
                yield question, self[question.name]

    def condition(self, question: Question) -> "Condition | None":
        """What must be answered, and where on this page, for the question to be asked."""
        when = question.when
        if when is None or when.question in self.context.known:
            return None
        asked = next((each for each in self.questions if each.name == when.question), None)
        if asked is None:
            return Condition(when.question, _as_typed(when.values))
        values = _as_typed(when.values) or (("yes",) if asked.kind == "yes_no" else ())
        labels = [each.label for each in _choices_of(asked, self.context) if each.value in values]
        return Condition(self[asked.name].name, values, asked.ask.in_language(language()), " / ".join(labels))

    def heading(self) -> str:
        """What a row is about: its first answer, as it reads."""
        for question in self.questions:
            if typed := self[question.name].data:
                chosen = (each.label for each in _choices_of(question, self.context) if each.value == typed)
                return next(chosen, str(typed))
        return ""

    def amount(self) -> Money | None:
        """The first amount of a row; None while it cannot be read."""
        first = next((each.name for each in self.questions if each.kind == "money"), None)
        try:
            return Money.read(self[first].data or "") if first else None
        except NotMoney:
            return None


class QuestionForm(Asked):
    """A whole questionnaire or one section of it, as it was answered or typed."""

    def __init__(self, part: Form | Section, context: Context, typed: Typed) -> None:
        super().__init__(part.questions, context, typed)
        self.part, self.typed, self.reading = part, typed, Reading()

    def validate(self, extra_validators: Any = None) -> bool:
        """Read what was typed; each refusal is said at its field. True when nothing is wrong."""
        raw = {name: self.typed.getlist(name) for name in self.typed}
        around = self.context
        self.reading = read(self.part, raw, known=around.known, choices=around.choices, today=around.today)
        for path, refused in self.reading.errors.items():
            mark(self.at(path), refused)
        return not self.reading.errors

    @property
    def answers(self) -> dict[str, Any]:
        """What could be read, as it is kept."""
        return self.reading.answers

    def add_row(self, name: str) -> None:
        """One more empty row at the end of that group; a name that is none of ours adds nothing."""
        group = self._fields.get(name)
        if isinstance(group, FieldList):
            group.append_entry()

    def faults(self) -> list[tuple[str, str, int | None]]:
        """Every fault as the id of its field, its words, and the number of its row if it stands in one."""
        return [(id, words, _row_of(id)) for id, words in faults(self)]

    def at(self, path: str) -> Field:
        """The field of that name: "costs", or "costs.0.amount" in a row."""
        name, *inside = path.split(".")
        if not inside:
            return self[name]
        row = cast("FieldList[FormField[Asked]]", self[name]).entries[int(inside[0])]
        return row.form[inside[1]]


def _row_of(id: str) -> int | None:
    """The number that the reader counts of the row in which a field stands."""
    inside = id.split(".")
    return int(inside[1]) + 1 if len(inside) > 2 else None


def build(
    part: Form | Section, answers: Answers | None = None, context: Context | None = None, *, typed: Typed | None = None
) -> QuestionForm:
    """The questions as a form: with what was typed (after a POST), or else with the answers there are."""
    context = context or Context()
    shown = compacted(part.questions, typed) if typed is not None else typed_of(part.questions, answers or {})
    return QuestionForm(part, context, shown)


def with_rows_changed(part: Form | Section, context: Context, typed: Typed) -> QuestionForm:
    """What was typed, with one more row or one less, as the pressed button says; nothing is read or saved."""
    name, _dot, number = typed.get("remove", "").partition(".")
    left = without_row(typed, name, int(number)) if number.isdecimal() else typed
    changed = build(part, context=context, typed=left)
    changed.add_row(typed.get("add", ""))
    return changed


def _words(question: Question) -> dict[str, Any]:
    """What every field says of its question: its label, its hint, and whether it may stay open."""
    return {
        "label": question.ask.in_language(language()),
        "description": "" if question.hint is None else question.hint.in_language(language()),
        "validators": [] if question.required else [Optional()],
    }


def _line(**attributes: str) -> Callable[[Question, Context], Recipe]:
    """A field of one line, with what tells phones which keyboard to show."""

    def make(question: Question, context: Context) -> Recipe:
        return StringField(**_words(question), render_kw=attributes)

    return make


def _long_text(question: Question, context: Context) -> Recipe:
    return TextAreaField(**_words(question), render_kw={"rows": "5"})


def _radios(question: Question, context: Context) -> Recipe:
    return RadioField(**_words(question), choices=_choices_of(question, context), validate_choice=False)


def _promise(question: Question, context: Context) -> Recipe:
    return BooleanField(**_words(question), false_values=("", "no"), render_kw={"value": "yes"})


def _radios_or_list(question: Question, context: Context) -> Recipe:
    """Few options are seen at once, many are folded into a list."""
    few = len(_choices_of(question, context)) <= MOST_RADIOS
    return _radios(question, context) if few else _list(question, context)


def _list(question: Question, context: Context) -> Recipe:
    options = [SelectChoice("", _("– Chọn –")), *_choices_of(question, context)]
    return SelectField(**_words(question), choices=options, validate_choice=False)


def _ticks(question: Question, context: Context) -> Recipe:
    return SelectMultipleField(
        **_words(question),
        choices=_choices_of(question, context),
        validate_choice=False,
        widget=ListWidget(),
        option_widget=CheckboxInput(),
    )


def _rows(question: Question, context: Context) -> Recipe:
    row = cast(Any, partial(Asked, question.rows, context))
    inside = FormField(row, separator=".")
    least = max(question.least or 0, 1 if question.required else 0)
    return FieldList(inside, **_words(question), min_entries=least, separator=".")


def _file(question: Question, context: Context) -> Recipe:
    return FileField(**_words(question))


def _choices_of(question: Question, context: Context) -> list[SelectChoice]:
    if question.kind == "yes_no":
        return [SelectChoice("yes", _("Có")), SelectChoice("no", _("Không"))]
    listed: Mapping[str, Text] = {option.value: option.label for option in question.options}
    listed = listed or context.choices.get(question.source or question.kind, {})
    return [SelectChoice(value, label.in_language(language())) for value, label in listed.items()]


def _as_typed(values: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(("yes" if value else "no") if isinstance(value, bool) else str(value) for value in values)


MOST_RADIOS = 6
FIELDS: Mapping[Kind, Callable[[Question, Context], Recipe]] = {
    "text": _line(),
    "long_text": _long_text,
    "number": _line(inputmode="numeric", autocomplete="off"),
    "money": _line(inputmode="numeric", autocomplete="off"),
    "date": _line(inputmode="numeric", autocomplete="off"),
    "time": _line(inputmode="numeric", autocomplete="off"),
    "yes_no": _radios,
    "promise": _promise,
    "one_of": _radios_or_list,
    "many_of": _ticks,
    "rows": _rows,
    "standard": _list,
    "commune": _list,
    "bank_account": _radios_or_list,
    "tax_code": _line(inputmode="numeric", autocomplete="off"),
    "identity_number": _line(inputmode="numeric", autocomplete="off"),
    "certificate_number": _line(autocomplete="off"),
    "invoice_number": _line(autocomplete="off"),
    "gtin": _line(inputmode="numeric", autocomplete="off"),
    "phone": _line(inputmode="tel", autocomplete="tel", type="tel"),
    "email": _line(inputmode="email", autocomplete="email", type="email"),
    "file": _file,
}
