"""Files wait for the scanner, and it judges each of them once."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from nscl_grants.actions.attachments import (
    MOST_CASE_MEGABYTES,
    MOST_ORGANISATION_MEGABYTES,
    CaseIsFull,
    OrganisationIsFull,
    check_bytes,
)
from nscl_grants.actions.scanning import scan_round
from nscl_grants.db.attachments import Attachment
from nscl_grants.db.audit import AuditEvent
from nscl_grants.db.file_scans import SENT_IN
from nscl_grants.db.mandates import Mandate
from nscl_grants.db.verdicts import FileScan
from nscl_grants.outside.scanner import Scanner
from nscl_grants.outside.storage import Storage
from tests.builders.cases import a_draft, an_office
from tests.builders.clamd import EICAR, MOST_BYTES, a_clamd
from tests.builders.pdfs import a_pdf
from tests.builders.people import MORNING, an_account

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
MEGABYTE = 1024 * 1024


def three_files(session: Session, storage: Storage) -> list[Attachment]:
    """A clean one, an infected one, and one that the scanner does not take; the draft's others go."""
    draft = a_draft(session, an_office(session))
    contents = (a_pdf(), a_pdf() + EICAR, bytes(MOST_BYTES * 3))
    files = list(session.scalars(select(Attachment).where(Attachment.application_id == draft.id)))
    for file in files[3:]:
        session.delete(file)
    for file, content in zip(files, contents, strict=False):
        kept = storage.keep(BytesIO(content))
        file.stored_as, file.sha256 = kept.stored_as, kept.sha256
    session.commit()
    return files[:3]


@on_sqlite
def test_each_file_gets_its_verdict_once_and_what_was_found_is_in_the_log(
    session: Session, engine: Engine, tmp_path: Path
) -> None:
    storage = Storage(tmp_path / "uploads")
    clean, infected, large = three_files(session, storage)

    with a_clamd(tmp_path) as path:
        assert scan_round(engine, storage, Scanner(path), now=MORNING) == 2
        assert scan_round(engine, storage, Scanner(path), now=MORNING) == 0

    session.expire_all()
    assert [file.scan for file in (clean, infected, large)] == ["clean", "infected", "unscanned"]
    waits = session.get_one(FileScan, large.stored_as)
    assert waits.verdict is None
    assert waits.due_at is not None
    assert MORNING < waits.due_at <= MORNING + timedelta(hours=6)
    event = session.scalars(select(AuditEvent).where(AuditEvent.what == "file.infected")).one()
    assert (event.subject, event.after) == (infected.stored_as, {"found": "Eicar-Test-Signature"})


@on_sqlite
def test_while_the_scanner_is_down_everything_waits_and_nothing_is_noted(
    session: Session, engine: Engine, tmp_path: Path
) -> None:
    storage = Storage(tmp_path / "uploads")
    files = three_files(session, storage)

    assert scan_round(engine, storage, Scanner(str(tmp_path / "nobody")), now=MORNING) == 0

    session.expire_all()
    assert {file.scan for file in files} == {"unscanned"}
    assert session.scalars(select(FileScan)).all() == []


def test_every_column_that_names_a_file_is_scanned_or_is_known_to_be_drawn_by_us() -> None:
    """A new table of uploads that the scanner is not told of turns this red."""
    drawn_by_us = {"paper.stored_as", "paper_bundle.zip_stored_as", "paper_bundle.pdf_stored_as"}
    scanned = {f"{place.class_.__tablename__}.{place.key}" for place, _ in SENT_IN[:-1]}
    named = {
        f"{table.name}.{column.name}"
        for table in Attachment.metadata.sorted_tables
        for column in table.columns
        if column.name.endswith("stored_as")
    }

    assert scanned == named - drawn_by_us


@on_sqlite
def test_a_case_and_an_organisation_keep_no_more_than_they_may(session: Session) -> None:
    office = an_office(session)
    first, second = a_draft(session, office), a_draft(session, office)
    (file, *_) = session.scalars(select(Attachment).where(Attachment.application_id == first.id)).all()

    file.size_bytes, file.removed_at = (MOST_CASE_MEGABYTES - 1) * MEGABYTE, MORNING
    session.flush()
    check_bytes(session, first, MEGABYTE // 2)
    with pytest.raises(CaseIsFull):
        check_bytes(session, first, 2 * MEGABYTE)

    file.size_bytes = MOST_ORGANISATION_MEGABYTES * MEGABYTE
    session.flush()
    with pytest.raises(OrganisationIsFull):
        check_bytes(session, second, MEGABYTE)


@on_sqlite
def test_the_mandates_of_its_members_count_against_the_organisations_megabytes(session: Session) -> None:
    office = an_office(session)
    draft, firm = a_draft(session, office), office.organisation
    stranger = an_account(session, name="Người Lạ")
    mandates = {
        person_id: Mandate(organisation_id=firm.id, person_id=person_id, name="uy-quyen.pdf", sha256="0" * 64,
                           media_type="application/pdf", size_bytes=MOST_ORGANISATION_MEGABYTES * MEGABYTE,
                           stored_as=f"00/{person_id}", uploaded_at=MORNING)
        for person_id in (stranger.person_id, office.applicant.person_id)
    }  # fmt: skip

    session.add(mandates[stranger.person_id])
    session.flush()
    check_bytes(session, draft, MEGABYTE)

    session.add(mandates[office.applicant.person_id])
    session.flush()
    with pytest.raises(OrganisationIsFull):
        check_bytes(session, draft, MEGABYTE)
