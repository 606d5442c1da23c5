"""The short guides, one a role: what the person does, where, in what order, and what the system refuses.

A guide is a file `guides/<role>.toml`. A refusal is named by its key, so that the guide says what the page says.
"""

import re
from dataclasses import dataclass
from functools import cache

from nscl_grants.definitions.source import Finding, Table, read_toml, refuse_if_any
from nscl_grants.definitions.words import words
from nscl_grants.domain.text import Text
from nscl_grants.paths import GUIDES

_VALUE = re.compile(r"\{\w+\}(\.(?= |$))?")
"""A value in a sentence, with the full stop that an ellipsis swallows."""


@dataclass(frozen=True, slots=True)
class GuideStep:
    """One thing to do, and the page it is done on."""

    page: str
    """The endpoint of the page where it begins."""
    where: Text
    do: Text


@dataclass(frozen=True, slots=True)
class Guide:
    """How one role works."""

    role: str
    does: Text
    steps: tuple[GuideStep, ...]
    refusals: tuple[Text, ...]
    """What the person may be told; the last sentence of each says what to do then."""


@cache
def guides() -> dict[str, Guide]:
    """Every guide by its role."""
    findings: list[Finding] = []
    found = {path.stem: _guide(path.stem, read_toml(path, findings)) for path in sorted(GUIDES.glob("*.toml"))}
    refuse_if_any(findings)
    return found


def _guide(role: str, top: Table) -> Guide:
    guide = Guide(
        role=role,
        does=top.text("does"),
        steps=tuple(_step(table) for table in top.tables("steps")),
        refusals=tuple(_refusal(top, key) for key in top.names("refusals")),
    )
    top.done()
    return guide


def _step(table: Table) -> GuideStep:
    step = GuideStep(table.word("page"), table.text("where"), table.text("do"))
    table.done()
    return step


def _refusal(top: Table, key: str) -> Text:
    if key not in words():
        top.find("refusals", f"names {key!r}, which nothing refuses with")
        return Text("", "")
    said = words()[key]
    return Text(_VALUE.sub("…", said.vi), _VALUE.sub("…", said.en))
