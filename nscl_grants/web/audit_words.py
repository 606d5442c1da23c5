"""How an event of the audit log reads: what was done, and field by field what was and what became."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from nscl_grants.db.audit import AuditEvent
from nscl_grants.definitions.house import House
from nscl_grants.definitions.words import words
from nscl_grants.domain.chain import canonical
from nscl_grants.domain.forms import Choices
from nscl_grants.domain.indicators import PARTS
from nscl_grants.domain.money import Money
from nscl_grants.domain.organisation_size import SIZES
from nscl_grants.domain.reporting import PURPOSES
from nscl_grants.domain.results import RECORD_KINDS, SETTINGS
from nscl_grants.domain.text import Text
from nscl_grants.domain.word import Word
from nscl_grants.web.filters import day, in_language
from nscl_grants.web.language import _

STEPS = ("application", "claim", "payment", "science_task", "agency_report", "plan_report")
_MONEY = ("amount", "accepted", "total", "approved", "recommended", "requested")
_LISTS: Choices = {"record_kinds": RECORD_KINDS, "settings": SETTINGS, "purposes": PURPOSES, "parts": PARTS}
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NOTHING: tuple[Any, ...] = (None, "", [], {})


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that an event changed."""

    name: str
    before: str
    after: str


def reference_of(event: AuditEvent) -> str:
    """The case that an event is about, or ""."""
    reference = event.subject.partition("#")[0]
    return reference if reference.startswith("ns-") else ""


@dataclass
class Reader:
    """Reads events in the words of the lives and questionnaires that they belong to."""

    house: House

    def did(self, what: str) -> str:
        """What was done: a step by its label, anything else by its word, with the section it was about."""
        kind, _dot, trigger = what.partition(".")
        if kind in STEPS and trigger in self._steps[kind]:
            return in_language(self._steps[kind][trigger])
        known, rest = what, ""
        while known and f"act.{known}" not in words():
            known, _dot, last = known.rpartition(".")
            rest = f"{last}.{rest}".rstrip(".")
        if not known:
            return what
        return in_language(Word(f"act.{known}")) + (f": {self._section(rest)}" if rest else "")

    def subject(self, event: AuditEvent) -> str:
        """What an event that is of no case is about: its kind in words, and its number or name."""
        kind = f"about.{event.subject_kind}"
        return f"{in_language(Word(kind))} {event.subject}" if kind in words() else event.subject

    def changes(self, event: AuditEvent) -> Sequence[Change]:
        """What was and what became; inner tables one level down, empty values left out."""
        before, after = _flat(event.before or {}), _flat(event.after or {})
        return [
            Change(self._field(name), self._show(event, name, before), self._show(event, name, after))
            for name in dict.fromkeys([*before, *after])
            if before.get(name) not in _NOTHING or after.get(name) not in _NOTHING
        ]

    def _section(self, name: str) -> str:
        return in_language(self._sections[name]) if name in self._sections else name

    def _field(self, name: str) -> str:
        last = name.rpartition(".")[2]
        if f"field.{last}" in words():
            return in_language(Word(f"field.{last}"))
        known = self._questions.get(last) or self._documents.get(last)
        return in_language(known).rstrip("?") if known else last

    def _show(self, event: AuditEvent, name: str, values: Mapping[str, Any]) -> str:
        value, last = values.get(name), name.rpartition(".")[2]
        if value in _NOTHING:
            return ""
        if isinstance(value, bool):
            return _("có") if value else _("không")
        if last in _MONEY and isinstance(value, int):
            return str(Money(value))
        if last == "state":
            return in_language(self._states.get((event.subject_kind, str(value)), str(value)))
        if f"{last}.{value}" in words():
            return in_language(Word(f"{last}.{value}"))
        if (last, str(value)) in self._options:
            return in_language(self._options[last, str(value)])
        if isinstance(value, str) and (told := self._told(last, value)):
            return told
        if isinstance(value, Mapping) and isinstance(value.get("accepted"), bool):
            said = _("chấp nhận") if value["accepted"] else _("không chấp nhận")
            return f"{said}: {value['reason']}" if value.get("reason") else said
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            return ", ".join(value)
        return value if isinstance(value, str) else canonical(value)

    def _told(self, name: str, value: str) -> str:
        """A value that is the name of something: a paper to file, an agency, a standard, a day; "" for all others."""
        plan, document = self.house.plan, value.rpartition(".")[2]
        if name == "document" and document in self._documents:
            return in_language(self._documents[document])
        if name == "body" and value in plan.agencies:
            return in_language(plan.agencies[value].name)
        if name == "commune" and value in plan.communes:
            return in_language(plan.communes[value].name)
        if name == "standard":
            return plan.item_label(value)
        return day(date.fromisoformat(value)) if _ISO_DAY.fullmatch(value) else ""

    @cached_property
    def _options(self) -> dict[tuple[str, str], Text]:
        found = {("size", key): label for key, label in SIZES.items()}
        for form in self.house.forms.values():
            for question in form.questions:
                found |= {(question.name, option.value): option.label for option in question.options}
                found |= {(question.name, key): label for key, label in _LISTS.get(question.source or "", {}).items()}
        return found

    @cached_property
    def _steps(self) -> dict[str, dict[str, Text]]:
        found: dict[str, dict[str, Text]] = {kind: {} for kind in STEPS}
        for life in self.house.workflows.values():
            for row in life.transitions:
                found.setdefault(life.subject, {}).setdefault(row.trigger, row.label)
        return found

    @cached_property
    def _states(self) -> dict[tuple[str, str], Text]:
        return {
            (life.subject, state.name): state.label
            for life in self.house.workflows.values()
            for state in life.states.values()
        }

    @cached_property
    def _questions(self) -> dict[str, Text]:
        return {question.name: question.ask for form in self.house.forms.values() for question in form.questions}

    @cached_property
    def _documents(self) -> dict[str, Text]:
        return {document.name: document.title for form in self.house.forms.values() for document in form.documents}

    @cached_property
    def _sections(self) -> dict[str, Text]:
        return {section.name: section.title for form in self.house.forms.values() for section in form.sections}


def _flat(values: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, Mapping) and not prefix:
            flat |= _flat(value, f"{name}.")
        else:
            flat[prefix + name] = value
    return flat
