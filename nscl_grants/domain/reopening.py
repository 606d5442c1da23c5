"""What of an application its organisation may change: all of a draft, later only what a supplement request names."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text

DRAFT = "draft"
SUPPLEMENT = "supplement_requested"
CLAIM_WITH_THE_FIRM = frozenset({"draft", "returned"})
"""The states in which a claim may still be changed."""


@dataclass(eq=False)
class NotOpenForChange(Refused):
    """The section or paper is closed now."""

    part: Text


@dataclass(frozen=True, slots=True)
class Reopened:
    """The state of an application and what its supplement request named, if there was one."""

    state: str
    supplement: Mapping[str, Any] | None

    def has_section(self, name: str) -> bool:
        """Whether the answers of the section may change."""
        return self._has("sections", name)

    def has_document(self, name: str) -> bool:
        """Whether files may be added to the paper."""
        return self._has("documents", name)

    def may_remove(self, name: str, uploaded_on: date) -> bool:
        """Whether a file may be taken off again; what was filed before a supplement request stays."""
        if not self.has_document(name):
            return False
        return self.state == DRAFT or uploaded_on >= self.asked_on

    @property
    def asked_on(self) -> date:
        """The day of the supplement request."""
        assert self.supplement is not None, "only a supplement request has a day"
        return date.fromisoformat(self.supplement["asked_on"])

    def _has(self, kind: str, name: str) -> bool:
        if self.state == DRAFT:
            return True
        return self.state == SUPPLEMENT and name in (self.supplement or {}).get(kind, ())
