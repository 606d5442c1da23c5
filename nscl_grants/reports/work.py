"""Việc của tôi: what waits for a person, from all roles the person holds, the most urgent first.

One query a kind of work, whatever the number of cases; each list stops at a hundred and says so. How much waits in
all, which stands above every page, is one query.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from nscl_grants.db.acts import Proposal
from nscl_grants.db.applications import Application, Duty
from nscl_grants.db.cases import visible_to
from nscl_grants.db.decisions import Decision, DecisionRow, waits_for_number
from nscl_grants.db.members import MEMBERSHIP
from nscl_grants.db.notices import unread_by_staff
from nscl_grants.db.organisations import BankAccount, unconfirmed_bank_accounts
from nscl_grants.db.payments import Appeal, Claim, Payment
from nscl_grants.db.science import ScienceTask
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import (
    ACCOUNT_HOLDER,
    ADMIN,
    APPROVER,
    CHIEF_ACCOUNTANT,
    CLERK,
    FINANCE,
    INTAKE,
    PLAN_MANAGER,
    REVIEWER,
    Actor,
)
from nscl_grants.domain.money import Money
from nscl_grants.reports.kinds_of_work import (
    WITH_FIRM,
    Kind,
    Reader,
    Work,
    cases,
    mine_or_nobodys,
    parts,
    without_other_duty,
)
from nscl_grants.reports.work_asked import (
    AGENCY_OPINION,
    ANSWER_OWN,
    ANSWER_UNGIVEN,
    DATA_REQUESTS,
    OPINION,
    SUPPLEMENT,
)
from nscl_grants.reports.work_proposals import PROPOSALS
from nscl_grants.reports.work_steps import before, not_yet_endorsed, standing_before, steps_for


def work_of(session: Session, actor: Actor, today: date) -> list[Work]:
    """Everything that waits for the actor: by due date, undated last; longest-waiting first within a day."""
    reader = Reader(actor, house_of(session))
    found = [work for kind in _kinds_of(reader) for work in kind.found(session, reader)]
    return most_urgent_first(found, today)


@dataclass(frozen=True, slots=True)
class Waits:
    """The numbers that stand above every page."""

    work: int
    """How many things `work_of` would find."""
    unread: int
    """Notices that were not read."""
    membership_claims: int
    """People who ask to act for an organisation, for those who answer them."""


def how_much_waits(session: Session, actor: Actor) -> Waits:
    """What waits for the actor, counted in one query."""
    reader = Reader(actor, house_of(session))
    claims = select(func.count(Proposal.id)).where(Proposal.kind == MEMBERSHIP, Proposal.outcome == "open")
    unread, asking, *work = session.execute(
        select(
            unread_by_staff(actor.person_id),
            claims.scalar_subquery(),
            *(kind.count(reader) for kind in _kinds_of(reader)),
        )
    ).one()
    return Waits(sum(work), unread, asking)


def most_urgent_first(found: Iterable[Work], today: date) -> list[Work]:
    """By due date, undated last; in the order found within a day."""
    return sorted(found, key=lambda work: (work.due_on is None, work.due_on or today))


def _kinds_of(reader: Reader) -> list[Kind]:
    held = (kind for role, kinds in _WORK_OF_ROLE.items() if reader.actor.holds(role) for kind in kinds)
    return [*dict.fromkeys(held), *steps_for(reader)]


def _may_authorise(reader: Reader) -> ColumnElement[bool]:
    """The approver's own cases stay in the account holder's list: whether the pair is allowed, the case tells."""
    return ~exists().where(
        Duty.application_id == Application.id,
        Duty.person_id == reader.person_id,
        Duty.duty.not_in(("authorise", "decide")),
    )


def _heads_of_queues(reader: Reader) -> Select[Any]:
    """The first of each line's queue that is in sight; whether the money is there the case itself tells."""
    place = func.row_number().over(partition_by=Application.line, order_by=(Application.queued_at, Application.id))
    placed = (
        select(Application.id, place.label("place"))
        .where(visible_to(reader.actor), standing_before(reader.house, "promote", "waitlisted"))
        .subquery()
    )
    return (
        select(Application)
        .join(placed, placed.c.id == Application.id)
        .where(placed.c.place == 1)
        .order_by(Application.line)
    )


def _to_decide(reader: Reader) -> tuple[ColumnElement[bool], ...]:
    """Awards that nobody else has to agree with first, and proposed rejections."""
    award = and_(standing_before(reader.house, "approve", "recommended"), ~not_yet_endorsed(reader.house))
    return (
        Application.state.in_(("recommended", "rejection_proposed")),  # Said by itself, so that an index finds them.
        or_(award, standing_before(reader.house, "reject", "rejection_proposed")),
        without_other_duty(reader, "decide"),
    )


def _to_issue(_: Reader) -> Select[Any]:
    return select(Decision).where(waits_for_number()).order_by(Decision.made_at, Decision.id)


