"""Roles: given and ended by an administrator; one that decides, pays or administers needs a second one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.db import audit
from nscl_grants.db.acts import Proposal
from nscl_grants.db.people import Account, AccountRole
from nscl_grants.db.staff import ROLE, roles_of_person, staff_on, waiting_roles
from nscl_grants.domain.actor import ADMIN, APPLICANT, ROLES, Actor
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.staffing import WEIGHTY, check_together
from nscl_grants.domain.text import Text
from nscl_grants.domain.two_people import check_answer, check_role
from nscl_grants.domain.word import Word

GIVE = Text("Giao vai trò", "Give a role")
CONFIRM = Text("Xác nhận vai trò", "Confirm a role")
DECLINE = Text("Từ chối vai trò", "Decline a role")
END = Text("Kết thúc vai trò", "End a role")


@dataclass(eq=False)
class OwnAccount(Refused):
    """Administrators do not change their own accounts and roles."""


@dataclass(eq=False)
class RoleUnknown(Refused):
    """Not one of the roles that an administrator gives."""

    role: str


@dataclass(eq=False)
class RoleHeldAlready(Refused):
    """The account holds the role, or it was proposed and waits."""

    role: Word


@dataclass(eq=False)
class RoleEnded(Refused):
    """The role ended before."""

    role: Word


@dataclass(eq=False)
class LastAdministrator(Refused):
    """Without this one nobody could give a role any more."""


def give_role(
    session: Session, account: Account, role: str, *, actor: Actor, at: datetime, act: str, reason: str = ""
) -> None:
    """Give the account a role from today on, or propose it where it weighs; once, and commit."""
    account_id = account.id

    def do() -> None:
        session.refresh(account, with_for_update=True)
        give(session, account, role, actor=actor, at=at, act=act, reason=reason)

    once(session, Sent(act, "role.give", {"account": account_id, "role": role}), actor=actor, at=at, do=do)


def confirm_role(session: Session, proposal: Proposal, *, actor: Actor, at: datetime, act: str) -> None:
    """The second administrator gives the role, which then holds from today on."""
    proposal_id = proposal.id

    def do() -> None:
        account = _answer(session, proposal, "confirmed", actor, at, CONFIRM)
        role = str(proposal.content["role"])
        _check(session, account, role, actor, at)
        _hold(session, account, role, actor, at, proposed_by=proposal.proposed_by)

    once(session, Sent(act, "role.confirm", {"proposal": proposal_id}), actor=actor, at=at, do=do)


def decline_role(session: Session, proposal: Proposal, *, actor: Actor, at: datetime, act: str, reason: str) -> None:
    """The second administrator does not stand behind it."""
    proposal_id = proposal.id

    def do() -> None:
        account = _answer(session, proposal, "declined", actor, at, DECLINE)
        note(session, actor, at, "role.decline", account, None, {"role": proposal.content["role"], "reason": reason})

    sent = Sent(act, "role.decline", {"proposal": proposal_id, "reason": reason})
    once(session, sent, actor=actor, at=at, do=do)


def end_role(session: Session, held: AccountRole, *, actor: Actor, at: datetime, act: str) -> None:
    """From today on the account does not hold the role any more; the past of its acts stays."""
    held_id, today = held.id, legal_date(at)

    def do() -> None:
        check_role(actor, END, ADMIN)
        session.refresh(held, with_for_update=True)
        account = session.get_one(Account, held.account_id)
        _refuse_own(account, actor)
        if held.until is not None and held.until <= today:
            raise RoleEnded(Word(f"role.{held.role}"))
        if held.role == ADMIN:
            refuse_last_administrator(session, account, at)
        held.until = today
        session.flush()
        note(session, actor, at, "role.end", account, {"role": held.role}, {"until": today.isoformat()})

    once(session, Sent(act, "role.end", {"held": held_id}), actor=actor, at=at, do=do)


def give(
    session: Session, account: Account, role: str, *, actor: Actor, at: datetime, act: str, reason: str = ""
) -> None:
    """Give or propose the role, without committing: part of an action."""
    check_role(actor, GIVE, ADMIN)
    _check(session, account, role, actor, at)
    if any(one.role == role for one in waiting_roles(session, account.id)):
        raise RoleHeldAlready(Word(f"role.{role}"))
    if role not in WEIGHTY:
        _hold(session, account, role, actor, at, proposed_by=None)
        return
    session.add(
        Proposal(
            act=act,
            kind=ROLE,
            content={"account": account.id, "role": role},
            reason=reason,
            proposed_by=actor.person_id,
            proposed_at=at,
        )
    )
    session.flush()
    note(session, actor, at, "role.propose", account, None, {"role": role})


def refuse_last_administrator(session: Session, account: Account, at: datetime) -> None:
    """Raise when no administrator would be left besides this account's person."""
    staff = staff_on(session, legal_date(at))
    others = [person for person, roles in staff.items() if ADMIN in roles and person != account.person_id]
    if ADMIN in staff.get(account.person_id, frozenset()) and not others:
        raise LastAdministrator()


def note(
    session: Session,
    actor: Actor,
    at: datetime,
    what: str,
    account: Account,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
) -> None:
    """One audit event about an account."""
    audit.append(
        session,
        at=at,
        person_id=actor.person_id,
        account_id=actor.account_id,
        who=actor.name,
        what=what,
        subject_kind="account",
        subject=account.email,
        before=before,
        after=after,
    )


def _check(session: Session, account: Account, role: str, actor: Actor, at: datetime) -> None:
    _refuse_own(account, actor)
    if role not in ROLES or role == APPLICANT:
        raise RoleUnknown(role)
    today = legal_date(at)
    if _present(session, account, role, at):
        raise RoleHeldAlready(Word(f"role.{role}"))
    check_together(account.person.full_name, roles_of_person(session, account.person_id, today), role)


def _present(session: Session, account: Account, role: str, at: datetime) -> bool:
    today = legal_date(at)
    rows = session.scalars(
        select(AccountRole).where(AccountRole.account_id == account.id, AccountRole.role == role)
    ).all()
    return any(row.since <= today and (row.until is None or row.until > today) for row in rows)


def _hold(
    session: Session, account: Account, role: str, actor: Actor, at: datetime, *, proposed_by: int | None
) -> None:
    today = legal_date(at)
    same_day = session.scalar(
        select(AccountRole).where(
            AccountRole.account_id == account.id, AccountRole.role == role, AccountRole.since == today
        )
    )
    if same_day is not None:
        same_day.until, same_day.given_by = None, actor.person_id
    else:
        session.add(AccountRole(account_id=account.id, role=role, since=today, until=None, given_by=actor.person_id))
    session.flush()
    note(session, actor, at, "role.give", account, None, {"role": role, "proposed_by": proposed_by})


def _answer(session: Session, proposal: Proposal, outcome: str, actor: Actor, at: datetime, step: Text) -> Account:
    check_role(actor, step, ADMIN)
    session.refresh(proposal, with_for_update=True)
    check_answer(actor, outcome=proposal.outcome, proposed_by=proposal.proposed_by)
    account = session.get_one(Account, int(proposal.content["account"]))
    _refuse_own(account, actor)
    proposal.outcome, proposal.answered_by, proposal.answered_at = outcome, actor.person_id, at
    session.flush()
    return account


def _refuse_own(account: Account, actor: Actor) -> None:
    if account.person_id == actor.person_id:
        raise OwnAccount()
