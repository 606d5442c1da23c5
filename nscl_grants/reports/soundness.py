"""Whether an installation is sound: its books, its log and its files, each verified from nothing."""

from collections.abc import Iterator

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from nscl_grants.db import audit, daily_heads, ledger_verify, replay
from nscl_grants.db.engine import reading
from nscl_grants.db.findings import Finding
from nscl_grants.db.kept_files import kept_files
from nscl_grants.outside.storage import Storage, StoredFileChanged
from nscl_grants.reports import batches


def ledger_findings(session: Session) -> Iterator[Finding]:
    """The chain, the balances and the limits; the published heads; payments and batches; states from their moves."""
    yield from ledger_verify.verify(session)
    yield from daily_heads.differing(session, daily_heads.LEDGER)
    yield from batches.disagreements(session)
    yield from replay.states_differ(session)


def audit_findings(session: Session) -> Iterator[Finding]:
    """The chain of the log, and the heads that were published."""
    yield from audit.verify(session)
    yield from daily_heads.differing(session, daily_heads.AUDIT)


def verify_all(engine: Engine, storage: Storage) -> Iterator[tuple[str, list[Finding]]]:
    """The books, the log and the files, each verified from nothing; what is wrong with each."""
    with reading(engine) as session:
        yield "The ledger", list(ledger_findings(session))
        yield "The audit trail", list(audit_findings(session))
        yield "The files", list(changed_files(session, storage))


def changed_files(session: Session, storage: Storage) -> Iterator[Finding]:
    """The files that are gone or no longer have the digest they were kept with."""
    for file in kept_files(session):
        try:
            storage.read(file.stored_as, file.sha256, file.named_by)
        except StoredFileChanged:
            yield Finding("file_changed", 0, f"{file.stored_as} ({file.named_by})")
