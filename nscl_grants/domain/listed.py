"""Changes of the reference lists that two people stand behind: standards by their editions, agencies by their names.

An entry of a list is never taken away: what was filed under it has to be read in years. A standard gets a next edition,
or is not offered any more, from a day to come; a case keeps what it was filed under.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from nscl_grants.domain.norms import NormFamily
from nscl_grants.domain.plan import Agency
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.standards import Standard
from nscl_grants.domain.text import Text

Change = Mapping[str, Any]
NEW, EDITION, END = "new", "edition", "end"


@dataclass(eq=False)
class EntryNotAhead(Refused):
    """What was filed up to today was filed under the list as it is."""

    wanted: date
    earliest: date


@dataclass(eq=False)
class EntryIsSo(Refused):
    """The list says that already."""

    name: str


@dataclass(eq=False)
class EntryTaken(Refused):
    """Another entry has that code."""

    code: str


def standards_after(
    standards: Mapping[str, Standard], families: Iterable[NormFamily], changes: Iterable[Change]
) -> tuple[Mapping[str, Standard], tuple[NormFamily, ...]]:
    """The standards, and the families that cover them, after these changes in their order."""
    listed, covering = dict(standards), list(families)
    for change in changes:
        key, day = change["key"], date.fromisoformat(change["from"])
        if change["what"] == END:
            listed[key] = replace(listed[key], until=day)
            continue
        before = listed.get(key)
        listed[key] = Standard(
            key=key,
            code=change["code"],
            edition=change["edition"],
            title=Text(change["vi"], change["en"]),
            evidence=change["evidence"],
            valid_months=change["valid_months"],
            since=day,
            before=before,
        )
        if before is None:
            covering = [_covering(family, key) if family.key == change["family"] else family for family in covering]
    return listed, tuple(covering)


def agencies_after(agencies: Mapping[str, Agency], changes: Iterable[Change]) -> Mapping[str, Agency]:
    """The agencies after these changes: a new name for one, or one more."""
    listed = dict(agencies)
    for change in changes:
        key, name = change["key"], Text(change["vi"], change["en"])
        known = listed.get(key)
        listed[key] = (
            replace(known, name=name, short=change["short"])
            if known
            else Agency(key=key, name=name, short=change["short"], kind=change["kind"])
        )
    return listed


def check_standard(standards: Mapping[str, Standard], change: Change, today: date) -> None:
    """A change begins on a day to come, after the last one of its entry, and changes something."""
    day, known = date.fromisoformat(change["from"]), standards.get(change["key"])
    last = max(filter(None, (today, known.since if known else None, known.until if known else None)))
    if day <= last:
        raise EntryNotAhead(day, date.fromordinal(last.toordinal() + 1))
    if change["what"] == END:
        return
    code = change["code"].casefold()
    if change["what"] == NEW and any(each.code.casefold() == code for each in standards.values()):
        raise EntryTaken(change["code"])
    if known is not None and _says(known) == tuple(change[name] for name in _SAID):
        raise EntryIsSo(known.label)


def check_agency(agencies: Mapping[str, Agency], change: Change) -> None:
    """A change of an agency changes something, and no two have one name."""
    known = agencies.get(change["key"])
    if known is not None and (known.name, known.short) == (Text(change["vi"], change["en"]), change["short"]):
        raise EntryIsSo(known.name.vi)
    if any(each.key != change["key"] and each.name.vi == change["vi"] for each in agencies.values()):
        raise EntryTaken(change["vi"])


_SAID = ("edition", "vi", "en", "valid_months")


def _says(standard: Standard) -> tuple[object, ...]:
    return standard.edition, standard.title.vi, standard.title.en, standard.valid_months


def _covering(family: NormFamily, key: str) -> NormFamily:
    """A family that lists no standards covers whatever its procedure supports."""
    return replace(family, standards=(*family.standards, key)) if family.standards else family
