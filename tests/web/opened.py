"""Who opened what, as the register of openings says."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.db.audit import AuditEvent


def opened(rows: Session) -> list[tuple[str, str]]:
    """What was opened, by its kind and name, in order."""
    rows.rollback()
    found = rows.scalars(
        select(AuditEvent).where(AuditEvent.what.in_(("file.open", "list.take"))).order_by(AuditEvent.seq)
    )
    return [(event.subject_kind, event.subject) for event in found]
