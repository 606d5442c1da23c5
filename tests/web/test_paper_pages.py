"""The clerk's pages for papers: signing, scans, words beside a preview, and many papers at once."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from nscl_grants.actions.paper_binder import make_bundles
from nscl_grants.actions.paper_register import register_paper
from nscl_grants.actions.paper_worker import make_waiting_papers
from nscl_grants.db.applications import Application, Conflict
from nscl_grants.db.audit import AuditEvent
from nscl_grants.db.paper_bundles import PaperBundle
from nscl_grants.db.paper_scans import PaperScan
from nscl_grants.db.papers import Paper, papers_of_case
from nscl_grants.db.people import Account, account_with_rights
from nscl_grants.domain.actor import Actor
from nscl_grants.outside.storage import Storage
from tests.builders.cases import HOUSE, Office, a_case, an_act, an_office
from tests.builders.people import MORNING
from tests.documents.samples import drawn, samples
from tests.web.conftest import SignIn
from tests.web.pages import csrf_in, send
from tests.web.test_lists import link_in

Browser = Callable[[Actor], FlaskClient]


@pytest.fixture
def office(rows: Session) -> Office:
    return an_office(rows)


@pytest.fixture
def browser(rows: Session, sign_in: SignIn) -> Browser:
    def of(actor: Actor) -> FlaskClient:
        assert actor.account_id is not None
        account = account_with_rights(rows, actor.account_id)
        assert isinstance(account, Account)
        return sign_in(account=account)

    return of


@pytest.fixture
def draft(rows: Session, engine: Engine, office: Office, tmp_path: Path) -> Paper:
    """A notice of support that was made and waits for its number."""
    case = a_case(rows, office, "issued")
    rows.commit()
    make_waiting_papers(engine, HOUSE, Storage(tmp_path / "uploads"), now=MORNING, public_url="http://localhost")
    rows.expire_all()
    return [each for each in papers_of_case(rows, case.id) if each.kind == "award_notice"][-1]


@pytest.fixture
def notice(rows: Session, engine: Engine, office: Office, draft: Paper, tmp_path: Path) -> Paper:
    """The notice with its number, made anew."""
    storage = Storage(tmp_path / "uploads")
    register_paper(
        rows, storage, draft, number="15", on=MORNING.date(), signed=None, actor=office.clerk, at=MORNING, act=an_act()
    )
    rows.commit()
    make_waiting_papers(engine, HOUSE, storage, now=MORNING, public_url="http://localhost")
    rows.expire_all()
    return [each for each in papers_of_case(rows, draft.application_id or 0) if each.kind == "award_notice"][-1]


def test_the_clerk_puts_in_the_signed_copy_and_both_digests_are_shown(
    rows: Session, office: Office, notice: Paper, browser: Browser
) -> None:
    clerk, address = browser(office.clerk), f"/papers/{notice.id}/sign"
    assert "15/TB-SKHCN" in clerk.get("/papers/to-sign").text
    page = clerk.get(address).text
    assert "Hệ thống này chưa được khai báo khóa ký" in page

    assert send(clerk, f"/papers/{notice.id}/signed", page=address).status_code == 422
    copy = (io.BytesIO(drawn("receipt", samples()["receipt"])), "ky.pdf")
    assert send(clerk, f"/papers/{notice.id}/signed", {"signed_file": copy}, page=address).status_code == 303

    shown = clerk.get(address)
    rows.expire_all()
    assert notice.sha256 is not None
    assert notice.signed_sha256 is not None
    assert notice.sha256 in shown.text
    assert notice.signed_sha256 in shown.text
    assert shown.headers["Refresh"] == "5"
    address, case = f"/papers/{notice.id}/signed", rows.get_one(Application, notice.application_id).reference
    rows.rollback()  # The register of openings is written beside the page.
    assert clerk.get(address).content_type == "application/pdf"
    opened = rows.scalars(select(AuditEvent).where(AuditEvent.what == "file.open")).all()
    assert [(event.person_id, event.subject) for event in opened] == [(office.clerk.person_id, case)]


def test_signing_is_the_clerks_and_chosen_papers_are_signed_together(
    rows: Session, office: Office, notice: Paper, browser: Browser
) -> None:
    clerk = browser(office.clerk)

    assert send(clerk, "/papers/to-sign").status_code == 303
    assert notice.signing_asked_at is None
    assert send(clerk, "/papers/to-sign", {"paper": str(notice.id)}).status_code == 303

    rows.expire_all()
    assert notice.signing_asked_at is not None
    assert browser(office.finance).get("/papers/to-sign").status_code == 403


def test_words_are_changed_beside_a_preview_that_only_our_own_page_may_frame(
    rows: Session, office: Office, draft: Paper, browser: Browser
) -> None:
    approver, address = browser(office.approver), f"/papers/{draft.id}/words"
    words = {"remarks": "Lưu ý hạn gửi đề nghị."}
    typed = send(approver, f"/papers/{draft.id}/preview", words, page=address)

    assert typed.data.startswith(b"%PDF-")
    assert typed.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert send(approver, address, words).status_code == 303
    rows.expire_all()
    assert draft.state == "replaced"
    assert browser(office.finance).get(address).status_code == 403


def test_scans_are_listed_until_the_worker_has_read_them(rows: Session, office: Office, browser: Browser) -> None:
    clerk = browser(office.clerk)
    files = [(io.BytesIO(drawn("receipt", samples()["receipt"])), f"quet-{nth}.pdf") for nth in (1, 2)]

    assert send(clerk, "/papers/scans", {"scans": files}).status_code == 303

    assert [scan.name for scan in rows.scalars(select(PaperScan))] == ["quet-1.pdf", "quet-2.pdf"]
    listed = clerk.get("/papers/scans").text
    assert listed.count("Đang đọc mã") == 2
    scan = rows.scalars(select(PaperScan)).first()
    assert scan is not None
    rows.commit()
    assert send(clerk, f"/papers/scans/{scan.id}/aside", page="/papers/scans").status_code == 303
    assert "quet-1.pdf" not in clerk.get("/papers/scans").text
    assert browser(office.reviewer).get("/papers/scans").status_code == 403


def test_a_paper_that_was_voided_meanwhile_says_so_also_to_who_gives_no_reason(
    office: Office, notice: Paper, browser: Browser, rows: Session
) -> None:
    page, clerk = f"/papers/{notice.id}/register", browser(office.clerk)
    rows.commit()
    shown = clerk.get(page)
    assert send(clerk, f"/papers/{notice.id}/void", {"reason": "Sai tên"}, page=page).status_code == 303

    late = clerk.post(f"/papers/{notice.id}/void", data={"csrf_token": csrf_in(shown), "act": an_act(), "reason": ""})

    assert late.status_code == 422
    assert "không hủy lần nữa" in late.text


def test_a_bundle_tells_how_far_it_is_and_belongs_to_who_asked(
    rows: Session, office: Office, notice: Paper, browser: Browser
) -> None:
    clerk, day = browser(office.clerk), f"{MORNING:%d/%m/%Y}"
    choice = {"kind": "award_notice", "first": day, "last": day}

    assert send(clerk, "/papers/bundles", {**choice, "first": "x"}).status_code == 422
    assert send(clerk, "/papers/bundles", choice).status_code == 303

    shown = clerk.get("/papers/bundles")
    assert "0 trong 1 văn bản" in shown.text
    assert shown.headers["Refresh"] == "3"
    bundle = rows.scalars(select(PaperBundle)).one()
    rows.commit()
    assert bundle.paper_ids == [notice.id]
    assert clerk.get(f"/papers/bundles/{bundle.id}.zip").status_code == 404
    assert browser(office.applicant).get("/papers/bundles").status_code == 403


def test_a_bundle_closes_when_a_conflict_of_interest_in_one_of_its_cases_is_declared(
    rows: Session, engine: Engine, office: Office, notice: Paper, browser: Browser, tmp_path: Path
) -> None:
    clerk, day, case_id = browser(office.clerk), f"{MORNING:%d/%m/%Y}", notice.application_id
    assert case_id is not None
    rows.commit()
    send(clerk, "/papers/bundles", {"kind": "award_notice", "first": day, "last": day})
    make_bundles(engine, Storage(tmp_path / "uploads"), now=MORNING, needs_verdict=False)
    bundle_id = rows.scalars(select(PaperBundle.id)).one()
    rows.commit()
    before = [clerk.get(f"/papers/bundles/{bundle_id}.{ending}").status_code for ending in ("zip", "pdf")]

    rows.add(Conflict(application_id=case_id, person_id=office.clerk.person_id, reason="họ hàng", at=MORNING))
    rows.commit()
    after = [clerk.get(f"/papers/bundles/{bundle_id}.{ending}") for ending in ("zip", "pdf")]

    assert before == [200, 200]
    assert [each.status_code for each in after] == [403, 403]
    assert all("cả tập đóng lại" in each.text and b"%PDF" not in each.data for each in after)


def test_the_papers_of_the_ticked_cases_are_bound_as_far_as_who_ticks_may_open_them(
    rows: Session, office: Office, notice: Paper, browser: Browser
) -> None:
    case = notice.application
    assert case is not None
    finance, reviewer = browser(office.finance), browser(office.reviewer)
    reference = case.reference
    rows.commit()

    assert send(reviewer, "/papers/bundles/ticked", {}, page="/cases").status_code == 422
    assert (
        send(reviewer, "/papers/bundles/ticked", {"case": [reference, "ns-khongco"]}, page="/cases").status_code == 303
    )
    assert send(finance, "/papers/bundles/ticked", {"payment": "9999"}, page="/papers/bundles").status_code == 422

    bundle = rows.scalars(select(PaperBundle)).one()
    assert notice.id in bundle.paper_ids
    assert bundle.title.startswith("Văn bản của 2 hồ sơ")


def test_what_waits_for_a_number_is_read_page_by_page_and_by_its_kind(
    rows: Session, office: Office, notice: Paper, browser: Browser
) -> None:
    for nth in range(60):
        more = {"request": f"more-{nth}", "code": f"MORE-{nth:04d}-0000", "asked_at": notice.asked_at, "asked_by": 0}
        rows.add(Paper(kind="proposal", template=1, application_id=notice.application_id, facts={}, **more))
    rows.commit()
    clerk = browser(office.clerk)

    first = clerk.get("/papers?kind=proposal").text
    second = clerk.get(link_in(first, "next")).text

    assert (first.count('/register">'), "Trang sau" in first) == (50, True)
    assert second.count('/register">') >= 10
    assert "Hết danh sách" in second
    assert clerk.get(link_in(second, "prev")).text.count('/register">') == 50
    assert "Không có văn bản nào chờ vào sổ" in clerk.get("/papers?kind=award_notice").text, "its number is given"
