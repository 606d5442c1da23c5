"""Papers: asked for in the transaction of a step, and voided when a step takes the ground from them.

The row is the outbox: what it asks for is made by the worker (`paper_worker.py`), outside every request.
"""

from collections.abc import Mapping
from datetime import date

from nscl_grants.actions.paper_facts import GATHERED_IN_THE_STEP
from nscl_grants.actions.paper_facts.decisions import decision_of
from nscl_grants.actions.paper_row import About, Asked, add_paper, end_paper
from nscl_grants.actions.step import Step
from nscl_grants.db import papers
from nscl_grants.db.payments import Claim, Payment
from nscl_grants.documents.facts import to_json
from nscl_grants.documents.kinds import KINDS

VOUCHERS = ("drawdown", "drawdown_split", "payment_order", "payment_order_split")
"""The routes of a payment that make a voucher, each named like its paper."""

FOLLOWING: Mapping[str, tuple[str, ...]] = {
    "submit": ("application_paper",),
    "supplement": ("application_paper",),
    "receive": ("receipt",),
    "ask_supplement": ("supplement_slip",),
    "refuse": ("refusal_slip",),
    "stop": ("stop_notice",),
    "extend": ("apology_slip",),
    "recommend": ("review_minutes", "proposal"),
    "promote": ("proposal",),
    "propose_rejection": ("review_minutes",),
    "approve": ("award_decision",),
    "issue": ("award_notice",),
    "reject": ("rejection_notice",),
    "cancel": ("cancellation_notice",),
    "claim_lapses": ("cancellation_notice",),
    "recover": ("recovery_decision",),
    "receive_repayment": ("repayment_slip",),
}
"""What a step asks for, by its trigger; a payment's preparation asks for the voucher of its route."""

VOIDING: Mapping[str, tuple[str, ...]] = {
    "send_back": ("review_minutes", "proposal"),
    "cancel": ("award_notice",),
    "claim_lapses": ("award_notice",),
    "annul": ("recovery_decision",),
    "uphold_appeal": ("refusal_slip", "rejection_notice", "cancellation_notice", "recovery_decision"),
    "void": VOUCHERS,
    "record_return": VOUCHERS,
}
"""What a step takes the ground from; such a paper stays, and says that it stands no longer."""

OF_A_DECISION = frozenset({"award_decision"})
"""About all cases of a decision; gathered by the worker, when all of them are on it."""


def follow_with_papers(step: Step) -> None:
    """Void what the step takes the ground from, and ask for what follows it; called once in every move."""
    if isinstance(step.subject, Claim):
        _follow_claim(step)
        return
    for kind in VOIDING.get(step.transition.trigger, ()):
        _void_of_step(step, kind)
    for kind in _kinds_after(step):
        request_paper(step, kind)


def _follow_claim(step: Step) -> None:
    """A claim is printed when its organisation asks for it; what its acceptance settles goes to the treasury."""
    if step.transition.trigger == "confirm" and step.claim.life[0] == "acceptance" and step.facts.money.advanced.dong:
        request_paper(step, "advance_settlement")


def request_paper(step: Step, kind: str) -> None:
    """Ask for a paper with the facts of this moment, in the transaction of the step; once for each act."""
    decision = decision_of(step) if kind in OF_A_DECISION or kind == "recovery_decision" else None
    whole = decision is not None and kind in OF_A_DECISION
    about = About(
        application_id=None if whole else step.application.id,
        decision_id=decision.id if decision else None,
        claim_id=step.subject.id if isinstance(step.subject, Claim) else None,
        payment_id=step.subject.id if isinstance(step.subject, Payment) else None,
    )
    request = f"{step.act}/{kind}/{f'decision {decision.id}' if whole and decision else step.application.reference}"
    if papers.is_asked_for(step.session, request):
        return
    facts = None if whole else to_json(GATHERED_IN_THE_STEP[kind](step))
    add_paper(
        step.session, Asked(kind, request, about, step.at, step.actor.person_id, facts, _own_date(kind, step.today))
    )


def _kinds_after(step: Step) -> tuple[str, ...]:
    trigger = step.transition.trigger
    if trigger == "prepare":
        route = step.answers.get("route", "")
        return (route,) if route in VOUCHERS else ()
    kinds = FOLLOWING.get(trigger, ())
    if trigger == "recommend" and step.transition.dest != "recommended":
        return tuple(kind for kind in kinds if kind != "proposal")
    return kinds


def _void_of_step(step: Step, kind: str) -> None:
    payment_id = step.subject.id if isinstance(step.subject, Payment) else None
    reason = step.transition.label.vi
    for paper in papers.papers_of_case(step.session, step.application.id):
        is_meant = paper.kind == kind and paper.state == "standing"
        if is_meant and paper.payment_id == payment_id and paper.application_id is not None:
            end_paper(paper, "voided", step.at, reason)


def _own_date(kind: str, today: date) -> date | None:
    """Papers of our own books are dated by the step; those of the register wait for theirs."""
    return None if KINDS[kind].book == "register" else today
