"""All that a report on the plan says, as values of one cut-off; page, PDF, DOCX, XLSX and JSON are drawn from it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from nscl_grants.domain.indicators import Quantity
from nscl_grants.domain.money import Money, total
from nscl_grants.domain.plan import Group
from nscl_grants.domain.text import Text


@dataclass(frozen=True, slots=True)
class IndicatorResult:
    """How far an indicator is, and how that was worked out."""

    key: str
    title: Text
    unit: Text
    period: str
    target: int | None
    amount: Quantity | None
    progress: int | None
    """Per cent of the target."""
    how: Text


@dataclass(frozen=True, slots=True)
class ObjectiveResult:
    """An objective with what shows how far it is."""

    key: str
    text: Text
    indicators: tuple[IndicatorResult, ...]


@dataclass(frozen=True, slots=True)
class TaskResult:
    """A row of Phụ lục I with what was recorded for it."""

    key: str
    group: str
    text: Text
    lead: str
    partners: str
    period: str
    note: str
    records: int
    """Records of agencies, and cases supported from the task's lines."""
    people: int
    cost: Money
    """What the books say was spent on the task's lines; without lines what agencies said."""
    status: Text


@dataclass(frozen=True, slots=True)
class LineResult:
    """A budget line in the years reported on; what was given is where it is now."""

    key: str
    group: str
    number: str
    text: Text
    short: Text
    planned: Money
    given: Money
    spent: Money
    committed: Money
    held: Money
    returned: Money
    """To be paid back, paid back or written off."""
    ended: Money
    """Lapsed, or carried into the next year."""
    free: Money
    spent_since_start: Money


@dataclass(frozen=True, slots=True)
class YearResult:
    """One year of the whole plan."""

    year: int
    planned: Money
    given: Money
    spent: Money


@dataclass(frozen=True, slots=True)
class LineYear:
    """One cell of Phụ lục II, and what was spent."""

    line: str
    year: int
    planned: Money | None
    """None where the cell is blank."""
    spent: Money


@dataclass(frozen=True, slots=True)
class SupportRow:
    """Support by procedure, commune, kind or size of organisation."""

    key: str
    label: Text
    filed: int
    supported: int
    organisations: int
    committed: Money
    spent: Money


@dataclass(frozen=True, slots=True)
class SupportedCase:
    """A case that got money, for the annex."""

    code: str
    organisation: str
    commune: Text
    procedure: Text
    item: str
    approved: Money
    spent: Money


@dataclass(frozen=True, slots=True)
class AgencyResult:
    """Whether a body has reported."""

    key: str
    name: Text
    kind: str
    state: Text
    sent_on: date | None
    reported: bool


@dataclass(frozen=True, slots=True)
class Activity:
    """A task record, for the annex."""

    body: Text
    kind: Text
    task: str
    title: str
    held_on: date
    place: str
    people: int
    organisations: int
    units: int
    cost: Money


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure that is another than it was."""

    label: Text
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Words:
    """A part that people wrote."""

    part: str
    text: str


@dataclass(frozen=True, slots=True)
class Signed:
    """What is recorded of the signature."""

    number: str
    dated_on: date
    signer: str
    position: str


@dataclass(frozen=True, slots=True)
class Content:
    """One report."""

    plan: Text
    plan_number: Text
    office: Text
    parent: Text
    province: Text
    place: str
    purpose: str
    year: int
    title: str
    first_year: int
    last_year: int
    seq: int
    as_of: datetime
    objectives: tuple[ObjectiveResult, ...]
    task_groups: tuple[Group, ...]
    tasks: tuple[TaskResult, ...]
    line_groups: tuple[Group, ...]
    lines: tuple[LineResult, ...]
    years: tuple[YearResult, ...]
    months: tuple[Money, ...]
    """What was paid out, net of returns, month by month."""
    by_procedure: tuple[SupportRow, ...]
    by_commune: tuple[SupportRow, ...]
    by_kind: tuple[SupportRow, ...]
    organisations: int
    """Organisations that were paid, each counted once."""
    cases: tuple[SupportedCase, ...]
    more_cases: int
    """How many further cases the annex leaves out."""
    agencies: tuple[AgencyResult, ...]
    activities: tuple[Activity, ...]
    line_years: tuple[LineYear, ...] = ()
    """Every line in every year of the plan."""
    by_size: tuple[SupportRow, ...] = ()
    later_than: str = ""
    """The report before this one."""
    later: tuple[Difference, ...] = ()
    """What became another figure after that one was signed."""
    words: tuple[Words, ...] = ()
    signed: Signed | None = None
    correction: int = 0
    corrects: str = ""
    reason: str = ""
    changes: tuple[Difference, ...] = ()
    """What a correction corrects."""

    @property
    def spent(self) -> Money:
        """All lines together."""
        return total([line.spent for line in self.lines])

    @property
    def given(self) -> Money:
        """All lines together."""
        return total([line.given for line in self.lines])

    @property
    def planned(self) -> Money:
        """All lines together."""
        return total([line.planned for line in self.lines])

    @property
    def support(self) -> SupportRow:
        """All support together; an organisation in two procedures counts once."""
        rows = self.by_procedure
        return SupportRow(
            "",
            Text("Cộng", "Total"),
            sum(row.filed for row in rows),
            sum(row.supported for row in rows),
            self.organisations,
            total([row.committed for row in rows]),
            total([row.spent for row in rows]),
        )

    def text(self, part: str) -> str:
        """What people wrote for a part."""
        return next((words.text for words in self.words if words.part == part), "")


def differences(old: Content, new: Content) -> tuple[Difference, ...]:
    """The figures that are others now, in the order of the report."""
    before, after = dict(_figures(old)), dict(_figures(new))
    labels = list(dict.fromkeys([*before, *after]))
    return tuple(
        Difference(label, before.get(label, "–"), after.get(label, "–"))
        for label in labels
        if before.get(label) != after.get(label)
    )


def _figures(content: Content) -> Iterator[tuple[Text, str]]:
    for objective in content.objectives:
        for one in objective.indicators:
            if one.amount is not None:
                yield _label(f"{one.key.split('.')[0]}. ", one.title), one.amount.in_language("vi")
    for line in content.lines:
        for vi, en, amount in _amounts(line):
            yield Text(f"Dòng {line.key}, {vi}", f"Line {line.key}, {en}"), f"{amount} đồng"
    for row in content.by_procedure:
        yield _label("", row.label, ", số hồ sơ được hỗ trợ", ", cases supported"), str(row.supported)
    for task in content.tasks:
        yield Text(f"Nhiệm vụ {task.key}, số kết quả ghi nhận", f"Task {task.key}, records"), str(task.records)


def _amounts(line: LineResult) -> Iterator[tuple[str, str, Money]]:
    yield "dự toán giao", "allotted", line.given
    yield "đã chi", "spent", line.spent
    yield "đã duyệt, chưa chi", "approved, not paid", line.committed
    yield "thu hồi", "recovery", line.returned
    if line.free or line.given:
        yield "còn lại", "left", line.free


def _label(before: str, text: Text, vi: str = "", en: str = "") -> Text:
    return Text(f"{before}{text.vi}{vi}", f"{before}{text.en}{en}")
