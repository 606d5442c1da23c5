"""The audit log as it is read: filtered, page by page, and as a stream for those who take it with them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from nscl_grants.db.audit import AuditEvent

PAGE_ROWS = 50
STREAM_ROWS = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events were asked for; empty fields do not filter."""

    who: str = ""
    """Part of a name, as it was written."""
    what: str = ""
    """What was done, or all of one kind of subject when it ends with a dot."""
    case: str = ""
    """The reference of a case: its own events, and those of its claims and payments."""


def events(
    session: Session, wanted: Wanted, *, before: int | None = None, after: int | None = None, rows: int = PAGE_ROWS
) -> Sequence[AuditEvent]:
    """Up to `rows` + 1 events in the order they are read: the newest first, or upwards from `after`."""
    query = _narrowed(wanted)
    if before is not None:
        query = query.where(AuditEvent.seq < before)
    if after is not None:
        return session.scalars(query.where(AuditEvent.seq > after).order_by(AuditEvent.seq).limit(rows + 1)).all()
    return session.scalars(query.order_by(AuditEvent.seq.desc()).limit(rows + 1)).all()


def all_events(session: Session, wanted: Wanted) -> Iterator[AuditEvent]:
    """Every event that was asked for, the oldest first, a few hundred in memory at a time."""
    query = _narrowed(wanted).order_by(AuditEvent.seq).execution_options(yield_per=STREAM_ROWS)
    for event in session.scalars(query):
        yield event
        session.expunge(event)


def kinds_of_event(session: Session) -> Sequence[str]:
    """What was ever done, by name."""
    return session.scalars(select(AuditEvent.what).distinct().order_by(AuditEvent.what)).all()


def _narrowed(wanted: Wanted) -> Select[AuditEvent]:
    query = select(AuditEvent)
    if wanted.who:
        query = query.where(AuditEvent.who.contains(wanted.who, autoescape=True))
    if wanted.what.endswith("."):
        query = query.where(AuditEvent.what.startswith(wanted.what, autoescape=True))
    elif wanted.what:
        query = query.where(AuditEvent.what == wanted.what)
    if wanted.case:
        parts = AuditEvent.subject.startswith(f"{wanted.case}#", autoescape=True)
        query = query.where(or_(AuditEvent.subject == wanted.case, parts))
    return query
