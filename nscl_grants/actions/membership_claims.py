"""Somebody says they act for an organisation that is registered: the office looks at the mandate, and decides."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from nscl_grants.actions import letters
from nscl_grants.actions.acts import Sent, once
from nscl_grants.actions.attachments import (
    MEGABYTE,
    MOST_MEGABYTES,
    NoFileChosen,
    Upload,
    check_organisation_bytes,
    file_name,
)
from nscl_grants.actions.members import NotARight, join_organisation, new_applicant, note, tell_members
from nscl_grants.actions.passwords import chosen
from nscl_grants.actions.registration import Door, pass_door
from nscl_grants.db.acts import Proposal
from nscl_grants.db.audit_values import name_in_log
from nscl_grants.db.mandates import Mandate, bytes_waiting
from nscl_grants.db.members import MEMBERSHIP, claims_waiting
from nscl_grants.db.organisations import Organisation, organisation_by_tax_code
from nscl_grants.db.people import Account, Person
from nscl_grants.domain.actor import ADMIN, INTAKE, Actor
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.rights import RIGHTS, check_may_submit
from nscl_grants.domain.text import Text
from nscl_grants.domain.two_people import check_answer, check_role
from nscl_grants.outside.sniffing import sniff
from nscl_grants.outside.storage import FileTooLarge, Kept, Storage, size_of

ANSWER = Text("Xác nhận người đại diện", "Confirm who acts for an organisation")


MOST_WAITING_MEGABYTES = 100
"""Of all who ask to act for one organisation and have no answer yet: strangers fill nobody's room but this."""


@dataclass(eq=False)
class TooManyAsk(Refused):
    """So much waits for an answer of the office that no more is taken for this organisation."""

    tax_code: str


@dataclass(eq=False)
class NotRegisteredYet(Refused):
    """No organisation with that tax code is registered: it registers with its first user."""

    tax_code: str


@dataclass(frozen=True, slots=True)
class Claimant:
    """Who says that they act for the organisation; every value in its stored form."""

    tax_code: str
    full_name: str
    identity_number: str
    email: str


def claim(
    session: Session,
    storage: Storage,
    claimant: Claimant,
    password: str,
    door: Door,
    upload: Upload | None,
    *,
    at: datetime,
    today: date,
    act: str,
) -> Account | None:
    """An account that belongs to nothing yet, and a question to the office with the mandate; once, and commit."""
    about = (claimant.full_name, claimant.email, claimant.email.partition("@")[0], claimant.tax_code)
    password_hash, done = chosen(password, about), None
    # A file is looked into only for an organisation that is here: anybody may come to this door.
    is_here = organisation_by_tax_code(session, claimant.tax_code) is not None
    session.rollback()
    if not is_here:
        raise NotRegisteredYet(claimant.tax_code)
    name, media_type, kept = _kept(storage, upload)

    def ask() -> Account:
        organisation = organisation_by_tax_code(session, claimant.tax_code)
        if organisation is None:
            raise NotRegisteredYet(claimant.tax_code)
        _check_waiting(session, organisation, kept.size_bytes)
        account = new_applicant(
            session, claimant.full_name, claimant.identity_number, claimant.email, password_hash, at, today
        )
        pass_door(session, door, account, at=at)
        mandate = _mandate(session, organisation, account.person_id, name, media_type, kept, at)
        session.add(
            Proposal(
                act=act,
                kind=MEMBERSHIP,
                content={"organisation": organisation.id, "person": account.person_id, "mandate": mandate.id},
                reason="",
                proposed_by=account.person_id,
                proposed_at=at,
            )
        )
        session.flush()
        who = Actor(account.person_id, account.id, claimant.full_name)
        note(session, organisation, "member.claim", who, at, {"email": claimant.email, "file": name})
        return account

    content = {"tax_code": claimant.tax_code, "email": claimant.email, "sha256": kept.sha256}
    visitor = Actor(person_id=0, account_id=None, name=claimant.full_name)
    try:
        done = once(session, Sent(act, "member.claim", content), actor=visitor, at=at, do=ask)
    finally:
        if done is None:
            storage.discard(kept)
    return done


