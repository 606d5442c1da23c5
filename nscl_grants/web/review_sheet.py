"""The sheet that a review is written on: what was typed for each cost line and for the paper in sight.

It is filled from the saved findings or from what was sent; what is wrong with it stands beside its field.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from nscl_grants.actions.assessments import Allowed, Verdict, cost_refusal
from nscl_grants.db.applications import Application, Assessment
from nscl_grants.domain.money import Money, NotMoney
from nscl_grants.domain.vietnamese import clean, clean_lines
from nscl_grants.web.answers import Shown
from nscl_grants.web.filters import sentence
from nscl_grants.web.language import _

Typed = MultiDict[str, str]
Fault = tuple[str, str]


@dataclass(slots=True)
class CostRow:
    """One cost line: what was declared, and what the reviewer lets stand of it."""

    n: int
    title: str
    about: str
    declared: Money
    allowed: str = ""
    reason: str = ""
    fault: str = ""

    @property
    def id(self) -> str:
        """The name of its field."""
        return f"cost-{self.n}"

    def read(self) -> Allowed:
        """What was typed; what cannot be read is a fault, and counts as not looked at."""
        if not self.allowed.strip():
            return Allowed(None, self.reason)
        try:
            allowed = Allowed(Money.read(self.allowed), self.reason)
        except NotMoney as refused:
            self.fault = sentence(refused)
            return Allowed(None, self.reason)
        if refusal := cost_refusal(self.n, self.declared, allowed):
            self.fault = sentence(refusal)
        return allowed


@dataclass(slots=True)
class Sheet:
    """All that the reviewer writes."""

    rows: list[CostRow]
    remarks: str = ""
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    paper: str = ""
    """The paper in sight, the one that can be judged now."""
    faults: list[Fault] = field(default_factory=list)

    @property
    def declared(self) -> Money:
        """All lines as declared."""
        return Money(sum(row.declared.dong for row in self.rows))

    @property
    def allowed(self) -> Money | None:
        """All lines as let stand; None while one of them is open."""
        amounts = [row.read().amount for row in self.rows]
        return None if None in amounts else Money(sum(amount.dong for amount in amounts if amount))

    @property
    def cut(self) -> Money | None:
        """What was not let stand."""
        return None if self.allowed is None else self.declared - self.allowed

    @property
    def verdict(self) -> Verdict | None:
        """What is said of the paper in sight."""
        return self.verdicts.get(self.paper)

    def read(self) -> list[Allowed]:
        """What was typed for the cost lines; what is wrong is listed in `faults`."""
        allowed = [row.read() for row in self.rows]
        self.faults += [(row.id, row.fault) for row in self.rows if row.fault]
        if self.verdict is not None and not self.verdict.accepted and not self.verdict.reason:
            self.faults.append(("verdict-reason", _("Ghi lý do không chấp nhận giấy tờ này.")))
        return allowed


def saved_sheet(case: Application, assessment: Assessment | None, costs: Sequence[Sequence[Shown]]) -> Sheet:
    """The sheet as it was saved last; empty before the first save."""
    rows = _cost_rows(case, costs)
    if assessment is None:
        return Sheet(rows)
    for row, found in zip(rows, assessment.costs, strict=False):
        row.allowed = "" if found.get("allowed") is None else str(Money(found["allowed"]))
        row.reason = found.get("reason", "")
    return Sheet(rows, assessment.remarks, {name: Verdict(**each) for name, each in assessment.documents.items()})


def fill_in(sheet: Sheet, typed: Typed, papers: Mapping[str, object]) -> None:
    """Put what was sent on the sheet; of the papers only the one in sight was sent."""
    for row in sheet.rows:
        row.allowed = typed.get(f"{row.id}.allowed", row.allowed)
        row.reason = clean(typed.get(f"{row.id}.reason", row.reason))
        if typed.get("do") == "fill" and not row.allowed.strip():
            row.allowed = str(row.declared)
    sheet.remarks = clean_lines(typed.get("remarks", sheet.remarks))
    sheet.paper = typed.get("paper", "")
    said = typed.get("verdict")
    if sheet.paper in papers and said in ("accepted", "refused"):
        reason = clean_lines(typed.get("verdict-reason", "")) if said == "refused" else ""
        sheet.verdicts[sheet.paper] = Verdict(said == "accepted", reason)


def _cost_rows(case: Application, costs: Sequence[Sequence[Shown]]) -> list[CostRow]:
    declared = [row for row in case.answers.get("costs") or () if "amount" in row]
    return [_cost_row(n, row, told) for n, (row, told) in enumerate(zip(declared, costs, strict=False), 1)]


def _cost_row(n: int, row: Mapping[str, object], told: Sequence[Shown]) -> CostRow:
    words = {each.name: each.text for each in told}
    title = words.get("content") or words.get("kind") or _("Khoản %(n)d", n=n)
    about = [words[name] for name in ("provider", "invoice_number", "invoice_date") if words.get(name)]
    amount = row["amount"]
    assert isinstance(amount, int), "an amount is kept in whole đồng"
    return CostRow(n, title, ", ".join(about), Money(amount))
