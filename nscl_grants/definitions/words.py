"""The words of `definitions/words/*.toml`: what refusals say, and what roles and states are called.

A top-level table is the sentence of a refusal, under its key (`[over_committed]`). A word that is no
refusal stands in a table of its kind (`[role.reviewer]`, `[money.held]`) and is named "role.reviewer".
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from nscl_grants.definitions.source import Finding, Table, read_toml, refuse_if_any
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text
from nscl_grants.domain.wording import show
from nscl_grants.paths import WORDS


@cache
def words() -> dict[str, Text]:
    """Every word by its key."""
    findings: list[Finding] = []
    found = read_words(WORDS, findings)
    refuse_if_any(findings)
    return found


def sentence(refused: Refused, language: str) -> str:
    """What a refusal says to the person at the screen."""
    values = {name: show(value, language, words()) for name, value in refused.values.items()}
    return words()[refused.key()].in_language(language).format(**values)


def word(key: str, language: str) -> str:
    """One word in the reader's language."""
    return words()[key].in_language(language)


def read_words(folder: Path, findings: list[Finding]) -> dict[str, Text]:
    """The words of all files of a folder; a key that two files give is a finding."""
    found: dict[str, Text] = {}
    for path in sorted(folder.glob("*.toml")):
        top = read_toml(path, findings)
        for key, text in _texts(top):
            if key in found:
                top.find(key, "is given twice, here and in an earlier file")
            found[key] = text
    return found


def _texts(table: Table) -> Iterator[tuple[str, Text]]:
    for name in table.values:
        inner = table.table(name)
        if "vi" in inner.values or "en" in inner.values:
            yield inner.where, inner.both_languages()
            inner.done()
        else:
            yield from _texts(inner)
