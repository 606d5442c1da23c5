"""Proves the definitions sound, all files in one run: what is wrong, where, and what was perhaps meant.

A life cycle is sound when every state is reached, none but the final ones is a dead end, every step has a
role, the system acts only on an event, and every name in it is known. Forms, words and the plan are
checked as they are read; what they say of one another is checked here.
"""

import string
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from nscl_grants.definitions.check_workflow import Names, check_workflow
from nscl_grants.definitions.forms import form_files, read_form
from nscl_grants.definitions.plan import DEFAULT_PLAN, read_plan
from nscl_grants.definitions.source import Finding, in_order, nearest
from nscl_grants.definitions.words import read_words
from nscl_grants.definitions.workflows import read_workflow, workflow_files
from nscl_grants.domain import reporting, science
from nscl_grants.domain.plan import PlanDefinition
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.rules import RULES
from nscl_grants.domain.text import Text
from nscl_grants.domain.workflow import Workflow
from nscl_grants.paths import FORMS, WORDS, WORKFLOWS


def check(
    *,
    plan: Path = DEFAULT_PLAN,
    workflows: Path = WORKFLOWS,
    forms: Path = FORMS,
    words: Path = WORDS,
    effects: Collection[str] | None = None,
    refusals: Collection[type[Refused]] | None = None,
) -> list[Finding]:
    """Everything that is wrong with the definitions, by file; an empty list when nothing is.

    `effects` are the names that actions provide; None leaves them unchecked, because this floor cannot
    see them. `refusals` are the classes that need words; by default all that have been imported.
    """
    findings: list[Finding] = []
    questionnaires = {path: read_form(path, findings) for path in form_files(forms, plan / "forms")}
    lives: dict[Path, Workflow[Any]] = {
        path: read_workflow(path, findings) for path in workflow_files(workflows, plan / "workflows")
    }
    known_forms = [form.name for form in questionnaires.values()]
    of_cases = Names(RULES.guards, RULES.conditions, effects, known_forms)
    of_reports = Names(reporting.GUARDS, (), reporting.EFFECTS, known_forms)
    of_orders = Names(science.GUARDS, (), science.EFFECTS, known_forms)
    others = {**dict.fromkeys(reporting.SUBJECTS, of_reports), science.SUBJECT: of_orders}
    for path, life in lives.items():
        findings += check_workflow(path.name, life, others.get(life.subject, of_cases))
    findings += _misnamed({path: (form.name, form.version) for path, form in questionnaires.items()})
    findings += _misnamed({path: (life.name, life.version) for path, life in lives.items()})
    findings += _words(words, all_refusals() if refusals is None else refusals)
    definition = read_plan(plan, findings)
    findings += _open_procedures(definition, known_forms, [life.name for life in lives.values()])
    return in_order(findings)


def all_refusals(base: type[Refused] = Refused) -> set[type[Refused]]:
    """Every refusal of ours that has been imported."""
    below = {each for direct in base.__subclasses__() for each in (direct, *all_refusals(direct))}
    return {each for each in below if each.__module__.startswith("nscl_grants.")}


def _misnamed(named: Mapping[Path, tuple[str, int]]) -> Iterator[Finding]:
    """A file is called as what it defines, alone or with its version: claim.toml, claim_2.toml."""
    seen: dict[tuple[str, int], Path] = {}
    for path, (name, version) in named.items():
        if name and path.stem not in (name, f"{name}_{version}"):
            yield Finding(path.name, "name", f"defines {name!r}, and the file is called otherwise", f"{name}.toml")
        if seen.setdefault((name, version), path) != path:
            yield Finding(
                path.name, "version", f"{name!r} has a version {version} already, in {seen[name, version].name}"
            )


def _words(folder: Path, refusals: Collection[type[Refused]]) -> Iterator[Finding]:
    """Every refusal has a sentence in both languages, with values that it has."""
    findings: list[Finding] = []
    texts = read_words(folder, findings)
    yield from findings
    for refusal in refusals:
        yield from _sentence(refusal, texts)


def _sentence(refusal: type[Refused], texts: Mapping[str, Text]) -> Iterator[Finding]:
    key, values = refusal.key(), set(refusal.__dataclass_fields__)
    place = f"{refusal.__module__}.{refusal.__name__}"
    if key not in texts:
        yield Finding("words", key, f"has no words, and {place} needs them", nearest(key, texts))
        return
    for language in ("vi", "en"):
        named = {name for _, name, _, _ in string.Formatter().parse(texts[key].in_language(language)) if name}
        for name in sorted(named - values):
            yield Finding("words", f"{key}.{language}", f"names {name!r}, which {place} has not", nearest(name, values))


def _open_procedures(plan: PlanDefinition, forms: Collection[str], workflows: Collection[str]) -> Iterator[Finding]:
    """What can be applied for has a form to fill in and a life to live, and so has what is claimed on it."""
    for procedure in plan.procedures.values():
        claims = [("claims", name, known) for name in procedure.claims for known in (forms, workflows)]
        for key, name, known in (("form", procedure.form, forms), ("workflow", procedure.workflow, workflows), *claims):
            if procedure.open and name and name not in known:
                yield Finding(
                    "procedures.toml",
                    f"procedures.{procedure.key}.{key}",
                    f"there is no {key} {name!r}",
                    nearest(name, known),
                )
