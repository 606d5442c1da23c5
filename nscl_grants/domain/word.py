"""A word that both languages have, named by its key: `Word("money.held")`, `Word("role.reviewer")`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """A key of `definitions/words/`; a refusal carries it where it cannot know the reader's language."""

    key: str
