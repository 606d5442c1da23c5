"""Who acts for an organisation: invited by a member, or let in by the office on a mandate; never by saying so.

Somebody who may send off invites, changes rights and ends memberships, and one such person always stays.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from nscl_grants.actions import letters
from nscl_grants.actions.acts import Sent, once
from nscl_grants.actions.passwords import chosen
from nscl_grants.actions.recovery import Address, LinkUsed
from nscl_grants.actions.sessions import digest_of
from nscl_grants.actions.tickets import issue
from nscl_grants.db import audit
from nscl_grants.db.audit_values import name_in_log
from nscl_grants.db.members import members_of, membership_of
from nscl_grants.db.organisations import Organisation
from nscl_grants.db.people import Account, AccountRole, Membership, Person
from nscl_grants.db.sign_ins import is_known
from nscl_grants.db.tickets import INVITATION, Ticket, invitations_since, take_ticket, valid_ticket
from nscl_grants.domain.actor import APPLICANT, Actor
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.rights import EDIT, RIGHTS, SUBMIT, check_may_submit, right_of

INVITED_FOR = timedelta(days=7)
MOST_INVITATIONS = 20
"""Of one organisation in a day."""


@dataclass(eq=False)
class NotARight(Refused):
    """None of the rights that there are."""


@dataclass(eq=False)
class LastToSubmit(Refused):
    """Without this member nobody could send off for the organisation."""

    person: str


@dataclass(eq=False)
class InvitedAnother(Refused):
    """The invitation was mailed to another address than the account's."""

    email: str


@dataclass(eq=False)
class AccountThere(Refused):
    """The invited address, or the number, has an account already."""


