"""The office's own words for a mail: they say it otherwise, and fill in exactly what the first words filled in."""

from dataclasses import dataclass
from string import Formatter

from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text

ADJUSTABLE = ("letter.", "mail.")
"""How the keys begin of the words that an office may adjust."""


@dataclass(eq=False)
class GapsDiffer(Refused):
    """The new words leave out what the mail has to say, or name what nobody fills in."""

    wanted: str


def is_adjustable(key: str) -> bool:
    """Whether the words under that key are those of a mail."""
    return key.startswith(ADJUSTABLE)


def gaps_of(text: str) -> frozenset[str] | None:
    """What is filled in, by name; None where the braces cannot be read."""
    try:
        return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)
    except ValueError:
        return None


def check_text(first: Text, wished: Text) -> None:
    """Both languages fill in what the first words filled in."""
    for before, after in ((first.vi, wished.vi), (first.en, wished.en)):
        if gaps_of(before) != gaps_of(after):
            raise GapsDiffer(", ".join(f"{{{name}}}" for name in sorted(gaps_of(before) or ())) or "–")
