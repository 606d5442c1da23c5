"""Reads for what personal data is used and how long it is kept (`personal_data.toml`)."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nscl_grants.domain.text import Text

_FILE = Path(__file__).with_name("personal_data.toml")


@dataclass(frozen=True, slots=True)
class Purpose:
    """One use of personal data: by law, or only with the person's consent."""

    name: str
    by_law: bool
    title: Text
    what: Text


@dataclass(frozen=True, slots=True)
class Retention:
    """How long something is kept, and from when that counts."""

    name: str
    what: Text
    years: int
    after: Text
    unsure: bool


@dataclass(frozen=True, slots=True)
class PersonalDataRules:
    """All of them, in the order of the file."""

    purposes: tuple[Purpose, ...]
    retention: tuple[Retention, ...]

    @property
    def asked(self) -> tuple[Purpose, ...]:
        """The purposes that need consent."""
        return tuple(each for each in self.purposes if not each.by_law)


@cache
def personal_data_rules() -> PersonalDataRules:
    """The rules of the file."""
    read = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return PersonalDataRules(
        tuple(
            Purpose(each["name"], each["by_law"], Text(**each["title"]), Text(**each["what"]))
            for each in read["purposes"]
        ),
        tuple(
            Retention(each["name"], Text(**each["what"]), each["years"], Text(**each["after"]), each["unsure"])
            for each in read["retention"]
        ),
    )
