"""Acts of two people reach whoever may answer them, each with the page on which it is answered, and nobody else."""

from typing import Any

import pytest
from sqlalchemy import select

from nscl_grants.actions.erasure import propose
from nscl_grants.actions.personal_data import ask
from nscl_grants.actions.references import RIGHTS
from nscl_grants.db.acts import Proposal
from nscl_grants.db.mandates import Mandate
from nscl_grants.db.personal_data import ERASE, DataRequest
from nscl_grants.db.references import REFERENCES
from nscl_grants.domain.actor import Actor
from nscl_grants.reports.work_proposals import ANSWERED_BY
from nscl_grants.web.work_urls import ANSWERED_ON
from tests.builders.cases import an_act
from tests.builders.people import MORNING, a_person, an_account, somebody
from tests.web.desk import Desk, config, desk

__all__ = ["config", "desk"]


def put(desk: Desk, kind: str, content: dict[str, Any], by: Actor) -> Proposal:
    """A proposal that waits."""
    row = Proposal(act=an_act(), kind=kind, content=content, reason="", proposed_by=by.person_id, proposed_at=MORNING)
    desk.rows.add(row)
    desk.rows.commit()
    return row


def a_delegation(desk: Desk, to: int) -> Proposal:
    days = {"since": "2026-03-05", "until": "2026-03-20", "decision_number": "12/UQ-SKHCN", "decided_on": "2026-03-01"}
    return put(desk, "delegation", {**days, "role": "approver", "delegate": to}, desk.office.approver)


def a_membership(desk: Desk) -> Proposal:
    person = an_account(desk.rows, "applicant", name="Cao Thị Mới").person
    mandate = Mandate(
        organisation_id=desk.office.organisation.id, person_id=person.id, name="uy-quyen.pdf", uploaded_at=MORNING,
        media_type="application/pdf", size_bytes=5, sha256="0" * 64, stored_as="x",
    )  # fmt: skip
    desk.rows.add(mandate)
    desk.rows.flush()
    asks = Actor(person.id, None, person.full_name)
    content = {"organisation": desk.office.organisation.id, "person": person.id, "mandate": mandate.id}
    return put(desk, "membership", content, asks)


def test_what_administrators_answer_reaches_them_and_not_the_chief_accountant(desk: Desk) -> None:
    first, second = somebody(desk.rows, "admin"), somebody(desk.rows, "admin")
    locked_out = an_account(desk.rows, "clerk")
    a_delegation(desk, desk.office.clerk.person_id)
    put(desk, "second_factor", {"account": locked_out.id}, first)
    put(desk, "erase_person", {"person": a_person(desk.rows).id, "request": 1}, first)

    seen, books = desk.of(second), desk.of(desk.office.chief)

    page = seen.get("/work").text
    for link in ("/account/duties", f"/admin/accounts/{locked_out.id}/factors", "/admin/data-requests"):
        assert f'href="{link}"' in page
        assert seen.get(link).status_code == 200
    assert "3 việc" in page
    assert "proposal." not in page
    assert "Không có việc nào đang chờ" in books.get("/work").text


def test_what_a_person_asks_about_their_data_waits_by_its_day_until_somebody_takes_it_up(desk: Desk) -> None:
    first, second = somebody(desk.rows, "admin"), somebody(desk.rows, "admin")
    asks = somebody(desk.rows, "applicant", name="Cao Thị Quên")
    ask(desk.rows, ERASE, "Xin xóa tên tôi.", actor=asks, at=MORNING, act=an_act())

    page = desk.of(first).get("/work").text
    assert "Cao Thị Quên" in page
    assert "Xin xóa tên tôi." in page
    assert 'href="/admin/data-requests"' in page
    propose(desk.rows, desk.rows.scalars(select(DataRequest)).one(), actor=first, at=MORNING, act=an_act())
    assert desk.of(first).get("/work").text.count('class="do"') == 0
    assert desk.of(second).get("/work").text.count('class="do"') == 1


def test_who_asks_to_act_for_an_organisation_waits_in_the_inbox_of_intake(desk: Desk) -> None:
    asked = a_membership(desk)
    intake = desk.of(desk.office.intake)

    assert f'href="/memberships/{asked.id}"' in intake.get("/work").text
    assert intake.get(f"/memberships/{asked.id}").status_code == 200
    assert '<span class="count">1<span class="visually-hidden"> việc</span></span>' in intake.get("/cases").text


def test_nobody_is_asked_to_answer_what_is_about_themselves(desk: Desk) -> None:
    admin, account = somebody(desk.rows, "admin"), an_account(desk.rows, "admin")
    other = desk.office.approver
    a_delegation(desk, admin.person_id)
    put(desk, "erase_person", {"person": admin.person_id, "request": 1}, other)
    put(desk, "second_factor", {"account": admin.account_id}, other)
    others = put(desk, "role", {"account": account.id, "role": "finance"}, other)

    page = desk.of(admin).get("/work").text

    assert page.count('class="do"') == 1
    assert f'/proposals/{others.id}"' in page


def test_one_who_may_answer_in_two_roles_finds_it_once(desk: Desk) -> None:
    both = somebody(desk.rows, "plan_manager", "approver")
    put(desk, "norm", {"key": "x", "content": {}}, somebody(desk.rows, "plan_manager"))

    assert desk.of(both).get("/work").text.count('class="do"') == 1


def test_a_waiting_delegation_shows_its_days_like_all_others(desk: Desk) -> None:
    a_delegation(desk, desk.office.clerk.person_id)

    page = desk.of(desk.office.approver).get("/account/duties").text

    assert "05/03/2026 – 20/03/2026" in page
    assert "ngày 01/03/2026" in page


@pytest.mark.parametrize("kind", REFERENCES)
def test_the_inbox_and_the_act_agree_on_who_answers(kind: str) -> None:
    assert set(ANSWERED_BY[kind]) == set(RIGHTS[kind].confirm)


def test_every_kind_of_proposal_that_somebody_answers_has_its_page() -> None:
    assert ANSWERED_ON.keys() == ANSWERED_BY.keys()
