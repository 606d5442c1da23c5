"""The worker's part of scans: reads the code of each and puts it with its paper, in the name of who sent it."""

from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from nscl_grants.actions.paper_scans import put_with_its_paper
from nscl_grants.db.engine import reading, writing
from nscl_grants.db.paper_scans import PaperScan, scans_to_read
from nscl_grants.db.people import Person
from nscl_grants.documents.scans import code_on
from nscl_grants.domain.actor import CLERK, Actor
from nscl_grants.domain.refused import Refused
from nscl_grants.outside.storage import Storage, StoredFileChanged

MOST_AT_ONCE = 50


def read_scans(engine: Engine, storage: Storage, *, at: datetime, needs_verdict: bool) -> int:
    """Read what nobody has read; one that bears no code of ours waits for the clerk's eye."""
    with reading(engine) as session:
        waiting = scans_to_read(session, MOST_AT_ONCE, needs_verdict=needs_verdict)
    for scan_id in waiting:
        _read(engine, storage, scan_id, at)
    return len(waiting)


def _read(engine: Engine, storage: Storage, scan_id: int, at: datetime) -> None:
    with reading(engine) as session:
        scan = session.get_one(PaperScan, scan_id)
        place, sha256, name, media_type = scan.stored_as, scan.sha256, scan.name, scan.media_type
    try:
        found = code_on(storage.read(place, sha256, name), media_type)
    except StoredFileChanged:
        found = None
    with writing(engine) as session:
        row = session.get_one(PaperScan, scan_id, with_for_update=True)
        if row.read_at is not None:
            return
        row.read_at = at
        row.code, row.found_by = (found.code, found.found_by) if found else (None, None)
        if found:
            _put(session, row, at)
        session.commit()


def _put(session: Session, scan: PaperScan, at: datetime) -> None:
    sender = session.get_one(Person, scan.sent_by)
    actor = Actor(person_id=sender.id, account_id=None, name=sender.full_name, roles=frozenset({CLERK}))
    try:
        put_with_its_paper(session, scan, actor, at)
    except Refused:
        return  # The list shows the code with why it could not be put: the paper's own state says it.
