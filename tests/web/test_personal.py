"""People see what is held about them, decide on its use, and two administrators forget them; the books stay."""

import json

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, inspect, select

from nscl_grants.actions import letters
from nscl_grants.db import audit
from nscl_grants.db.acts import Proposal
from nscl_grants.db.applications import Move
from nscl_grants.db.attachments import Attachment
from nscl_grants.db.audit import AuditEvent
from nscl_grants.db.engine import reading
from nscl_grants.db.ledger_tables import LedgerPosting
from nscl_grants.db.mandates import Mandate
from nscl_grants.db.people import Account, Membership, Person
from nscl_grants.db.personal_data import Consent, DataRequest
from nscl_grants.db.provider_logins import ProviderLogin
from nscl_grants.db.second_factors import Passkey, Totp
from tests.builders.cases import a_case
from tests.builders.people import MORNING
from tests.web.conftest import SignIn
from tests.web.firm import Firm, config, firm
from tests.web.pages import act_in, csrf_in

__all__ = ["config", "firm"]
PAGE = "/account/data"


def send(browser: FlaskClient, page: str, address: str, **fields: object) -> int:
    """Send a form that was shown on the page."""
    shown = browser.get(page)
    carried = {"csrf_token": csrf_in(shown), "act": act_in(shown), **fields}
    return browser.post(address, data=carried).status_code


def test_the_page_and_its_file_tell_what_is_held_and_nobody_elses(firm: Firm) -> None:
    case = a_case(firm.rows, firm.office, "submitted")
    firm.rows.commit()

    page, held = firm.an.get(PAGE).text, json.loads(firm.an.get(f"{PAGE}/mine.json").data)

    assert firm.office.applicant.name in page
    assert "cần xác nhận" in page
    assert held["person"]["full_name"] == firm.office.applicant.name
    assert held["cases_begun"] == [case.code]
    assert json.loads(firm.binh.get(f"{PAGE}/mine.json").data)["cases_begun"] == []


def test_the_page_and_its_file_tell_of_letters_mandates_keys_and_addresses_and_open_nothing(firm: Firm) -> None:
    account = firm.rows.get_one(Account, firm.office.applicant.account_id)
    link = "https://nscl.test/login/reset/bi-mat"
    letters.write(firm.rows, "reset", account.email, {"link": link}, at=MORNING)
    letters.write(firm.rows, "reset", "nguoi-khac@vidu.test", {"link": link}, at=MORNING)
    firm.rows.add_all(
        [
            Mandate(
                organisation_id=firm.office.organisation.id,
                person_id=account.person_id,
                name="giay-gioi-thieu.pdf",
                media_type="application/pdf",
                size_bytes=1,
                sha256="0" * 64,
                stored_as="00/1",
                uploaded_at=MORNING,
            ),
            Totp(account_id=account.id, secret="niem-phong", created_at=MORNING, confirmed_at=MORNING),
            Passkey(
                account_id=account.id,
                credential_id="mot",
                public_key="khoa-cong-khai",
                sign_count=0,
                transports=[],
                name="Điện thoại của An",
                created_at=MORNING,
            ),
            ProviderLogin(account_id=account.id, issuer="https://dinhdanh.test", subject="an-7", linked_at=MORNING),
        ]
    )
    firm.rows.commit()

    page, file = firm.an.get(PAGE).text, firm.an.get(f"{PAGE}/mine.json").text
    held = json.loads(file)

    for shown in ("giay-gioi-thieu.pdf", "Điện thoại của An", "https://dinhdanh.test", "127.0.0.1", "mật khẩu"):
        assert shown in page
    assert [each["kind"] for each in held["letters"]] == ["reset"]
    assert [each["file"] for each in held["mandates"]] == ["giay-gioi-thieu.pdf"]
    assert [each["name"] for each in held["second_factors"]["passkeys"]] == ["Điện thoại của An"]
    assert [each["subject"] for each in held["providers"]] == ["an-7"]
    assert {each["address"] for each in held["sessions"]} == {"127.0.0.1"}
    for secret in ("bi-mat", "niem-phong", "khoa-cong-khai"):
        assert secret not in page + file
    assert json.loads(firm.binh.get(f"{PAGE}/mine.json").data)["mandates"] == []


def test_consent_is_given_and_withdrawn_purpose_by_purpose_and_the_law_asks_nobody(firm: Firm) -> None:
    assert send(firm.an, PAGE, f"{PAGE}/consents", agreed=["news", "case", "khong-co"]) == 303
    assert send(firm.an, PAGE, f"{PAGE}/consents", agreed=["survey"]) == 303

    said = [(word.purpose, word.given) for word in firm.all(Consent)]
    assert said == [("news", True), ("news", False), ("survey", True)]


def test_whoever_of_the_office_opens_a_file_stands_in_the_register_that_its_owner_reads(
    firm: Firm, sign_in: SignIn
) -> None:
    case = a_case(firm.rows, firm.office, "submitted")
    firm.with_bytes(case)
    file_id = next(file.id for file in firm.all(Attachment) if file.application_id == case.id)
    chi = sign_in(account=firm.rows.get_one(Account, firm.office.reviewer.account_id))

    firm.an.get(f"/files/{file_id}")
    assert chi.get(f"/files/{file_id}").status_code == 200

    with reading(firm.engine) as session:
        opened = session.scalars(select(AuditEvent).where(AuditEvent.what == "file.open")).all()
    assert [(event.person_id, event.subject) for event in opened] == [(firm.office.reviewer.person_id, case.reference)]
    assert firm.office.reviewer.name in firm.an.get(PAGE).text


