"""Anyone checks a paper by its code: what it is and whether it stands, and nothing about whom it is for."""

import hashlib
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from nscl_grants.actions.paper_register import register_paper, void_paper
from nscl_grants.actions.paper_worker import make_waiting_papers
from nscl_grants.db.applications import Application
from nscl_grants.db.papers import Paper, papers_of_case
from nscl_grants.domain.typed_code import as_printed
from nscl_grants.outside.storage import Storage
from nscl_grants.web.check import MOST_LOOKUPS
from tests.builders.cases import HOUSE, Office, a_case, an_act, an_office
from tests.builders.people import MORNING


@pytest.fixture
def office(rows: Session) -> Office:
    return an_office(rows)


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path / "uploads")


@pytest.fixture
def case(rows: Session, office: Office, engine: Engine, storage: Storage) -> Application:
    """An issued case whose papers are made."""
    case = a_case(rows, office, "issued")
    rows.commit()
    make_waiting_papers(engine, HOUSE, storage, now=MORNING, public_url="http://localhost")
    return case


def the(rows: Session, case: Application, kind: str, nth: int = -1) -> Paper:
    """A paper of that kind, the newest unless another is meant."""
    rows.expire_all()
    paper = [each for each in papers_of_case(rows, case.id) if each.kind == kind][nth]
    rows.commit()
    return paper


def test_a_standing_paper_is_told_with_its_digests(
    rows: Session, case: Application, client: FlaskClient, storage: Storage
) -> None:
    receipt = the(rows, case, "receipt")

    page = client.get(f"/check/{receipt.code}")

    assert page.status_code == 200
    assert "Giấy tiếp nhận hồ sơ và hẹn trả kết quả" in page.text
    assert "còn hiệu lực" in page.text
    assert receipt.stored_as is not None
    assert receipt.digest is not None
    assert hashlib.sha256((storage.folder / receipt.stored_as).read_bytes()).hexdigest() in page.text
    assert receipt.digest in page.text


@pytest.mark.parametrize("kind", ["receipt", "award_decision", "review_minutes", "award_notice"])
def test_the_page_tells_nothing_about_whom_the_paper_is_for(
    rows: Session, case: Application, client: FlaskClient, kind: str
) -> None:
    page = client.get(f"/check/{the(rows, case, kind).code}").text

    for secret in ("Ví Dụ Xanh", "Trần Thị", "Nguyễn Văn", "H05.15-", "40.000.000", "0123456789"):
        assert secret not in page


def test_a_paper_without_its_number_is_a_draft(rows: Session, case: Application, client: FlaskClient) -> None:
    page = client.get(f"/check/{the(rows, case, 'award_notice').code}")

    assert "dự thảo chưa có số" in page.text


def test_a_replaced_paper_leads_to_the_one_in_its_place(
    rows: Session, case: Application, office: Office, client: FlaskClient, storage: Storage
) -> None:
    draft = the(rows, case, "award_notice")
    register_paper(
        rows, storage, draft, number="15", on=MORNING.date(), signed=None, actor=office.clerk, at=MORNING, act=an_act()
    )
    final = the(rows, case, "award_notice")

    page = client.get(f"/check/{draft.code}")

    assert "đã được thay ngày 02/03/2026" in page.text
    assert f"/check/{final.code}" in page.text


def test_a_voided_paper_says_so_and_keeps_the_reason_to_itself(
    rows: Session, case: Application, office: Office, client: FlaskClient
) -> None:
    receipt = the(rows, case, "receipt")
    void_paper(rows, receipt, reason="Nhầm tên bà An", actor=office.clerk, at=MORNING, act=an_act())

    page = client.get(f"/check/{receipt.code}")

    assert "đã bị hủy" in page.text
    assert "bà An" not in page.text


def test_a_code_is_found_however_it_is_typed(rows: Session, case: Application, client: FlaskClient) -> None:
    code = the(rows, case, "receipt").code

    sent = client.get("/check", query_string={"code": code.lower().replace("-", " ")})

    assert sent.headers["Location"] == f"/check/{code}"
    assert as_printed("7k3m9qxt2hbd") == "7K3M-9QXT-2HBD"


def test_a_code_that_no_paper_bears_is_told_with_the_way_on(client: FlaskClient) -> None:
    page = client.get("/check/2222-2222-2222")

    assert page.status_code == 404
    assert "Không có văn bản mang mã này" in page.text


def test_what_is_typed_is_shown_as_typed(client: FlaskClient) -> None:
    page = client.get("/check/%3Cscript%3Ealert(1)%3C%2Fscript%3E")

    assert "<script>alert" not in page.text


def test_too_many_look_ups_from_one_source_have_to_wait(client: FlaskClient) -> None:
    # An address of its own: the count is kept as long as the server runs, and other tests look things up, too.
    source = {"REMOTE_ADDR": "198.51.100.7"}
    address = "/check/2222-2222-2222"
    answers = [client.get(address, environ_overrides=source).status_code for _ in range(MOST_LOOKUPS + 1)]

    assert set(answers[:MOST_LOOKUPS]) == {404}
    refused = client.get(address, environ_overrides=source)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "60"
    assert "quá nhiều lần" in refused.text


def test_the_page_to_type_a_code_is_there_in_both_languages(client: FlaskClient) -> None:
    assert "<h1>Kiểm tra văn bản</h1>" in client.get("/check").text
    assert "<h1>Check a paper</h1>" in client.get("/check?lang=en").text


def test_the_file_is_compared_by_a_script_of_our_own(rows: Session, case: Application, client: FlaskClient) -> None:
    page = client.get(f"/check/{the(rows, case, 'receipt').code}").text

    assert 'type="module" src="/static/js/check.js' in page
    with client.get("/static/js/check.js") as script:
        assert script.status_code == 200
        assert b"fetch(" not in script.data
