"""Việc của tôi: what waits for a person, from all roles the person holds, the most urgent first.

One query a kind of work, whatever the number of cases; each list stops at a hundred and says so.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session, joinedload

from nscl_grants.db.acts import Proposal
from nscl_grants.db.applications import Application, Duty
from nscl_grants.db.cases import visible_to
from nscl_grants.db.decisions import Decision, DecisionRow
from nscl_grants.db.organisations import BankAccount, bank_accounts_to_confirm
from nscl_grants.db.payments import Appeal, Claim, Payment
from nscl_grants.db.staff import ROLE
from nscl_grants.domain.actor import (
    ACCOUNT_HOLDER,
    ADMIN,
    APPROVER,
    CHIEF_ACCOUNTANT,
    CLERK,
    FINANCE,
    INTAKE,
    REVIEWER,
    Actor,
)
from nscl_grants.domain.money import Money

MOST_ROWS = 100


@dataclass(frozen=True, slots=True)
class Work:
    """One thing that waits: of which kind, about what, until when."""

    kind: str
    """The key of its verb: `work.<kind>` among the words."""
    subject: Any
    """The application, claim, payment, decision, bank account or proposal."""
    application: Application | None
    due_on: date | None = None
    amount: Money | None = None


def work_of(session: Session, actor: Actor, today: date) -> list[Work]:
    """Everything that waits for the actor: by due date, undated last; longest-waiting first within a day."""
    found: list[Work] = []
    for role, finders in _WORK_OF_ROLE.items():
        if actor.holds(role):
            for finder in finders:
                found.extend(finder(session, actor))
    return sorted(found, key=lambda work: (work.due_on is None, work.due_on or today))


def _cases(session: Session, actor: Actor, *where: ColumnElement[bool]) -> Sequence[Application]:
    return session.scalars(
        select(Application)
        .where(visible_to(actor), *where)
        .options(joinedload(Application.organisation))
        .order_by(Application.due_on, Application.id)
        .limit(MOST_ROWS)
    ).all()


def _without_other_duty(actor: Actor, duty: str) -> ColumnElement[bool]:
    """Cases in which the person holds no duty but this one: others are for somebody else's hands."""
    return ~exists().where(Duty.application_id == Application.id, Duty.person_id == actor.person_id, Duty.duty != duty)


def _to_receive(session: Session, actor: Actor) -> Iterable[Work]:
    cases = _cases(session, actor, Application.state == "submitted")
    return [Work("receive", case, case, None, case.requested) for case in cases]


def _drafts_on_behalf(session: Session, actor: Actor) -> Iterable[Work]:
    cases = _cases(
        session, actor, Application.state == "draft", Application.created_by == actor.person_id,
        Application.channel != "online",
    )  # fmt: skip
    return [Work("continue", case, case) for case in cases]


def _to_review(session: Session, actor: Actor) -> Iterable[Work]:
    mine = or_(Application.reviewer_id == actor.person_id, Application.reviewer_id.is_(None))
    cases = _cases(session, actor, Application.state == "in_review", mine, _without_other_duty(actor, "review"))
    return [Work("review", case, case, case.due_on, case.requested) for case in cases]


def _to_promote(session: Session, actor: Actor) -> Iterable[Work]:
    """The head of each line's queue; whether the money is there the case itself tells."""
    cases = session.scalars(
        select(Application)
        .where(visible_to(actor), Application.state == "waitlisted")
        .options(joinedload(Application.organisation))
        .order_by(Application.line, Application.queued_at, Application.id)
        .limit(MOST_ROWS)
    ).all()
    heads = {case.line: case for case in reversed(cases)}
    return [Work("promote", case, case, None, case.recommended) for case in heads.values()]


def _to_decide(session: Session, actor: Actor) -> Iterable[Work]:
    cases = _cases(
        session,
        actor,
        Application.state.in_(("recommended", "rejection_proposed")),
        _without_other_duty(actor, "decide"),
    )
    return [Work("decide", case, case, case.due_on, case.recommended) for case in cases]


def _appeals(session: Session, actor: Actor) -> Iterable[Work]:
    open_appeal = exists().where(Appeal.application_id == Application.id, Appeal.answered_at.is_(None))
    cases = _cases(session, actor, open_appeal, _without_other_duty(actor, "decide"))
    return [Work("answer_appeal", case, case, None, case.requested) for case in cases]


def _to_issue(session: Session, actor: Actor) -> Iterable[Work]:
    decisions = session.scalars(
        select(Decision)
        .where(Decision.number.is_(None))
        .options(joinedload(Decision.rows).joinedload(DecisionRow.application).joinedload(Application.organisation))
        .order_by(Decision.made_at)
        .limit(MOST_ROWS)
    ).unique()
    return [Work("issue", decision, _first_case(decision), None, _sum(decision)) for decision in decisions]


