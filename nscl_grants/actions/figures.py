"""Gathers what a report on the plan says: figures of one cut-off, from the books, the cases and the task records."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from nscl_grants.actions.indicator_values import records_until, values_of
from nscl_grants.actions.support_rows import KINDS, by_commune, by_procedure, by_size, case_row, labelled
from nscl_grants.db import ledger
from nscl_grants.db.agency_reports import period_of_year, reports_of_period, states_at
from nscl_grants.db.ledger import BoardRow
from nscl_grants.db.plan_figures import PROMISED, SPENT, board_at, last_seq, spent_by_day
from nscl_grants.db.plan_support import Support, span_of, support, supported_cases
from nscl_grants.db.science import PaidOnContract, science_paid
from nscl_grants.definitions.house import House, house_of
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.indicators import Value
from nscl_grants.domain.ledger.accounts import Place
from nscl_grants.domain.money import ZERO, Money, total
from nscl_grants.domain.plan import BudgetLine, PlanDefinition, Task
from nscl_grants.domain.reporting import FINAL, bodies_of
from nscl_grants.domain.results import RECORD_KINDS, CutOff, Record
from nscl_grants.domain.results_report import (
    Activity,
    AgencyResult,
    Content,
    IndicatorResult,
    LineResult,
    LineYear,
    ObjectiveResult,
    TaskResult,
    YearResult,
)
from nscl_grants.domain.text import Text

MOST_CASES = 300
"""In the annex; the sums hold all of them."""


def cut_off_now(session: Session, at: datetime) -> CutOff:
    """All that is there now."""
    return CutOff(last_seq(session), at)


def cut_off_at(session: Session, at: datetime) -> CutOff:
    """All that was there at a moment."""
    return CutOff(ledger.seq_at(session, at), at)


Told = Callable[[str], object]
"""Is called as each stage of a long run begins."""


def _in_silence(stage: str) -> None:
    """For those who wait without watching."""


def gather(
    session: Session, *, year: int, purpose: str, title: str, cut_off: CutOff, told: Told = _in_silence
) -> Content:
    """A report without its words: on one year, or on the whole plan when it is the final one."""
    house = house_of(session)
    plan = house.plan
    years = tuple(plan.years) if purpose == FINAL else (year,)
    span = span_of(years)
    told("books and records")
    rows, records = board_at(session, cut_off), records_until(session, year, cut_off)
    in_span = [record for record in records if record.year in years]
    told("support")
    given = support(session, span, cut_off)
    cases = supported_cases(session, span, cut_off, MOST_CASES)
    lines = tuple(line_result(line, rows, years) for line in plan.lines)
    told("indicators, months and reports of agencies")
    contracts = science_paid(session, years, cut_off.seq)
    of_lines = _of_lines(lines, given.by("line"), contracts)
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
        objectives=_objectives(plan, values_of(session, year, cut_off, records, {years: given.together})),
        task_groups=plan.task_groups,
        tasks=tuple(task_result(task, in_span, year, of_lines, contracts) for task in plan.tasks),
        line_groups=plan.line_groups,
        lines=lines,
        years=tuple(_year(plan, rows, each) for each in plan.years),
        months=_months(spent_by_day(session, years, cut_off), year),
        by_procedure=by_procedure(plan, given.by("procedure")),
        by_commune=by_commune(plan, given.by("commune")),
        by_kind=labelled(given.by("kind"), KINDS),
        by_size=by_size(given),
        line_years=tuple(_line_years(plan, rows)),
        organisations=given.together.organisations,
        cases=tuple(case_row(plan, *found) for found in cases),
        more_cases=max(given.together.supported - len(cases), 0),
        agencies=_agencies(session, house, year, cut_off),
        activities=activities(plan, reversed(in_span)),
    )


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


def task_result(
    task: Task,
    records: Iterable[Record],
    year: int,
    of_lines: OfLines | None = None,
    contracts: Iterable[PaidOnContract] = (),
) -> TaskResult:
    """What was recorded for a task, what its lines and contracts paid when given, and whether it is under way."""
    mine = [record for record in records if record.task == task.key]
    paid = [of_lines[line] for line in task.lines if line in of_lines] if of_lines else []
    paid += [(1, contract.amount) for contract in contracts if contract.task == task.key]
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


def _of_lines(lines: Iterable[LineResult], support: Iterable[Support], contracts: Sequence[PaidOnContract]) -> OfLines:
    """What each line did for its own tasks; a contract on it counts for the task that was ordered, and not twice."""
    cases = {row.key: row.supported for row in support}
    elsewhere = {
        line.key: total([contract.amount for contract in contracts if contract.line == line.key]) for line in lines
    }
    return {line.key: (cases.get(line.key, 0), line.spent - elsewhere[line.key]) for line in lines}


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


def _line_years(plan: PlanDefinition, rows: Iterable[BoardRow]) -> Iterator[LineYear]:
    """The cells of the plan's table, blanks as blanks, each with what was spent."""
    spent = {(row.line, row.year): _at([row], *SPENT) for row in rows}
    for line in plan.lines:
        for year in plan.years:
            yield LineYear(line.key, year, line.amounts.get(year), spent.get((line.key, year), ZERO))


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
