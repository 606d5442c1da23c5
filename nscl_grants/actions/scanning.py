"""The worker has every file judged that came from outside; until then it stays closed where a scanner is named."""

from datetime import datetime, timedelta

from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from nscl_grants.db import audit
from nscl_grants.db.attachments import Attachment
from nscl_grants.db.engine import reading, writing
from nscl_grants.db.file_scans import files_to_scan
from nscl_grants.db.verdicts import CLEAN, INFECTED, FileScan
from nscl_grants.domain.actor import SYSTEM
from nscl_grants.outside.scanner import NoVerdict, Scanner
from nscl_grants.outside.storage import Storage, StoredFileChanged

MOST_AT_ONCE = 20
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=6)


def scan_round(engine: Engine, storage: Storage, scanner: Scanner | None, *, now: datetime) -> int:
    """Have the waiting files judged, the newest first; gives back how many have a verdict now."""
    if scanner is None:
        return 0
    with reading(engine) as session:
        waiting = files_to_scan(session, now, MOST_AT_ONCE)
    judged = 0
    for stored_as, sha256 in waiting:
        try:
            found = scanner.found_in(storage.read(stored_as, sha256, stored_as))
        except NoVerdict as fault:
            if fault.is_down:
                break  # Nothing is noted: the files are no worse for it, and wait.
            _try_later(engine, stored_as, str(fault), now)
        except StoredFileChanged:
            _try_later(engine, stored_as, "stored bytes differ from their digest", now)
        else:
            note_verdict(engine, stored_as, found, now)
            judged += 1
    return judged


def note_verdict(engine: Engine, stored_as: str, found: str | None, now: datetime) -> None:
    """Keep what was found in the file, or None for nothing, and sound the alarm; in a transaction of its own."""
    verdict = CLEAN if found is None else INFECTED
    with writing(engine) as session:
        scan = _row(session, stored_as, now)
        scan.verdict, scan.found, scan.due_at = verdict, found or "", None
        # The lists of a case show the verdict without asking for it file by file.
        session.execute(update(Attachment).where(Attachment.stored_as == stored_as).values(scan=verdict))
        if found is not None:
            _alarm(session, stored_as, found, now)
        session.commit()


def _try_later(engine: Engine, stored_as: str, why: str, now: datetime) -> None:
    with writing(engine) as session:
        scan = _row(session, stored_as, now)
        scan.found, scan.due_at = why[:500], now + min(FIRST_WAIT * 2 ** min(scan.tries - 1, 10), LONGEST_WAIT)
        session.commit()


def _row(session: Session, stored_as: str, now: datetime) -> FileScan:
    """The file's row, locked; made when this is the first time."""
    scan = session.get(FileScan, stored_as, with_for_update=True)
    if scan is None:
        scan = FileScan(place=stored_as, verdict=None, tries=0, found="")
        session.add(scan)
    scan.tries, scan.at = scan.tries + 1, now
    return scan


def _alarm(session: Session, stored_as: str, found: str, now: datetime) -> None:
    session.flush()
    audit.append(
        session,
        at=now,
        person_id=SYSTEM.person_id,
        account_id=None,
        who=SYSTEM.name,
        what="file.infected",
        subject_kind="file",
        subject=stored_as,
        after={"found": found},
    )
