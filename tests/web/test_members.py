"""Several people act for one organisation: invited, with rights, leaving; and nobody lets themselves in."""

import io
import re

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from nscl_grants.actions import passwords
from nscl_grants.actions.attachments import MEGABYTE, MOST_ORGANISATION_MEGABYTES
from nscl_grants.actions.membership_claims import MOST_WAITING_MEGABYTES
from nscl_grants.db.acts import Proposal
from nscl_grants.db.applications import Application
from nscl_grants.db.letters import Letter
from nscl_grants.db.mandates import Mandate
from nscl_grants.db.organisations import BankAccount, Organisation
from nscl_grants.db.people import Account, Membership
from tests.builders.doors import newest_link
from tests.builders.pdfs import a_pdf
from tests.builders.people import MORNING, a_member, an_account, an_organisation
from tests.web.conftest import SignIn
from tests.web.pages import act_in, csrf_in, send

PASSWORD = "bốn con mèo xanh"
PDF = a_pdf()
NEW = {"full_name": "Lê Văn Mới", "identity_number": "027093009999", "password": PASSWORD}


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same hashes with less work."""
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def firm(rows: Session) -> Organisation:
    """The firm, by itself: to look at it must not open a transaction of the test's."""
    firm = an_organisation(rows)
    rows.commit()
    rows.expunge(firm)
    return firm


@pytest.fixture
def an(rows: Session, firm: Organisation, sign_in: SignIn) -> FlaskClient:
    """An's browser; she may send off for the firm."""
    of_an = rows.get_one(Account, a_member(rows, firm, email="an@vidu.test").account_id)
    rows.commit()
    return sign_in(account=of_an)


def a_mandate(firm: Organisation, person_id: int, megabytes: int) -> Mandate:
    """One that came in earlier, of that size."""
    return Mandate(
        organisation_id=firm.id,
        person_id=person_id,
        name="uy-quyen.pdf",
        media_type="application/pdf",
        size_bytes=megabytes * MEGABYTE,
        sha256="0" * 64,
        stored_as=f"00/{person_id}",
        uploaded_at=MORNING,
    )


def members_page(firm: Organisation) -> str:
    return f"/my/organisation/{firm.tax_code}/members"


def invites(browser: FlaskClient, firm: Organisation, email: str, right: str, rows: Session) -> str:
    """The link in the letter."""
    page = members_page(firm)
    send(browser, f"{page}/invite", {"email": email, "right": right}, page=page)
    letter = rows.scalars(select(Letter).where(Letter.kind == "invitation").order_by(Letter.id.desc())).first()
    assert letter is not None
    assert letter.address == email
    link = re.sub(r"^https?://[^/]+", "", letter.values["link"])
    rows.rollback()
    return link


def binh(rows: Session, sign_in: SignIn) -> tuple[Account, FlaskClient]:
    account = an_account(rows, "applicant", name="Ngô Văn Bình", email="binh@khac.test")
    browser = sign_in(account=account)
    rows.expunge(account)
    return account, browser


def right_of(rows: Session, firm: Organisation, person_id: int) -> tuple[bool, bool] | None:
    rows.rollback()
    found = rows.execute(
        select(Membership.may_edit, Membership.may_submit).where(
            Membership.organisation_id == firm.id, Membership.person_id == person_id, Membership.until.is_(None)
        )
    ).first()
    rows.rollback()
    return None if found is None else (found[0], found[1])


def test_an_invitation_is_accepted_by_the_address_it_was_mailed_to_once(
    rows: Session, firm: Organisation, an: FlaskClient, sign_in: SignIn
) -> None:
    account, browser = binh(rows, sign_in)
    person_id = account.person_id
    stranger = sign_in("applicant", name="Người Lạ")
    link = invites(an, firm, "binh@khac.test", "edit", rows)

    send(stranger, link)
    assert right_of(rows, firm, person_id) is None
    assert "Nhận lời" in browser.get(link).text
    assert right_of(rows, firm, person_id) is None, "to open the link accepts nothing"

    send(browser, link)

    assert right_of(rows, firm, person_id) == (True, False)
    assert browser.get(link).status_code == 303
    assert "Ngô Văn Bình" in an.get(members_page(firm)).text


