"""Bank details: a second person compares what the organisation gave with its papers, and confirms."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.db import audit
from nscl_grants.db.organisations import BankAccount
from nscl_grants.domain.actor import CHIEF_ACCOUNTANT, FINANCE, Actor
from nscl_grants.domain.guards.review import ConflictOfInterest
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text
from nscl_grants.domain.two_people import check_role

CONFIRM = Text("Xác nhận tài khoản", "Confirm account")


@dataclass(eq=False)
class OwnBankDetails(Refused):
    """Whoever entered the details does not confirm them."""

    person: str


@dataclass(eq=False)
class BankDetailsConfirmed(Refused):
    """A second person confirmed this version before."""

    version: int


@dataclass(eq=False)
class BankDetailsOvertaken(Refused):
    """The organisation gave newer details."""

    version: int
    newest: int


def confirm(session: Session, bank: BankAccount, *, actor: Actor, at: datetime, act: str) -> None:
    """Stand behind the newest version of an organisation's bank details, once, and commit."""
    bank_id = bank.id

    def stand_behind() -> None:
        session.refresh(bank, with_for_update=True)
        _check(session, bank, actor)
        bank.confirmed_by, bank.confirmed_at = actor.person_id, at
        session.flush()
        _note(session, bank, actor, at)

    once(session, Sent(act, "bank.confirm", {"bank_account": bank_id}), actor=actor, at=at, do=stand_behind)


def _check(session: Session, bank: BankAccount, actor: Actor) -> None:
    check_role(actor, CONFIRM, FINANCE, CHIEF_ACCOUNTANT)
    if bank.proposed_by == actor.person_id:
        raise OwnBankDetails(actor.name)
    if bank.organisation_id in actor.organisations:
        raise ConflictOfInterest(actor.name)
    if bank.confirmed_at is not None:
        raise BankDetailsConfirmed(bank.version)
    newest = session.scalar(
        select(func.max(BankAccount.version)).where(BankAccount.organisation_id == bank.organisation_id)
    )
    if newest is not None and newest > bank.version:
        raise BankDetailsOvertaken(bank.version, newest)


def _note(session: Session, bank: BankAccount, actor: Actor, at: datetime) -> None:
    audit.append(
        session,
        at=at,
        person_id=actor.person_id,
        account_id=actor.account_id,
        who=actor.name,
        what="bank.confirm",
        subject_kind="bank_account",
        subject=f"{bank.organisation.tax_code}#{bank.version}",
        before={"confirmed": False},
        after={"confirmed": True, "number": bank.number, "holder": bank.holder, "bank": bank.bank},
    )