def test_two_administrators_erase_a_person_and_the_books_stay_as_they_were(firm: Firm, sign_in: SignIn) -> None:
    a_case(firm.rows, firm.office, "approved")
    firm.rows.commit()
    an, name = firm.office.applicant, firm.office.applicant.name
    quan, tri = sign_in("admin", name="Lê Quản"), sign_in("admin", name="Vũ Trị")
    email = firm.rows.get_one(Account, an.account_id).email
    firm.rows.commit()
    before = _books(firm.engine)
    desk = "/admin/data-requests"

    assert send(firm.an, PAGE, f"{PAGE}/requests", kind="erase", wish="Tôi đã nghỉ việc") == 303
    (asked,) = firm.all(DataRequest)
    assert send(quan, desk, f"{desk}/{asked.id}/erase") == 422  # An still acts for the organisation.
    for membership in firm.rows.scalars(select(Membership).where(Membership.person_id == an.person_id)):
        membership.until = MORNING
    firm.rows.commit()
    assert send(quan, desk, f"{desk}/{asked.id}/erase") == 303
    assert send(quan, desk, f"{desk}/{asked.id}/erase/confirm") == 422  # Not by the one who proposed it.
    assert _person(firm, an.person_id).full_name == name
    assert send(tri, desk, f"{desk}/{asked.id}/erase/confirm") == 303

    gone = _person(firm, an.person_id)
    assert (gone.identity_number, gone.phone) == (None, None)
    assert gone.full_name == f"Người số {an.person_id}"
    assert firm.an.get(PAGE).status_code == 302
    with reading(firm.engine) as session:
        assert not session.scalars(select(Account).where(Account.email == email)).all()
        assert name not in session.scalars(select(Move.person_name)).all()
        assert list(audit.verify(session)) == []
    assert _books(firm.engine) == before
    assert name not in sign_in("auditor").get("/audit").text
    assert _where_it_stands(firm, email) == set()
    assert _where_it_stands(firm, name) <= WHAT_BELONGS_TO_THE_FILE


WHAT_BELONGS_TO_THE_FILE = {"organisation", "application", "act", "paper", "evidence"}
"""The firm's own representative, the dossier and its papers, and the content of acts by which a retry is known."""


def _where_it_stands(firm: Firm, text: str) -> set[str]:
    """The tables in which the text stands in any row, as words or within JSON."""
    found, as_json = set(), json.dumps(text)[1:-1]
    with firm.engine.connect() as connection:
        for table in inspect(connection).get_table_names():
            rows = str(connection.exec_driver_sql(f'SELECT * FROM "{table}"').fetchall())
            if text in rows or as_json.replace("\\", "\\\\") in rows:
                found.add(table)
    return found


def test_a_declined_erasure_takes_its_proposal_with_it_and_can_be_asked_for_again(firm: Firm, sign_in: SignIn) -> None:
    an, desk = firm.office.applicant, "/admin/data-requests"
    quan, tri = sign_in("admin", name="Lê Quản"), sign_in("admin", name="Vũ Trị")
    for membership in firm.rows.scalars(select(Membership).where(Membership.person_id == an.person_id)):
        membership.until = MORNING
    firm.rows.commit()

    for outcome in ("declined", "done"):
        assert send(firm.an, PAGE, f"{PAGE}/requests", kind="erase", wish="Tôi đã nghỉ việc") == 303
        asked = firm.all(DataRequest)[-1]
        assert send(quan, desk, f"{desk}/{asked.id}/erase") == 303
        if outcome == "declined":
            assert send(tri, desk, f"{desk}/{asked.id}/answer", said="Đang có vụ kiện") == 303
            assert [one.outcome for one in firm.all(Proposal)] == ["declined"]
        else:
            assert send(tri, desk, f"{desk}/{asked.id}/erase/confirm") == 303

    assert [one.outcome for one in firm.all(DataRequest)] == ["declined", "done"]


def test_a_request_that_says_nothing_or_waits_already_is_refused_in_words(firm: Firm) -> None:
    assert send(firm.an, PAGE, f"{PAGE}/requests", kind="correct", wish=" ") == 422
    assert send(firm.an, PAGE, f"{PAGE}/requests", kind="correct", wish="Sai tên") == 303
    assert send(firm.an, PAGE, f"{PAGE}/requests", kind="correct", wish="Sai tên") == 422


@pytest.mark.parametrize(("pressed", "outcome"), [({"done": "1"}, "done"), ({}, "declined")])
def test_an_administrator_answers_and_the_person_reads_it(
    firm: Firm, sign_in: SignIn, pressed: dict[str, str], outcome: str
) -> None:
    send(firm.an, PAGE, f"{PAGE}/requests", kind="correct", wish="Sai số điện thoại")
    (asked,) = firm.all(DataRequest)
    admin, desk = sign_in("admin"), "/admin/data-requests"

    assert send(admin, desk, f"{desk}/{asked.id}/answer", said="Đã xem lại", **pressed) == 303
    assert firm.all(DataRequest)[0].outcome == outcome
    assert "Đã xem lại" in firm.an.get(PAGE).text


def _person(firm: Firm, person_id: int) -> Person:
    with reading(firm.engine) as session:
        return session.get_one(Person, person_id)


def _books(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return list(session.scalars(select(LedgerPosting.hash).order_by(LedgerPosting.seq)))
