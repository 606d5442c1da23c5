"""Reads `workflows/*.toml` into life cycles.

A file holds the table of moves, the words of each move, and the states. A row says its words by the
name of its trigger, or by `words` where the same step means something else from another state.
A life that is `based_on` another says only what differs: states and words of the same name take the place of
the other's, and the rows of a trigger take the place of all the other's rows of that trigger.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar, cast, get_args

from nscl_grants.definitions.source import Finding, Table, read_toml, refuse_if_any
from nscl_grants.domain.text import Text
from nscl_grants.domain.workflow import ButtonTone, Clock, Rules, State, StateTone, Transition, Workflow
from nscl_grants.paths import WORKFLOWS

Case = TypeVar("Case")
STAYS = "="
"""As a `dest`: the case stays where it is, as in the `transitions` library."""


def load_workflows(folder: Path = WORKFLOWS, rules: Rules[Case] | None = None) -> dict[str, Workflow[Case]]:
    """The newest version of every life cycle by its name, bound to what its guards and conditions mean."""
    findings: list[Finding] = []
    workflows = [read_workflow(path, findings, rules) for path in workflow_files(folder)]
    refuse_if_any(findings)
    return {workflow.name: workflow for workflow in sorted(workflows, key=lambda each: each.version)}


def workflow_files(*folders: Path) -> list[Path]:
    """The files of the folders, by name."""
    return sorted(path for folder in folders or (WORKFLOWS,) for path in folder.glob("*.toml"))


def read_workflow(path: Path, findings: list[Finding], rules: Rules[Case] | None = None) -> Workflow[Case]:
    """One life cycle; what is wrong with the file is added to the findings."""
    top = _with_what_it_is_based_on(read_toml(path, findings), path, findings)
    states = {name: _state(name, table) for name, table in top.named_tables("states")}
    moves = {name: _move(table) for name, table in top.named_tables("moves")}
    workflow = Workflow(
        name=top.word("name"),
        version=top.number("version"),
        title=top.text("title"),
        subject=top.word("subject"),
        initial=top.one_of("initial", states),
        states=states,
        transitions=tuple(row for table in top.tables("transitions") for row in _rows(table, states, moves)),
        rules=rules or Rules(),
    )
    _find_unused_words(top, moves)
    top.done()
    return workflow


def _with_what_it_is_based_on(top: Table, path: Path, findings: list[Finding]) -> Table:
    """The file laid over the one that it is based on, which lies beside it or among ours."""
    name = top.word_or_none("based_on")
    if not name:
        return top
    beside = path.parent / f"{name}.toml"
    base = read_toml(beside if beside.is_file() else WORKFLOWS / f"{name}.toml", findings)
    merged = replace(top, values={**base.values, **top.values, **_merged(base.values, top.values)})
    merged.asked.add("based_on")
    return merged


def _merged(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    rows = own.get("transitions", [])
    triggers = {row.get("trigger") for row in rows}
    kept = [row for row in base.get("transitions", []) if row.get("trigger") not in triggers]
    tables = {key: {**base.get(key, {}), **own.get(key, {})} for key in ("states", "moves")}
    return {**tables, "transitions": [*kept, *rows]}


def _find_unused_words(top: Table, moves: dict[str, "_Move"]) -> None:
    used = {row.values.get("words", row.values.get("trigger")) for row in top.tables("transitions")}
    for name in moves:
        if name not in used:
            top.find(f"moves.{name}", "no step uses these words")


_Move = tuple[Text, ButtonTone, Text | None]


def _move(table: Table) -> _Move:
    tone = table.one_of("tone", get_args(ButtonTone), "quiet")
    move = (table.text("label"), cast(ButtonTone, tone), table.text_or_none("consequence"))
    table.done()
    return move


def _state(name: str, table: Table) -> State:
    state = State(
        name=name,
        label=table.text("label"),
        tone=cast(StateTone, table.one_of("tone", get_args(StateTone))),
        next=table.text("next"),
        portal=table.number_or_none("portal"),
        final=table.yes("final"),
        clock=cast(Clock, table.one_of("clock", get_args(Clock), "off")),
    )
    table.done()
    return state


def _rows(table: Table, states: dict[str, State], moves: dict[str, _Move]) -> list[Transition]:
    """The rows of one line: one for each of its sources."""
    trigger = table.word("trigger")
    words = table.one_of("words", moves, trigger)
    label, tone, consequence = moves.get(words, (Text("", ""), "quiet", None))
    dest = table.one_of("dest", [*states, STAYS])
    sources = [table.expect("source", source, states) for source in table.names("source")]
    rows = [
        Transition(
            trigger=trigger,
            source=source,
            dest=source if dest == STAYS else dest,
            by=frozenset(table.names("by")),
            label=label,
            tone=tone,
            guards=table.names("guards"),
            when=table.word_or_none("when"),
            effects=table.names("effects"),
            form=table.word_or_none("form"),
            consequence=consequence,
            event=table.word_or_none("event"),
            duty=table.word_or_none("duty"),
        )
        for source in sources
    ]
    table.done()
    return rows
