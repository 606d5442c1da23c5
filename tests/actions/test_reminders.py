"""Reminders lie in the outbox once for each occasion, and nobody who has sent is reminded."""

from datetime import datetime

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from nscl_grants.actions.reminders import remind_due, remind_now
from nscl_grants.db.notices import StaffNotice
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.calendar import ICT
from nscl_grants.domain.workflow import NotYourStep
from tests.builders.cases import HOUSE, an_act, an_office
from tests.builders.people import MORNING, somebody
from tests.builders.results import a_call, a_coordinator, a_sent_report


@pytest.fixture
def manager(session: Session) -> Actor:
    an_office(session)
    return somebody(session, "plan_manager", name="Lý Văn Tổng")


def told(session: Session) -> list[tuple[int, str]]:
    session.rollback()
    return [
        (row.person_id, row.values["body"]) for row in session.scalars(select(StaffNotice).order_by(StaffNotice.id))
    ]


def on(day: int) -> datetime:
    return datetime(2026, 11, day, 8, tzinfo=ICT)


def test_only_those_who_have_not_sent_are_reminded_and_once_for_each_occasion(
    session: Session, engine: Engine, manager: Actor
) -> None:
    reports = {report.body: report for report in a_call(session, manager)}
    late, quick = a_coordinator(session, "syt", manager), a_coordinator(session, "sct", manager, name="Lê Thị Nhanh")
    a_sent_report(session, reports["sct"], quick)
    session.commit()

    counts = [remind_due(engine, HOUSE, now=on(day)) for day in (1, 6, 7, 13, 19, 20, 21)]

    assert counts == [0, 1, 0, 1, 1, 1, 0]
    assert told(session) == [(late.person_id, "Sở Y tế")] * 4


def test_who_is_only_invited_is_not_called_late(session: Session, engine: Engine, manager: Actor) -> None:
    invited = next(report for report in a_call(session, manager) if report.invited)
    a_coordinator(session, invited.body, manager)
    session.commit()

    assert [remind_due(engine, HOUSE, now=on(day)) for day in (19, 20)] == [1, 0]


def test_the_plan_manager_reminds_at_any_time_but_once_a_day(session: Session, manager: Actor) -> None:
    (period,) = {report.period for report in a_call(session, manager)}
    own = a_coordinator(session, "syt", manager)

    assert remind_now(session, period, actor=manager, at=MORNING, act=an_act()) == 1
    assert remind_now(session, period, actor=manager, at=MORNING, act=an_act()) == 0
    with pytest.raises(NotYourStep):
        remind_now(session, period, actor=own, at=MORNING, act=an_act())
