"""The province's plan as it was decided: objectives, tasks, budget, procedures, and the places and papers they name.

Blanks of the source stay blank; what it leaves unknown is named in `unsure` and shown as "cần xác nhận".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from nscl_grants.domain.calendar import WorkCalendar
from nscl_grants.domain.money import ZERO, Money, total
from nscl_grants.domain.norms import Norm, NormFamily, family_of, in_force
from nscl_grants.domain.standards import Standard
from nscl_grants.domain.text import Text


@dataclass(frozen=True, slots=True)
class Objective:
    """A goal for 2030, in the words of the plan."""

    key: str
    text: Text


@dataclass(frozen=True, slots=True)
class Counting:
    """What an indicator counts: a figure of the task records of some kinds and places, or one of the ledger."""

    what: Literal["people", "organisations", "units", "asked", "paid_organisations", "paid_millions"]
    kinds: tuple[str, ...] = ()
    at: tuple[str, ...] = ()
    """Where the thing was done (enterprise, health, school …); none means anywhere."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """What shows whether an objective is met."""

    key: str
    objective: str
    title: Text
    unit: Text
    period: Literal["year", "plan"]
    target: int | None = None
    """None where the plan names none."""
    counts: Counting | None = None
    """What we count ourselves; None when the value comes from outside."""
    of: Counting | None = None
    """What the count is a share of, when we count that too."""
    denominator: Text | None = None
    """What has to be known from outside to work out a share."""
    growth_accounting: bool = False
    """Worked out from the growth of output, capital and labour."""
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A heading over tasks or budget lines."""

    key: str
    title: Text


@dataclass(frozen=True, slots=True)
class Task:
    """A row of Phụ lục I."""

    key: str
    group: str
    text: Text
    lead: str
    """Verbatim; `leads` names the same agencies by key."""
    partners: str
    period: str
    note: str
    leads: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    """The years that the period names; none where it is blank."""
    lines: tuple[str, ...] = ()
    """The budget lines of Phụ lục II that pay for it, as their words say; the source draws no such line."""
    by_order: bool = False
    """Whether it is carried out as nhiệm vụ KH&CN: ordered, awarded and paid by contract."""


@dataclass(frozen=True, slots=True)
class Products:
    """Products that a line counts beside its money."""

    in_all: int
    a_year: int
    most_each: Money
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """A row of Phụ lục II."""

    key: str
    group: str
    number: str
    text: Text
    short: Text
    amounts: Mapping[int, Money]
    """By year; a year whose cell is blank is not there."""
    lead: str
    partners: str
    products: Products | None = None

    @property
    def total(self) -> Money:
        """All years together."""
        return total(list(self.amounts.values()))

    def in_year(self, year: int) -> Money:
        """The plan's figure of a year; nothing where the cell is blank."""
        return self.amounts.get(year, ZERO)


