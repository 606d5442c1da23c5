"""Gathers what a report on the plan says: figures of one cut-off, from the books, the cases and the task records."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from nscl_grants.db import ledger
from nscl_grants.db.agency_reports import period_of_year, reports_of_period, states_at
from nscl_grants.db.applications import Application
from nscl_grants.db.indicators import IndicatorInput, inputs_until
from nscl_grants.db.ledger import BoardRow
from nscl_grants.db.organisations import Organisation
from nscl_grants.db.plan_figures import (
    PROMISED,
    SPENT,
    Span,
    Support,
    board_at,
    last_seq,
    spent_by_day,
    support_by,
    support_in_all,
    supported_cases,
)
from nscl_grants.db.records import as_record, records_at
from nscl_grants.definitions.house import House, house_of
from nscl_grants.domain.calendar import ICT, legal_date
from nscl_grants.domain.indicators import Quantity, Value, work_out
from nscl_grants.domain.ledger.accounts import Place
from nscl_grants.domain.money import ZERO, Money, total
from nscl_grants.domain.plan import BudgetLine, Indicator, PlanDefinition, Task
from nscl_grants.domain.reporting import FINAL, bodies_of
from nscl_grants.domain.results import RECORD_KINDS, CutOff, Record, counted
from nscl_grants.domain.results_report import (
    Activity,
    AgencyResult,
    Content,
    IndicatorResult,
    LineResult,
    ObjectiveResult,
    SupportedCase,
    SupportRow,
    TaskResult,
    YearResult,
)
from nscl_grants.domain.text import Text

MOST_CASES = 300
"""In the annex; the sums hold all of them."""
_TEN_THOUSAND = 10_000
"""Đồng in a hundredth of a million."""
OUTSIDE = Text("Ngoài tỉnh", "Outside the province")
KINDS: Mapping[str, Text] = {
    "enterprise": Text("Doanh nghiệp", "Enterprises"),
    "cooperative": Text("Hợp tác xã", "Cooperatives"),
    "cooperative_union": Text("Liên hiệp hợp tác xã", "Unions of cooperatives"),
}


def cut_off_now(session: Session, at: datetime) -> CutOff:
    """All that is there now."""
    return CutOff(last_seq(session), at)


def cut_off_at(session: Session, at: datetime) -> CutOff:
    """All that was there at a moment."""
    return CutOff(ledger.seq_at(session, at), at)


def gather(session: Session, *, year: int, purpose: str, title: str, cut_off: CutOff) -> Content:
    """A report without its words: on one year, or on the whole plan when it is the final one."""
    house = house_of(session)
    plan = house.plan
    years = tuple(plan.years) if purpose == FINAL else (year,)
    span = span_of(years)
    rows, records = board_at(session, cut_off), _records(session, plan, year, cut_off)
    in_span = [record for record in records if record.year in years]
    together = support_in_all(session, span, cut_off)
    cases = supported_cases(session, span, cut_off, MOST_CASES)
    lines = tuple(line_result(line, rows, years) for line in plan.lines)
    of_lines = _of_lines(lines, support_by(session, Application.line, span, cut_off))
    return Content(
        plan=plan.title,
        plan_number=plan.number,
        office=plan.settings.office,
        parent=plan.settings.parent,
        province=plan.settings.province,
        place=plan.settings.place,
        purpose=purpose,
        year=year,
        title=title,
        first_year=plan.first_year,
        last_year=plan.last_year,
        seq=cut_off.seq,
        as_of=cut_off.at,
        objectives=_objectives(plan, indicator_values(session, year, cut_off, records=records)),
        task_groups=plan.task_groups,
        tasks=tuple(task_result(task, in_span, year, of_lines) for task in plan.tasks),
        line_groups=plan.line_groups,
        lines=lines,
        years=tuple(_year(plan, rows, each) for each in plan.years),
        months=_months(spent_by_day(session, years, cut_off), year),
        by_procedure=_by_procedure(plan, support_by(session, Application.procedure, span, cut_off)),
        by_commune=_by_commune(plan, support_by(session, Organisation.commune, span, cut_off)),
        by_kind=_labelled(support_by(session, Organisation.kind, span, cut_off), KINDS),
        organisations=together.organisations,
        cases=tuple(_case(plan, *found) for found in cases),
        more_cases=max(together.supported - len(cases), 0),
        agencies=_agencies(session, house, year, cut_off),
        activities=activities(plan, reversed(in_span)),
    )


def span_of(years: Sequence[int]) -> Span:
    """From the first day of the first year to the end of the last one, in Bắc Ninh."""
    return Span(
        tuple(years),
        datetime(min(years), 1, 1, tzinfo=ICT),
        datetime(max(years) + 1, 1, 1, tzinfo=ICT),
    )


def indicator_values(
    session: Session, year: int, cut_off: CutOff, *, records: Sequence[Record] | None = None
) -> Mapping[str, Value]:
    """Every indicator of the plan for a year, those of the whole plan since its beginning."""
    plan = house_of(session).plan
    found = _records(session, plan, year, cut_off) if records is None else records
    inputs = inputs_until(session, year, cut_off.at)
    return {
        indicator.key: _value(session, plan, indicator, year, cut_off, found, inputs.get(indicator.key, {}))
        for indicator in plan.indicators
    }


def line_result(line: BudgetLine, rows: Iterable[BoardRow], years: Sequence[int]) -> LineResult:
    """Where the line's money is."""
    mine = [row for row in rows if row.line == line.key]
    here = [row for row in mine if row.year in years]
    return LineResult(
        key=line.key,
        group=line.group,
        number=line.number,
        text=line.text,
        short=line.short,
        planned=total([line.in_year(year) for year in years]),
        given=total([row.allotted + row.states[Place.CARRIED_IN] for row in here]),
        spent=_at(here, *SPENT),
        committed=_at(here, *PROMISED),
        held=_at(here, Place.HELD),
        returned=_at(here, Place.TO_RECOVER, Place.RECOVERED, Place.WRITTEN_OFF),
        ended=_at(here, Place.LAPSED, Place.CARRIED_OUT),
        free=_at(here, Place.FREE),
        spent_since_start=_at([row for row in mine if row.year <= max(years)], *SPENT),
    )


