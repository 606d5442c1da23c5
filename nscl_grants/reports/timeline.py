"""The life of a case on one line: the states it went through, where it is, and the way that lies ahead.

The way ahead is read from the workflow file: from each state the first step with a primary button, or else
the step that a payment takes. A side state stands in the line only while the case is in it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from nscl_grants.db.applications import Move
from nscl_grants.domain.actor import SYSTEM_ROLE
from nscl_grants.domain.case import CaseFacts
from nscl_grants.domain.text import Text
from nscl_grants.domain.workflow import State, Transition, Workflow

Phase = Literal["done", "now", "next"]
_SIGNS: Mapping[str, str] = {
    "office": "half",
    "turn": "turn",
    "queue": "queue",
    "good": "tick",
    "bad": "cross",
    "stopped": "stop",
    "recovery": "back",
    "draft": "ring",
}


@dataclass(frozen=True, slots=True)
class Stage:
    """One station of the line."""

    state: str
    label: Text
    phase: Phase
    sign: str


@dataclass(frozen=True, slots=True)
class Awaited:
    """A step that leads on from here, and the roles that may take it."""

    label: Text
    roles: tuple[str, ...]


def life_of(workflow: Workflow[CaseFacts], moves: Sequence[Move], facts: CaseFacts) -> tuple[Stage, ...]:
    """The stations of the case, from filing to the end that is to be expected."""
    done = [state for state in _way_here(moves) if state != facts.state]
    ahead = list(_way_ahead(workflow, facts, passed={*done, facts.state}))
    stations: list[tuple[str, Phase]] = [(state, "done") for state in done]
    stations += [(facts.state, "now"), *((state, "next") for state in ahead)]
    return tuple(_stage(workflow.states[state], phase) for state, phase in stations)


def line_of(workflow: Workflow[Any], passed: Sequence[str], state: str) -> tuple[Stage, ...]:
    """The stations of what lives by a life without branches: those passed, where it is, and the main way ahead."""
    done = [each for each in _forward(passed) if each != state]
    ahead: list[str] = []
    here = state
    while row := _main_step(workflow, here, None):
        here = row.dest
        if here in (*done, *ahead, state):
            break
        ahead.append(here)
    stations: list[tuple[str, Phase]] = [*((each, "done") for each in done), (state, "now")]
    stations += [(each, "next") for each in ahead]
    return tuple(_stage(workflow.states[each], phase) for each, phase in stations)


def awaited(workflow: Workflow[Any], state: str) -> tuple[Awaited, ...]:
    """What people may do from here, the first and main step first; what only a clock does is left out."""
    found: dict[str, Awaited] = {}
    for row in workflow.leading_from(state):
        roles = tuple(sorted(row.by - {SYSTEM_ROLE}))
        if roles and row.trigger not in found:
            found[row.trigger] = Awaited(row.label, roles)
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Way:
    """Rows of a life that say the same but for where they begin."""

    label: Text
    sources: tuple[str, ...]
    dest: str | None
    """None where the case stays where it is."""
    roles: tuple[str, ...]
    consequence: Text | None


def ways_of(workflow: Workflow[Any]) -> tuple[Way, ...]:
    """All steps of a life in the order of its file, those of several states on one line."""
    found: dict[tuple[Any, ...], list[str]] = {}
    for row in workflow.transitions:
        dest = None if row.dest == row.source else row.dest
        key = (row.label, dest, tuple(sorted(row.by)), row.consequence)
        found.setdefault(key, []).append(row.source)
    return tuple(
        Way(label, tuple(dict.fromkeys(sources)), dest, roles, consequence)
        for (label, dest, roles, consequence), sources in found.items()
    )


def step_label(workflow: Workflow[Any], move: Move) -> Text:
    """What the step of a move is called, in the words of the state it came from; of several rows, the general one."""
    rows = workflow.leading_from(move.source, move.trigger) if move.source in workflow.states else ()
    meant = [row for row in rows if row.dest == move.dest] or list(rows)
    meant.sort(key=lambda row: row.when is not None)
    return meant[0].label if meant else _OUTSIDE.get(move.trigger, Text(move.trigger, move.trigger))


_OUTSIDE: Mapping[str, Text] = {"reverse": Text("Đảo bút toán, về bước trước", "Posting reversed, one step back")}
"""Steps that no life names: two people took back what a step had booked."""


def _way_here(moves: Sequence[Move]) -> list[str]:
    return _forward([move.dest for move in moves if move.subject == "application"])


def _forward(passed: Sequence[str]) -> list[str]:
    """The states in order; where a case went back, what lay in between is no longer part of its way."""
    way: list[str] = []
    for state in passed:
        if state in way:
            del way[way.index(state) :]
        way.append(state)
    return way


def _way_ahead(workflow: Workflow[CaseFacts], facts: CaseFacts, passed: Collection[str]) -> Iterator[str]:
    state, visited = facts.state, {facts.state}
    while row := _main_step(workflow, state, facts if state == facts.state else None):
        state = row.dest
        if state in visited:
            return
        visited.add(state)
        if state not in passed:
            yield state
        if workflow.states[state].final:
            return


def _main_step(workflow: Workflow[CaseFacts], state: str, facts: CaseFacts | None) -> Transition | None:
    onward = [row for row in workflow.leading_from(state) if row.dest != row.source]
    if facts is not None:
        onward = [row for row in onward if workflow.rules.holds(row, facts)]
    main = [row for row in onward if row.tone == "primary"]
    paid = [row for row in onward if row.event is not None and row.event.startswith("payment:")]
    return next(iter(main or paid), None)


def _stage(state: State, phase: Phase) -> Stage:
    return Stage(state.name, state.label, phase, _SIGNS[state.tone])
