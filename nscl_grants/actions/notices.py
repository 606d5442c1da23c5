"""Notices are read in the page; that they were is noted, and nothing else about them changes."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from nscl_grants.db.notices import Notice


def mark_read(session: Session, organisations: Collection[int], *, at: datetime) -> None:
    """All notices to these organisations count as read, and commit; a second time changes nothing."""
    session.execute(
        update(Notice)
        .where(Notice.organisation_id.in_(organisations), Notice.read_at.is_(None), Notice.at <= at)
        .values(read_at=at)
    )
    session.commit()
