"""The audit log as it is read: filtered, page by page, and as a stream for those who take it with them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from nscl_grants.db.audit import AuditEvent
from nscl_grants.db.audit_values import revealed, standing_for

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
    since: datetime | None = None
    until: datetime | None = None
    """The moment before which it happened (exclusive)."""


def events(
    session: Session, wanted: Wanted, *, before: int | None = None, after: int | None = None, rows: int = PAGE_ROWS
) -> Sequence[AuditEvent]:
    """Up to `rows` + 1 events in the order they are read: the newest first, or upwards from `after`."""
    query = _narrowed(wanted)
    if before is not None:
        query = query.where(AuditEvent.seq < before)
    if after is not None:
        query = query.where(AuditEvent.seq > after).order_by(AuditEvent.seq)
    else:
        query = query.order_by(AuditEvent.seq.desc())
    return told(session, session.scalars(query.limit(rows + 1)).all())


def all_events(session: Session, wanted: Wanted) -> Iterator[AuditEvent]:
    """Every event that was asked for, the oldest first, a few hundred in memory at a time."""
    query = _narrowed(wanted).order_by(AuditEvent.seq).execution_options(yield_per=STREAM_ROWS)
    for some in session.scalars(query).partitions():
        yield from told(session, some)


def told(session: Session, found: Sequence[AuditEvent]) -> Sequence[AuditEvent]:
    """The events with the names that the digests in them stand for; copies to read, of no session."""
    known = revealed(session, {digest for event in found for digest in _digests(event)})
    for event in found:
        session.expunge(event)
        event.who, event.subject = known.get(event.who, event.who), known.get(event.subject, event.subject)
        event.before, event.after = _opened(event.before, known), _opened(event.after, known)
    return found


def _digests(event: AuditEvent) -> Iterator[str]:
    yield from (event.who, event.subject)
    waiting: list[Any] = [event.before, event.after]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Mapping):
            waiting.extend(value.values())
        elif isinstance(value, str):
            yield value


def _opened(values: dict[str, Any] | None, known: Mapping[str, str]) -> dict[str, Any] | None:
    if values is None:
        return None
    return {name: _opened_one(value, known) for name, value in values.items()}


def _opened_one(value: Any, known: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return _opened(value, known)
    return known.get(value, value) if isinstance(value, str) else value


def kinds_of_event(session: Session) -> Sequence[str]:
    """What was ever done, by name."""
    return session.scalars(select(AuditEvent.what).distinct().order_by(AuditEvent.what)).all()


def _narrowed(wanted: Wanted) -> Select[AuditEvent]:
    query = select(AuditEvent)
    if wanted.who:
        query = query.where(
            or_(AuditEvent.who.contains(wanted.who, autoescape=True), AuditEvent.who.in_(standing_for(wanted.who)))
        )
    if wanted.what.endswith("."):
        query = query.where(AuditEvent.what.startswith(wanted.what, autoescape=True))
    elif wanted.what:
        query = query.where(AuditEvent.what == wanted.what)
    if wanted.since:
        query = query.where(AuditEvent.at >= wanted.since)
    if wanted.until:
        query = query.where(AuditEvent.at < wanted.until)
    if wanted.case:
        parts = AuditEvent.subject.startswith(f"{wanted.case}#", autoescape=True)
        query = query.where(or_(AuditEvent.subject == wanted.case, parts))
    return query
