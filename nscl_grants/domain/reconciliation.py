"""Our figures of a budget year beside those of the treasury (đối chiếu, Mẫu 30 and 31), line by line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nscl_grants.domain.ledger.accounts import OPEN_STATES, Place
from nscl_grants.domain.money import ZERO, Money, total
from nscl_grants.domain.refused import Refused

FIGURES = ("given", "spent", "advanced", "left")
"""Dự toán được giao, đã rút và chi, tạm ứng chưa thanh toán, còn lại tại Kho bạc."""
_SPENT = (Place.PAID, Place.TO_RECOVER, Place.WRITTEN_OFF)


@dataclass(eq=False)
class DifferencesUnexplained(Refused):
    """The treasury has other figures than we, and nobody says why."""

    count: int


@dataclass(eq=False)
class ReconciliationWaits(Refused):
    """One of the year waits for the second person."""

    year: int


@dataclass(frozen=True, slots=True)
class ReconciledLine:
    """One line of the plan, in our figures and in the treasury's."""

    line: str
    ours: Mapping[str, Money]
    theirs: Mapping[str, Money]

    def difference(self, figure: str) -> Money:
        """Theirs less ours; nothing where both agree."""
        return self.theirs[figure] - self.ours[figure]

    @property
    def differs(self) -> bool:
        """Whether any figure is not the same on both sides."""
        return any(self.difference(figure) for figure in FIGURES)

    def to_json(self) -> dict[str, Any]:
        """As a proposal keeps it."""
        return {
            "line": self.line,
            "ours": {name: self.ours[name].dong for name in FIGURES},
            "theirs": {name: self.theirs[name].dong for name in FIGURES},
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "ReconciledLine":
        """As it was kept."""
        sides = ({name: Money(int(kept[side][name])) for name in FIGURES} for side in ("ours", "theirs"))
        return cls(str(kept["line"]), *sides)


def our_figures(given: Money, states: Mapping[Place, Money]) -> dict[str, Money]:
    """What the books say of one line in one year; money that came back and money carried out are no longer there."""
    return {
        "given": given,
        "spent": total([states.get(place, ZERO) for place in _SPENT]),
        "advanced": states.get(Place.ADVANCED, ZERO),
        "left": total([states.get(place, ZERO) for place in OPEN_STATES]),
    }


def differing(lines: Sequence[ReconciledLine]) -> Sequence[ReconciledLine]:
    """The lines on which both sides do not agree."""
    return [line for line in lines if line.differs]