def test_somebody_new_gets_an_account_by_the_invitation(
    app: Flask, rows: Session, firm: Organisation, an: FlaskClient, client: FlaskClient
) -> None:
    link = invites(an, firm, "moi@vidu.test", "read", rows)
    send(client, f"{link}/new", NEW, page=link)

    fresh = app.test_client()
    assert send(fresh, "/login", {"email": "moi@vidu.test", "password": PASSWORD}).headers["Location"] == "/my"
    account = rows.scalars(select(Account).where(Account.email == "moi@vidu.test")).one()
    assert account.email_proved_at is not None
    person_id = account.person_id
    assert right_of(rows, firm, person_id) == (False, False)


@pytest.mark.parametrize(("right", "begins", "banks"), [("read", 0, 0), ("edit", 1, 0), ("submit", 1, 1)])
def test_each_right_opens_what_it_says_and_no_more(
    rows: Session, firm: Organisation, an: FlaskClient, sign_in: SignIn, right: str, begins: int, banks: int
) -> None:
    account, browser = binh(rows, sign_in)
    send(browser, invites(an, firm, account.email, right, rows))

    send(browser, "/my/applications/new", {"procedure": "HTQL", "organisation": str(firm.id)})
    bank = {"number": "0123456789", "holder": firm.name, "bank": "Ngân hàng Giả Định", "branch": "Bắc Ninh"}
    send(browser, f"/my/organisation/{firm.tax_code}/bank-account", bank)
    page = members_page(firm)
    send(browser, f"{page}/invite", {"email": "ai@do.test", "right": "submit"}, page="/account")

    rows.rollback()
    assert len(rows.scalars(select(Application)).all()) == begins
    assert len(rows.scalars(select(BankAccount)).all()) == banks
    assert len(rows.scalars(select(Letter).where(Letter.address == "ai@do.test")).all()) == banks


def test_whoever_left_sees_nothing_and_the_last_who_may_send_off_stays(
    rows: Session, firm: Organisation, an: FlaskClient, sign_in: SignIn
) -> None:
    account, browser = binh(rows, sign_in)
    person_id = account.person_id
    send(browser, invites(an, firm, account.email, "edit", rows))
    page = members_page(firm)
    assert browser.get(page).status_code == 200

    send(browser, f"{page}/{person_id}/end", page=page)

    assert browser.get(page).status_code == 404
    an_id = rows.scalars(select(Account.person_id).where(Account.email == "an@vidu.test")).one()
    rows.rollback()
    send(an, f"{page}/{an_id}/end", page=page)
    assert "người duy nhất còn quyền nộp" in an.get(page).text
    send(an, f"{page}/{an_id}/right", {"right": "read"}, page=page)
    assert right_of(rows, firm, an_id) == (True, True)


def test_an_invitation_falls_with_the_right_of_whoever_sent_it(
    rows: Session, firm: Organisation, an: FlaskClient, sign_in: SignIn
) -> None:
    account, browser = binh(rows, sign_in)
    person_id = account.person_id
    link = invites(an, firm, account.email, "submit", rows)

    rows.execute(update(Membership).where(Membership.organisation_id == firm.id).values(may_submit=False))
    rows.commit()

    assert browser.get(link).status_code == 303
    assert right_of(rows, firm, person_id) is None


