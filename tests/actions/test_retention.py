"""The clocks of what is kept: how much is past its time, when the next is, and what an administrator removes."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nscl_grants.actions import letters, sessions
from nscl_grants.actions.retention import forget_outlived
from nscl_grants.actions.sessions import Browser
from nscl_grants.db.audit import AuditEvent
from nscl_grants.db.letters import Letter
from nscl_grants.db.mandates import Mandate
from nscl_grants.db.people import Membership
from nscl_grants.db.retention import outlived
from nscl_grants.db.sessions import WebSession
from nscl_grants.db.tickets import Ticket
from nscl_grants.domain.workflow import NotYourStep
from tests.builders.cases import a_case, a_confirmed_claim, a_payment, an_act, an_office
from tests.builders.people import MORNING, a_member, an_account, an_organisation, somebody

TODAY = MORNING.date()


def test_sessions_past_their_year_are_removed_by_an_administrator_alone(session: Session) -> None:
    account, browser = an_account(session, "clerk"), Browser("127.0.0.1", "test")
    for days in (10, 364, 366, 900):
        sessions.begin(session, account, browser, at=MORNING - timedelta(days=days))
    session.commit()
    assert outlived(session, "sessions", 1, TODAY).count == 2
    assert outlived(session, "sessions", 1, TODAY).next_on == TODAY + timedelta(days=1)
    with pytest.raises(NotYourStep):
        forget_outlived(session, "sessions", actor=somebody(session, "clerk"), at=MORNING, act=an_act())

    act = an_act()
    removed = [forget_outlived(session, "sessions", actor=somebody(session, "admin"), at=MORNING, act=act)]

    assert removed == [2]
    assert session.scalar(select(func.count()).select_from(WebSession)) == 2
    assert outlived(session, "sessions", 1, TODAY).count == 0
    assert session.scalars(select(AuditEvent.after).where(AuditEvent.what == "personal.forget_sessions")).all() == [
        {"removed": 2}
    ]


def test_accounts_count_from_their_last_sign_in_and_cases_from_the_year_they_were_paid_in(session: Session) -> None:
    office = an_office(session)
    a_payment(session, office, a_confirmed_claim(session, office, a_case(session, office, "issued")), "paid")
    old = an_account(session, "clerk")
    old.created_at = MORNING - timedelta(days=4 * 365)
    session.commit()

    assert outlived(session, "accounts", 3, TODAY).count == 1
    assert outlived(session, "cases", 10, TODAY).next_on == date(2038, 1, 1)
    assert outlived(session, "cases", 10, date(2038, 1, 2)).count == 1
    assert outlived(session, "books", 20, TODAY).count == 0
    assert outlived(session, "books", 20, date(2047, 1, 1)).count > 0


def test_letters_and_links_past_their_time_are_removed_and_mandates_are_counted(session: Session) -> None:
    firm, admin = an_organisation(session), somebody(session, "admin")
    member, left, stranger = (a_member(session, firm, name=name) for name in ("Một", "Hai", "Ba"))
    for actor in (member, left, stranger):
        session.add(a_mandate(firm.id, actor.person_id))
    session.flush()
    membership = session.get_one(Membership, (firm.id, left.person_id))
    membership.until = MORNING - timedelta(days=11 * 365)
    session.delete(session.get_one(Membership, (firm.id, stranger.person_id)))
    for days in (10, 3 * 365):
        at = MORNING - timedelta(days=days)
        letters.write(session, "reset", "ai@vidu.test", {"link": "…"}, at=at)
        session.add(Ticket(token_digest=f"{days}", kind="reset", data={}, created_at=at, expires_at=at))
    session.commit()
    counted = {name: outlived(session, name, years, TODAY).count for name, years in
               (("letters", 2), ("tickets", 1), ("mandates", 10))}  # fmt: skip

    removed = [forget_outlived(session, name, actor=admin, at=MORNING, act=an_act()) for name in ("letters", "tickets")]

    assert counted == {"letters": 1, "tickets": 1, "mandates": 1}
    assert removed == [1, 1]
    assert len(session.scalars(select(Letter.id)).all()) == 1
    assert session.scalars(select(Ticket.token_digest)).all() == ["10"]
    with pytest.raises(AssertionError):
        forget_outlived(session, "mandates", actor=admin, at=MORNING, act=an_act())


def a_mandate(organisation_id: int, person_id: int) -> Mandate:
    """One that came in this morning."""
    return Mandate(
        organisation_id=organisation_id,
        person_id=person_id,
        name="uy-quyen.pdf",
        media_type="application/pdf",
        size_bytes=1,
        sha256="0" * 64,
        stored_as=f"00/{person_id}",
        uploaded_at=MORNING,
    )