@dataclass(eq=False)
class TooManyInvitations(Refused):
    """An organisation invites so many a day; the mails go out in the office's name."""

    most: int


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation that is still open."""

    organisation: Organisation
    email: str
    right: str
    who: str


def invite(
    session: Session,
    organisation: Organisation,
    email: str,
    right: str,
    address: Address,
    *,
    actor: Actor,
    at: datetime,
    real: datetime,
    act: str,
) -> None:
    """Mail an invitation, once, and commit; whether the address has an account is not told."""
    organisation_id = organisation.id

    def send() -> None:
        check_may_submit(actor, organisation_id)
        _check_right(right)
        if invitations_since(session, organisation_id, real - timedelta(days=1)) >= MOST_INVITATIONS:
            raise TooManyInvitations(MOST_INVITATIONS)
        data = {"organisation": organisation_id, "right": right, "email": email, "who": actor.name}
        token = issue(session, INVITATION, at=real, lasts=INVITED_FOR, data=data | {"by": actor.person_id})
        values = {"who": actor.name, "organisation": organisation.name, "link": address(token)}
        letters.write(session, "invitation", email, values, at=at)
        session.flush()
        note(session, organisation, "member.invite", actor, at, {"email": email, "right": right})

    content = {"organisation": organisation_id, "email": email, "right": right}
    once(session, Sent(act, "member.invite", content), actor=actor, at=at, do=send)


def invitation_of(session: Session, token: str, *, real: datetime) -> Invitation:
    """What the link invites to; raises LinkUsed, also when whoever invited may not invite any more."""
    ticket = valid_ticket(session, digest_of(token), INVITATION, real)
    if ticket is None:
        raise LinkUsed()
    return _read(session, ticket)


def accept(session: Session, token: str, *, actor: Actor, email: str, at: datetime, real: datetime, act: str) -> None:
    """The account that was invited joins, once, and commits."""

    def join() -> None:
        invitation = _take(session, token, real)
        if invitation.email != email:
            raise InvitedAnother(invitation.email)
        join_organisation(session, invitation.organisation, actor.person_id, invitation.right, at=at)
        _become_applicant(session, actor, at.date())
        _joined(session, invitation.organisation, actor, invitation.right, at)

    once(session, Sent(act, "member.accept", {"token": digest_of(token)}), actor=actor, at=at, do=join)


def accept_as_new(
    session: Session,
    token: str,
    full_name: str,
    identity_number: str,
    password: str,
    *,
    at: datetime,
    real: datetime,
    today: date,
    act: str,
) -> Account | None:
    """Somebody without an account gets one with the invited address, which the link proves, and joins; once."""
    invited = invitation_of(session, token, real=real)
    about = (full_name, identity_number, invited.email, invited.email.partition("@")[0])
    password_hash = chosen(password, about)
    visitor = Actor(person_id=0, account_id=None, name=full_name)

    def join() -> Account:
        invitation = _take(session, token, real)
        account = new_applicant(session, full_name, identity_number, invitation.email, password_hash, at, today)
        account.email_proved_at = at
        join_organisation(session, invitation.organisation, account.person_id, invitation.right, at=at)
        who = Actor(person_id=account.person_id, account_id=account.id, name=full_name)
        _joined(session, invitation.organisation, who, invitation.right, at)
        return account

    content = {"token": digest_of(token), "name": full_name, "number": identity_number}
    return once(session, Sent(act, "member.accept", content), actor=visitor, at=at, do=join)


def change_right(
    session: Session, organisation: Organisation, person_id: int, right: str, *, actor: Actor, at: datetime, act: str
) -> None:
    """Give a member another right, once, and commit."""
    organisation_id = organisation.id

    def change() -> None:
        check_may_submit(actor, organisation_id)
        _check_right(right)
        member = _member(session, organisation, person_id)
        before = right_of(member.may_edit, member.may_submit)
        if right != SUBMIT:
            _check_not_last(session, organisation_id, member)
        member.may_edit, member.may_submit = right in (EDIT, SUBMIT), right == SUBMIT
        session.flush()
        after = {"person": name_in_log(session, member.person), "right": right, "before": before}
        note(session, organisation, "member.change", actor, at, after)

    content = {"organisation": organisation_id, "person": person_id, "right": right}
    once(session, Sent(act, "member.change", content), actor=actor, at=at, do=change)


def end(session: Session, organisation: Organisation, person_id: int, *, actor: Actor, at: datetime, act: str) -> None:
    """A member leaves, or is taken off by one who may, once, and commit; what they did stays."""
    organisation_id = organisation.id

    def leave() -> None:
        if person_id != actor.person_id:
            check_may_submit(actor, organisation_id)
        member = _member(session, organisation, person_id)
        _check_not_last(session, organisation_id, member)
        member.until = at
        session.flush()
        note(
            session,
            organisation,
            "member.end",
            actor,
            at,
            {"person": name_in_log(session, member.person)},
        )

    content = {"organisation": organisation_id, "person": person_id}
    once(session, Sent(act, "member.end", content), actor=actor, at=at, do=leave)


def join_organisation(
    session: Session, organisation: Organisation, person_id: int, right: str, *, at: datetime
) -> None:
    """Make the person a member, anew or again, without a commit."""
    member = session.get(Membership, (organisation.id, person_id))
    if member is None:
        member = Membership(organisation_id=organisation.id, person_id=person_id)
        session.add(member)
    member.since, member.until = at, None
    member.may_edit, member.may_submit = right in (EDIT, SUBMIT), right == SUBMIT
    session.flush()


def new_applicant(
    session: Session,
    full_name: str,
    identity_number: str,
    email: str,
    password_hash: str,
    at: datetime,
    today: date,
) -> Account:
    """An account of a new person who applies; raises AccountThere. Does not commit."""
    if is_known(session, email=email, identity_number=identity_number):
        raise AccountThere()
    person = Person(full_name=full_name, identity_number=identity_number, phone=None, created_at=at)
    account = Account(person=person, email=email, password_hash=password_hash, created_at=at, password_changed_at=at)
    session.add(account)
    session.flush()
    session.add(AccountRole(account_id=account.id, role=APPLICANT, since=today, until=None, given_by=None))
    session.flush()
    return account


def tell_members(session: Session, organisation: Organisation, who: str, at: datetime, *, but: int) -> None:
    """A letter to everybody who may send off for the organisation: somebody joined."""
    for member, account in members_of(session, organisation.id):
        if member.may_submit and account is not None and member.person_id != but:
            values = {"who": who, "organisation": organisation.name}
            letters.write(session, "member_joined", account.email, values, at=at, language=account.language)


def note(
    session: Session, organisation: Organisation, what: str, actor: Actor, at: datetime, after: Mapping[str, object]
) -> None:
    """One audit event about the members of an organisation."""
    audit.append(
        session,
        at=at,
        person_id=actor.person_id,
        account_id=actor.account_id,
        who=actor.name,
        what=what,
        subject_kind="organisation",
        subject=organisation.tax_code,
        before=None,
        after=dict(after),
    )


def _joined(session: Session, organisation: Organisation, who: Actor, right: str, at: datetime) -> None:
    tell_members(session, organisation, who.name, at, but=who.person_id)
    note(session, organisation, "member.accept", who, at, {"right": right})


def _take(session: Session, token: str, real: datetime) -> Invitation:
    ticket = take_ticket(session, digest_of(token), INVITATION, real)
    if ticket is None:
        raise LinkUsed()
    return _read(session, ticket)


def _read(session: Session, ticket: Ticket) -> Invitation:
    data = ticket.data
    inviter = membership_of(session, int(data["organisation"]), int(data["by"]))
    if inviter is None or not inviter.may_submit:
        raise LinkUsed()
    organisation = session.get_one(Organisation, data["organisation"])
    return Invitation(organisation, str(data["email"]), str(data["right"]), str(data["who"]))


def _member(session: Session, organisation: Organisation, person_id: int) -> Membership:
    session.refresh(organisation, with_for_update=True)
    member = membership_of(session, organisation.id, person_id)
    if member is None:
        raise LinkUsed()
    return member


def _check_not_last(session: Session, organisation_id: int, member: Membership) -> None:
    others = [one for one, _ in members_of(session, organisation_id) if one.may_submit and one is not member]
    if member.may_submit and not others:
        raise LastToSubmit(member.person.full_name)


def _check_right(right: str) -> None:
    if right not in RIGHTS:
        raise NotARight()


def _become_applicant(session: Session, actor: Actor, today: date) -> None:
    """An account that was none so far may apply from now on."""
    if actor.account_id is not None and not actor.holds(APPLICANT):
        session.add(AccountRole(account_id=actor.account_id, role=APPLICANT, since=today, until=None, given_by=None))
        session.flush()
