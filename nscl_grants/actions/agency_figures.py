"""Gathers what is filled into an agency's report."""

from datetime import date

from sqlalchemy.orm import Session

from nscl_grants.actions.figures import activities, task_result
from nscl_grants.db.plan_support import span_of, support_in_all
from nscl_grants.db.records import as_record, records_at
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.money import total
from nscl_grants.domain.reporting import body_of
from nscl_grants.domain.results import CutOff
from nscl_grants.domain.results_agency import AgencyContent
from nscl_grants.domain.results_report import SupportRow
from nscl_grants.domain.text import Text


def gather_agency(session: Session, body: str, year: int, cut_off: CutOff) -> AgencyContent:
    """The body's own records of the year, the tasks it leads, and for a commune the support in it."""
    plan = house_of(session).plan
    known = body_of(plan, body)
    first, last = date(year, 1, 1), date(year, 12, 31)
    rows = records_at(session, first=first, last=last, at=cut_off.at, bodies=(body,))
    records = [as_record(row) for row in rows]
    used = {record.task for record in records}
    tasks = [task for task in plan.tasks if body in task.leads or task.key in used]
    return AgencyContent(
        body=body,
        name=known.name if known else Text(body, body),
        year=year,
        seq=cut_off.seq,
        as_of=cut_off.at,
        tasks=tuple(task_result(task, records, year) for task in tasks),
        activities=activities(plan, reversed(records)),
        people=sum(record.people for record in records),
        cost=total([record.cost for record in records]),
        support=_support(session, body, year, cut_off) if body in plan.communes else None,
    )


def _support(session: Session, commune: str, year: int, cut_off: CutOff) -> SupportRow:
    label = house_of(session).plan.communes[commune].label
    row = support_in_all(session, span_of((year,)), cut_off, commune)
    return SupportRow(commune, label, row.filed, row.supported, row.organisations, row.committed, row.spent)
