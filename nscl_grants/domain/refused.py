"""What a rule may refuse: a key and named values, no finished text.

A refusal is worded at the door it leaves by, in the reader's language, from the texts under
`definitions/words/`; `nscl-grants check` fails when a key lacks one of its two languages.
"""

import dataclasses
import re
from dataclasses import dataclass

_WORD_START = re.compile(r"(?<!^)(?=[A-Z])")


@dataclass(eq=False)
class Refused(Exception):
    """The base of every refusal; a subclass is a dataclass whose fields are the values it names."""

    @classmethod
    def key(cls) -> str:
        """`OverCommitted` speaks through the text called `over_committed`."""
        return _WORD_START.sub("_", cls.__name__).lower()

    @property
    def values(self) -> dict[str, object]:
        """The named values of the sentence, in the order the class declares them."""
        return {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}

    def __str__(self) -> str:
        return f"{self.key()} {self.values}"