OfLines = Mapping[str, tuple[int, Money]]
"""For each budget line how many cases it supports, and what was spent."""


def task_result(task: Task, records: Iterable[Record], year: int, of_lines: OfLines | None = None) -> TaskResult:
    """What was recorded for a task, what its lines paid when these are given, and whether it is under way."""
    mine = [record for record in records if record.task == task.key]
    paid = [of_lines[line] for line in task.lines if line in of_lines] if of_lines else []
    done = len(mine) + sum(cases for cases, _ in paid)
    cost = total([spent for _, spent in paid] if paid else [record.cost for record in mine])
    return TaskResult(
        key=task.key,
        group=task.group,
        text=task.text,
        lead=task.lead,
        partners=task.partners,
        period=task.period,
        note=task.note,
        records=done,
        people=sum(record.people for record in mine),
        cost=cost,
        status=_status(task, bool(done or cost), year),
    )


def activities(plan: PlanDefinition, records: Iterable[Record]) -> tuple[Activity, ...]:
    """The records as an annex lists them, in the order given."""
    names = {body.key: body.name for body in bodies_of(plan)}
    return tuple(_activity(record, names) for record in records)


def _of_lines(lines: Iterable[LineResult], support: Iterable[Support]) -> OfLines:
    cases = {row.key: row.supported for row in support}
    return {line.key: (cases.get(line.key, 0), line.spent) for line in lines}


def _records(session: Session, plan: PlanDefinition, year: int, cut_off: CutOff) -> Sequence[Record]:
    first, last = date(plan.first_year, 1, 1), date(year, 12, 31)
    return [as_record(row) for row in records_at(session, first=first, last=last, at=cut_off.at)]


def _value(
    session: Session,
    plan: PlanDefinition,
    indicator: Indicator,
    year: int,
    cut_off: CutOff,
    records: Sequence[Record],
    inputs: Mapping[str, IndicatorInput],
) -> Value:
    years = range(plan.first_year, year + 1) if indicator.period == "plan" else (year,)
    here = [record for record in records if record.year in years]
    quantities = {part: row.quantity for part, row in inputs.items()}
    counts = indicator.counts
    if counts is None:
        return work_out(indicator, quantities)
    if counts.what in ("paid_organisations", "paid_millions"):
        return _from_books(session, indicator, years, cut_off)
    count, matching = counted(counts, here)
    whole = None if indicator.of is None else counted(indicator.of, here)[0]
    return work_out(indicator, quantities, count=count, whole=whole, records=matching)


