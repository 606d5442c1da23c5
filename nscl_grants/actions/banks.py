"""Bank details: a second person compares what the organisation gave with its papers, and confirms."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.db import audit
from nscl_grants.db.bank_lists import contacts_of
from nscl_grants.db.notices import Notice
from nscl_grants.db.organisations import BankAccount, last_confirmed
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import CHIEF_ACCOUNTANT, FINANCE, Actor
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.guards.review import ConflictOfInterest
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.rights import check_may_submit
from nscl_grants.domain.text import Text
from nscl_grants.domain.two_people import check_role

CONFIRM = Text("Xác nhận tài khoản", "Confirm account")
END = Text("Từ chối hoặc ngừng dùng tài khoản", "Decline or stop an account")


@dataclass(eq=False)
class OwnBankDetails(Refused):
    """Whoever entered the details does not confirm them."""

    person: str


@dataclass(eq=False)
class BankDetailsConfirmed(Refused):
    """A second person confirmed this version before."""

    version: int


@dataclass(eq=False)
class BankDetailsEnded(Refused):
    """This version was declined or stopped before."""

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
        before = last_confirmed(session, bank.organisation_id)
        bank.confirmed_by, bank.confirmed_at = actor.person_id, at
        if before is not None:
            bank.usable_from = _usable_from(session, at)
            _tell_earlier_contacts(session, bank, before, at)
        session.flush()
        _note(session, bank, actor, at, "bank.confirm", {"confirmed": False}, {"confirmed": True})

    once(session, Sent(act, "bank.confirm", {"bank_account": bank_id}), actor=actor, at=at, do=stand_behind)


def end(session: Session, bank: BankAccount, *, reason: str, actor: Actor, at: datetime, act: str) -> None:
    """Decline a version that waits, or stop one that was confirmed, once, and commit.

    The office does it when the papers or the bank say otherwise, the organisation when it was not its own doing. The
    version before does not come back: what is right is entered, and confirmed by two, as a new one. Payments that
    were drawn up with a stopped version are neither authorised nor sent.
    """
    bank_id = bank.id

    def decline() -> None:
        session.refresh(bank, with_for_update=True)
        if bank.organisation_id in actor.organisations:
            check_may_submit(actor, bank.organisation_id)
        else:
            check_role(actor, END, FINANCE, CHIEF_ACCOUNTANT)
        if bank.ended_at is not None:
            raise BankDetailsEnded(bank.version)
        was_confirmed = bank.confirmed_at is not None
        bank.ended_by, bank.ended_at, bank.ended_because = actor.person_id, at, reason
        _tell_ended(session, bank, at)
        session.flush()
        _note(session, bank, actor, at, "bank.end", {"ended": False}, {"ended": True, "confirmed": was_confirmed})

    sent = Sent(act, "bank.end", {"bank_account": bank_id, "reason": reason})
    once(session, sent, actor=actor, at=at, do=decline)


def _check(session: Session, bank: BankAccount, actor: Actor) -> None:
    check_role(actor, CONFIRM, FINANCE, CHIEF_ACCOUNTANT)
    if bank.proposed_by == actor.person_id:
        raise OwnBankDetails(actor.name)
    if bank.organisation_id in actor.organisations:
        raise ConflictOfInterest(actor.name)
    if bank.ended_at is not None:
        raise BankDetailsEnded(bank.version)
    if bank.confirmed_at is not None:
        raise BankDetailsConfirmed(bank.version)
    newest = session.scalar(
        select(func.max(BankAccount.version)).where(BankAccount.organisation_id == bank.organisation_id)
    )
    if newest is not None and newest > bank.version:
        raise BankDetailsOvertaken(bank.version, newest)


def _usable_from(session: Session, at: datetime) -> date:
    """Corrected details wait, so that whoever gave the earlier ones can object."""
    plan = house_of(session).plan
    day = legal_date(at)
    return plan.calendar.add_working_days(day, plan.settings.bank_wait_days) if plan.settings.bank_wait_days else day


def _tell_earlier_contacts(session: Session, bank: BankAccount, before: BankAccount, at: datetime) -> None:
    """A notice to the organisation and to everybody who was its contact, the one who changed it or not."""
    assert bank.usable_from is not None
    session.add(
        Notice(
            organisation_id=bank.organisation_id,
            application_id=None,
            kind="mail.bank_changed",
            values={
                "code": bank.organisation.tax_code,
                "account": f"…{bank.number[-4:]}",
                "before": f"…{before.number[-4:]}",
                "due": bank.usable_from.isoformat(),
                "to": list(contacts_of(session, bank.organisation)),
            },
            at=at,
        )
    )


def _tell_ended(session: Session, bank: BankAccount, at: datetime) -> None:
    """A notice to the organisation and all its contacts: which account, and why."""
    session.add(
        Notice(
            organisation_id=bank.organisation_id,
            application_id=None,
            kind="mail.bank_ended",
            values={
                "code": bank.organisation.tax_code,
                "account": f"…{bank.number[-4:]}",
                "reason": bank.ended_because,
                "to": list(contacts_of(session, bank.organisation)),
            },
            at=at,
        )
    )


def _note(
    session: Session,
    bank: BankAccount,
    actor: Actor,
    at: datetime,
    what: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> None:
    audit.append(
        session,
        at=at,
        person_id=actor.person_id,
        account_id=actor.account_id,
        who=actor.name,
        what=what,
        subject_kind="bank_account",
        subject=f"{bank.organisation.tax_code}#{bank.version}",
        before=dict(before),
        after={**after, "number": f"…{bank.number[-4:]}", "holder": bank.holder, "bank": bank.bank},
    )
