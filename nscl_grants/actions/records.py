"""Task records: written, corrected, withdrawn, and proved by files; every change is a version of its own."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.actions.attachments import MOST_MEGABYTES, NoFileChosen, Upload, file_name
from nscl_grants.actions.coordinators import check_reports_for
from nscl_grants.db import audit
from nscl_grants.db.records import TaskRecord, TaskRecordFile, TaskRecordWord, files_of_record, record_versions
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.money import Money
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.vietnamese import fold
from nscl_grants.outside.sniffing import FileKind, sniff
from nscl_grants.outside.storage import FileTooLarge, Kept, Storage, size_of

MOST_FILES = 10


@dataclass(eq=False)
class RecordFrozen(Refused):
    """The version that was looked at is not the newest, or the record is withdrawn."""


@dataclass(eq=False)
class TooManyRecordFiles(Refused):
    """The record has as many files as it may have."""

    most: int


@dataclass(eq=False)
class OutsidePlan(Refused):
    """The thing was done in no year of the plan."""

    day: date
    first: str
    last: str


def write(session: Session, answers: Mapping[str, Any], *, actor: Actor, at: datetime, act: str) -> str | None:
    """Enter what an agency did, once, and commit; gives the record's reference, None when this act was done before."""

    def enter() -> str:
        check_reports_for(session, actor, answers["body"])
        reference = f"kq-{uuid.uuid5(uuid.NAMESPACE_OID, act).hex[:8]}"
        row = _version(session, reference, 1, answers, actor, at, act)
        _note(session, "record.write", row, actor, at)
        return reference

    return once(session, Sent(act, "record.write", {"answers": dict(answers)}), actor=actor, at=at, do=enter)


def correct(
    session: Session, record: TaskRecord, answers: Mapping[str, Any], *, actor: Actor, at: datetime, act: str
) -> None:
    """Follow the version that was looked at with a better one, once, and commit."""
    reference, seen = record.reference, record.n

    def follow() -> None:
        newest = _newest(session, reference, seen)
        for body in {newest.body, answers["body"]}:
            check_reports_for(session, actor, body)
        row = _version(session, reference, seen + 1, answers, actor, at, act)
        _note(session, "record.correct", row, actor, at)

    content = {"record": reference, "n": seen, "answers": dict(answers)}
    once(session, Sent(act, "record.correct", content), actor=actor, at=at, do=follow)


def withdraw(session: Session, record: TaskRecord, reason: str, *, actor: Actor, at: datetime, act: str) -> None:
    """Let the record count no longer, once, and commit; all its versions stay."""
    reference, seen = record.reference, record.n

    def take_back() -> None:
        newest = _newest(session, reference, seen)
        check_reports_for(session, actor, newest.body)
        row = _version(session, reference, seen + 1, newest.answers, actor, at, act, reason=reason)
        _note(session, "record.withdraw", row, actor, at)

    content = {"record": reference, "n": seen, "reason": reason}
    once(session, Sent(act, "record.withdraw", content), actor=actor, at=at, do=take_back)


def add_files(
    session: Session,
    storage: Storage,
    record: TaskRecord,
    uploads: Sequence[Upload],
    *,
    actor: Actor,
    at: datetime,
    act: str,
) -> None:
    """Add evidence, all or none, once, and commit; says of each file what is wrong."""
    if not uploads:
        raise NoFileChosen()
    checked = [(file_name(each.name), _kind_of(each), each) for each in uploads]
    stored = storage.keep_all(each.file for _, _, each in checked)
    kept = [(name, kind, place) for (name, kind, _), place in zip(checked, stored, strict=True)]
    reference, body, done = record.reference, record.body, None

    def put() -> bool:
        check_reports_for(session, actor, body)
        if len(files_of_record(session, reference)) + len(kept) > MOST_FILES:
            raise TooManyRecordFiles(MOST_FILES)
        session.add_all([_file(reference, name, kind, place, actor, at) for name, kind, place in kept])
        _note(session, "record.add_files", record, actor, at, [name for name, _, _ in kept])
        return True

    content = {"record": reference, "files": [(name, it.sha256) for name, _, it in kept]}
    try:
        done = once(session, Sent(act, "record.add_files", content), actor=actor, at=at, do=put)
    finally:
        if not done:
            for place in stored:
                storage.discard(place)


