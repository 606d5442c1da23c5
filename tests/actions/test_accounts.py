"""An organisation registers, its people sign in, and nobody else does."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nscl_grants.actions import accounts, passwords, sessions, throttle
from nscl_grants.actions.accounts import (
    AccountIsTaken,
    NewOrganisation,
    NewUser,
    OrganisationIsRegistered,
    PasswordIsAnother,
    SignInFailed,
)
from nscl_grants.actions.passwords import NOBODY, hashed
from nscl_grants.actions.second_step import SignedIn
from nscl_grants.actions.sessions import IDLE, WHOLE, Browser, Held
from nscl_grants.actions.throttle import ACCOUNT, SOURCE, SOURCE_AT_ACCOUNT, WINDOW, TooManyTries
from nscl_grants.db.acts import Act
from nscl_grants.db.audit import AuditEvent
from nscl_grants.db.organisations import Organisation
from nscl_grants.db.people import Account, Person
from nscl_grants.db.sessions import SignInAttempt, WebSession
from nscl_grants.domain.calendar import ICT
from nscl_grants.domain.passwords import PasswordIsGuessable
from tests.builders.doors import a_door
from tests.builders.people import MORNING, an_account

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=ICT)
TODAY = date(2026, 3, 2)
PASSWORD = "bốn con mèo xanh"
OFFICE = Browser("203.0.113.7", "Firefox")

FIRM = {
    "tax_code": "0100233488",
    "name": "Công ty TNHH Ví Dụ Xanh",
    "kind": "enterprise",
    "address": "Số 1, đường Thử Nghiệm",
    "commune": "07795",
    "phone": "02223868686",
    "email": "vanphong@vidu.test",
    "representative": "Trần Thị Thử",
    "representative_title": "Giám đốc",
}
AN = {"full_name": "Trần Thị An", "identity_number": "027093001234", "email": "an@vidu.test"}


@pytest.fixture
def database() -> str:
    """SQLite is enough here; `test_an_account_lives.py` walks the whole way on both databases."""
    return "sqlite"


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same hashes with less work; what they cost is no matter of these rules."""
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def registers(session: Session, act: str = "", password: str = PASSWORD, **changes: Any) -> Account | None:
    firm = NewOrganisation(**(FIRM | {name: value for name, value in changes.items() if name in FIRM}))
    user = NewUser(**(AN | {name: value for name, value in changes.items() if name in AN and name != "email"}))
    if "login" in changes:
        user = NewUser(user.full_name, user.identity_number, changes["login"])
    door = a_door(session, user.email, NOON)
    return accounts.register(session, act or uuid4().hex, firm, user, password, door, OFFICE, at=NOON, today=TODAY)


def a_user(session: Session, email: str = "chi@so.test") -> Account:
    account = an_account(session, "reviewer", email=email)
    account.password_hash = hashed(PASSWORD)
    session.commit()
    return account


def signs_in(session: Session, password: str = PASSWORD, email: str = "chi@so.test", **more: Any) -> str:
    options: dict[str, Any] = {"browser": OFFICE, "at": NOON, "dated": NOON} | more
    begun = accounts.sign_in(session, email, password, **options)
    assert isinstance(begun, SignedIn)
    return begun.token


def fails(session: Session, times: int = 1, **more: Any) -> None:
    for _ in range(times):
        with pytest.raises(SignInFailed):
            signs_in(session, password="a wrong password", **more)


def is_in(session: Session, token: str, at: datetime = NOON) -> Held | None:
    held = sessions.held_by(session, token, at=at, today=TODAY)
    session.rollback()
    return held


def count(session: Session, table: type[Any]) -> int:
    found = session.scalar(select(func.count()).select_from(table)) or 0
    session.rollback()
    return found


def test_an_organisation_comes_in_with_its_first_user(session: Session) -> None:
    account = registers(session)

    assert account is not None
    held = is_in(session, signs_in(session, email="an@vidu.test"))
    assert held is not None
    assert held.actor.name == "Trần Thị An"
    assert held.actor.roles == {"applicant"}
    assert len(held.actor.organisations) == 1


def test_the_same_registration_sent_twice_is_made_once(session: Session) -> None:
    act = uuid4().hex
    registers(session, act)

    assert registers(session, act) is None
    assert count(session, Organisation) == 1


def test_a_second_registration_of_a_tax_code_tells_of_nobody(session: Session) -> None:
    registers(session)

    with pytest.raises(OrganisationIsRegistered) as refused:
        registers(session, identity_number="027093009999", login="binh@khac.test")

    assert refused.value.values == {"tax_code": "0100233488"}
    assert count(session, Person) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"identity_number": "027093009999", "tax_code": "0100112437"},
        {"login": "binh@khac.test", "tax_code": "0100112437"},
    ],
    ids=["the e-mail", "the number"],
)
def test_a_known_e_mail_and_a_known_number_are_refused_alike(session: Session, changes: dict[str, str]) -> None:
    registers(session)

    with pytest.raises(AccountIsTaken) as refused:
        registers(session, **changes)

    assert refused.value.values == {}
    assert count(session, Organisation) == 1


