"""Task records: what agencies did for the plan, version by version, and the files that prove it."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column, relationship

from nscl_grants.db.base import Base, Json, MoneyType, Ordered, UtcDateTime, one_of
from nscl_grants.db.people import Account, Person
from nscl_grants.domain.money import ZERO, Money
from nscl_grants.domain.results import RECORD_KINDS, Record


class CoordinatorAgency(Base):
    """The agencies and communes that an account reports for."""

    __tablename__ = "coordinator_agency"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    body: Mapped[str] = mapped_column(primary_key=True)
    """The key of an agency of the plan, or the code of a commune."""
    given_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TaskRecord(Base):
    """One version of a record; never changed, only followed by the next version."""

    __tablename__ = "task_record"
    __table_args__ = (
        CheckConstraint(one_of("kind", RECORD_KINDS), name="kind_is_known"),
        CheckConstraint("people >= 0 AND organisations >= 0 AND units >= 0 AND asked >= 0", name="counts_not_negative"),
        CheckConstraint("cost IS NULL OR cost >= 0", name="cost_not_negative"),
        UniqueConstraint("reference", "n"),
        Index("ix_task_record_body", "body", "held_on"),
        Index("ix_task_record_held_on", "held_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str]
    n: Mapped[int]
    body: Mapped[str]
    kind: Mapped[str]
    task: Mapped[str]
    title: Mapped[str]
    setting: Mapped[str]
    held_on: Mapped[date]
    until_on: Mapped[date | None]
    place: Mapped[str]
    people: Mapped[int]
    organisations: Mapped[int]
    units: Mapped[int]
    asked: Mapped[int]
    cost: Mapped[Money | None] = mapped_column(MoneyType)
    line: Mapped[str]
    answers: Mapped[dict[str, Any]] = mapped_column(Json)
    """The questionnaire as it was answered."""
    withdrawn: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(default="")
    """Why it was corrected or withdrawn."""
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    person_name: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    act: Mapped[str]

    words: Mapped[list["TaskRecordWord"]] = relationship(cascade="save-update, merge")


class TaskRecordWord(Base):
    """A word of a record's title or place: what a search finds by its beginning, through an index."""

    __tablename__ = "task_record_word"

    word: Mapped[str] = mapped_column(Ordered, primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("task_record.id"), primary_key=True, index=True)


class TaskRecordFile(Base):
    """A file that proves a record; taken off it is marked so and kept."""

    __tablename__ = "task_record_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int]
    sha256: Mapped[str]
    stored_as: Mapped[str] = mapped_column(unique=True)
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


def bodies_of_account(session: Session, account_id: int | None) -> frozenset[str]:
    """The agencies and communes that the account reports for."""
    query = select(CoordinatorAgency.body).where(CoordinatorAgency.account_id == account_id)
    return frozenset(session.scalars(query))


def coordinators(session: Session) -> Sequence[tuple[CoordinatorAgency, Account, Person]]:
    """Who reports for whom, by body and name."""
    rows = session.execute(
        select(CoordinatorAgency, Account, Person)
        .join(Account, Account.id == CoordinatorAgency.account_id)
        .join(Person, Person.id == Account.person_id)
        .order_by(CoordinatorAgency.body, Person.full_name, Account.id)
    )
    return [(held, account, person) for held, account, person in rows]


def records_at(
    session: Session,
    *,
    first: date,
    last: date,
    at: datetime | None = None,
    bodies: Collection[str] | None = None,
    task: str | None = None,
    limit: int | None = None,
) -> Sequence[TaskRecord]:
    """The records of a period as they stood at a moment (or stand now), the latest event first."""
    newer = aliased(TaskRecord)
    overtaken = select(newer.id).where(newer.reference == TaskRecord.reference, newer.n > TaskRecord.n)
    if at is not None:
        overtaken = overtaken.where(newer.at <= at)
    query = (
        select(TaskRecord)
        .where(TaskRecord.held_on >= first, TaskRecord.held_on <= last, ~TaskRecord.withdrawn, ~overtaken.exists())
        .order_by(TaskRecord.held_on.desc(), TaskRecord.id.desc())
    )
    if at is not None:
        query = query.where(TaskRecord.at <= at)
    if bodies is not None:
        query = query.where(TaskRecord.body.in_(bodies))
    if task is not None:
        query = query.where(TaskRecord.task == task)
    return session.scalars(query.limit(limit)).all()


def record_versions(session: Session, reference: str) -> Sequence[TaskRecord]:
    """All versions of a record, the newest first."""
    return session.scalars(
        select(TaskRecord).where(TaskRecord.reference == reference).order_by(TaskRecord.n.desc())
    ).all()


def files_of_record(session: Session, reference: str) -> Sequence[TaskRecordFile]:
    """The files on a record now, in the order they came."""
    return session.scalars(
        select(TaskRecordFile)
        .where(TaskRecordFile.reference == reference, TaskRecordFile.removed_at.is_(None))
        .order_by(TaskRecordFile.id)
    ).all()


def file_counts(session: Session, references: Collection[str], at: datetime | None = None) -> Mapping[str, int]:
    """How many files each record has, or had at that moment."""
    query = select(TaskRecordFile.reference, func.count()).where(TaskRecordFile.reference.in_(references))
    if at is None:
        query = query.where(TaskRecordFile.removed_at.is_(None))
    else:
        query = query.where(TaskRecordFile.uploaded_at <= at)
    rows = session.execute(query.group_by(TaskRecordFile.reference))
    return Counter({row.reference: row[1] for row in rows})


def bodies_with_coordinator(session: Session) -> frozenset[str]:
    """The bodies that an active account reports for."""
    query = select(CoordinatorAgency.body).join(Account, Account.id == CoordinatorAgency.account_id)
    return frozenset(session.scalars(query.where(Account.active)))


def records_without_files(session: Session, account_id: int | None, *, since: date) -> Mapping[str, int]:
    """For each body that the account reports for how many of its records count and are proved by no file."""
    newer = aliased(TaskRecord)
    overtaken = select(newer.id).where(newer.reference == TaskRecord.reference, newer.n > TaskRecord.n)
    proved = select(TaskRecordFile.id).where(
        TaskRecordFile.reference == TaskRecord.reference, TaskRecordFile.removed_at.is_(None)
    )
    rows = session.execute(
        select(TaskRecord.body, func.count())
        .join(CoordinatorAgency, CoordinatorAgency.body == TaskRecord.body)
        .where(CoordinatorAgency.account_id == account_id, TaskRecord.held_on >= since, ~TaskRecord.withdrawn)
        .where(~overtaken.exists(), ~proved.exists())
        .group_by(TaskRecord.body)
        .order_by(func.count().desc(), TaskRecord.body)
    )
    return {row.body: row[1] for row in rows}


def as_record(row: TaskRecord, files: int = 0) -> Record:
    """The record as the rules read it."""
    return Record(
        reference=row.reference,
        n=row.n,
        body=row.body,
        kind=row.kind,
        task=row.task,
        title=row.title,
        setting=row.setting,
        held_on=row.held_on,
        place=row.place,
        people=row.people,
        organisations=row.organisations,
        units=row.units,
        asked=row.asked,
        cost=row.cost or ZERO,
        line=row.line,
        files=files,
    )
