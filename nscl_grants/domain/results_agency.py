"""The figures that are filled into an agency's report: its records, the tasks it leads, support in its commune."""

from dataclasses import dataclass
from datetime import datetime

from nscl_grants.domain.money import Money
from nscl_grants.domain.results_report import Activity, SupportRow, TaskResult
from nscl_grants.domain.text import Text


@dataclass(frozen=True, slots=True)
class AgencyContent:
    """What one body did in a year, as of a moment."""

    body: str
    name: Text
    year: int
    seq: int
    as_of: datetime
    tasks: tuple[TaskResult, ...]
    """The tasks it leads, and others for which it recorded something."""
    activities: tuple[Activity, ...]
    people: int
    cost: Money
    support: SupportRow | None = None
    """Support paid to organisations of the commune; None for agencies."""