def remove_file(
    session: Session, record: TaskRecord, file: TaskRecordFile, *, actor: Actor, at: datetime, act: str
) -> None:
    """Mark a file as taken off, once, and commit; its bytes stay."""
    file_id, body = file.id, record.body

    def take_off() -> None:
        check_reports_for(session, actor, body)
        if file.removed_at is None:
            file.removed_at = at
            _note(session, "record.remove_file", record, actor, at, [file.name])

    once(session, Sent(act, "record.remove_file", {"file": file_id}), actor=actor, at=at, do=take_off)


def _newest(session: Session, reference: str, seen: int) -> TaskRecord:
    newest = record_versions(session, reference)[0]
    if newest.n != seen or newest.withdrawn:
        raise RecordFrozen()
    return newest


def _version(
    session: Session,
    reference: str,
    n: int,
    answers: Mapping[str, Any],
    actor: Actor,
    at: datetime,
    act: str,
    reason: str | None = None,
) -> TaskRecord:
    held_on = date.fromisoformat(answers["held_on"])
    plan = house_of(session).plan
    if held_on.year not in plan.years:
        raise OutsidePlan(held_on, str(plan.first_year), str(plan.last_year))
    until_on, cost = answers.get("until_on"), answers.get("cost")
    row = TaskRecord(
        reference=reference,
        n=n,
        body=answers["body"],
        kind=answers["kind"],
        task=answers["task"],
        title=answers["title"],
        setting=answers["setting"],
        held_on=held_on,
        until_on=None if until_on is None else date.fromisoformat(until_on),
        place=answers["place"],
        people=answers.get("people") or 0,
        organisations=answers.get("organisations") or 0,
        units=_units(answers),
        asked=answers.get("asked") or 0,
        cost=None if cost is None else Money(cost),
        line=answers.get("line") or "",
        answers=dict(answers),
        withdrawn=reason is not None,
        reason=reason or "",
        person_id=actor.person_id,
        person_name=actor.name,
        at=at,
        act=act,
        words=[
            TaskRecordWord(word=word) for word in sorted(set(fold(f"{answers['title']} {answers['place']}").split()))
        ],
    )
    session.add(row)
    return row


def _units(answers: Mapping[str, Any]) -> int:
    """How many of the thing there are: as answered, or the requests that were served."""
    if answers["kind"] == "information":
        return int(answers["served"])
    return int(answers.get("units") or 0)


def _kind_of(upload: Upload) -> FileKind:
    name = file_name(upload.name)
    if size_of(upload.file) > MOST_MEGABYTES * 1024 * 1024:
        raise FileTooLarge(name, MOST_MEGABYTES)
    return sniff(upload.file, name)


def _file(reference: str, name: str, kind: FileKind, kept: Kept, actor: Actor, at: datetime) -> TaskRecordFile:
    return TaskRecordFile(
        reference=reference,
        name=name,
        media_type=kind.media_type,
        size_bytes=kept.size_bytes,
        sha256=kept.sha256,
        stored_as=kept.stored_as,
        uploaded_by=actor.person_id,
        uploaded_at=at,
    )


def _note(
    session: Session, what: str, record: TaskRecord, actor: Actor, at: datetime, files: Sequence[str] = ()
) -> None:
    session.flush()
    audit.append(
        session,
        at=at,
        person_id=actor.person_id,
        account_id=actor.account_id,
        who=actor.name,
        what=what,
        subject_kind="record",
        subject=record.reference,
        after={"n": record.n, "body": record.body, "answers": record.answers, "files": list(files)},
    )
