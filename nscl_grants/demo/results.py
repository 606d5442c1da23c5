"""The plan's side of the demo year: coordinators, what agencies did, their reports, and the draft of the plan's."""

import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from functools import partial
from itertools import cycle

from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.actions import (
    agency_reports,
    allotments,
    coordinators,
    indicators,
    plan_reports,
    records,
)
from nscl_grants.actions.allotments import Paper
from nscl_grants.actions.organisation_sizes import Declared, declare_size
from nscl_grants.db.agency_reports import AgencyReport
from nscl_grants.db.organisations import Organisation
from nscl_grants.db.people import Account
from nscl_grants.db.plan_reports import PlanReport
from nscl_grants.definitions.house import house_of
from nscl_grants.demo.orders import ordered_tasks
from nscl_grants.demo.people import Cast
from nscl_grants.demo.plan_facts import (
    AD_HOC_STEPS,
    COORDINATED,
    FIGURES,
    RESULTS,
    RETURNED,
    SENT,
    SIZES,
    SPENDING,
    STILL_TO_READ,
)
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.calendar import ICT
from nscl_grants.domain.indicators import Quantity
from nscl_grants.domain.money import Money
from nscl_grants.domain.reporting import AD_HOC

YEAR = 2026


Event = tuple[datetime, Callable[[], object]]


def tale_of_results(session: Session, cast: Cast) -> Iterator[datetime]:
    """The plan's own tale, told among those of the cases: it says when its next step comes, and then takes it."""
    events = [
        *_assigned(session, cast),
        *_recorded(session, cast),
        *_spent(session, cast),
        *ordered_tasks(session, cast),
        *_entered(session, cast),
        *_asked_at_mid_year(session, cast),
        *_reported(session, cast),
        *_declared(session, cast),
    ]
    for moment, step in sorted(events, key=lambda event: event[0]):
        yield moment
        step()


def _assigned(session: Session, cast: Cast) -> Iterator[Event]:
    account = session.get_one(Account, cast["coordinator"].account_id)
    start, manager = _at(date(YEAR, 1, 6)), cast["plan-manager"]
    for body in COORDINATED:
        act = _act(f"assign {body}")
        yield start, partial(coordinators.assign, session, account, body, actor=manager, at=start, act=act)


def _recorded(session: Session, cast: Cast) -> Iterator[Event]:
    for day, answers in RESULTS:
        writer = cast["coordinator" if answers["body"] in COORDINATED else "plan-manager"]
        at, act = _at(day, 15), _act(f"record {answers['title']}")
        yield at, partial(records.write, session, answers, actor=writer, at=at, act=act)


def _spent(session: Session, cast: Cast) -> Iterator[Event]:
    """What was paid on the lines that no case draws on: entered by one, confirmed by another."""
    for day, line, dong, number, what in SPENDING:
        yield _at(day, 16), partial(_spend, session, cast, day, line, Money(dong), number, what)


def _spend(session: Session, cast: Cast, day: date, line: str, amount: Money, number: str, what: str) -> None:
    at = _at(day, 16)
    proposal = allotments.propose_spending(
        session,
        line=line,
        year=YEAR,
        amount=amount,
        paper=Paper(number, day),
        reason=what,
        actor=cast["finance"],
        at=at,
        act=_act(f"spend {number}"),
    )
    assert proposal is not None, "the demo is told once"
    allotments.confirm(session, proposal, actor=cast["chief-accountant"], at=at, act=_act(f"confirm {number}"))


def _entered(session: Session, cast: Cast) -> Iterator[Event]:
    known = {indicator.key: indicator for indicator in house_of(session).plan.indicators}
    at, manager = _at(date(YEAR, 11, 3)), cast["plan-manager"]
    for key, part, figure, source in FIGURES:
        quantity, act = Quantity.read(figure), _act(f"figure {key} {part}")
        enter = partial(indicators.enter, session, known[key], part, YEAR, quantity)
        yield at, partial(enter, source=source, actor=manager, at=at, act=act)