def _first_case(decision: Decision) -> Application | None:
    return decision.rows[0].application if decision.rows else None


def _sum(decision: Decision) -> Money:
    return Money(sum(row.amount.dong for row in decision.rows))


def _parts(kind: type[Claim] | type[Payment], actor: Actor, *where: ColumnElement[bool]) -> Select[Any]:
    return (
        select(kind)
        .join(Application, Application.id == kind.application_id)
        .where(visible_to(actor), *where)
        .options(joinedload(kind.application).joinedload(Application.organisation))
        .order_by(kind.id)
        .limit(MOST_ROWS)
    )


def _claims_to_confirm(session: Session, actor: Actor) -> Iterable[Work]:
    claims = session.scalars(_parts(Claim, actor, Claim.state == "claimed", _without_other_duty(actor, "review")))
    return [Work("confirm_claim", claim, claim.application, None, claim.amount) for claim in claims]


def _to_prepare(session: Session, actor: Actor) -> Iterable[Work]:
    live = exists().where(Payment.claim_id == Claim.id, Payment.state.not_in(("returned", "voided")))
    issued = exists().where(Decision.id == Application.decision_id, Decision.number.is_not(None))
    claims = session.scalars(
        _parts(Claim, actor, and_(Claim.state == "confirmed", ~live, issued), _without_other_duty(actor, "prepare"))
    )
    return [Work("prepare", claim, claim.application, None, claim.accepted) for claim in claims]


def _payments_in(state: str, kind: str, duty: str | None) -> Callable[[Session, Actor], Iterable[Work]]:
    def find(session: Session, actor: Actor) -> Iterable[Work]:
        mine = [] if duty is None else [_may_take(actor, duty)]
        payments = session.scalars(_parts(Payment, actor, Payment.state == state, *mine))
        return [Work(kind, payment, payment.application, None, payment.amount) for payment in payments]

    return find


def _may_take(actor: Actor, duty: str) -> ColumnElement[bool]:
    """The approver's own cases stay in the account holder's list: whether the pair is allowed, the case tells."""
    if duty != "authorise":
        return _without_other_duty(actor, duty)
    return ~exists().where(
        Duty.application_id == Application.id,
        Duty.person_id == actor.person_id,
        Duty.duty.not_in(("authorise", "decide")),
    )


def _banks(session: Session, actor: Actor) -> Iterable[Work]:
    waiting: Sequence[BankAccount] = bank_accounts_to_confirm(session)
    return [Work("confirm_bank", bank, None) for bank in waiting if bank.proposed_by != actor.person_id]


def _to_fund(session: Session, actor: Actor) -> Iterable[Work]:
    cases = _cases(session, actor, Application.state == "awaiting_funds")
    return [Work("fund", case, case, None, case.approved) for case in cases]


def _recovering(session: Session, actor: Actor) -> Iterable[Work]:
    cases = _cases(session, actor, Application.state == "recovering")
    return [Work("receive_repayment", case, case, None, case.approved) for case in cases]


def _proposals(session: Session, actor: Actor) -> Iterable[Work]:
    return _waiting_proposals(session, actor, Proposal.kind != ROLE)


def _role_proposals(session: Session, actor: Actor) -> Iterable[Work]:
    return _waiting_proposals(session, actor, Proposal.kind == ROLE)


def _waiting_proposals(session: Session, actor: Actor, kind: ColumnElement[bool]) -> list[Work]:
    proposals = session.scalars(
        select(Proposal)
        .where(kind, Proposal.outcome == "open", Proposal.proposed_by != actor.person_id)
        .order_by(Proposal.id)
        .limit(MOST_ROWS)
    )
    return [Work("confirm_proposal", proposal, None) for proposal in proposals]


_WORK_OF_ROLE: Mapping[str, tuple[Callable[[Session, Actor], Iterable[Work]], ...]] = {
    INTAKE: (_to_receive, _drafts_on_behalf),
    REVIEWER: (_to_review, _claims_to_confirm, _to_promote),
    APPROVER: (_to_decide, _appeals),
    CLERK: (_to_issue,),
    FINANCE: (
        _to_prepare,
        _payments_in("authorised", "send", None),
        _payments_in("sent", "confirm_paid", None),
        _banks,
        _to_fund,
        _recovering,
    ),
    CHIEF_ACCOUNTANT: (_payments_in("prepared", "check", "check"), _proposals),
    ACCOUNT_HOLDER: (_payments_in("checked", "authorise", "authorise"),),
    ADMIN: (_role_proposals,),
}
