"""The list that a decision is put together on: what is ticked, how much of it, and what is wrong with it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from nscl_grants.actions.decisions import Chosen, CutUnexplained
from nscl_grants.domain.guards.deciding import AboveRecommendation
from nscl_grants.domain.money import ZERO, Money, NotMoney, total
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.vietnamese import clean_lines
from nscl_grants.reports.to_decide import Listed, ToDecide
from nscl_grants.reports.what_if import Award
from nscl_grants.web.filters import sentence
from nscl_grants.web.whole import whole_or_none

Typed = MultiDict[str, str]


@dataclass(slots=True)
class Line:
    """One case of the list: the typed amount and reason, and the fault beside them."""

    row: ToDecide
    ticked: bool
    typed: str
    reason: str
    seen_version: int
    fault: str = ""
    amount: Money | None = None

    @property
    def recommended(self) -> Money:
        """The reviewer's recommendation."""
        return self.row.case.recommended or ZERO

    @property
    def is_part(self) -> bool:
        """Whether less than the recommendation is approved."""
        return self.amount is not None and self.amount < self.recommended

    def read(self) -> None:
        """Read the amount; what is wrong with it, or with the reason, becomes the fault."""
        try:
            self.amount = Money.read(self.typed)
        except NotMoney as refused:
            self.fault = sentence(refused)
            return
        if refusal := self._refusal(self.amount):
            self.fault = sentence(refusal)

    def _refusal(self, amount: Money) -> Refused | None:
        if amount > self.recommended:
            return AboveRecommendation(amount, self.recommended)
        return CutUnexplained(amount, self.recommended) if amount < self.recommended and not self.reason else None


@dataclass(frozen=True, slots=True)
class DecisionSheet:
    """All lines, and what the ticked ones come to."""

    lines: Sequence[Line]
    remarks: str = ""
    is_cut: bool = False
    """Whether other cases wait that the list has no room for."""
    gone: Sequence[str] = ()
    """The references that were ticked and wait no longer, or are no longer the reader's to decide."""

    @property
    def ticked(self) -> list[Line]:
        """The chosen cases, in order."""
        return [line for line in self.lines if line.ticked]

    @property
    def faults(self) -> list[tuple[str, str]]:
        """What is wrong with the chosen ones, by the field it stands at."""
        return [(f"amount-{line.row.case.reference}", line.fault) for line in self.ticked if line.fault]

    @property
    def approved(self) -> Money:
        """What would be approved in all."""
        return total([line.amount for line in self.ticked if line.amount is not None])

    @property
    def returned(self) -> Money:
        """What was held and would be free again."""
        return total([line.recommended - line.amount for line in self.ticked if line.amount is not None])

    @property
    def awards(self) -> list[Award]:
        """The chosen cases with what would be approved, for the sum before and after."""
        return [(line.row.case, line.amount) for line in self.ticked if line.amount is not None and not line.fault]

    def chosen(self) -> list[Chosen]:
        """What the action is asked to do."""
        return [
            Chosen(line.row.case, line.amount, line.reason, line.seen_version)
            for line in self.ticked
            if line.amount is not None
        ]


def fresh_sheet(found: Listed[ToDecide], preticked: Collection[str]) -> DecisionSheet:
    """The list as it is first shown: every case in full, those ticked that the reader came from."""
    lines = [_line(row, row.case.reference in preticked and row.refusal is None) for row in found.rows]
    return _read(lines, found, preticked)


def typed_sheet(found: Listed[ToDecide], typed: Typed) -> DecisionSheet:
    """The list as it was sent."""
    wanted = typed.getlist("c")
    lines = []
    for row in found.rows:
        reference = row.case.reference
        line = _line(row, reference in wanted and row.refusal is None)
        line.typed = typed.get(f"amount-{reference}", line.typed)
        line.reason = clean_lines(typed.get(f"reason-{reference}", ""))
        seen = typed.get(f"version-{reference}", "")
        line.seen_version = line.seen_version if (said := whole_or_none(seen)) is None else said
        lines.append(line)
    return _read(lines, found, wanted, clean_lines(typed.get("remarks", "")))


def _read(lines: list[Line], found: Listed[ToDecide], wanted: Collection[str], remarks: str = "") -> DecisionSheet:
    for line in lines:
        if line.ticked:
            line.read()
    ticked = {line.row.case.reference for line in lines if line.ticked}
    return DecisionSheet(lines, remarks, found.is_cut, sorted(set(wanted) - ticked))


def _line(row: ToDecide, ticked: bool) -> Line:
    return Line(row, ticked, str(row.case.recommended or ZERO), "", row.case.version)
