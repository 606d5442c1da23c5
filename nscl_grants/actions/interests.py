"""Ties that people of the office declare; from then on organisations with the same are out of their sight."""

from datetime import datetime

from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.db import audit
from nscl_grants.db.interests import BANK_ACCOUNT, PHONE, TAX_CODE, Interest
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.bank_details import read_account_number
from nscl_grants.domain.identifiers import read_phone, read_tax_code

_READERS = {TAX_CODE: read_tax_code, PHONE: read_phone, BANK_ACCOUNT: read_account_number}


def declare_interest(
    session: Session, kind: str, typed: str, note: str, *, actor: Actor, at: datetime, act: str
) -> None:
    """Keep what was declared in the form that organisations' own is kept in; once, and commit."""
    value = _READERS[kind](typed)

    def keep() -> None:
        session.add(
            Interest(person_id=actor.person_id, kind=kind, value=value, note=note, declared_at=at, withdrawn_at=None)
        )
        session.flush()
        _note(session, "interest.declare", actor, at, kind)

    once(session, Sent(act, "interest.declare", {"kind": kind, "value": value}), actor=actor, at=at, do=keep)


def withdraw_interest(session: Session, interest: Interest, *, actor: Actor, at: datetime, act: str) -> None:
    """It is so no longer; the row stays, with the moment; once, and commit."""
    interest_id = interest.id

    def withdraw() -> None:
        session.refresh(interest, with_for_update=True)
        interest.withdrawn_at = interest.withdrawn_at or at
        session.flush()
        _note(session, "interest.withdraw", actor, at, interest.kind)

    once(session, Sent(act, "interest.withdraw", {"interest": interest_id}), actor=actor, at=at, do=withdraw)


def _note(session: Session, what: str, actor: Actor, at: datetime, kind: str) -> None:
    audit.append(
        session,
        at=at,
        person_id=actor.person_id,
        account_id=actor.account_id,
        who=actor.name,
        what=what,
        subject_kind="person",
        subject=str(actor.person_id),
        before=None,
        after={"kind": kind},
    )
