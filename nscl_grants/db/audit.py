"""The audit log: who did what to which thing, from where; append-only, each event sealed with the one before."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import CheckConstraint, Index, Table, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from nscl_grants.db.audit_values import conceal, concealed, verify_values
from nscl_grants.db.base import Base, Json, UtcDateTime
from nscl_grants.db.chain_head import Head, lock_head, move_head
from nscl_grants.db.chunks import rows_in_order
from nscl_grants.db.findings import Finding
from nscl_grants.domain.chain import GENESIS, seal

SOURCE = "source"
"""The name under which a session carries where its acts come from: the address of a request."""


class AuditEvent(Base):
    """One thing that somebody did."""

    __tablename__ = "audit_event"
    __table_args__ = (
        Index("ix_audit_event_subject", "subject_kind", "subject", "seq"),
        Index("ix_audit_event_person_id", "person_id", "seq"),
    )

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    person_id: Mapped[int]
    """0 for the system; no foreign key, for the log outlives what it tells of."""
    account_id: Mapped[int | None]
    who: Mapped[str]
    what: Mapped[str]
    subject_kind: Mapped[str]
    subject: Mapped[str]
    before: Mapped[dict[str, Any] | None] = mapped_column(Json)
    after: Mapped[dict[str, Any] | None] = mapped_column(Json)
    source: Mapped[str]
    """The address the request came from, empty for the command line and the worker."""
    prev_hash: Mapped[str]
    hash: Mapped[str]


class AuditHead(Base):
    """The end of the audit's chain."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[str]


def append(
    session: Session,
    *,
    at: datetime,
    person_id: int,
    account_id: int | None,
    who: str,
    what: str,
    subject_kind: str,
    subject: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    source: str = "",
) -> int:
    """Add an event in the transaction of the act, and give its number; the ledger's head is locked before.

    Names and addresses of people go in as digests, see `audit_values`.
    """
    head = lock_head(session, "audit_head")
    event = {
        "seq": head.seq + 1,
        "at": at,
        "person_id": person_id,
        "account_id": account_id,
        "who": conceal(session, who, person_id) if person_id else who,
        "what": what,
        "subject_kind": subject_kind,
        "subject": conceal(session, subject) if subject_kind == "account" else subject,
        "before": concealed(session, before),
        "after": concealed(session, after),
        "source": source or str(session.info.get(SOURCE, "")),
    }
    sealed = _seal(event, head.hash)
    with session.no_autoflush:
        session.execute(insert(AuditEvent), {**event, "prev_hash": head.hash, "hash": sealed})
    move_head(session, "audit_head", Head(head.seq + 1, sealed))
    return head.seq + 1


def end_of_log(session: Session) -> Head:
    """The last event, without holding it."""
    return Head(*session.execute(select(AuditHead.seq, AuditHead.hash)).one())


def verify(session: Session) -> Iterator[Finding]:
    """Make every digest and the sequence again from nothing; what differs, in its order."""
    seq, previous = 0, GENESIS
    for event in rows_in_order(session, cast(Table, AuditEvent.__table__), "seq"):
        if event.seq != seq + 1:
            yield Finding("audit_gap", event.seq)
        if event.prev_hash != previous:
            yield Finding("audit_chain_broken", event.seq)
        if event.hash != _seal({name: event._mapping[name] for name in _SEALED}, event.prev_hash):
            yield Finding("audit_event_changed", event.seq, f"{event.what} {event.subject}")
        seq, previous = event.seq, event.hash
    head = session.execute(select(AuditHead.seq, AuditHead.hash)).one()
    if (head.seq, head.hash) != (seq, previous):
        yield Finding("audit_end_missing", head.seq)
    yield from verify_values(session)


_SEALED = (
    *("seq", "at", "person_id", "account_id", "who", "what", "subject_kind", "subject"),
    *("before", "after", "source"),
)


def _seal(event: Mapping[str, Any], previous: str) -> str:
    moment = event["at"].astimezone(UTC).isoformat(timespec="microseconds")
    return seal(previous, {**event, "at": moment})