@dataclass(frozen=True, slots=True)
class Procedure:
    """A kind of support that can be applied for, or that is known and not open yet."""

    key: str
    name: Text
    title: Text
    line: str
    open: bool
    legal_basis: tuple[Text, ...]
    resolution_title: Text | None = None
    workflow: str = ""
    form: str = ""
    about: Literal["standard", "product"] = "standard"
    """What one application is about, and what entitlement is counted by."""
    claims: tuple[str, ...] = ("claim",)
    """What may be claimed after the decision: the names of the lives, and questionnaires, of the claims."""
    contract: bool = False
    """Whether a contract is signed after the decision, before anything is claimed."""
    authority: Text | None = None
    """Who decides."""
    days: int = 0
    """Working days from receipt to result."""
    on_supplement: Literal["restart", "resume"] = "restart"
    supplement_days: int = 15
    hold_days: int = 0
    claim_days: int = 0
    appeal_days: int = 90
    """Days, not working days (Luật Khiếu nại 2011, Điều 9)."""
    obligation_months: int = 0
    tthc_code: str = ""
    note: Text | None = None
    unsure: frozenset[str] = frozenset()
    since: date | None = None
    """The filing date from which these terms hold; None from the beginning."""
    before: "Procedure | None" = None
    """The terms before."""

    def on(self, day: date | None) -> "Procedure":
        """The terms for what is filed that day; the newest ones without a day."""
        if day is None or self.since is None or day >= self.since or self.before is None:
            return self
        return self.before.on(day)


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency that leads, takes part or reports."""

    key: str
    name: Text
    short: str
    kind: Literal["department", "board", "association", "press"]
    reports: bool = True


@dataclass(frozen=True, slots=True)
class Commune:
    """A ward or commune of the province."""

    code: str
    name: str
    kind: Literal["ward", "commune"]

    @property
    def label(self) -> Text:
        """phường Nếnh; Nếnh Ward."""
        vi, en = ("phường", "Ward") if self.kind == "ward" else ("xã", "Commune")
        return Text(f"{vi} {self.name}", f"{self.name} {en}")


@dataclass(frozen=True, slots=True)
class YearDate:
    """A date that the law sets in the life of a budget year."""

    name: str
    title: Text
    month: int
    day: int
    next_year: bool
    basis: Text
    unsure: bool = False

    def of(self, year: int) -> date:
        """The date of that budget year."""
        return date(year + self.next_year, self.month, self.day)


@dataclass(frozen=True, slots=True)
class BudgetCodes:
    """How the treasury knows the office and its spending; what is not known is "" and left to be filled in by hand."""

    unit_code: str = ""
    """Mã ĐVQHNS, seven digits."""
    account: str = ""
    program_code: str = ""
    """Mã chương trình mục tiêu, dự án."""
    program: str = ""
    economic_code: str = ""
    """Mục, tiểu mục (mã NDKT)."""
    sector_code: str = ""
    """Loại, khoản (mã ngành kinh tế)."""
    source_code: str = ""
    """Mã nguồn NSNN."""
    tax_code: str = ""
    """The tiểu mục of tax that is withheld."""
    tax_chapter: str = ""
    tax_collector: str = ""
    unsure: tuple[str, ...] = ()
    """What is to be confirmed, by the names that the forms have for it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How the office is called and reached, and what papers print."""

    office: Text
    office_short: str
    office_code: str
    parent: Text
    province: Text
    province_code: str
    place: str
    """Before the date of a paper: "Bắc Ninh, ngày …"."""
    address: Text
    phone: str
    email: str
    receiving_points: tuple[Text, ...]
    budget_chapter: str
    treasury: Text
    approver_may_authorise: bool
    report_days: Mapping[str, tuple[int, int]]
    """The last (month, day) before which agencies and the province report."""
    bank_wait_days: int = 1
    """Working days before corrected bank details may be paid to."""
    budget: BudgetCodes = field(default_factory=BudgetCodes)
    unsure: frozenset[str] = frozenset()


@dataclass(frozen=True)
class PlanDefinition:
    """Everything that one plan says."""

    key: str
    title: Text
    number: Text
    first_year: int
    last_year: int
    objectives: tuple[Objective, ...]
    indicators: tuple[Indicator, ...]
    task_groups: tuple[Group, ...]
    tasks: tuple[Task, ...]
    line_groups: tuple[Group, ...]
    lines: tuple[BudgetLine, ...]
    procedures: Mapping[str, Procedure]
    families: tuple[NormFamily, ...]
    norms: tuple[Norm, ...]
    agencies: Mapping[str, Agency]
    communes: Mapping[str, Commune]
    standards: Mapping[str, Standard]
    calendar: WorkCalendar
    year_dates: Mapping[str, YearDate]
    settings: Settings
    legal_basis: tuple[Text, ...] = field(default=())

    @property
    def years(self) -> range:
        """The budget years of the plan."""
        return range(self.first_year, self.last_year + 1)

    @property
    def total(self) -> Money:
        """All lines, all years."""
        return total([line.total for line in self.lines])

    def in_year(self, year: int) -> Money:
        """All lines in one year."""
        return total([line.in_year(year) for line in self.lines])

    def line(self, key: str) -> BudgetLine:
        """The budget line of that key."""
        return next(line for line in self.lines if line.key == key)

    def family_of(self, procedure: str, standard: str) -> NormFamily | None:
        """The norm family that covers a standard in a procedure."""
        return family_of(self.families, procedure, standard)

    def norm_for(self, procedure: str, standard: str, on: date) -> Norm | None:
        """The norm that an application for this standard, filed on that day, keeps; None when there is none."""
        family, entry = self.family_of(procedure, standard), self.standards.get(standard)
        if entry is not None and not entry.is_listed(on):
            return None
        return in_force(self.norms, family.key, on) if family else None

    def standards_of(self, procedure: str, on: date) -> tuple[Standard, ...]:
        """The standards that can be applied for on that day, as the families list them."""
        listed = [key for family in self.families if family.procedure == procedure for key in family.standards]
        return tuple(self.standards[key].on(on) for key in listed if self.norm_for(procedure, key, on))

    def item_label(self, item: str, on: date | None = None) -> str:
        """The standard as it read on that day, or today where nothing is filed; a product by its own name."""
        standard = self.standards.get(item)
        if standard is None:
            return item
        return (standard.on(on) if on else standard).label
