"""Whoever of the office opens what is not for everybody stands in the register of openings."""

from collections.abc import Iterable
from typing import Literal

from flask import current_app, request

from nscl_grants.actions.opened import Opening, note_opened
from nscl_grants.web.access import me, now

Kind = Literal[
    "application", "organisation", "task_record", "plan_report", "science_task", "proposal", "organisations", "accounts"
]
"""What a file belongs to; the last two are lists with people's addresses, taken away whole."""


def note_opening(kind: Kind, subject: str, name: str) -> None:
    """Note that the reader, who is of the office, opened that file; what firms open of their own is not noted."""
    _note([Opening("file.open", kind, subject, name)])


def note_openings_of_cases(references: Iterable[str], name: str) -> None:
    """Note that papers of these cases were opened at once, for each of them."""
    _note([Opening("file.open", "application", reference, name) for reference in references])


def note_taken(kind: Kind, question: str) -> None:
    """Note that the reader took a list away, narrowed by that question of its address."""
    _note([Opening("list.take", kind, question[:200], "")])


def _note(openings: Iterable[Opening]) -> None:
    engine = current_app.extensions["nscl"].engine
    note_opened(engine, openings, actor=me(), at=now(), source=request.remote_addr or "")