def _from_books(session: Session, indicator: Indicator, years: Sequence[int], cut_off: CutOff) -> Value:
    together = support_in_all(session, span_of(years), cut_off)
    value = work_out(indicator, {}, count=together.organisations)
    if indicator.counts is not None and indicator.counts.what == "paid_millions":
        return Value(indicator, Quantity(together.spent.dong // _TEN_THOUSAND), value.how)
    return value


def _objectives(plan: PlanDefinition, values: Mapping[str, Value]) -> tuple[ObjectiveResult, ...]:
    return tuple(
        ObjectiveResult(
            objective.key,
            objective.text,
            tuple(
                _indicator_result(values[indicator.key])
                for indicator in plan.indicators
                if indicator.objective == objective.key
            ),
        )
        for objective in plan.objectives
    )


def _indicator_result(value: Value) -> IndicatorResult:
    it = value.indicator
    return IndicatorResult(it.key, it.title, it.unit, it.period, it.target, value.amount, value.progress, value.how)


def _at(rows: Iterable[BoardRow], *places: Place) -> Money:
    return total([row.states[place] for row in rows for place in places])


def _year(plan: PlanDefinition, rows: Iterable[BoardRow], year: int) -> YearResult:
    here = [row for row in rows if row.year == year]
    given = total([row.allotted + row.states[Place.CARRIED_IN] for row in here])
    return YearResult(year, plan.in_year(year), given, _at(here, *SPENT))


def _months(days: Mapping[date, Money], year: int) -> tuple[Money, ...]:
    """Twelve sums; what was booked for the year after its end counts in December, of earlier years in January."""
    months = [ZERO] * 12
    for day, amount in days.items():
        month = day.month if day.year == year else (12 if day.year > year else 1)
        months[month - 1] = months[month - 1] + amount
    return tuple(months)


def _status(task: Task, has_records: bool, year: int) -> Text:
    if has_records:
        return Text("Đang thực hiện", "Under way")
    if task.years and min(task.years) > year:
        return Text("Chưa đến thời gian", "Not due yet")
    if task.years and max(task.years) < year:
        return Text("Hết thời gian, chưa ghi kết quả", "Time is over, nothing recorded")
    return Text("Chưa ghi kết quả", "Nothing recorded yet")


def _by_procedure(plan: PlanDefinition, rows: Iterable[Support]) -> tuple[SupportRow, ...]:
    """Every procedure of the plan, also one that nobody used."""
    found = {row.key: row for row in rows}
    nothing = Support("", 0, 0, 0, ZERO, ZERO)
    return tuple(_row(found.get(key, nothing), key, it.name) for key, it in plan.procedures.items())


def _by_commune(plan: PlanDefinition, rows: Iterable[Support]) -> tuple[SupportRow, ...]:
    labels = {code: commune.label for code, commune in plan.communes.items()}
    return _labelled(rows, labels)


def _labelled(rows: Iterable[Support], labels: Mapping[str, Text]) -> tuple[SupportRow, ...]:
    return tuple(_row(row, row.key, labels.get(row.key, OUTSIDE)) for row in rows)


def _row(found: Support, key: str, label: Text) -> SupportRow:
    return SupportRow(key, label, found.filed, found.supported, found.organisations, found.committed, found.spent)


def _case(
    plan: PlanDefinition, application: Application, firm: Organisation, committed: Money, spent: Money
) -> SupportedCase:
    commune, standard = plan.communes.get(firm.commune), plan.standards.get(application.item or "")
    return SupportedCase(
        code=application.code or "",
        organisation=firm.name,
        commune=commune.label if commune else OUTSIDE,
        procedure=plan.procedures[application.procedure].name,
        item=standard.label if standard else application.item or "",
        approved=committed + spent,
        spent=spent,
    )


def _agencies(session: Session, house: House, year: int, cut_off: CutOff) -> tuple[AgencyResult, ...]:
    period = period_of_year(session, year)
    if period is None or period.opened_at > cut_off.at:
        return ()
    states, bodies = house.workflow("agency_report").states, {body.key: body for body in bodies_of(house.plan)}
    reports = reports_of_period(session, period.id)
    since = states_at(session, "agency_report", [report.id for report in reports], cut_off.at)
    results = []
    for report in reports:
        state, moment = since.get(report.id, ("opened", None))
        reported = state in ("sent", "accepted", "frozen")
        body = bodies.get(report.body)
        if body is not None:
            sent = legal_date(moment) if moment and reported else None
            results.append(AgencyResult(body.key, body.name, body.kind, states[state].label, sent, reported))
    return tuple(results)


def _activity(record: Record, names: Mapping[str, Text]) -> Activity:
    return Activity(
        body=names.get(record.body) or Text(record.body, record.body),
        kind=RECORD_KINDS[record.kind],
        task=record.task,
        title=record.title,
        held_on=record.held_on,
        place=record.place,
        people=record.people,
        organisations=record.organisations,
        units=record.units,
        cost=record.cost,
    )
