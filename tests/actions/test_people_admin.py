"""Accounts and roles: given by administrators, by two where they weigh, and never to oneself."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.actions import people_admin, recovery, roles
from nscl_grants.actions.passwords import NO_PASSWORD, hashed, matches
from nscl_grants.actions.people_admin import EmailTaken, NewStaff, NoRoleChosen, PersonNamedOtherwise
from nscl_grants.actions.roles import LastAdministrator, OwnAccount, RoleEnded, RoleHeldAlready, RoleUnknown
from nscl_grants.actions.sessions import Browser
from nscl_grants.db.acts import Proposal
from nscl_grants.db.audit import AuditEvent
from nscl_grants.db.audit_lists import told
from nscl_grants.db.letters import Letter
from nscl_grants.db.people import Account, AccountRole, Person
from nscl_grants.db.sessions import WebSession
from nscl_grants.db.staff import roles_of_person, waiting_roles
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.staffing import RolesClash
from nscl_grants.domain.two_people import OwnProposal, ProposalAnswered
from nscl_grants.domain.workflow import NotYourStep
from tests.builders.cases import an_act
from tests.builders.people import MORNING, an_account, somebody
from tests.builders.people import actor as actor_of

TODAY = MORNING.date()
HOA = NewStaff("Phạm Thị Hoa", "027000111222", "hoa@so.test", None)


def kept(session: Session, actor: Actor) -> Actor:
    """Somebody who stays when an act is refused."""
    session.commit()
    return actor


@pytest.fixture
def quan(session: Session) -> Actor:
    """The first administrator."""
    return kept(session, somebody(session, "admin", name="Trịnh Văn Quản"))


@pytest.fixture
def tri(session: Session) -> Actor:
    """The second administrator."""
    return kept(session, somebody(session, "admin", name="Lý Thị Trị"))


def address(token: str) -> str:
    """Where the mailed link leads."""
    return f"https://nscl.test/{token}"


def create(session: Session, by: Actor, *given: str, staff: NewStaff = HOA) -> Account:
    """A new staff account with these roles."""
    made = people_admin.create_staff_account(
        session, staff, given, address, actor=by, at=MORNING, real=MORNING, act=an_act()
    )
    assert made is not None
    return made


def give(session: Session, account: Account, role: str, by: Actor) -> None:
    """Give or propose a role."""
    roles.give_role(session, account, role, actor=by, at=MORNING, act=an_act())


def confirm(session: Session, proposal: Proposal, by: Actor) -> None:
    """Stand behind the role as the second administrator."""
    roles.confirm_role(session, proposal, actor=by, at=MORNING, act=an_act())


def held(session: Session, account: Account) -> frozenset[str]:
    """What the account's person may do today."""
    return roles_of_person(session, account.person_id, TODAY)


def mailed(session: Session, kind: str) -> Letter:
    """The one letter of that kind."""
    return session.scalars(select(Letter).where(Letter.kind == kind)).one()


def test_a_light_role_holds_at_once_and_the_owner_alone_chooses_the_password(session: Session, quan: Actor) -> None:
    account = create(session, quan, "intake", "reviewer")

    assert held(session, account) == {"intake", "reviewer"}
    assert account.password_hash == NO_PASSWORD
    assert not matches(NO_PASSWORD, account.password_hash)
    letter = mailed(session, "welcome")
    assert letter.address == account.email
    token = letter.values["link"].removeprefix("https://nscl.test/")
    a_browser = Browser("127.0.0.1")
    recovery.reset_password(session, token, "thuyền giấy trôi sông", a_browser, at=MORNING, dated=MORNING)
    assert matches("thuyền giấy trôi sông", account.password_hash)
    assert account.email_proved_at is not None


def test_the_same_act_makes_one_account_and_mails_one_link(session: Session, quan: Actor) -> None:
    act = an_act()
    first, again = (
        people_admin.create_staff_account(
            session, HOA, ["clerk"], address, actor=quan, at=MORNING, real=MORNING, act=act
        )
        for _ in range(2)
    )

    assert first is not None
    assert again is None
    assert mailed(session, "welcome")


