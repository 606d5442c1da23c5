"""Lists of task records as they stand now: filtered by what the address says, in pages that a key opens."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, literal, select, tuple_
from sqlalchemy.orm import Session, aliased

from nscl_grants.db.chunks import CHUNK
from nscl_grants.db.keys import id_in
from nscl_grants.db.records import TaskRecord, TaskRecordFile, TaskRecordWord, file_counts
from nscl_grants.db.word_search import worded

PAGE_ROWS = 50
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class WantedRecords:
    """What the list was asked for; empty fields do not filter."""

    year: int
    bodies: Collection[str] | None = None
    """The bodies to show; None for all of them."""
    search: str = ""
    kind: str = ""
    task: str = ""
    unproved: bool = False
    """Only what has no file to prove it."""


def records_wanted(
    session: Session,
    wanted: WantedRecords,
    *,
    after: Key | None = None,
    backwards: bool = False,
    rows: int = PAGE_ROWS + 1,
) -> Sequence[TaskRecord]:
    """Up to `rows` records, the latest event first, after a key (`key_of`), or read from there against the order."""
    day, id_ = TaskRecord.held_on, TaskRecord.id
    query = _query(wanted).order_by(*((day, id_) if backwards else (day.desc(), id_.desc())))
    if after is not None:
        here, there = tuple_(day, id_), tuple_(literal(date.fromisoformat(after[0])), literal(id_in(after[1])))
        query = query.where(here > there if backwards else here < there)
    return session.scalars(query.limit(rows)).all()


def all_records(session: Session, wanted: WantedRecords) -> Iterator[tuple[TaskRecord, int]]:
    """All of them in their order, each with the number of its files; read a few hundred at a time."""
    after: Key | None = None
    while found := records_wanted(session, wanted, after=after, rows=CHUNK):
        files: Mapping[str, int] = file_counts(session, [row.reference for row in found])
        yield from ((row, files[row.reference]) for row in found)
        after = key_of(found[-1])
        session.expunge_all()


def how_many_unproved(session: Session, wanted: WantedRecords) -> int:
    """How many of what the list shows have no file to prove them."""
    ids = _query(wanted).where(~_has_file()).with_only_columns(TaskRecord.id).subquery()
    return session.scalar(select(func.count()).select_from(ids)) or 0


def key_of(record: TaskRecord) -> Key:
    """Where a record stands in the order of the list."""
    return record.held_on.isoformat(), record.id


def _query(wanted: WantedRecords) -> Select[TaskRecord]:
    newer = aliased(TaskRecord)
    overtaken = select(newer.id).where(newer.reference == TaskRecord.reference, newer.n > TaskRecord.n).exists()
    first, last = date(wanted.year, 1, 1), date(wanted.year, 12, 31)
    query = select(TaskRecord).where(TaskRecord.held_on.between(first, last), ~TaskRecord.withdrawn, ~overtaken)
    if wanted.bodies is not None:
        query = query.where(TaskRecord.body.in_(wanted.bodies))
    if wanted.kind:
        query = query.where(TaskRecord.kind == wanted.kind)
    if wanted.task:
        query = query.where(TaskRecord.task == wanted.task)
    if wanted.search:
        query = query.where(worded(TaskRecord.id, TaskRecordWord.word, TaskRecordWord.record_id, wanted.search))
    return query.where(~_has_file()) if wanted.unproved else query


def _has_file() -> Any:
    return (
        select(TaskRecordFile.id)
        .where(TaskRecordFile.reference == TaskRecord.reference, TaskRecordFile.removed_at.is_(None))
        .exists()
    )
