"""A short text in both of the languages that the system speaks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence or label; Vietnamese is the original, English its translation."""

    vi: str
    en: str

    def in_language(self, language: str) -> str:
        """The text in the reader's language; anything but English reads Vietnamese."""
        return self.en if language == "en" else self.vi
