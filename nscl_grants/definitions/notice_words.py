"""What a notice is called: the word of its kind, or the step that it tells of."""

from nscl_grants.definitions.house import House
from nscl_grants.definitions.words import words
from nscl_grants.domain.text import Text

PREFIX = "mail."


def notice_words(house: House, kind: str, life: tuple[str, int] | None = None) -> Text:
    """The text of `[notice.<kind>]`, else the label of the step in the case's own life, or in any other."""
    name = kind.removeprefix(PREFIX)
    if word := words().get(f"notice.{name}"):
        return word
    own = [house.workflows[life]] if life is not None and life in house.workflows else []
    lives = [*own, house.workflow("firm_support"), house.workflow("claim"), *house.workflows.values()]
    labels = (row.label for each in lives for row in each.transitions if row.trigger == name)
    return next(labels, Text(name, name))
