"""Somebody lost phone, key and codes: one administrator asks to take their second factors away, another one does it.

Whoever could do it alone, and set the password too, could sign in as anybody.
"""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from nscl_grants.actions import letters
from nscl_grants.actions.acts import Sent, once
from nscl_grants.actions.roles import OwnAccount, note
from nscl_grants.db.acts import Proposal
from nscl_grants.db.people import Account
from nscl_grants.db.proposals import open_proposals
from nscl_grants.db.second_factors import FACTORS, Passkey, RecoveryCode, Totp
from nscl_grants.db.sign_ins import end_sessions_of
from nscl_grants.domain.actor import ADMIN, Actor
from nscl_grants.domain.text import Text
from nscl_grants.domain.two_people import check_answer, check_role

ASK = Text("Đề nghị đặt lại yếu tố thứ hai", "Ask to reset the second factor")
CONFIRM = Text("Đặt lại yếu tố thứ hai", "Reset the second factor")


def ask_reset(session: Session, account: Account, reason: str, *, actor: Actor, at: datetime, act: str) -> None:
    """Ask for it, once, and commit; nothing changes yet, and a second question for the account is none."""
    account_id = account.id

    def ask() -> None:
        check_role(actor, ASK, ADMIN)
        _refuse_own(account, actor)
        if waiting_reset(session, account_id) is None:
            content = {"account": account_id}
            session.add(
                Proposal(
                    act=act, kind=FACTORS, content=content, reason=reason, proposed_by=actor.person_id, proposed_at=at
                )
            )
            session.flush()
            note(session, actor, at, "factors.ask_reset", account, None, {"reason": reason})

    sent = Sent(act, "factors.ask_reset", {"account": account_id, "reason": reason})
    once(session, sent, actor=actor, at=at, do=ask)


def confirm_reset(
    session: Session, proposal: Proposal, *, actor: Actor, at: datetime, real: datetime, act: str
) -> None:
    """The second administrator takes the factors away, ends the sessions and tells the owner; once, and commit."""
    proposal_id = proposal.id

    def confirm() -> None:
        account = _answer(session, proposal, "confirmed", actor, at)
        for kind in (Totp, Passkey, RecoveryCode):
            session.execute(delete(kind).where(kind.account_id == account.id))
        ended = end_sessions_of(session, account.id, real)
        letters.write(
            session, "factors_reset", account.email, {"email": account.email}, at=at, language=account.language
        )
        note(session, actor, at, "factors.reset", account, None, {"sessions_ended": ended})

    once(session, Sent(act, "factors.reset", {"proposal": proposal_id}), actor=actor, at=at, do=confirm)


def decline_reset(session: Session, proposal: Proposal, *, actor: Actor, at: datetime, act: str) -> None:
    """The second administrator does not stand behind it; once, and commit."""
    proposal_id = proposal.id

    def decline() -> None:
        account = _answer(session, proposal, "declined", actor, at)
        note(session, actor, at, "factors.decline_reset", account, None, None)

    once(session, Sent(act, "factors.decline_reset", {"proposal": proposal_id}), actor=actor, at=at, do=decline)


def waiting_reset(session: Session, account_id: int) -> Proposal | None:
    """The question that waits for this account, or None."""
    waiting = open_proposals(session, (FACTORS,))
    return next((one for one in waiting if one.content["account"] == account_id), None)


def _answer(session: Session, proposal: Proposal, outcome: str, actor: Actor, at: datetime) -> Account:
    check_role(actor, CONFIRM, ADMIN)
    session.refresh(proposal, with_for_update=True)
    check_answer(actor, outcome=proposal.outcome, proposed_by=proposal.proposed_by)
    account = session.get_one(Account, proposal.content["account"])
    _refuse_own(account, actor)
    proposal.outcome, proposal.answered_by, proposal.answered_at = outcome, actor.person_id, at
    session.flush()
    return account


def _refuse_own(account: Account, actor: Actor) -> None:
    if account.person_id == actor.person_id:
        raise OwnAccount()