def _issue(decision: Decision) -> Work:
    first = decision.rows[0].application if decision.rows else None
    return Work("issue", decision, first, None, Money(sum(row.amount.dong for row in decision.rows)))


def _unpaid(_: Reader) -> tuple[ColumnElement[bool], ...]:
    """Confirmed claims of issued decisions for which no payment is under way."""
    live = exists().where(Payment.claim_id == Claim.id, Payment.state.not_in(("returned", "voided")))
    issued = exists().where(Decision.id == Application.decision_id, Decision.number.is_not(None))
    return Claim.state == "confirmed", and_(~live, issued)


def _orders(kind: str, state: str, prepared_by: str = "") -> Kind:
    """Ordered tasks in a state; those that the person prepared are for somebody else's hands."""

    def query(reader: Reader) -> Select[Any]:
        rows = select(ScienceTask).where(ScienceTask.state == state)
        if prepared_by:
            rows = rows.where(getattr(ScienceTask, prepared_by) != reader.person_id)
        return rows.order_by(ScienceTask.id)

    def work(science: ScienceTask) -> Work:
        amount = science.accepted_amount or science.contract_amount or science.estimate
        return Work(kind, science, None, science.ends_on if state == "running" else None, amount)

    return Kind(query, work)


_CONTRACTS = _orders("sign_science_contract", "contract_drafted", "contract_by")
_AMENDMENTS = _orders("sign_science_amendment", "amending", "amended_by")
_OPEN_APPEAL = Application.id.in_(select(Appeal.application_id).where(Appeal.answered_at.is_(None)))
_WORK_OF_ROLE: Mapping[str, tuple[Kind, ...]] = {
    INTAKE: (
        cases("receive", before("receive", "submitted"), "requested"),
        cases(
            "continue",
            lambda reader: (
                Application.state == "draft",
                Application.created_by == reader.person_id,
                Application.channel != "online",
            ),
        ),
        SUPPLEMENT,
        ANSWER_UNGIVEN,
        PROPOSALS,
    ),
    REVIEWER: (
        cases(
            "review",
            lambda reader: (
                standing_before(reader.house, "recommend", "in_review"),
                mine_or_nobodys(reader),
                without_other_duty(reader, "review"),
            ),
            "requested",
            due="due_on",
        ),
        parts("confirm_claim", Claim, lambda reader: (Claim.state == "claimed", without_other_duty(reader, "review"))),
        OPINION,
        AGENCY_OPINION,
        ANSWER_OWN,
        Kind(_heads_of_queues, lambda case: Work("promote", case, case, None, case.recommended), (WITH_FIRM,)),
    ),
    APPROVER: (
        cases(
            "decide",
            _to_decide,
            "recommended",
            due="due_on",
        ),
        PROPOSALS,
        cases("answer_appeal", lambda reader: (_OPEN_APPEAL, without_other_duty(reader, "decide")), "requested"),
        _orders("approve_science_order", "proposed", "ordered_by"),
        _CONTRACTS,
        _AMENDMENTS,
    ),
    CLERK: (
        Kind(
            _to_issue,
            _issue,
            (joinedload(Decision.rows).joinedload(DecisionRow.application).joinedload(Application.organisation),),
        ),
        cases("record_contract", lambda _: (Application.state == "approved", Application.contract == {}), "approved"),
    ),
    FINANCE: (
        parts("prepare", Claim, lambda reader: (*_unpaid(reader), without_other_duty(reader, "prepare")), "accepted"),
        parts("send", Payment, lambda _: (Payment.state == "authorised",)),
        parts("confirm_paid", Payment, lambda _: (Payment.state == "sent",)),
        Kind(
            lambda reader: unconfirmed_bank_accounts().where(BankAccount.proposed_by != reader.person_id),
            lambda bank: Work("confirm_bank", bank, None),
            (joinedload(BankAccount.organisation),),
        ),
        cases("fund", before("fund", "awaiting_funds"), "approved"),
        cases(
            "receive_repayment",
            before("receive_repayment", "recovering"),
            "approved",
        ),
        _orders("settle_science_task", "accepted"),
    ),
    CHIEF_ACCOUNTANT: (
        parts("check", Payment, lambda reader: (Payment.state == "prepared", without_other_duty(reader, "check"))),
        PROPOSALS,
        _orders("confirm_science_settlement", "settling", "settled_by"),
    ),
    ACCOUNT_HOLDER: (
        parts("authorise", Payment, lambda reader: (Payment.state == "checked", _may_authorise(reader))),
        _CONTRACTS,
        _AMENDMENTS,
    ),
    PLAN_MANAGER: (
        PROPOSALS,
        _orders("select_science_lead", "ordered"),
        _orders("draft_science_contract", "selected"),
        _orders("accept_science_task", "running"),
    ),
    ADMIN: (PROPOSALS, DATA_REQUESTS),
}