def test_a_role_of_weight_waits_for_a_second_administrator(session: Session, quan: Actor, tri: Actor) -> None:
    account = create(session, quan, "intake", "finance")
    (waiting,) = waiting_roles(session, account.id)
    assert held(session, account) == {"intake"}

    confirm(session, waiting.proposal, tri)

    assert held(session, account) == {"intake", "finance"}
    assert not waiting_roles(session, account.id)


def test_whoever_proposed_a_role_does_not_confirm_it_by_a_second_account(session: Session, quan: Actor) -> None:
    account = create(session, quan, "approver")
    second = an_account(session, "admin", person=session.get_one(Person, quan.person_id))
    (waiting,) = waiting_roles(session)

    with pytest.raises(OwnProposal):
        confirm(session, waiting.proposal, actor_of(session, second))
    assert held(session, account) == frozenset()


def test_nobody_confirms_a_role_for_themselves(session: Session, quan: Actor, tri: Actor) -> None:
    second = an_account(session, person=session.get_one(Person, tri.person_id))
    session.commit()
    give(session, second, "admin", quan)
    (waiting,) = waiting_roles(session)

    with pytest.raises(OwnAccount):
        confirm(session, waiting.proposal, tri)


def test_an_administrator_changes_neither_own_roles_nor_own_accounts(session: Session, quan: Actor, tri: Actor) -> None:
    mine = session.get_one(Account, quan.account_id)
    role = session.scalars(select(AccountRole).where(AccountRole.account_id == mine.id)).one()

    with pytest.raises(OwnAccount):
        give(session, mine, "intake", quan)
    with pytest.raises(OwnAccount):
        roles.end_role(session, role, actor=quan, at=MORNING, act=an_act())
    with pytest.raises(OwnAccount):
        people_admin.disable(session, mine, actor=quan, at=MORNING, act=an_act())
    with pytest.raises(OwnAccount):
        people_admin.reset_password(session, mine, address, actor=quan, at=MORNING, real=MORNING, act=an_act())
    assert held(session, mine) == {"admin"}


@pytest.mark.parametrize("role", ["finance", "chief_accountant", "approver", "auditor", "intake", "applicant"])
def test_others_make_no_accounts_and_give_no_roles(session: Session, quan: Actor, role: str) -> None:
    other = kept(session, somebody(session, role))
    account = create(session, quan, "clerk")

    with pytest.raises(NotYourStep):
        create(session, other, "clerk", staff=NewStaff("Ai Đó", "027000111333", "aido@so.test"))
    with pytest.raises(NotYourStep):
        give(session, account, "intake", other)
    with pytest.raises(NotYourStep):
        people_admin.disable(session, account, actor=other, at=MORNING, act=an_act())


def test_administrators_and_auditors_hold_no_other_role_of_the_office(
    session: Session, quan: Actor, tri: Actor
) -> None:
    account = create(session, quan, "reviewer")
    elsewhere = an_account(session, person=account.person)
    session.commit()

    with pytest.raises(RolesClash):
        give(session, elsewhere, "auditor", quan)
    with pytest.raises(RolesClash):
        give(session, elsewhere, "admin", quan)
    with pytest.raises(RolesClash):
        give(session, session.get_one(Account, tri.account_id), "finance", quan)


def test_a_role_is_given_once_proposed_once_and_only_if_it_exists(session: Session, quan: Actor) -> None:
    account = create(session, quan, "clerk", "finance")

    for role in ("clerk", "finance"):
        with pytest.raises(RoleHeldAlready):
            give(session, account, role, quan)
    for role in ("applicant", "system", "king"):
        with pytest.raises(RoleUnknown):
            give(session, account, role, quan)


def test_a_declined_role_is_not_held_and_may_be_proposed_again(session: Session, quan: Actor, tri: Actor) -> None:
    account = create(session, quan, "approver")
    (waiting,) = waiting_roles(session)
    roles.decline_role(session, waiting.proposal, actor=tri, at=MORNING, act=an_act(), reason="Chưa có quyết định")

    assert held(session, account) == frozenset()
    with pytest.raises(ProposalAnswered):
        confirm(session, waiting.proposal, tri)
    give(session, account, "approver", quan)
    assert len(waiting_roles(session)) == 1


