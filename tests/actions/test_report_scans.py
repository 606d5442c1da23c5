"""The signed paper of a report is kept as it came, with its digest, once the signature is recorded."""

import hashlib
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from nscl_grants.actions.attachments import Upload
from nscl_grants.actions.plan_reports import NotSigned
from nscl_grants.actions.report_scans import attach_scan
from nscl_grants.db.plan_reports import scans_of
from nscl_grants.domain.actor import Actor
from nscl_grants.outside.storage import Storage
from tests.builders.cases import an_act, an_office
from tests.builders.pdfs import a_pdf
from tests.builders.people import MORNING, somebody
from tests.builders.results import a_plan_report

PAPER = a_pdf()


@pytest.fixture
def manager(session: Session) -> Actor:
    an_office(session)
    return somebody(session, "plan_manager")


def test_the_paper_stays_beside_what_was_signed(session: Session, manager: Actor, tmp_path: Path) -> None:
    report, storage = a_plan_report(session, manager, "signed"), Storage(tmp_path / "kept")

    attach_scan(
        session, storage, report, Upload("bao-cao.pdf", BytesIO(PAPER)), actor=manager, at=MORNING, act=an_act()
    )

    (scan,) = scans_of(session, report.id)
    assert scan.sha256 == hashlib.sha256(PAPER).hexdigest()
    assert storage.read(scan.stored_as, scan.sha256, scan.name) == PAPER
    with pytest.raises(DatabaseError):
        session.execute(text("UPDATE plan_report_scan SET sha256 = ''"))


def test_a_draft_has_no_signed_paper_and_the_file_is_thrown_away(
    session: Session, manager: Actor, tmp_path: Path
) -> None:
    report = a_plan_report(session, manager)

    with pytest.raises(NotSigned):
        attach_scan(
            session,
            Storage(tmp_path / "kept"),
            report,
            Upload("a.pdf", BytesIO(PAPER)),
            actor=manager,
            at=MORNING,
            act=an_act(),
        )

    assert not [path for path in (tmp_path / "kept").rglob("*") if path.is_file()]
