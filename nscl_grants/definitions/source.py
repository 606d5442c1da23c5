"""Reads a definitions file table by table, and remembers all that is wrong instead of stopping at the first.

A value that is missing or of the wrong kind becomes a Finding and an empty stand-in, so that one run
names every mistake of every file. Whoever loads for use calls `refuse_if_any` at the end.
"""

import difflib
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from nscl_grants.domain.text import Text

Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong in a definitions file, and what was perhaps meant."""

    file: str
    key: str
    problem: str
    suggestion: str | None = None

    def __str__(self) -> str:
        hint = f" Perhaps {self.suggestion!r} was meant." if self.suggestion else ""
        place = f"{self.file}: {self.key}" if self.key else self.file
        return f"{place}: {self.problem}.{hint}"


class DefinitionsAreWrong(Exception):
    """The definitions cannot be used; the message lists every finding."""

    def __init__(self, findings: Collection[Finding]) -> None:
        self.findings = in_order(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


def in_order(findings: Collection[Finding]) -> list[Finding]:
    """Each finding once, by file and key."""
    return sorted(set(findings), key=lambda each: (each.file, each.key, each.problem))


def refuse_if_any(findings: Collection[Finding]) -> None:
    """Stop here when something is wrong."""
    if findings:
        raise DefinitionsAreWrong(findings)


def nearest(name: str, known: Collection[str]) -> str | None:
    """The known name that looks most like this one, if any does."""
    return next(iter(difflib.get_close_matches(name, sorted(known), n=1)), None)


@dataclass
class Table:
    """One table of a file; `where` is its address in it, "states.draft"."""

    file: str
    where: str
    values: Mapping[str, Any]
    findings: list[Finding]
    asked: set[str] = field(default_factory=set)

    def find(self, key: str, problem: str, suggestion: str | None = None) -> None:
        """Remember that something under this key is wrong."""
        self.findings.append(Finding(self.file, self._at(key), problem, suggestion))

    def has(self, key: str) -> bool:
        """Whether the file says anything under this key."""
        self.asked.add(key)
        return key in self.values

    def word(self, key: str, default: str | None = None) -> str:
        """A short string: a name, a key, a code."""
        return self._value(key, str, default, "")

    def word_or_none(self, key: str) -> str | None:
        """A short string, or None where the file is silent."""
        return self.word(key) if self.has(key) else None

    def number(self, key: str, default: int | None = None) -> int:
        """A whole number; `true` is none."""
        return self._value(key, int, default, 0)

    def number_or_none(self, key: str) -> int | None:
        """A whole number, or None where the file is silent."""
        return self.number(key) if self.has(key) else None

    def yes(self, key: str, default: bool = False) -> bool:
        """True or false."""
        return self._value(key, bool, default, False)

    def day(self, key: str) -> date:
        """A calendar date written without quotes: 2026-01-31."""
        return self._value(key, date, None, date.min)

    def day_or_none(self, key: str) -> date | None:
        """A calendar date, or None where the file is silent."""
        return self.day(key) if self.has(key) else None

    def text(self, key: str) -> Text:
        """A text in both languages: {vi = "…", en = "…"}."""
        return self.table(key).both_languages()

    def both_languages(self) -> Text:
        """This table itself as a text."""
        return Text(self.word("vi"), self.word("en"))

    def text_or_none(self, key: str) -> Text | None:
        """A text in both languages, or None where the file is silent."""
        return self.text(key) if self.has(key) else None

    def names(self, key: str) -> tuple[str, ...]:
        """A list of strings; one string alone is a list of one, and silence an empty list."""
        if not self.has(key):
            return ()
        value = self.values[key]
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not all(isinstance(name, str) for name in values):
            self.find(key, "has to be a string or a list of strings")
            return ()
        return tuple(values)

    def numbers(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers; silence is an empty list."""
        return tuple(self._list_of(key, int))

    def days(self, key: str) -> tuple[date, ...]:
        """A list of dates; silence is an empty list."""
        return tuple(self._list_of(key, date))

    def texts(self, key: str) -> tuple[Text, ...]:
        """A list of texts in both languages; silence is an empty list."""
        found = []
        for table in self.tables(key):
            found.append(table.both_languages())
            table.done()
        return tuple(found)

    def table(self, key: str) -> "Table":
        """The table under this key."""
        return self._inside(key, self._value(key, dict, None, {}))

    def tables(self, key: str) -> Iterator["Table"]:
        """The list of tables under this key, in the order of the file; silence is an empty list."""
        for position, values in enumerate(self._value(key, list, [], [])):
            if isinstance(values, dict):
                yield self._inside(f"{key}[{position}]", values)
            else:
                self.find(f"{key}[{position}]", "has to be a table")

    def named_tables(self, key: str) -> Iterator[tuple[str, "Table"]]:
        """The tables inside the table under this key, each with its name."""
        outer = self.table(key)
        for name in outer.values:
            yield name, outer.table(name)

    def one_of(self, key: str, known: Collection[str], default: str | None = None) -> str:
        """A string that has to be one of the known ones."""
        return self.expect(key, self.word(key, default), known)

    def expect(self, key: str, name: str, known: Collection[str]) -> str:
        """The name; one that is not known is reported with the nearest that is."""
        if name and name not in known:
            self.find(key, f"{name!r} is not one of: {', '.join(known)}", nearest(name, known))
        return name

    def done(self) -> None:
        """Report every key that nobody asked for: most often a misspelt one."""
        for key in self.values.keys() - self.asked:
            self.find(key, "means nothing here", nearest(key, self.asked))

    def _value(self, key: str, kind: type[Kind], default: Kind | None, stand_in: Kind) -> Kind:
        self.asked.add(key)
        if key not in self.values:
            if default is None:
                self.find(key, "is missing")
            return stand_in if default is None else default
        value = self.values[key]
        if type(value) is not kind:
            self.find(key, f"has to be {_A_KIND[kind]}, not {value!r}")
            return stand_in
        return value

    def _list_of(self, key: str, kind: type[Kind]) -> list[Kind]:
        values = self._value(key, list, [], [])
        for value in values:
            if type(value) is not kind:
                self.find(key, f"holds {value!r}, which is not {_A_KIND[kind]}")
        return [value for value in values if type(value) is kind]

    def _inside(self, key: str, values: Mapping[str, Any]) -> "Table":
        return Table(self.file, self._at(key), values, self.findings)

    def _at(self, key: str) -> str:
        return f"{self.where}.{key}" if self.where else key


_A_KIND: dict[type, str] = {
    str: "a string",
    int: "a whole number",
    bool: "true or false",
    date: "a date",
    dict: "a table",
    list: "a list",
}


class _NoFloats(ValueError):
    pass


def _refuse_float(typed: str) -> None:
    # Money and shares are whole numbers here; a float would round before anybody noticed.
    raise _NoFloats(f"{typed} is not a whole number")


@lru_cache(maxsize=512)
def _parsed(content: str) -> Mapping[str, Any]:
    """What the text says; nobody changes it, and a part that many files share is read once."""
    return tomllib.loads(content, parse_float=_refuse_float)


def read_toml(path: Path, findings: list[Finding]) -> Table:
    """The top table of a file; what TOML itself refuses is a finding like any other."""
    try:
        values = _parsed(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        findings.append(Finding(path.name, "", "the file is missing"))
    except (_NoFloats, UnicodeDecodeError, tomllib.TOMLDecodeError) as wrong:
        findings.append(Finding(path.name, "", f"is not a TOML file we can use: {wrong}"))
    else:
        return Table(path.name, "", values, findings)
    return Table(path.name, "", {}, [])  # What an unreadable file lacks besides is not worth a word.
