"""How much of what is kept has outlived its time, and when the next of it does; counting removes nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from nscl_grants.db.audit import AuditEvent
from nscl_grants.db.base import Base
from nscl_grants.db.letters import Letter
from nscl_grants.db.mail import Mail
from nscl_grants.db.mandates import Mandate
from nscl_grants.db.payments import Payment
from nscl_grants.db.people import Account, Membership
from nscl_grants.db.sessions import WebSession
from nscl_grants.db.tickets import Ticket
from nscl_grants.domain.calendar import ICT


@dataclass(frozen=True, slots=True)
class Outlived:
    """How many are past their time on a day, and the day on which the next one will be; None when nothing is kept."""

    count: int
    next_on: date | None


def outlived(session: Session, name: str, years: int, today: date) -> Outlived:
    """What one rule of `personal_data.toml` says of what is kept now."""
    return _CLOCKS[name](session, years, today)


def forget(session: Session, name: str, years: int, today: date) -> int:
    """Remove what one rule says has outlived its time; gives how many. Only for the rules in `REMOVED`."""
    limit = _years_before(today, years)
    return sum(
        len(session.scalars(delete(table).where(end() < limit).returning(key)).all())
        for table, key, end in REMOVED[name]
    )


def _session_end() -> ColumnElement[datetime]:
    return func.coalesce(WebSession.ended_at, WebSession.last_seen_at)


def _letter_end() -> ColumnElement[datetime]:
    return func.coalesce(Letter.sent_at, Letter.at)


def _mail_end() -> ColumnElement[datetime]:
    return func.coalesce(Mail.sent_at, Mail.given_up_at, Mail.due_at)


def _ticket_end() -> ColumnElement[datetime]:
    return Ticket.expires_at.expression


REMOVED: Mapping[
    str, tuple[tuple[type[Base], InstrumentedAttribute[Any], Callable[[], ColumnElement[datetime]]], ...]
] = {
    "sessions": ((WebSession, WebSession.token_digest, _session_end),),
    "letters": ((Letter, Letter.id, _letter_end), (Mail, Mail.id, _mail_end)),
    "tickets": ((Ticket, Ticket.token_digest, _ticket_end),),
}
"""What an administrator removes when its time is over, by the rule: tables, their keys, and when the time begins."""


def _removable(name: str) -> Callable[[Session, int, date], Outlived]:
    """The clock of a rule whose rows are removed."""

    def count(session: Session, years: int, today: date) -> Outlived:
        limit, past, ahead = _years_before(today, years), 0, list[date]()
        for table, _key, end in REMOVED[name]:
            past += session.scalar(select(func.count()).select_from(table).where(end() < limit)) or 0
            first = _after(session.scalar(select(func.min(end())).where(end() >= limit)), years)
            ahead += [first] if first else []
        return Outlived(past, min(ahead, default=None))

    return count


def _mandates(session: Session, years: int, today: date) -> Outlived:
    """By the end of the membership that they speak of; of who never became a member, by the day they came."""
    end = func.coalesce(Membership.until, Mandate.uploaded_at)
    of_member = (Membership.organisation_id == Mandate.organisation_id) & (Membership.person_id == Mandate.person_id)
    lasts = Membership.person_id.is_not(None) & Membership.until.is_(None)
    limit = _years_before(today, years)
    rows = select(end.label("at")).select_from(Mandate).outerjoin(Membership, of_member).where(~lasts).subquery()
    count = session.scalar(select(func.count()).select_from(rows).where(rows.c.at < limit)) or 0
    return Outlived(count, _after(session.scalar(select(func.min(rows.c.at)).where(rows.c.at >= limit)), years))


def _accounts(session: Session, years: int, today: date) -> Outlived:
    """Open accounts by their last sign-in, or by their opening when nobody ever signed in."""
    last = select(func.max(WebSession.last_seen_at)).where(WebSession.account_id == Account.id).scalar_subquery()
    used, limit = func.coalesce(last, Account.created_at), _years_before(today, years)
    count = session.scalar(select(func.count()).select_from(Account).where(Account.active, used < limit)) or 0
    return Outlived(count, _after(session.scalar(select(func.min(used)).where(Account.active, used >= limit)), years))


def _cases(session: Session, years: int, today: date) -> Outlived:
    """Cases by the year out of which they were paid last: its final account is made in the year after."""
    last = select(func.max(Payment.budget_year).label("year")).group_by(Payment.application_id).subquery()
    limit = today.year - years - 1
    count = session.scalar(select(func.count()).select_from(last).where(last.c.year < limit)) or 0
    first = session.scalar(select(func.min(last.c.year)).where(last.c.year >= limit))
    return Outlived(count, None if first is None else date(first + years + 2, 1, 1))


def _books(session: Session, years: int, today: date) -> Outlived:
    """Entries of the log; the first ones are the oldest, so nothing is counted before one of them is old enough."""
    limit = _years_before(today, years)
    first = session.scalar(select(AuditEvent.at).order_by(AuditEvent.seq).limit(1))
    if first is None or first >= limit:
        return Outlived(0, _after(first, years))
    count = session.scalar(select(func.count()).select_from(AuditEvent).where(AuditEvent.at < limit)) or 0
    return Outlived(count, _after(session.scalar(select(func.min(AuditEvent.at)).where(AuditEvent.at >= limit)), years))


_CLOCKS: Mapping[str, Callable[[Session, int, date], Outlived]] = {
    "cases": _cases,
    "books": _books,
    "accounts": _accounts,
    **{name: _removable(name) for name in REMOVED},
    "mandates": _mandates,
}


def _years_before(today: date, years: int) -> datetime:
    return datetime.combine(_moved(today, -years), time(), ICT)


def _after(moment: datetime | None, years: int) -> date | None:
    return None if moment is None else _moved(moment.astimezone(ICT).date(), years)


def _moved(day: date, years: int) -> date:
    """The same day of another year; 29 February becomes the 28th."""
    return day.replace(year=day.year + years, day=min(day.day, 28) if day.month == 2 else day.day)
