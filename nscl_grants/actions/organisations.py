"""What an organisation keeps current about itself: how it is reached, and the account it is paid to."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.db import audit
from nscl_grants.db.organisations import BankAccount, Organisation
from nscl_grants.domain.actor import INTAKE, Actor
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.rights import check_may_submit
from nscl_grants.domain.text import Text
from nscl_grants.domain.two_people import check_role

CHANGEABLE = ("address", "commune", "phone", "email", "representative", "representative_title")
"""Name, kind and tax code are those of the registration; they change with it, at the office."""

PROPOSE = Text("Khai tài khoản", "Enter an account")


@dataclass(eq=False)
class DetailsChangedMeanwhile(Refused):
    """The details are no longer those that the form was shown with."""


@dataclass(eq=False)
class BankAccountUnchanged(Refused):
    """The details are those of the newest version."""


@dataclass(frozen=True, slots=True)
class BankDetails:
    """An account as an organisation gives it; the number is read already."""

    number: str
    holder: str
    bank: str
    branch: str


def version_of_details(organisation: Organisation) -> str:
    """What tells one state of the changeable details from every other; a form carries it, and comes back with it."""
    stands = json.dumps([getattr(organisation, name) for name in CHANGEABLE], ensure_ascii=False)
    return hashlib.sha256(stands.encode()).hexdigest()[:16]


def change_details(
    session: Session,
    organisation: Organisation,
    details: Mapping[str, str],
    *,
    actor: Actor,
    at: datetime,
    act: str,
    seen_version: str,
) -> None:
    """Keep how the organisation is reached and who represents it, once, and commit.

    `seen_version` is that of the details the person saw (`version_of_details`); others are not written over.
    Applications keep what they were filed with; a draft shows the new values where nothing was saved yet.
    """
    organisation_id = organisation.id
    wanted = {name: details[name] for name in CHANGEABLE}

    def change() -> None:
        session.refresh(organisation, with_for_update=True)
        check_may_submit(actor, organisation_id)
        if version_of_details(organisation) != seen_version:
            raise DetailsChangedMeanwhile()
        before = {name: getattr(organisation, name) for name in CHANGEABLE}
        for name, value in wanted.items():
            setattr(organisation, name, value)
        session.flush()
        _note(session, organisation, "organisation.change", actor, at, before, wanted)

    content = {"organisation": organisation_id, **wanted}
    once(session, Sent(act, "organisation.change", content), actor=actor, at=at, do=change)


def propose_bank_account(
    session: Session, organisation: Organisation, details: BankDetails, *, actor: Actor, at: datetime, act: str
) -> None:
    """Add a new version of the bank details, once, and commit; it is paid to after a second person confirmed it.

    Members who may send off give it for their organisation; the intake officer enters what came on paper.
    """
    organisation_id = organisation.id

    def propose() -> None:
        session.refresh(organisation, with_for_update=True)
        check_may_submit(actor, organisation_id)
        if organisation_id not in actor.organisations:
            check_role(actor, PROPOSE, INTAKE)
        newest = session.scalar(select(func.max(BankAccount.version)).where(_of(organisation_id))) or 0
        _check_changed(session, organisation_id, newest, details)
        row = BankAccount(
            organisation_id=organisation_id,
            version=newest + 1,
            proposed_by=actor.person_id,
            proposed_at=at,
            **asdict(details),
        )
        session.add(row)
        session.flush()
        # The log is never erased: it says which account by its last digits, the version holds the whole number.
        told = {"version": row.version, **asdict(details), "number": f"…{details.number[-4:]}"}
        _note(session, organisation, "bank.propose", actor, at, None, told)

    content = {"organisation": organisation_id, **asdict(details)}
    once(session, Sent(act, "bank.propose", content), actor=actor, at=at, do=propose)


def _check_changed(session: Session, organisation_id: int, newest: int, details: BankDetails) -> None:
    last = session.scalar(select(BankAccount).where(_of(organisation_id), BankAccount.version == newest))
    if (
        last is not None
        and last.ended_at is None
        and BankDetails(last.number, last.holder, last.bank, last.branch) == details
    ):
        raise BankAccountUnchanged()


def _of(organisation_id: int) -> ColumnElement[bool]:
    return BankAccount.organisation_id == organisation_id


def _note(
    session: Session,
    organisation: Organisation,
    what: str,
    actor: Actor,
    at: datetime,
    before: Mapping[str, object] | None,
    after: Mapping[str, object],
) -> None:
    audit.append(
        session,
        at=at,
        person_id=actor.person_id,
        account_id=actor.account_id,
        who=actor.name,
        what=what,
        subject_kind="organisation",
        subject=organisation.tax_code,
        before=before,
        after=after,
    )