def add_mandate(
    session: Session,
    storage: Storage,
    organisation: Organisation,
    upload: Upload | None,
    *,
    actor: Actor,
    at: datetime,
    act: str,
) -> None:
    """A member puts in a mandate of their own, once, and commit."""
    name, media_type, kept = _kept(storage, upload)
    organisation_id, done = organisation.id, None

    def add() -> bool:
        session.refresh(organisation, with_for_update=True)
        check_organisation_bytes(session, organisation_id, kept.size_bytes)
        _mandate(session, organisation, actor.person_id, name, media_type, kept, at)
        note(session, organisation, "member.mandate", actor, at, {"file": name})
        return True

    content = {"organisation": organisation_id, "sha256": kept.sha256}
    try:
        check_may_submit(actor, organisation_id)
        done = once(session, Sent(act, "member.mandate", content), actor=actor, at=at, do=add)
    finally:
        if not done:
            storage.discard(kept)


def confirm_claim(session: Session, proposal: Proposal, right: str, *, actor: Actor, at: datetime, act: str) -> None:
    """The office has seen the mandate: the person is a member with that right; once, and commit."""
    proposal_id = proposal.id

    def confirm() -> None:
        if right not in RIGHTS:
            raise NotARight()
        organisation, person = _answer(session, proposal, "confirmed", actor, at)
        join_organisation(session, organisation, person.id, right, at=at)
        tell_members(session, organisation, person.full_name, at, but=person.id)
        note(
            session,
            organisation,
            "member.confirm",
            actor,
            at,
            {"person": name_in_log(session, person), "right": right},
        )

    once(
        session, Sent(act, "member.confirm", {"proposal": proposal_id, "right": right}), actor=actor, at=at, do=confirm
    )


def decline_claim(
    session: Session, proposal: Proposal, reason: str, email: str, *, actor: Actor, at: datetime, act: str
) -> None:
    """The office does not let the person in, and says why; once, and commit."""
    proposal_id = proposal.id

    def decline() -> None:
        organisation, person = _answer(session, proposal, "declined", actor, at)
        letters.write(session, "claim_declined", email, {"organisation": organisation.name, "reason": reason}, at=at)
        note(
            session,
            organisation,
            "member.decline",
            actor,
            at,
            {"person": name_in_log(session, person), "reason": reason},
        )

    sent = Sent(act, "member.decline", {"proposal": proposal_id, "reason": reason})
    once(session, sent, actor=actor, at=at, do=decline)


def _answer(
    session: Session, proposal: Proposal, outcome: str, actor: Actor, at: datetime
) -> tuple[Organisation, Person]:
    check_role(actor, ANSWER, INTAKE, ADMIN)
    session.refresh(proposal, with_for_update=True)
    check_answer(actor, outcome=proposal.outcome, proposed_by=proposal.proposed_by)
    proposal.outcome, proposal.answered_by, proposal.answered_at = outcome, actor.person_id, at
    session.flush()
    content = proposal.content
    return session.get_one(Organisation, content["organisation"]), session.get_one(Person, content["person"])


def _kept(storage: Storage, upload: Upload | None) -> tuple[str, str, Kept]:
    if upload is None:
        raise NoFileChosen()
    name = file_name(upload.name)
    if size_of(upload.file) > MOST_MEGABYTES * MEGABYTE:
        raise FileTooLarge(name, MOST_MEGABYTES)
    return name, sniff(upload.file, name).media_type, storage.keep(upload.file)


def _check_waiting(session: Session, organisation: Organisation, more: int) -> None:
    session.refresh(organisation, with_for_update=True)
    asking = [each.content["person"] for each in claims_waiting(session)]
    if session.scalars(bytes_waiting(organisation.id, asking)).one() + more > MOST_WAITING_MEGABYTES * MEGABYTE:
        raise TooManyAsk(organisation.tax_code)


def _mandate(
    session: Session, organisation: Organisation, person_id: int, name: str, media_type: str, kept: Kept, at: datetime
) -> Mandate:
    row = Mandate(
        organisation_id=organisation.id,
        person_id=person_id,
        name=name,
        media_type=media_type,
        size_bytes=kept.size_bytes,
        sha256=kept.sha256,
        stored_as=kept.stored_as,
        uploaded_at=at,
    )
    session.add(row)
    session.flush()
    return row
