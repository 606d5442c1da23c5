"""Writes a life cycle as Markdown tables: its states, and who may take which step on what condition."""

from collections.abc import Sequence
from typing import Any

from nscl_grants.definitions.words import words
from nscl_grants.domain.text import Text
from nscl_grants.domain.workflow import Transition, Workflow

_STATES = Text(
    "Trạng thái|Mã|Thời hạn|Cổng DVC|Cuối cùng|Việc tiếp theo",
    "State|Code|Time limit|Portal|Final|What happens next",
)
_STEPS = Text(
    "Từ|Bước|Mã|Đến|Ai, hoặc điều gì|Khi|Phải đúng trước|Kéo theo|Biểu mẫu",
    "From|Step|Code|To|Who, or what|When|Must hold first|Follows|Form",
)
_HEADINGS = Text("Trạng thái|Các bước", "States|Steps")


def table(workflow: Workflow[Any], language: str) -> str:
    """The whole of one life cycle, for people to read and for reviews to compare."""
    states, steps = _HEADINGS.in_language(language).split("|")
    return "\n".join(
        [
            f"# {workflow.title.in_language(language)} ({workflow.name}, {workflow.version})",
            "",
            f"## {states}",
            "",
            *_rows(_STATES.in_language(language), [_state(workflow, name, language) for name in workflow.states]),
            "",
            f"## {steps}",
            "",
            *_rows(_STEPS.in_language(language), [_step(workflow, row, language) for row in workflow.transitions]),
            "",
        ]
    )


def _rows(head: str, rows: Sequence[Sequence[str]]) -> list[str]:
    columns = head.split("|")
    return [f"| {' | '.join(row)} |" for row in (columns, ["---"] * len(columns), *rows)]


def _state(workflow: Workflow[Any], name: str, language: str) -> list[str]:
    state = workflow.states[name]
    clock = words()[f"clock.{state.clock}"].in_language(language)
    portal = f"{state.portal} {words()[f'portal.{state.portal}'].in_language(language)}" if state.portal else "–"
    return [
        state.label.in_language(language),
        f"`{name}`",
        clock,
        portal,
        "✓" if state.final else "",
        state.next.in_language(language),
    ]


def _step(workflow: Workflow[Any], row: Transition, language: str) -> list[str]:
    who = ", ".join(words()[f"role.{role}"].in_language(language) for role in sorted(row.by))
    dest = "=" if row.source == row.dest else workflow.states[row.dest].label.in_language(language)
    return [
        workflow.states[row.source].label.in_language(language),
        row.label.in_language(language),
        f"`{row.trigger}`",
        dest,
        f"{who} (`{row.event}`)" if row.event else who,
        f"`{row.when}`" if row.when else "",
        _codes(row.guards),
        _codes(row.effects),
        f"`{row.form}`" if row.form else "",
    ]


def _codes(names: Sequence[str]) -> str:
    return "<br>".join(f"`{name}`" for name in names)
