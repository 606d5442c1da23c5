"""Which agencies and communes an account reports for: assigned, taken away, and checked before a word is written."""

from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.db import audit
from nscl_grants.db.people import Account
from nscl_grants.db.records import CoordinatorAgency, bodies_of_account
from nscl_grants.domain.actor import ADMIN, COORDINATOR, PLAN_MANAGER, Actor
from nscl_grants.domain.reporting import NotYourAgency
from nscl_grants.domain.text import Text
from nscl_grants.domain.two_people import check_role

ASSIGN = Text("Giao cơ quan cho đầu mối", "Assign an agency to a coordinator")


class Change(Protocol):
    """What may be done about a coordinator's body."""

    def __call__(
        self, session: Session, account: Account, body: str, *, actor: Actor, at: datetime, act: str
    ) -> None: ...


def assign(session: Session, account: Account, body: str, *, actor: Actor, at: datetime, act: str) -> None:
    """Let the account report for that body, once, and commit; nothing happens when it does already."""
    account_id = account.id

    def give() -> None:
        check_role(actor, ASSIGN, ADMIN, PLAN_MANAGER)
        if session.get(CoordinatorAgency, (account_id, body)) is None:
            session.add(CoordinatorAgency(account_id=account_id, body=body, given_by=actor.person_id, given_at=at))
            _note(session, account, body, "coordinator.assign", actor, at)

    once(session, Sent(act, "coordinator.assign", {"account": account_id, "body": body}), actor=actor, at=at, do=give)


def unassign(session: Session, account: Account, body: str, *, actor: Actor, at: datetime, act: str) -> None:
    """Let the account report for that body no longer, once, and commit."""
    account_id = account.id

    def take() -> None:
        check_role(actor, ASSIGN, ADMIN, PLAN_MANAGER)
        held = session.get(CoordinatorAgency, (account_id, body))
        if held is not None:
            session.delete(held)
            _note(session, account, body, "coordinator.unassign", actor, at)

    content = {"account": account_id, "body": body}
    once(session, Sent(act, "coordinator.unassign", content), actor=actor, at=at, do=take)


def reports_for(session: Session, actor: Actor, body: str) -> bool:
    """Whether the actor may write for that body: its coordinator, or the plan manager for any."""
    if actor.holds(PLAN_MANAGER):
        return True
    return actor.holds(COORDINATOR) and body in bodies_of_account(session, actor.account_id)


def check_reports_for(session: Session, actor: Actor, body: str) -> None:
    """Raise NotYourAgency when the actor may not write for that body."""
    if not reports_for(session, actor, body):
        raise NotYourAgency()


def _note(session: Session, account: Account, body: str, what: str, actor: Actor, at: datetime) -> None:
    session.flush()
    audit.append(
        session,
        at=at,
        person_id=actor.person_id,
        account_id=actor.account_id,
        who=actor.name,
        what=what,
        subject_kind="account",
        subject=account.email,
        after={"body": body},
    )
