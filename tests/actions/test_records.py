"""Task records: written by the coordinator of the agency, corrected and withdrawn version by version."""

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from nscl_grants.actions import records
from nscl_grants.actions.attachments import Upload
from nscl_grants.actions.records import OutsidePlan, RecordFrozen
from nscl_grants.db.records import files_of_record, record_versions, records_at
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.reporting import NotYourAgency
from nscl_grants.outside.storage import Storage
from tests.builders.cases import an_act, an_office
from tests.builders.pdfs import a_pdf
from tests.builders.people import MORNING, somebody
from tests.builders.results import a_coordinator, a_record, answers_of

YEAR: dict[str, Any] = {"first": date(2026, 1, 1), "last": date(2026, 12, 31)}


@pytest.fixture
def manager(session: Session) -> Actor:
    an_office(session)
    return somebody(session, "plan_manager")


def test_a_coordinator_writes_for_the_own_agency_only(session: Session, manager: Actor) -> None:
    own = a_coordinator(session, "syt", manager)

    a_record(session, own, body="syt")

    with pytest.raises(NotYourAgency):
        records.write(session, answers_of(body="sgddt"), actor=own, at=MORNING, act=an_act())
    assert [row.body for row in records_at(session, **YEAR)] == ["syt"]


def test_a_record_sent_twice_is_written_once(session: Session, manager: Actor) -> None:
    act = an_act()

    first = records.write(session, answers_of(), actor=manager, at=MORNING, act=act)
    again = records.write(session, answers_of(), actor=manager, at=MORNING, act=act)

    assert first is not None
    assert again is None
    assert len(records_at(session, **YEAR)) == 1


def test_a_correction_counts_from_then_on_and_the_earlier_day_reads_as_it_was(session: Session, manager: Actor) -> None:
    record = a_record(session, manager, people=100)
    later = MORNING + timedelta(days=2)

    records.correct(session, record, answers_of(people=90), actor=manager, at=later, act=an_act())

    assert [row.people for row in records_at(session, **YEAR)] == [90]
    assert [row.people for row in records_at(session, **YEAR, at=MORNING)] == [100]


def test_a_withdrawn_record_counts_no_longer_and_keeps_its_versions(session: Session, manager: Actor) -> None:
    record = a_record(session, manager)

    records.withdraw(session, record, "Ghi nhầm", actor=manager, at=MORNING, act=an_act())

    assert records_at(session, **YEAR) == []
    assert [row.reason for row in record_versions(session, record.reference)] == ["Ghi nhầm", ""]


def test_nobody_corrects_a_version_that_is_not_the_newest(session: Session, manager: Actor) -> None:
    record = a_record(session, manager)
    records.correct(session, record, answers_of(people=90), actor=manager, at=MORNING, act=an_act())

    with pytest.raises(RecordFrozen):
        records.correct(session, record, answers_of(people=80), actor=manager, at=MORNING, act=an_act())


def test_a_day_outside_the_plan_is_refused(session: Session, manager: Actor) -> None:
    with pytest.raises(OutsidePlan):
        records.write(session, answers_of(held_on="2025-12-31"), actor=manager, at=MORNING, act=an_act())


def test_evidence_lies_with_the_record(session: Session, manager: Actor, tmp_path: Path) -> None:
    record, storage = a_record(session, manager), Storage(tmp_path)
    paper = Upload("danh sách.pdf", BytesIO(a_pdf()))

    records.add_files(session, storage, record, [paper], actor=manager, at=MORNING, act=an_act())

    (file,) = files_of_record(session, record.reference)
    assert file.name == "danh sách.pdf"
    records.remove_file(session, record, file, actor=manager, at=MORNING, act=an_act())
    assert files_of_record(session, record.reference) == []


def test_the_database_changes_no_version(session: Session, manager: Actor) -> None:
    a_record(session, manager)

    with pytest.raises(DatabaseError):
        session.execute(text("UPDATE task_record SET people = 5000"))