def _reported(session: Session, cast: Cast) -> Iterator[Event]:
    manager, coordinator = cast["plan-manager"], cast["coordinator"]
    opened, drafted = _at(date(YEAR, 10, 20)), _at(date(YEAR, 11, 20), 17)
    call = agency_reports.Call("annual", YEAR, f"Báo cáo năm {YEAR}", date(YEAR, 11, 20))
    yield opened, partial(agency_reports.open_period, session, call, actor=manager, at=opened, act=_act("call"))
    for body in SENT:
        yield _at(date(YEAR, 11, 16)), partial(_send, session, body, coordinator)
        if body == RETURNED:
            yield _at(date(YEAR, 11, 18), 10), partial(_return, session, body, manager)
        elif body != STILL_TO_READ:
            yield _at(date(YEAR, 11, 18)), partial(_take_step, session, body, "accept", manager, 18)
    title = f"Kết quả thực hiện Kế hoạch nâng cao năng suất và chất lượng năm {YEAR}"
    draft = partial(plan_reports.draft, session, purpose="annual", year=YEAR, title=title)
    yield drafted, partial(draft, actor=manager, at=drafted, act=_act("draft"))


def _asked_at_mid_year(session: Session, cast: Cast) -> Iterator[Event]:
    """An ad hoc report of the first half of the year: drafted, submitted, signed and sent."""
    manager, title = cast["plan-manager"], f"Kết quả thực hiện Kế hoạch sáu tháng đầu năm {YEAR}"
    drafted = _at(date(YEAR, 7, 6), 14)
    draft = partial(plan_reports.draft, session, purpose=AD_HOC, year=YEAR, title=title)
    yield drafted, partial(draft, actor=manager, at=drafted, act=_act("draft ad hoc"))
    for day, trigger, answers in AD_HOC_STEPS:
        yield _at(day, 14), partial(_take_report_on, session, title, trigger, manager, _at(day, 14), answers)


def _take_report_on(
    session: Session, title: str, trigger: str, manager: Actor, at: datetime, answers: Mapping[str, str]
) -> None:
    report = session.scalars(select(PlanReport).where(PlanReport.title == title)).one()
    act = _act(f"{trigger} ad hoc")
    agency_reports.advance_report(session, report, trigger, actor=manager, at=at, act=act, answers=answers)


def _send(session: Session, body: str, coordinator: Actor) -> None:
    report, at = _report_of(session, body), _at(date(YEAR, 11, 16))
    answers = dict(zip(("results", "difficulties", "proposals"), SENT[body], strict=True))
    agency_reports.write_remarks(
        session,
        report,
        answers,
        actor=coordinator,
        at=at,
        act=_act(f"report {body}"),
        seen_version=report.version,
    )
    _take_step(session, body, "send", coordinator, 16)


def _return(session: Session, body: str, manager: Actor) -> None:
    report, at = _report_of(session, body), _at(date(YEAR, 11, 18), 10)
    answers = {"reason": "Bổ sung số doanh nghiệp đã khảo sát và danh sách kèm theo."}
    act = _act(f"return {body}")
    agency_reports.advance_report(session, report, "return", actor=manager, at=at, act=act, answers=answers)


def _declared(session: Session, cast: Cast) -> Iterator[Event]:
    """Two of three firms have declared how large they are."""
    at, manager = _at(date(YEAR, 11, 10), 10), cast["plan-manager"]
    firms = session.scalars(select(Organisation).order_by(Organisation.id)).all()
    turns = cycle(SIZES.values())
    for nth, firm in enumerate(firms):
        if nth % 3 == 2:
            continue
        field, labour, revenue, capital = next(turns)
        declared = Declared(YEAR - 1, field, labour, Money(revenue), Money(capital), "Báo cáo tài chính giả định")
        act = _act(f"size {firm.tax_code}")
        yield at, partial(declare_size, session, firm, declared, actor=manager, at=at, act=act)


def _take_step(session: Session, body: str, trigger: str, actor: Actor, day: int) -> None:
    at, act = _at(date(YEAR, 11, day)), _act(f"{trigger} {body}")
    agency_reports.advance_report(session, _report_of(session, body), trigger, actor=actor, at=at, act=act, answers={})


def _report_of(session: Session, body: str) -> AgencyReport:
    return session.scalars(select(AgencyReport).where(AgencyReport.body == body)).one()


def _at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), ICT)


def _act(name: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_OID, f"demo/results/{name}").hex
