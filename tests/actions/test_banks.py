"""Bank details are stood behind by two people: who entered them, and somebody of the office who compared them."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from nscl_grants.actions import banks
from nscl_grants.actions.banks import BankDetailsConfirmed, BankDetailsEnded, BankDetailsOvertaken, OwnBankDetails
from nscl_grants.db.notices import Notice
from nscl_grants.db.organisations import (
    BankAccount,
    Organisation,
    bank_accounts_to_confirm,
    confirmed_bank_account,
)
from nscl_grants.db.people import Membership, Person
from nscl_grants.definitions.house import enter
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.guards.review import ConflictOfInterest
from nscl_grants.domain.workflow import NotYourStep
from tests.builders.cases import HOUSE, an_act
from tests.builders.people import MORNING, a_bank_account, a_member, an_account, an_organisation, somebody
from tests.builders.people import actor as actor_of


@pytest.fixture
def an(session: Session) -> Actor:
    """Enters bank details for her organisation."""
    return a_member(session, an_organisation(session), name="Trần Thị An")


@pytest.fixture
def details(session: Session, an: Actor) -> BankAccount:
    """What An entered."""
    organisation = session.get_one(Organisation, next(iter(an.organisations)))
    entered = a_bank_account(session, organisation, proposed_by=an, confirmed_by=None)
    session.commit()
    return entered


def confirm(session: Session, details: BankAccount, by: Actor, act: str = "") -> None:
    """Stand behind the details."""
    banks.confirm(session, details, actor=by, at=MORNING, act=act or an_act())


@pytest.mark.parametrize("role", ["finance", "chief_accountant"])
def test_the_accountants_confirm_what_an_organisation_entered(
    session: Session, details: BankAccount, role: str
) -> None:
    giang = somebody(session, role, name="Đỗ Thị Giang")
    confirm(session, details, giang)

    assert (details.confirmed_by, details.confirmed_at) == (giang.person_id, MORNING)
    assert confirmed_bank_account(session, details.organisation_id) is details
    assert list(bank_accounts_to_confirm(session)) == []


@pytest.mark.parametrize("role", ["applicant", "intake", "reviewer", "approver", "account_holder", "admin", "auditor"])
def test_nobody_else_confirms(session: Session, details: BankAccount, role: str) -> None:
    with pytest.raises(NotYourStep):
        confirm(session, details, somebody(session, role))
    assert details.confirmed_at is None


def test_whoever_entered_them_does_not_confirm_by_a_second_account(
    session: Session, an: Actor, details: BankAccount
) -> None:
    second = an_account(session, "finance", person=session.get_one(Person, an.person_id))
    session.commit()

    with pytest.raises(OwnBankDetails):
        confirm(session, details, actor_of(session, second))


def test_a_member_of_the_organisation_does_not_confirm_for_it(session: Session, details: BankAccount) -> None:
    account = an_account(session, "finance")
    session.add(Membership(organisation_id=details.organisation_id, person_id=account.person_id, since=MORNING))
    session.commit()

    with pytest.raises(ConflictOfInterest):
        confirm(session, details, actor_of(session, account))


def test_only_the_newest_version_is_confirmed_and_only_once(session: Session, an: Actor, details: BankAccount) -> None:
    giang = somebody(session, "finance")
    newer = a_bank_account(session, details.organisation, proposed_by=an, confirmed_by=None, version=2)
    session.commit()

    with pytest.raises(BankDetailsOvertaken):
        confirm(session, details, giang)
    act = an_act()
    confirm(session, newer, giang, act)
    confirm(session, newer, giang, act)
    with pytest.raises(BankDetailsConfirmed):
        confirm(session, newer, giang)


def test_a_version_is_declined_with_a_reason_that_the_organisation_reads(
    session: Session, an: Actor, details: BankAccount
) -> None:
    giang = somebody(session, "finance")
    banks.end(session, details, reason="Số khác giấy của ngân hàng", actor=giang, at=MORNING, act=an_act())

    assert (details.ended_by, details.ended_because) == (giang.person_id, "Số khác giấy của ngân hàng")
    assert list(bank_accounts_to_confirm(session)) == []
    told = session.scalars(select(Notice).where(Notice.kind == "mail.bank_ended")).one()
    assert told.values["reason"] == "Số khác giấy của ngân hàng"
    assert details.number not in str(told.values)
    with pytest.raises(BankDetailsEnded):
        confirm(session, details, giang)
    with pytest.raises(BankDetailsEnded):
        banks.end(session, details, reason="Lại", actor=giang, at=MORNING, act=an_act())


def test_once_a_confirmed_version_is_stopped_nothing_is_paid_to_it_nor_to_the_one_before(
    session: Session, an: Actor, details: BankAccount
) -> None:
    enter(session, HOUSE)
    giang = somebody(session, "finance")
    confirm(session, details, giang)
    forged = a_bank_account(session, details.organisation, proposed_by=an, confirmed_by=None, version=2)
    session.commit()
    confirm(session, forged, giang)

    banks.end(session, forged, reason="Không phải chúng tôi đổi", actor=an, at=MORNING, act=an_act())

    assert confirmed_bank_account(session, details.organisation_id) is None
    right = a_bank_account(session, details.organisation, proposed_by=an, confirmed_by=None, version=3)
    session.commit()
    confirm(session, right, giang)
    assert confirmed_bank_account(session, details.organisation_id) is right
    assert right.usable_from is not None, "it waits as every correction does"
    assert right.usable_from > MORNING.date()


@pytest.mark.parametrize("role", ["applicant", "intake", "reviewer", "approver", "account_holder", "admin", "auditor"])
def test_nobody_else_stops_an_account(session: Session, details: BankAccount, role: str) -> None:
    with pytest.raises(NotYourStep):
        banks.end(session, details, reason="Sai", actor=somebody(session, role), at=MORNING, act=an_act())


def test_the_database_keeps_an_end_and_its_reason(session: Session, details: BankAccount) -> None:
    banks.end(session, details, reason="Sai", actor=somebody(session, "finance"), at=MORNING, act=an_act())

    for change in ("ended_at = NULL, ended_by = NULL", "ended_because = 'Đúng'", "confirmed_at = proposed_at"):
        with pytest.raises(DatabaseError):
            session.execute(text(f"UPDATE bank_account SET {change}"))
        session.rollback()
