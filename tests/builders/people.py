"""The cast: An and Bình apply, Chi reviews, Dũng approves, Giang prepares payments, and their colleagues."""

from datetime import date, datetime
from itertools import count

from sqlalchemy.orm import Session

from nscl_grants.db.organisations import BankAccount, Organisation
from nscl_grants.db.people import Account, AccountRole, Membership, Person, account_with_rights, actor_of
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.calendar import ICT
from nscl_grants.domain.vietnamese import fold

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=ICT)
"""A Monday in the plan's first year, on which nothing in particular happens."""

PASSWORD_HASH = "!"  # No password opens these accounts; tests that sign in by password make their own.

_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_numbers = count(1)


def a_person(session: Session, name: str = "Nguyễn Văn Thử", *, since: datetime = MORNING) -> Person:
    """Somebody, with an identification number of their own."""
    person = Person(identity_number=f"027{next(_numbers):09d}", full_name=name, phone="+84912345678", created_at=since)
    session.add(person)
    session.flush()
    return person


def an_account(
    session: Session, *roles: str, person: Person | None = None, name: str = "Nguyễn Văn Thử", email: str | None = None
) -> Account:
    """An account in those roles since the year began, of a new person unless one is given."""
    owner = person or a_person(session, name)
    account = Account(
        person_id=owner.id,
        email=email or f"person{owner.id}.{next(_numbers)}@thu.test",
        password_hash=PASSWORD_HASH,
        created_at=MORNING,
        password_changed_at=MORNING,
    )
    session.add(account)
    session.flush()
    for role in roles:
        session.add(AccountRole(account_id=account.id, role=role, since=date(2026, 1, 1)))
    session.flush()
    return account


def actor(session: Session, account: Account, today: date = date(2026, 3, 2)) -> Actor:
    """Who this account stands for."""
    session.flush()
    session.expire(account)
    found = account_with_rights(session, account.id)
    assert found is not None
    return actor_of(found, today)


def somebody(session: Session, *roles: str, name: str = "Nguyễn Văn Thử", person: Person | None = None) -> Actor:
    """An actor in those roles."""
    return actor(session, an_account(session, *roles, name=name, person=person))


def a_tax_code(number: int) -> str:
    """An invented tax code whose check digit is right; another number where there is none."""
    digits = f"99{number:07d}"
    check = 10 - sum(int(digit) * weight for digit, weight in zip(digits, _TAX_WEIGHTS, strict=True)) % 11
    return a_tax_code(number + 1_000_000) if check == 10 else digits + str(check)


def an_organisation(
    session: Session, name: str = "Công ty TNHH Ví Dụ Xanh", *, tax_code: str | None = None, commune: str = "07795"
) -> Organisation:
    """An enterprise with its seat in the province."""
    organisation = Organisation(
        tax_code=tax_code or a_tax_code(next(_numbers)),
        name=name,
        folded_name=fold(name),
        kind="enterprise",
        address="Số 1, đường Thử Nghiệm",
        commune=commune,
        phone="+842223123456",
        email="vanphong@vidu.test",
        representative="Trần Thị Thử",
        representative_title="Giám đốc",
        registered_at=MORNING,
    )
    session.add(organisation)
    session.flush()
    return organisation


def a_member(
    session: Session, organisation: Organisation, name: str = "Trần Thị An", email: str | None = None
) -> Actor:
    """An applicant of that organisation."""
    account = an_account(session, "applicant", name=name, email=email)
    session.add(Membership(organisation_id=organisation.id, person_id=account.person_id, since=MORNING))
    return actor(session, account)


def a_bank_account(
    session: Session, organisation: Organisation, *, proposed_by: Actor, confirmed_by: Actor | None, version: int = 1
) -> BankAccount:
    """Bank details of the organisation; confirmed when somebody is given who confirmed them."""
    details = BankAccount(
        organisation_id=organisation.id,
        version=version,
        number="0123456789",
        holder=organisation.name,
        bank="Ngân hàng Giả Định",
        branch="Bắc Ninh",
        proposed_by=proposed_by.person_id,
        proposed_at=MORNING,
        confirmed_by=None if confirmed_by is None else confirmed_by.person_id,
        confirmed_at=None if confirmed_by is None else MORNING,
    )
    session.add(details)
    session.flush()
    return details
