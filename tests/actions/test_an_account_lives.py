"""One account from its first day to its new password, on SQLite and on PostgreSQL."""

from datetime import date, datetime
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.actions import accounts, sessions
from nscl_grants.actions.accounts import NewOrganisation, NewUser, OrganisationIsRegistered, SignInFailed
from nscl_grants.actions.second_step import SignedIn
from nscl_grants.actions.sessions import Browser
from nscl_grants.db import audit
from nscl_grants.db.audit import AuditEvent
from nscl_grants.domain.calendar import ICT
from tests.builders.doors import a_door

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=ICT)
TODAY = date(2026, 3, 2)
HERE = Browser("203.0.113.7", "Firefox")
FIRM = NewOrganisation(
    tax_code="0100233488",
    name="HTX Miến Ví Dụ",
    kind="cooperative",
    address="Thôn Mẫu",
    commune="09319",
    phone="0912345678",
    email="htx@vidu.test",
    representative="Lê Văn Mẫu",
    representative_title="Giám đốc",
)
AN = NewUser("Trần Thị An", "027093001234", "an@vidu.test")
FIRST, SECOND = "bốn con mèo xanh", "bảy con vịt vàng"


def test_an_account_lives(session: Session) -> None:
    door = a_door(session, AN.email, NOON)
    made = accounts.register(session, uuid4().hex, FIRM, AN, FIRST, door, HERE, at=NOON, today=TODAY)
    assert made is not None
    assert made.email_proved_at == NOON
    with pytest.raises(OrganisationIsRegistered):
        accounts.register(session, uuid4().hex, FIRM, AN, FIRST, door, HERE, at=NOON, today=TODAY)
    with pytest.raises(SignInFailed):
        accounts.sign_in(session, AN.email, SECOND, HERE, at=NOON, dated=NOON)

    begun = accounts.sign_in(session, AN.email, FIRST, HERE, at=NOON, dated=NOON)
    assert isinstance(begun, SignedIn)
    token = begun.token
    held = sessions.held_by(session, token, at=NOON, today=TODAY)
    session.rollback()
    assert held is not None
    fresh = accounts.change_password(session, held, FIRST, SECOND, HERE, at=NOON, dated=NOON)

    assert sessions.held_by(session, token, at=NOON, today=TODAY) is None
    still = sessions.held_by(session, fresh, at=NOON, today=TODAY)
    assert still is not None
    assert still.actor.roles == {"applicant"}
    sessions.sign_out(session, still, HERE, at=NOON, dated=NOON)
    assert sessions.held_by(session, fresh, at=NOON, today=TODAY) is None
    told = list(session.scalars(select(AuditEvent.what).order_by(AuditEvent.seq)))
    assert told == [
        *("account.register", "account.password_wrong", "account.sign_in", "account.change_password"),
        "account.sign_out",
    ]
    assert not list(audit.verify(session))
