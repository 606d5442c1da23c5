"""Proves one life cycle sound."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from nscl_grants.definitions.source import Finding, nearest
from nscl_grants.domain.actor import ROLES, SYSTEM_ROLE
from nscl_grants.domain.duties import AUTHORISE, CHECK, DECIDE, FILE, PREPARE, REVIEW
from nscl_grants.domain.workflow import EVENTS, Transition, Workflow

DUTIES = (FILE, REVIEW, DECIDE, PREPARE, CHECK, AUTHORISE)


@dataclass(frozen=True, slots=True)
class Names:
    """The names that a workflow file may use; of effects, None when nobody knows them here."""

    guards: Collection[str]
    conditions: Collection[str]
    effects: Collection[str] | None
    forms: Collection[str]


def check_workflow(file: str, workflow: Workflow[Any], names: Names) -> list[Finding]:
    """All that is wrong with a life cycle whose file could be read."""
    found = [*_states(workflow), *_choices(workflow)]
    for row in workflow.transitions:
        found += _who(row)
        found += _names(row, names)
    return [Finding(file, key, problem, suggestion) for key, problem, suggestion in found]


Found = tuple[str, str, str | None]


def _states(workflow: Workflow[Any]) -> Iterator[Found]:
    reached = _reachable({workflow.initial}, [(row.source, row.dest) for row in workflow.transitions])
    finals = {name for name, state in workflow.states.items() if state.final}
    ending = _reachable(finals, [(row.dest, row.source) for row in workflow.transitions])
    for name in workflow.states:
        if name not in reached:
            yield f"states.{name}", f"nobody ever gets there from {workflow.initial!r}", None
        if name not in ending:
            yield f"states.{name}", "is a dead end: no final state can be reached from it", None


def _reachable(start: set[str], edges: list[tuple[str, str]]) -> set[str]:
    reached, size = set(start), -1
    while size != len(reached):
        size = len(reached)
        reached |= {dest for source, dest in edges if source in reached}
    return reached


def _choices(workflow: Workflow[Any]) -> Iterator[Found]:
    """Of rows with one trigger, source and role, each can be meant: only the last goes without `when`."""
    groups: dict[tuple[str, str, str], list[Transition]] = {}
    for row in workflow.transitions:
        for role in row.by:
            groups.setdefault((row.trigger, row.source, role), []).append(row)
    for (trigger, source, _), rows in groups.items():
        conditions = [row.when for row in rows]
        if None in conditions[:-1]:
            yield _key(trigger, source), "a row without `when` hides the rows after it", None
        for condition, times in Counter(conditions).items():
            if condition is not None and times > 1:
                yield (
                    _key(trigger, source),
                    f"{times} rows with when = {condition!r}; only the first is ever meant",
                    None,
                )
        if len(rows) == 1 and conditions[0] is not None:
            yield _key(trigger, source), f"there is no row for when {conditions[0]!r} does not hold", None


def _who(row: Transition) -> Iterator[Found]:
    key = _key(row.trigger, row.source)
    if not row.by:
        yield key, "nobody may take this step: `by` is missing", None
    for role in sorted(row.by - {*ROLES, SYSTEM_ROLE}):
        yield key, f"{role!r} is no role", nearest(role, [*ROLES, SYSTEM_ROLE])
    if (SYSTEM_ROLE in row.by) != (row.event is not None):
        yield key, "the system acts on an event, and only the system does", None
    if row.event is not None and row.event not in EVENTS:
        yield key, f"there is no event {row.event!r}", nearest(row.event, EVENTS)
    if row.duty is not None and row.duty not in DUTIES:
        yield key, f"there is no duty {row.duty!r}", nearest(row.duty, DUTIES)
    if row.consequence is None:
        yield key, "the words say nothing of its consequence, which the confirm page needs", None


def _names(row: Transition, names: Names) -> Iterator[Found]:
    used = (
        ("guard", row.guards, names.guards),
        ("condition", (row.when,) if row.when else (), names.conditions),
        ("effect", row.effects, names.effects),
        ("form", (row.form,) if row.form else (), names.forms),
    )
    for kind, named, known in used:
        for name in named:
            if known is not None and name not in known:
                yield _key(row.trigger, row.source), f"there is no {kind} {name!r}", nearest(name, known)


def _key(trigger: str, source: str) -> str:
    return f"transition {trigger!r} from {source!r}"
