"""Forgetting a person: one administrator proposes it, another does it; a number stands for the name in the books.

What goes: name, personal number, phone, e-mail, ways to sign in, addresses of sessions and of mail, and what the audit
log's digests stand for. What stays: every act, decision and payment, by a person without a name; and what was written
into a case, with what was signed under it, which belongs to the file.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.actions.passwords import NO_PASSWORD
from nscl_grants.actions.personal_data import close, note
from nscl_grants.actions.roles import OwnAccount
from nscl_grants.db.acts import Proposal
from nscl_grants.db.applications import Move
from nscl_grants.db.audit_values import forget
from nscl_grants.db.letters import Letter
from nscl_grants.db.mail import Mail
from nscl_grants.db.people import Account, Person
from nscl_grants.db.personal_data import ERASE, ERASURE, DataRequest, accounts_of, memberships_of
from nscl_grants.db.proposals import open_proposals
from nscl_grants.db.provider_logins import ProviderLogin
from nscl_grants.db.second_factors import Passkey, RecoveryCode, Totp
from nscl_grants.db.sessions import WebSession
from nscl_grants.db.sign_ins import end_sessions_of
from nscl_grants.db.tickets import Ticket
from nscl_grants.domain.actor import ADMIN, APPLICANT, Actor
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text
from nscl_grants.domain.two_people import check_answer, check_role

KIND = ERASURE
STEP = Text("Xóa dữ liệu cá nhân", "Erase personal data")


@dataclass(eq=False)
class StillActing(Refused):
    """The person acts for an organisation, or holds a role in the office."""

    name: str


def propose(session: Session, request: DataRequest, *, actor: Actor, at: datetime, act: str) -> None:
    """Propose to forget the person who asked for it, once, and commit; nothing changes yet."""
    request_id, person_id = request.id, request.person_id
    assert request.kind == ERASE, "only who asks to be forgotten is"

    def put() -> None:
        check_role(actor, STEP, ADMIN)
        _check(session, person_id, actor, at)
        if waiting(session, person_id) is None:
            content = {"person": person_id, "request": request_id}
            session.add(
                Proposal(
                    act=act,
                    kind=KIND,
                    content=content,
                    reason=request.wish,
                    proposed_by=actor.person_id,
                    proposed_at=at,
                )
            )
            session.flush()
            note(session, actor, at, "personal.propose_erasure", person_id, {})

    once(session, Sent(act, "personal.propose_erasure", {"request": request_id}), actor=actor, at=at, do=put)


def confirm(
    session: Session, proposal: Proposal, request: DataRequest, *, actor: Actor, at: datetime, act: str
) -> None:
    """The second administrator forgets the person; once, and commit."""
    proposal_id, person_id = proposal.id, request.person_id

    def erase() -> None:
        check_role(actor, STEP, ADMIN)
        session.refresh(proposal, with_for_update=True)
        check_answer(actor, outcome=proposal.outcome, proposed_by=proposal.proposed_by)
        _check(session, person_id, actor, at)
        proposal.outcome, proposal.answered_by, proposal.answered_at = "confirmed", actor.person_id, at
        proposal.reason = ""
        close(session, request, "done", "", actor, at)
        request.wish = ""
        _forget(session, session.get_one(Person, person_id, with_for_update=True), at)
        note(session, actor, at, "personal.erase", person_id, {})

    once(session, Sent(act, "personal.erase", {"proposal": proposal_id}), actor=actor, at=at, do=erase)


def waiting(session: Session, person_id: int) -> Proposal | None:
    """The proposal that waits for this person, or None."""
    return next((one for one in open_proposals(session, (KIND,)) if one.content["person"] == person_id), None)


def _check(session: Session, person_id: int, actor: Actor, at: datetime) -> None:
    if person_id == actor.person_id:
        raise OwnAccount()
    today, accounts = legal_date(at), accounts_of(session, person_id)
    held = [role for account in accounts for role in account.roles if role.role != APPLICANT]
    serves = any(role.until is None or role.until > today for role in held)
    acts = any(membership.until is None for membership, _ in memberships_of(session, person_id))
    if acts or serves:
        raise StillActing(session.get_one(Person, person_id).full_name)


def _forget(session: Session, person: Person, at: datetime) -> None:
    accounts = accounts_of(session, person.id)
    emails = [account.email for account in accounts]
    forget(session, person.id, [*emails, person.phone or "", person.identity_number or ""])
    for account in accounts:
        _close(session, account, at)
    session.execute(update(Mail).where(Mail.address.in_(emails)).values(address="", items=[]))
    session.execute(update(Letter).where(Letter.address.in_(emails)).values(address="", values={}))
    # A link of theirs that was never opened names them; an invitation that they sent does, too.
    for ticket in session.scalars(select(Ticket)):
        if {*emails, person.full_name} & set(map(str, ticket.data.values())):
            session.delete(ticket)
    person.full_name, person.erased_at = f"Người số {person.id}", at
    person.identity_number = person.phone = None
    session.flush()
    session.execute(update(Move).where(Move.person_id == person.id).values(person_name=person.full_name))


def _close(session: Session, account: Account, at: datetime) -> None:
    end_sessions_of(session, account.id, at)
    for kind in (Totp, Passkey, RecoveryCode, ProviderLogin):
        session.execute(delete(kind).where(kind.account_id == account.id))
    session.execute(
        update(WebSession)
        .where(WebSession.account_id == account.id)
        .values(user_agent=None, source_address=None, data={})
    )
    account.email, account.active, account.password_hash = f"{account.id}@erased.invalid", False, NO_PASSWORD
    account.email_proved_at = None
