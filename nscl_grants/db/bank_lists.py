"""Bank details as the second person compares them: the version to confirm beside the ones before it."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from nscl_grants.db.applications import Application
from nscl_grants.db.by_id import newest_first
from nscl_grants.db.organisations import BankAccount, Organisation, bank_accounts_to_confirm
from nscl_grants.db.people import Account, Membership, Person


def waiting_details(session: Session) -> Sequence[BankAccount]:
    """Newest versions that nobody confirmed, the longest-waiting first, with their organisations."""
    ids = [details.id for details in bank_accounts_to_confirm(session)]
    return session.scalars(
        select(BankAccount)
        .where(BankAccount.id.in_(ids))
        .options(joinedload(BankAccount.organisation))
        .order_by(BankAccount.proposed_at, BankAccount.id)
    ).all()


def answered_details(
    session: Session, *, after: int | None = None, backwards: bool = False, rows: int
) -> Sequence[BankAccount]:
    """A page of the versions that were confirmed, declined or stopped, the newest first."""
    answered = or_(BankAccount.confirmed_at.is_not(None), BankAccount.ended_at.is_not(None))
    query = newest_first(
        select(BankAccount).where(answered), BankAccount.id, after=after, backwards=backwards, rows=rows
    )
    return session.scalars(query.options(joinedload(BankAccount.organisation))).all()


def details_with_history(session: Session, details_id: int) -> tuple[BankAccount, Sequence[BankAccount]] | None:
    """One version, and all versions of its organisation, the newest first; None when there is no such version."""
    details = session.scalar(
        select(BankAccount)
        .where(BankAccount.id == details_id)
        .options(joinedload(BankAccount.organisation).selectinload(Organisation.bank_accounts))
    )
    if details is None:
        return None
    return details, sorted(details.organisation.bank_accounts, key=lambda one: -one.version)


def people_behind(session: Session, versions: Collection[BankAccount]) -> Mapping[int, str]:
    """Who entered, who confirmed and who ended them, by person."""
    people = {
        person for one in versions for person in (one.proposed_by, one.confirmed_by, one.ended_by) if person is not None
    }
    found = session.execute(select(Person.id, Person.full_name).where(Person.id.in_(people)))
    return {row.id: row.full_name for row in found}


def contacts_of(session: Session, organisation: Organisation) -> Sequence[str]:
    """Every address the organisation was ever reached at: its own, its members', and those its cases name."""
    members = session.scalars(
        select(Account.email)
        .join(Membership, Membership.person_id == Account.person_id)
        .where(Membership.organisation_id == organisation.id)
    )
    named = session.scalars(select(Application.answers["email"].as_string()).where(_of_case(organisation.id)))
    return sorted({address for address in (organisation.email, *members, *named) if address})


def _of_case(organisation_id: int) -> ColumnElement[bool]:
    return and_(Application.organisation_id == organisation_id, Application.filed_at.is_not(None))