def test_what_an_act_remembers_holds_no_password(session: Session) -> None:
    act = uuid4().hex
    registers(session, act)

    assert registers(session, act, password="hoàn toàn khác hẳn") is None
    kept = session.get_one(Act, act)
    assert PASSWORD not in str(vars(kept))


@pytest.mark.parametrize("password", ["0100233488-0100233488", "an@vidu.test 12345", "trần thị an 12345"])
def test_a_password_made_of_what_was_entered_is_refused(session: Session, password: str) -> None:
    with pytest.raises(PasswordIsGuessable):
        registers(session, password=password)

    assert count(session, Organisation) == 0


def test_wrong_password_unknown_account_and_disabled_account_fail_alike(session: Session) -> None:
    a_user(session)
    closed = a_user(session, "closed@so.test")
    closed.active = False
    session.commit()

    for email, password in (
        ("chi@so.test", "a wrong password"),
        ("nobody@so.test", PASSWORD),
        ("closed@so.test", PASSWORD),
    ):
        with pytest.raises(SignInFailed) as refused:
            signs_in(session, password, email)
        assert refused.value.values == {}
    assert count(session, WebSession) == 0


def test_nobodys_password_takes_as_long_to_check_as_anybodys() -> None:
    assert not PasswordHasher().check_needs_rehash(NOBODY)


def test_a_hash_of_weaker_days_is_made_anew_at_sign_in(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    account = a_user(session)
    before = account.password_hash
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))

    signs_in(session)

    session.refresh(account)
    assert account.password_hash != before


def test_a_right_password_leaves_no_failure_behind(session: Session) -> None:
    a_user(session)

    signs_in(session)

    assert count(session, SignInAttempt) == 0


def test_after_five_wrong_tries_even_the_right_password_waits_a_quarter_of_an_hour(session: Session) -> None:
    a_user(session)
    fails(session, SOURCE_AT_ACCOUNT)

    with pytest.raises(TooManyTries):
        signs_in(session)

    assert signs_in(session, at=NOON + WINDOW + timedelta(seconds=1))


def test_tries_at_an_unknown_account_are_paused_too(session: Session) -> None:
    fails(session, SOURCE_AT_ACCOUNT, email="nobody@so.test")

    with pytest.raises(TooManyTries):
        signs_in(session, email="nobody@so.test")


def test_who_fails_from_elsewhere_does_not_shut_out_the_owner(session: Session) -> None:
    a_user(session)
    fails(session, SOURCE_AT_ACCOUNT, browser=Browser("198.51.100.1"))

    assert signs_in(session)


@pytest.mark.parametrize("limit", [SOURCE, ACCOUNT], ids=["one source sprays", "many sources guess"])
def test_a_browser_known_to_the_account_is_not_held_up_by_strangers(session: Session, limit: int) -> None:
    account = a_user(session)
    who = throttle.digest_of_email(account.email)
    attempts = [
        SignInAttempt(
            email_digest=f"other {number}" if limit == SOURCE else who,
            source_address=OFFICE.source if limit == SOURCE else f"198.51.100.{number}",
            at=NOON,
        )
        for number in range(limit)
    ]
    session.add_all(attempts)
    session.commit()

    with pytest.raises(TooManyTries):
        signs_in(session)
    assert signs_in(session, browser=Browser(OFFICE.source, "Firefox", device="known"))


def test_tries_that_no_limit_counts_any_more_are_forgotten(session: Session) -> None:
    fails(session, 3, at=NOON - WINDOW - timedelta(minutes=1))

    fails(session)

    assert count(session, SignInAttempt) == 1


def test_every_sign_in_has_a_session_of_its_own_and_the_table_no_token(session: Session) -> None:
    a_user(session)

    tokens = {signs_in(session), signs_in(session)}

    kept = set(session.scalars(select(WebSession.token_digest)))
    assert len(tokens) == len(kept) == 2
    assert not tokens & kept


@pytest.mark.parametrize(
    "later", [IDLE + timedelta(seconds=1), WHOLE + timedelta(seconds=1)], ids=["left alone", "grown old"]
)
def test_a_session_ends_by_itself(session: Session, later: timedelta) -> None:
    a_user(session)
    token = signs_in(session)
    held = is_in(session, token, NOON + IDLE - timedelta(minutes=1))
    assert held is not None
    if later > IDLE * 2:
        sessions.touch(session, held, at=NOON + later)

    assert is_in(session, token, NOON + later) is None