def test_a_claim_on_a_registered_tax_code_goes_to_the_office_with_its_mandate(
    app: Flask, rows: Session, firm: Organisation, an: FlaskClient, client: FlaskClient, sign_in: SignIn
) -> None:
    send(client, "/register", {"email": "moi@vidu.test"})
    join = f"{newest_link(rows, 'register')}/join"
    shown = client.get(join)
    carried = {"csrf_token": csrf_in(shown), "act": act_in(shown)}
    told = {**carried, **NEW, "tax_code": firm.tax_code}
    assert client.post(join, data=told).status_code == 422, "without a mandate nothing is asked"
    shown = client.get(join)
    told |= {"act": act_in(shown)}
    sent = client.post(join, data={**told, "mandate": (io.BytesIO(PDF), "uy-quyen.pdf")})
    assert sent.status_code == 303, sent.text
    person_id = rows.scalars(select(Account.person_id).where(Account.email == "moi@vidu.test")).one()
    proposal_id = rows.scalars(select(Proposal.id)).one()
    rows.rollback()
    assert right_of(rows, firm, person_id) is None
    newcomer = app.test_client()
    send(newcomer, "/login", {"email": "moi@vidu.test", "password": PASSWORD})
    assert newcomer.get(members_page(firm)).status_code == 404

    desk = sign_in("intake")
    page = f"/memberships/{proposal_id}"
    assert "uy-quyen.pdf" in desk.get(page).text
    assert desk.get(f"{page}/mandate").data == PDF
    assert sign_in("reviewer").get(page).status_code == 403
    send(desk, f"{page}/confirm", {"right": "edit"}, page=page)

    assert right_of(rows, firm, person_id) == (True, False)
    assert rows.scalars(select(Letter.address).where(Letter.kind == "member_joined")).all() == ["an@vidu.test"]
    mandate_id = rows.scalars(select(Mandate.id)).one()
    rows.rollback()
    assert an.get(f"{members_page(firm)}/mandates/{mandate_id}").data == PDF
    other = an_organisation(rows, "HTX Khác")
    stranger = sign_in(account=rows.get_one(Account, a_member(rows, other).account_id))
    assert stranger.get(f"/my/organisation/{other.tax_code}/members/mandates/{mandate_id}").status_code == 404


def test_an_organisation_sends_so_many_invitations_a_day_and_no_more(
    rows: Session, firm: Organisation, an: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nscl_grants.actions.members.MOST_INVITATIONS", 2)
    for name in ("a", "b"):
        invites(an, firm, f"{name}@khac.test", "read", rows)
    page = members_page(firm)

    answer = send(an, f"{page}/invite", {"email": "c@khac.test", "right": "read"}, page=page)

    assert answer.status_code == 422
    assert "đã gửi 2 lời mời trong 24 giờ qua" in answer.text
    assert len(rows.scalars(select(Letter).where(Letter.kind == "invitation")).all()) == 2


def test_strangers_mandates_that_wait_fill_a_room_of_their_own_and_no_more(
    rows: Session, firm: Organisation, client: FlaskClient, an: FlaskClient
) -> None:
    def asks(email: str, number: str) -> int:
        send(client, "/register", {"email": email})
        join = f"{newest_link(rows, 'register')}/join"
        shown = client.get(join)
        carried = {"csrf_token": csrf_in(shown), "act": act_in(shown)}
        told = {**carried, **NEW, "identity_number": number, "tax_code": firm.tax_code}
        sent = client.post(join, data={**told, "mandate": (io.BytesIO(PDF), "uy-quyen.pdf")})
        assert sent.status_code == 303 or "chưa nhận thêm" in sent.text
        return sent.status_code

    first = asks("la-mot@vidu.test", "027093009991")
    person_id = rows.scalars(select(Account.person_id).where(Account.email == "la-mot@vidu.test")).one()
    rows.add(a_mandate(firm, person_id, MOST_WAITING_MEGABYTES))
    rows.commit()
    second = asks("la-hai@vidu.test", "027093009992")
    page = members_page(firm)
    shown = an.get(page)
    carried = {"csrf_token": csrf_in(shown), "act": act_in(shown)}
    own = an.post(f"{page}/mandates", data={**carried, "mandate": (io.BytesIO(PDF), "giay-gioi-thieu.pdf")})

    assert (first, second, own.status_code) == (303, 422, 303)
    assert rows.scalars(select(Account.id).where(Account.email == "la-hai@vidu.test")).all() == []


def test_a_member_puts_in_no_mandate_beyond_what_the_organisation_may_keep(
    rows: Session, firm: Organisation, an: FlaskClient
) -> None:
    page = members_page(firm)

    def puts_in() -> TestResponse:
        shown = an.get(page)
        carried = {"csrf_token": csrf_in(shown), "act": act_in(shown)}
        return an.post(f"{page}/mandates", data={**carried, "mandate": (io.BytesIO(PDF), "giay-gioi-thieu.pdf")})

    person_id = rows.scalars(select(Membership.person_id).where(Membership.organisation_id == firm.id)).one()
    rows.add(a_mandate(firm, person_id, MOST_ORGANISATION_MEGABYTES))
    rows.commit()
    refused = puts_in()

    assert refused.status_code == 422
    assert "2000 MB" in refused.text or "2.000 MB" in refused.text
    assert len(rows.scalars(select(Mandate.id)).all()) == 1
