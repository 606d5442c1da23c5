"""A row is locked by itself, whatever was loaded beside it."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from nscl_grants.db.applications import Application
from nscl_grants.db.people import Account, account_with_rights
from tests.builders.cases import a_draft, an_office


def test_a_case_and_an_account_that_were_loaded_with_others_are_locked(session: Session) -> None:
    office = an_office(session)
    a_draft(session, office)
    session.commit()
    beside = joinedload(Application.reviewer), joinedload(Application.organisation)
    case = session.scalars(select(Application).options(*beside)).one()
    assert office.clerk.account_id is not None
    account = account_with_rights(session, office.clerk.account_id)
    assert isinstance(account, Account)
    session.commit()

    for row in (case, account):
        session.refresh(row, with_for_update=True)