def test_being_used_keeps_a_session_alive(session: Session) -> None:
    a_user(session)
    token = signs_in(session)
    held = is_in(session, token)
    assert held is not None

    sessions.touch(session, held, at=NOON + IDLE - timedelta(minutes=1))

    assert is_in(session, token, NOON + IDLE + timedelta(minutes=5)) is not None


def test_a_touch_is_due_once_a_minute(session: Session) -> None:
    a_user(session)
    held = is_in(session, signs_in(session))
    assert held is not None

    assert not sessions.is_due_for_touch(held, NOON + timedelta(seconds=59))
    assert sessions.is_due_for_touch(held, NOON + timedelta(seconds=60))


def test_a_token_is_worthless_after_signing_out(session: Session) -> None:
    a_user(session)
    token = signs_in(session)
    held = is_in(session, token)
    assert held is not None

    sessions.sign_out(session, held, OFFICE, at=NOON, dated=NOON)

    assert is_in(session, token) is None


def test_a_disabled_account_is_out_at_once(session: Session) -> None:
    account = a_user(session)
    token = signs_in(session)

    account.active = False
    session.commit()

    assert is_in(session, token) is None


def test_a_role_that_ended_yesterday_is_not_held_today(session: Session) -> None:
    account = a_user(session)
    token = signs_in(session)
    session.refresh(account, ["roles"])
    account.roles[0].until = TODAY
    session.commit()

    held = is_in(session, token)

    assert held is not None
    assert held.actor.roles == frozenset()


def test_a_new_password_ends_every_session_but_a_fresh_one(session: Session) -> None:
    a_user(session)
    here, there = signs_in(session), signs_in(session)
    held = is_in(session, here)
    assert held is not None

    fresh = accounts.change_password(session, held, PASSWORD, "bảy con vịt vàng", OFFICE, at=NOON, dated=NOON)

    assert is_in(session, here) is None
    assert is_in(session, there) is None
    assert is_in(session, fresh) is not None
    fails(session)
    assert signs_in(session, "bảy con vịt vàng")


def test_the_present_password_is_asked_for_and_cannot_be_guessed_without_end(session: Session) -> None:
    a_user(session)
    held = is_in(session, signs_in(session))
    assert held is not None

    for _ in range(SOURCE_AT_ACCOUNT):
        with pytest.raises(PasswordIsAnother):
            accounts.change_password(session, held, "a wrong password", "bảy con vịt vàng", OFFICE, at=NOON, dated=NOON)
    with pytest.raises(TooManyTries):
        accounts.change_password(session, held, PASSWORD, "bảy con vịt vàng", OFFICE, at=NOON, dated=NOON)


def test_the_present_password_is_no_new_one(session: Session) -> None:
    a_user(session)
    held = is_in(session, signs_in(session))
    assert held is not None

    with pytest.raises(PasswordIsGuessable):
        accounts.change_password(session, held, PASSWORD, PASSWORD, OFFICE, at=NOON, dated=NOON)


def test_other_browsers_can_be_signed_out_singly_or_all(session: Session) -> None:
    a_user(session)
    here, second, third = signs_in(session), signs_in(session), signs_in(session)
    held, other = is_in(session, here), is_in(session, second)
    assert held is not None
    assert other is not None

    assert sessions.sign_out_one(session, held, other.token_digest, OFFICE, at=NOON, dated=NOON)
    assert not sessions.sign_out_one(session, held, "none of ours", OFFICE, at=NOON, dated=NOON)
    assert sessions.sign_out_elsewhere(session, held, OFFICE, at=NOON, dated=NOON) == 1

    assert is_in(session, here) is not None
    assert is_in(session, third) is None


def test_nobody_signs_out_anybody_else(session: Session) -> None:
    a_user(session)
    a_user(session, "dung@so.test")
    held, victim = is_in(session, signs_in(session)), signs_in(session, email="dung@so.test")
    assert held is not None

    assert not sessions.sign_out_one(session, held, sessions.digest_of(victim), OFFICE, at=NOON, dated=NOON)

    assert is_in(session, victim) is not None


def test_a_wrong_password_stands_in_the_log_with_the_account_and_the_source_and_never_with_what_was_typed(
    session: Session,
) -> None:
    account = a_user(session)

    for email, password in ((account.email, "sai mật khẩu rồi"), ("khong-co@so.test", "mật khẩu ở nhầm ô")):
        with pytest.raises(SignInFailed):
            accounts.sign_in(session, email, password, Browser("10.0.0.7"), at=MORNING, dated=MORNING)

    events = session.scalars(select(AuditEvent).where(AuditEvent.what == "account.password_wrong")).all()
    assert [(event.account_id, event.source) for event in events] == [(account.id, "10.0.0.7"), (None, "10.0.0.7")]
    assert "nhầm ô" not in str([vars(event) for event in events])
    assert "khong-co" not in str([vars(event) for event in events])
