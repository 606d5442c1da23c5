"""Standards, schemes and tools that the plan names, by their editions."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from nscl_grants.domain.text import Text


@dataclass(frozen=True, slots=True)
class Standard:
    """A standard, scheme or tool, and what proves that it is applied."""

    key: str
    code: str
    edition: str
    title: Text
    evidence: Literal["certificate", "accreditation", "report", "award"]
    valid_months: int | None = None
    note: Text | None = None
    unsure: frozenset[str] = frozenset()
    since: date | None = None
    """The day from which this entry of the list reads so; None from the beginning."""
    until: date | None = None
    """The first day on which nothing can be filed for it any more; None while it stays on the list."""
    before: "Standard | None" = None
    """How the entry read before."""

    @property
    def label(self) -> str:
        """ISO 22000:2018."""
        return f"{self.code}:{self.edition}" if self.edition else self.code

    def is_listed(self, on: date) -> bool:
        """Whether it is, or was, on the list that day."""
        if self.since is not None and on < self.since:
            return self.before is not None and self.before.is_listed(on)
        return self.until is None or on < self.until

    def on(self, day: date) -> "Standard":
        """The entry as it read on that day; a case keeps the edition of its filing date."""
        if self.since is None or day >= self.since or self.before is None:
            return self
        return self.before.on(day)
