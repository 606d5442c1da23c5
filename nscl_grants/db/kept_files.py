"""Every uploaded file and paper that the database knows, whatever table names it."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import MetaData, Table, select
from sqlalchemy.orm import Session

from nscl_grants.db.acts import Proposal

_PLACE, _DIGEST = "stored_as", "sha256"


@dataclass(frozen=True, slots=True)
class KeptFile:
    """One file: where it lies, the digest it was kept with, and the row that names it."""

    stored_as: str
    sha256: str
    named_by: str


def kept_files(session: Session) -> Iterator[KeptFile]:
    """All of them, table by table; read from the database itself, so that no table can be forgotten."""
    found = MetaData()
    found.reflect(session.connection())
    for _, table in sorted(found.tables.items()):
        for column in table.columns:
            prefix = column.name.removesuffix(_PLACE)
            # A table that speaks of a file which another one keeps has no digest of its own.
            if column.name.endswith(_PLACE) and f"{prefix}{_DIGEST}" in table.columns:
                yield from _of_column(session, table, prefix)
    yield from _of_proposals(session)


def _of_proposals(session: Session) -> Iterator[KeptFile]:
    """The decisions behind proposals, which their content names."""
    place, digest = (Proposal.content["file"][name].as_string() for name in (_PLACE, _DIGEST))
    for id_, stored_as, sha256 in session.execute(select(Proposal.id, place, digest).where(place.is_not(None))):
        yield KeptFile(stored_as, sha256, f"proposal {id_}")


def _of_column(session: Session, table: Table, prefix: str) -> Iterator[KeptFile]:
    place, digest = table.c[f"{prefix}{_PLACE}"], table.c[f"{prefix}{_DIGEST}"]
    for id_, stored_as, sha256 in session.execute(select(table.c.id, place, digest).where(place.is_not(None))):
        yield KeptFile(stored_as, sha256, f"{table.name} {id_}")