def test_a_role_ends_today_and_may_be_given_again_the_same_day(session: Session, quan: Actor) -> None:
    account = create(session, quan, "clerk")
    role = session.scalars(select(AccountRole).where(AccountRole.account_id == account.id)).one()
    roles.end_role(session, role, actor=quan, at=MORNING, act=an_act())
    assert held(session, account) == frozenset()

    with pytest.raises(RoleEnded):
        roles.end_role(session, role, actor=quan, at=MORNING, act=an_act())
    give(session, account, "clerk", quan)
    assert held(session, account) == {"clerk"}


def test_the_last_administrator_stays(session: Session, quan: Actor, tri: Actor) -> None:
    others = session.get_one(Account, tri.account_id)
    people_admin.disable(session, others, actor=quan, at=MORNING, act=an_act())

    mine = session.get_one(Account, quan.account_id)
    with pytest.raises(LastAdministrator):
        people_admin.disable(session, mine, actor=tri, at=MORNING, act=an_act())


def test_a_disabled_account_loses_its_sessions_and_its_roles_come_back_with_it(session: Session, quan: Actor) -> None:
    account = create(session, quan, "clerk")
    browser = WebSession(
        token_digest="a" * 64, account_id=account.id, data={"csrf": "x"}, created_at=MORNING, last_seen_at=MORNING
    )
    session.add(browser)
    session.commit()

    people_admin.disable(session, account, actor=quan, at=MORNING + timedelta(hours=1), act=an_act())
    session.refresh(browser)
    assert browser.ended_at == MORNING + timedelta(hours=1)
    assert held(session, account) == frozenset()

    people_admin.enable(session, account, actor=quan, at=MORNING, act=an_act())
    assert held(session, account) == {"clerk"}


def test_the_office_ends_a_password_and_never_knows_the_next(session: Session, quan: Actor) -> None:
    account = create(session, quan, "clerk")
    account.password_hash = hashed("thuyền giấy trôi sông")
    session.commit()

    people_admin.reset_password(session, account, address, actor=quan, at=MORNING, real=MORNING, act=an_act())

    assert not matches("thuyền giấy trôi sông", account.password_hash)
    assert mailed(session, "reset_by_office").values["link"].startswith("https://nscl.test/")


def test_a_known_person_stays_one_person_and_a_wrong_name_is_noticed(session: Session, quan: Actor) -> None:
    first = create(session, quan, "clerk")
    second = create(session, quan, "intake", staff=NewStaff("phạm thị hoa", "027000111222", "hoa2@so.test"))

    assert second.person_id == first.person_id
    assert held(session, first) == {"clerk", "intake"}
    with pytest.raises(PersonNamedOtherwise):
        create(session, quan, "intake", staff=NewStaff("Người Khác", "027000111222", "khac@so.test"))


def test_an_address_is_used_once_and_an_account_has_a_role(session: Session, quan: Actor) -> None:
    create(session, quan, "clerk")

    with pytest.raises(EmailTaken):
        create(session, quan, "clerk", staff=NewStaff("Người Khác", "027000111333", "hoa@so.test"))
    with pytest.raises(NoRoleChosen):
        create(session, quan, staff=NewStaff("Người Khác", "027000111333", "khac@so.test"))


def test_every_change_stands_in_the_audit_without_any_password(session: Session, quan: Actor, tri: Actor) -> None:
    create(session, quan, "finance")
    (waiting,) = waiting_roles(session)
    confirm(session, waiting.proposal, tri)

    events = told(session, session.scalars(select(AuditEvent).order_by(AuditEvent.seq)).all())
    assert [(event.what, event.who) for event in events] == [
        ("account.create", quan.name),
        ("role.propose", quan.name),
        ("role.give", tri.name),
    ]
    link = mailed(session, "welcome").values["link"]
    assert all(link not in str(event.after) for event in events)
