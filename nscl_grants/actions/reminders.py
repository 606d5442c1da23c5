"""Those who have not reported are reminded: by the worker as the day comes near, by the plan manager at any time."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.actions.references import enter_house
from nscl_grants.db import audit
from nscl_grants.db.agency_reports import AgencyReport, ReportPeriod, periods_to_send
from nscl_grants.db.engine import reading, writing
from nscl_grants.db.notices import StaffNotice
from nscl_grants.db.people import Account
from nscl_grants.db.reminders import ReportReminder, to_remind
from nscl_grants.definitions.house import House, house_of
from nscl_grants.domain.actor import PLAN_MANAGER, Actor
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.reminders import OVERDUE, last_day, occasion, occasion_by_hand
from nscl_grants.domain.reporting import body_of
from nscl_grants.domain.text import Text
from nscl_grants.domain.two_people import check_role

REMIND = Text("Nhắc các nơi chưa gửi", "Remind those who have not sent")


def remind_due(engine: Engine, house: House, *, now: datetime) -> int:
    """Remind all whose day comes near, each once for each occasion; gives back how many were reminded."""
    with reading(engine) as session:
        waiting = any(_due(session, period, now) for period in periods_to_send(session))
    if not waiting:
        return 0
    with writing(engine) as session:
        enter_house(session, house)
        reminded = sum(_put(session, _due(session, period, now)) for period in periods_to_send(session))
        session.commit()
        return reminded


def remind_now(
    session: Session,
    period: ReportPeriod,
    *,
    actor: Actor,
    at: datetime,
    act: str,
    only: Collection[int] | None = None,
) -> int | None:
    """Remind who has not sent, at most once a day, and commit; gives how many were reminded.

    `only` names the reports that are asked for; None asks for all of them.
    """
    period_id = period.id

    def remind() -> int:
        check_role(actor, REMIND, PLAN_MANAGER)
        name = occasion_by_hand(legal_date(at))
        pairs = [pair for pair in to_remind(session, period_id, name) if only is None or pair[0] in only]
        reminded = _put(session, [_reminder(*pair, name, at) for pair in pairs])
        audit.append(
            session,
            at=at,
            person_id=actor.person_id,
            account_id=actor.account_id,
            who=actor.name,
            what="report_period.remind",
            subject_kind="report_period",
            subject=str(period_id),
            after={"reminded": reminded},
        )
        return reminded

    sent = Sent(act, "report_period.remind", {"period": period_id, "only": None if only is None else sorted(only)})
    return once(session, sent, actor=actor, at=at, do=remind)


def _due(session: Session, period: ReportPeriod, now: datetime) -> list[ReportReminder]:
    """Reminders of the period that are to be made today; who is only invited is not called late."""
    name = occasion(period.due_on, legal_date(now))
    if name is None:
        return []
    pairs = to_remind(session, period.id, name, invited=name != OVERDUE)
    return [_reminder(*pair, name, now) for pair in pairs]


def _put(session: Session, reminders: Sequence[ReportReminder]) -> int:
    """Keep the reminders, and put a notice for each into the outbox."""
    for reminder in reminders:
        report, account = (
            session.get_one(AgencyReport, reminder.report_id),
            session.get_one(Account, reminder.account_id),
        )
        body = body_of(house_of(session).plan, report.body)
        values = {
            "body": body.name.vi if body else report.body,
            "title": report.period.title,
            "due": last_day(report.period.due_on).isoformat(),
            "report": report.id,
        }
        notice = StaffNotice(
            person_id=account.person_id, application_id=None, kind="mail.report_reminder", values=values, at=reminder.at
        )
        session.add_all([reminder, notice])
    session.flush()
    return len(reminders)


def _reminder(report_id: int, account_id: int, name: str, at: datetime) -> ReportReminder:
    # Its notice goes into the outbox with it; `sent_at` says so.
    return ReportReminder(report_id=report_id, account_id=account_id, occasion=name, at=at, sent_at=at)
