"""Absence, delegation and ties: who acts in whose place, and whom a conflict that is found keeps away."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.db.absences import Absence, Delegation, people_away
from nscl_grants.db.acts import Proposal
from nscl_grants.db.interests import Interest, people_tied_to
from nscl_grants.db.people import Account, Person
from nscl_grants.domain.calendar import legal_date
from nscl_grants.web.clock import real_moment
from tests.builders.cases import Office, a_case, an_office
from tests.builders.people import an_account
from tests.web.conftest import SignIn
from tests.web.pages import send

PAGE = "/account/duties"
TODAY = legal_date(real_moment())
WRITTEN = {"decision_number": "12/UQ-SKHCN", "decided_on": TODAY.isoformat()}


@pytest.fixture
def office(rows: Session) -> Office:
    return an_office(rows)


def days(first: int, last: int) -> dict[str, str]:
    return {
        "since": (TODAY + timedelta(days=first)).isoformat(),
        "until": (TODAY + timedelta(days=last)).isoformat(),
    }


def account_of(rows: Session, person_id: int) -> Account:
    return rows.scalars(select(Account).where(Account.person_id == person_id)).one()


def delegates(rows: Session, browser: FlaskClient, role: str, to: int, **more: Any) -> None:
    send(browser, f"{PAGE}/delegation", {**days(0, 5), **WRITTEN, "role": role, "delegate": to, **more}, page=PAGE)


def confirms(rows: Session, browser: FlaskClient) -> int:
    proposal_id = rows.scalars(select(Proposal.id).order_by(Proposal.id.desc())).first()
    rows.rollback()
    return send(browser, f"{PAGE}/proposals/{proposal_id}/confirm", page=PAGE).status_code


def test_who_is_away_is_known_from_the_first_day_until_back(rows: Session, sign_in: SignIn) -> None:
    account = an_account(rows, "reviewer")
    person_id = account.person_id
    browser = sign_in(account=account)

    assert send(browser, f"{PAGE}/absence", days(3, 3), page=PAGE).status_code == 422
    send(browser, f"{PAGE}/absence", days(0, 3), page=PAGE)

    assert people_away(rows, TODAY) == {person_id}
    assert people_away(rows, TODAY + timedelta(days=3)) == frozenset()
    absence_id = rows.scalars(select(Absence.id)).one()
    rows.rollback()
    assert send(sign_in("reviewer"), f"{PAGE}/absence/{absence_id}/end", page=PAGE).status_code == 404
    send(browser, f"{PAGE}/absence/{absence_id}/end", page=PAGE)
    assert people_away(rows, TODAY) == frozenset()


def test_a_delegation_counts_once_an_administrator_confirmed_it_and_until_its_end(
    rows: Session, sign_in: SignIn
) -> None:
    giver, taker = an_account(rows, "approver", name="Nguyễn Văn Dũng"), an_account(rows, "clerk", name="Bùi Văn Sổ")
    taker_id = taker.person_id
    dung, so = sign_in(account=giver), sign_in(account=taker)
    delegates(rows, dung, "approver", taker_id)
    assert so.get("/decisions").headers.get("Location") == "/decisions/made", "only proposed, it counts for nothing"

    assert confirms(rows, sign_in("admin")) == 303

    assert so.get("/decisions").status_code == 200
    assert "12/UQ-SKHCN" in dung.get(PAGE).text
    delegation_id = rows.scalars(select(Delegation.id)).one()
    rows.rollback()
    send(dung, f"{PAGE}/delegation/{delegation_id}/end", page=PAGE)
    assert so.get("/decisions").headers.get("Location") == "/decisions/made"


def test_what_one_does_not_hold_or_what_stands_alone_is_not_delegated(rows: Session, sign_in: SignIn) -> None:
    giver, taker = an_account(rows, "reviewer"), an_account(rows, "auditor", name="Cao Thị Soát")
    taker_id = taker.person_id
    browser = sign_in(account=giver)

    delegates(rows, browser, "approver", taker_id)
    delegates(rows, browser, "reviewer", taker_id)

    assert rows.scalar(select(Proposal.id)) is None


def test_nobody_confirms_their_own_delegation_not_even_through_a_second_account(rows: Session, sign_in: SignIn) -> None:
    giver, taker = an_account(rows, "approver"), an_account(rows, "clerk", name="Bùi Văn Sổ")
    same_hands = an_account(rows, "admin", person=rows.get_one(Person, giver.person_id))
    taker_id = taker.person_id
    dung, quan = sign_in(account=giver), sign_in(account=same_hands)
    delegates(rows, dung, "approver", taker_id)

    assert confirms(rows, quan) == 422

    assert rows.scalar(select(Delegation.id)) is None


def test_a_delegation_never_joins_two_duties_in_one_case(
    app: Flask, rows: Session, office: Office, sign_in: SignIn
) -> None:
    case = a_case(rows, office, "recommended")
    reviewer, approver = account_of(rows, office.reviewer.person_id), account_of(rows, office.approver.person_id)
    reference, reviewer_id = case.reference, reviewer.person_id
    chi, dung = sign_in(account=reviewer), sign_in(account=approver)
    delegates(rows, dung, "approver", reviewer_id)
    assert confirms(rows, sign_in("admin")) == 303

    page = chi.get(f"/cases/{reference}/reject")

    assert page.status_code in (403, 422)
    assert "không thể" in page.text or "đã" in page.text


@pytest.mark.parametrize("kind", ["tax_code", "phone", "bank_account"])
def test_a_tie_that_is_declared_takes_the_firms_cases_out_of_sight(
    rows: Session, office: Office, sign_in: SignIn, kind: str
) -> None:
    case = a_case(rows, office, "in_review")
    firm = office.organisation
    firm.phone = "02223123456"  # As it is stored when a firm registers.
    typed = {"tax_code": firm.tax_code, "phone": "0222 312 3456", "bank_account": office.bank.number}[kind]
    reviewer = account_of(rows, office.reviewer.person_id)
    reference, firm_id, reviewer_id = case.reference, firm.id, reviewer.person_id
    browser, auditor = sign_in(account=reviewer), sign_in("auditor")
    assert browser.get(f"/cases/{reference}").status_code == 200

    send(browser, f"{PAGE}/interest", {"kind": kind, "value": typed}, page=PAGE)

    assert browser.get(f"/cases/{reference}").status_code == 404
    assert auditor.get(f"/cases/{reference}").status_code == 200
    assert "phát hiện: trùng" in auditor.get(f"/cases/{reference}/conflict").text
    assert kind in people_tied_to(rows, firm_id)[reviewer_id]
    interest_id = rows.scalars(select(Interest.id)).one()
    rows.rollback()
    send(browser, f"{PAGE}/interest/{interest_id}/withdraw", page=PAGE)
    assert browser.get(f"/cases/{reference}").status_code == 200
