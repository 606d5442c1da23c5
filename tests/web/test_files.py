"""Files leave by one door, to those who may see their case, and do nothing in the browser."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from nscl_grants.db.applications import Application
from nscl_grants.db.attachments import Attachment
from nscl_grants.db.audit import AuditEvent
from nscl_grants.db.engine import reading
from nscl_grants.db.people import Account
from nscl_grants.db.verdicts import FileScan
from nscl_grants.demo.sample import NAME, infected_sample
from nscl_grants.web.files import disposition
from tests.builders.cases import a_case, a_draft
from tests.builders.people import MORNING
from tests.web.conftest import SignIn
from tests.web.firm import PDF, Firm, config, firm

__all__ = ["config", "firm"]


def a_filed_paper(firm: Firm, state: str = "submitted") -> int:
    """The id of a file of a case in that state."""
    case = a_case(firm.rows, firm.office, state)
    firm.with_bytes(case)
    return next(file.id for file in firm.all(Attachment) if file.application_id == case.id)


def test_the_owner_gets_the_bytes_as_a_download(firm: Firm) -> None:
    answer = firm.an.get(f"/files/{a_filed_paper(firm)}")

    assert answer.data == PDF
    assert answer.content_type == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_paper_may_be_seen_in_our_own_frame_and_runs_nothing(firm: Firm) -> None:
    answer = firm.an.get(f"/files/{a_filed_paper(firm)}?view=1")

    assert answer.headers["Content-Disposition"].startswith("inline;")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]


def test_a_picture_is_seen_in_a_sandbox_and_a_document_never(firm: Firm) -> None:
    file_id = a_filed_paper(firm)
    file = firm.rows.get_one(Attachment, file_id)
    for media_type, seen in (("image/png", True), ("application/vnd.openxmlformats", False)):
        file.media_type = media_type
        firm.rows.commit()

        answer = firm.an.get(f"/files/{file_id}?view=1")

        assert answer.headers["Content-Disposition"].startswith("inline") is seen
        assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("state", ["draft", "submitted"])
def test_another_firm_finds_no_file(firm: Firm, state: str) -> None:
    assert firm.binh.get(f"/files/{a_filed_paper(firm, state)}").status_code == 404


def test_the_office_opens_what_was_filed_and_no_draft(firm: Firm, sign_in: SignIn) -> None:
    filed, draft = a_filed_paper(firm), a_filed_paper(firm, "draft")
    chi = sign_in(account=firm.rows.get_one(Account, firm.office.reviewer.account_id))

    assert chi.get(f"/files/{filed}").data == PDF
    assert chi.get(f"/files/{draft}").status_code == 404


@pytest.mark.parametrize("role", ["coordinator", "plan_manager", "admin"])
def test_roles_without_cases_find_no_file(firm: Firm, sign_in: SignIn, role: str) -> None:
    file_id = a_filed_paper(firm)

    assert sign_in(role).get(f"/files/{file_id}").status_code == 404


def test_a_visitor_is_sent_to_sign_in(firm: Firm) -> None:
    file_id = a_filed_paper(firm)

    assert firm.an.application.test_client().get(f"/files/{file_id}").status_code == 302


def test_a_file_that_was_changed_is_not_handed_out(firm: Firm) -> None:
    file_id = a_filed_paper(firm)
    file = firm.rows.get_one(Attachment, file_id)
    (firm.storage.folder / file.stored_as).write_bytes(b"%PDF-1.7 forged")
    firm.rows.commit()

    answer = firm.an.get(f"/files/{file_id}")

    assert answer.status_code == 422
    assert b"forged" not in answer.data


def test_an_infected_file_stays_closed(firm: Firm) -> None:
    file_id = a_filed_paper(firm)
    firm.rows.get_one(Attachment, file_id).scan = "infected"
    firm.rows.commit()

    assert firm.an.get(f"/files/{file_id}").status_code == 404


@pytest.mark.parametrize(
    "address",
    ["/files/0", "/files/99999999999999999999", "/files/-1", "/files/x", "/files/../config.toml", "/files/1%2e%2e"],
)
def test_no_other_address_leads_to_a_file(firm: Firm, address: str) -> None:
    assert firm.an.get(address).status_code == 404


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("hóa đơn.pdf", "attachment; filename=\"hoa don.pdf\"; filename*=UTF-8''h%C3%B3a%20%C4%91%C6%A1n.pdf"),
        ('a"b\\c.pdf', "attachment; filename=\"abc.pdf\"; filename*=UTF-8''a%22b%5Cc.pdf"),
        ("中文", "attachment; filename=\"file\"; filename*=UTF-8''%E4%B8%AD%E6%96%87"),
    ],
)
def test_a_name_cannot_break_out_of_its_header(name: str, header: str) -> None:
    assert disposition("attachment", name) == header


def test_with_a_scanner_a_file_is_closed_until_it_is_clean_and_says_so(firm: Firm, tmp_path: Path) -> None:
    file_id = a_filed_paper(firm)
    installation = firm.an.application.extensions["nscl"]
    named = replace(installation.config, clamd_socket=str(tmp_path / "clamd.ctl"))
    firm.an.application.extensions["nscl"] = replace(installation, config=named)
    file = firm.rows.get_one(Attachment, file_id)
    case = firm.rows.get_one(Application, file.application_id)

    waiting = firm.an.get(f"/files/{file_id}")
    page = (
        firm.an.get(f"/my/applications/{case.reference}/papers").text
        + firm.an.get(f"/my/applications/{case.reference}").text
    )
    firm.rows.add(FileScan(place=file.stored_as, verdict="clean", at=MORNING))
    file.scan = "clean"
    firm.rows.commit()

    assert waiting.status_code == 422
    assert "chưa được quét mã độc" in waiting.text
    assert "Đang quét" in page
    assert firm.an.get(f"/files/{file_id}").data == PDF


def test_what_the_scanner_found_stays_closed_even_without_a_scanner(firm: Firm) -> None:
    file_id = a_filed_paper(firm)
    place = firm.rows.get_one(Attachment, file_id).stored_as
    firm.rows.add(FileScan(place=place, verdict="infected", found="Eicar", at=MORNING))
    firm.rows.commit()

    closed = firm.an.get(f"/files/{file_id}")

    assert closed.status_code == 422
    assert "Eicar" in closed.text


def test_the_sample_of_the_demo_stands_among_the_papers_as_malware_and_opens_for_nobody(firm: Firm) -> None:
    draft = a_draft(firm.rows, firm.office)
    firm.rows.commit()

    infected_sample(firm.rows, firm.engine, firm.storage, firm.office.applicant, MORNING)

    (sample,) = [file for file in firm.all(Attachment) if file.name == NAME]
    page = firm.an.get(f"/my/applications/{draft.reference}/papers/{sample.document}").text
    assert NAME in page
    assert "Có mã độc" in page
    assert f"/files/{sample.id}" not in page
    assert firm.an.get(f"/files/{sample.id}").status_code == 404
    with reading(firm.engine) as session:
        found = session.scalars(select(AuditEvent.after).where(AuditEvent.what == "file.infected")).all()
    assert found == [{"found": "Eicar-Test-Signature"}]
