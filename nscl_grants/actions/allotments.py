"""The plan's table and the year's budget: loaded once, then moved by acts of two people.

Plan manager or accountant propose, the chief accountant confirms; the money moves at the confirmation, within
the limits of that moment, under the id that the proposal was made with.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.actions.budget_log import note
from nscl_grants.actions.budget_postings import VoucherEntered, posting_for
from nscl_grants.actions.case_lines import case_lines
from nscl_grants.actions.contract_cover import check_contracts_covered
from nscl_grants.actions.corrections import check_correction, follow_correction, lock_corrected
from nscl_grants.actions.paper_files import as_sent
from nscl_grants.actions.plan_loading import PlanLoaded, load_plan
from nscl_grants.actions.science_money import (
    LINK,
    answer_instalment,
    check_order,
    check_reversed,
    enter_instalment,
    lock_order,
)
from nscl_grants.db import ledger
from nscl_grants.db.acts import Proposal
from nscl_grants.db.proposals import CORRECTIONS
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import CHIEF_ACCOUNTANT, FINANCE, PLAN_MANAGER, Actor
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.ledger.refusals import CountedLine
from nscl_grants.domain.money import Money
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text
from nscl_grants.domain.two_people import check_answer, check_role

__all__ = [
    "NothingToAllot",
    "PaidByCases",
    "Paper",
    "PlanLoaded",
    "SameLine",
    "VoucherEntered",
    "case_lines",
    "confirm",
    "decline",
    "load_plan",
    "propose_allotment",
    "propose_correction",
    "propose_reallocation",
    "propose_spending",
]

PROPOSE = Text("Đề xuất dự toán", "Propose an allotment")
SPEND = Text("Ghi khoản chi khác", "Enter other spending")
CORRECT = Text("Đề xuất bút toán điều chỉnh", "Propose a correction of the books")
ANSWER = Text("Xác nhận đề xuất", "Answer a proposal")


@dataclass(eq=False)
class SameLine(Refused):
    """A reallocation has two lines."""

    line: str


@dataclass(eq=False)
class NothingToAllot(Refused):
    """The amount is zero."""


@dataclass(eq=False)
class PaidByCases(Refused):
    """The line is paid by approved cases only."""

    line: str


@dataclass(frozen=True, slots=True)
class Paper:
    """The decision or voucher behind a proposal."""

    number: str
    dated_on: date
    file: Mapping[str, Any] | None = None
    """Name, place and digest of the file, when there is one."""

    def as_json(self) -> dict[str, Any]:
        """As the proposal and the posting keep it."""
        file = {"file": dict(self.file)} if self.file else {}
        return {"number": self.number, "dated_on": self.dated_on.isoformat(), **file}


def propose_allotment(
    session: Session,
    direction: str,
    *,
    line: str,
    year: int,
    amount: Money,
    products: int = 0,
    paper: Paper,
    reason: str,
    actor: Actor,
    at: datetime,
    act: str,
) -> Proposal | None:
    """Propose to give a line its money of a year ("allot") or to take some back ("shrink")."""
    assert direction in ("allot", "shrink")
    content = {"line": line, "year": year, "amount": amount.dong, "products": products, **paper.as_json()}
    return _propose(session, direction, content, reason, actor=actor, at=at, act=act)


def propose_reallocation(
    session: Session,
    *,
    giver: str,
    taker: str,
    year: int,
    amount: Money,
    paper: Paper,
    reason: str,
    actor: Actor,
    at: datetime,
    act: str,
) -> Proposal | None:
    """Propose to move free money of a year from one line to another."""
    content = {"giver": giver, "taker": taker, "year": year, "amount": amount.dong, **paper.as_json()}
    return _propose(session, "reallocate", content, reason, actor=actor, at=at, act=act)


def propose_spending(
    session: Session,
    *,
    line: str,
    year: int,
    amount: Money,
    paper: Paper,
    reason: str,
    actor: Actor,
    at: datetime,
    act: str,
    science_task: int | None = None,
) -> Proposal | None:
    """Enter a voucher on one of the plan's other lines, for the chief accountant to confirm.

    With the number of an ordered task it is an instalment of that task's contract.
    """
    link = {} if science_task is None else {LINK: science_task}
    content = {"line": line, "year": year, "amount": amount.dong, **paper.as_json(), **link}
    return _propose(session, "spend", content, reason, actor=actor, at=at, act=act)


def propose_correction(
    session: Session, kind: str, content: Mapping[str, Any], *, reason: str, actor: Actor, at: datetime, act: str
) -> Proposal | None:
    """Propose to adjust the plan's table, to reverse a posting, or to correct a figure of a closed year."""
    assert kind in CORRECTIONS
    return _propose(session, kind, dict(content), reason, actor=actor, at=at, act=act)


def confirm(session: Session, proposal: Proposal, *, actor: Actor, at: datetime, act: str) -> None:
    """The chief accountant stands behind it, and the money moves; refused in words when it no longer fits."""
    proposal_id = proposal.id

    def do() -> None:
        session.refresh(proposal, with_for_update=True)
        check_role(actor, ANSWER, CHIEF_ACCOUNTANT)
        check_answer(actor, outcome=proposal.outcome, proposed_by=proposal.proposed_by)
        lock_order(session, proposal.content)
        check_reversed(session, proposal.kind, proposal.content)
        if proposal.kind in CORRECTIONS:
            lock_corrected(session, proposal)
        ledger.lock(session)
        check_contracts_covered(session, proposal.kind, proposal.content, legal_date(at))
        if proposal.kind in CORRECTIONS:
            check_correction(session, proposal.kind, proposal.content, at)
        posting = posting_for(session, proposal, actor, at)
        ledger.post(session, posting, recorded_at=at)
        follow_correction(session, proposal, actor, at)
        _answer(session, proposal, "confirmed", actor, at, {})

    once(session, Sent(act, "proposal.confirm", {"proposal": proposal_id}), actor=actor, at=at, do=do)


def decline(session: Session, proposal: Proposal, *, actor: Actor, at: datetime, act: str, reason: str) -> None:
    """The chief accountant does not stand behind it; nothing moves."""
    proposal_id = proposal.id

    def do() -> None:
        session.refresh(proposal, with_for_update=True)
        check_role(actor, ANSWER, CHIEF_ACCOUNTANT)
        check_answer(actor, outcome=proposal.outcome, proposed_by=proposal.proposed_by)
        proposal.content = {**proposal.content, "declined_because": reason}
        _answer(session, proposal, "declined", actor, at, {"reason": reason})

    sent = Sent(act, "proposal.decline", {"proposal": proposal_id, "reason": reason})
    once(session, sent, actor=actor, at=at, do=do)


def _propose(
    session: Session, kind: str, content: dict[str, Any], reason: str, *, actor: Actor, at: datetime, act: str
) -> Proposal | None:
    def do() -> Proposal:
        _check(session, kind, content, actor, at)
        proposal = Proposal(
            act=act, kind=kind, content=content, reason=reason, proposed_by=actor.person_id, proposed_at=at
        )
        _try(session, proposal, actor, at)
        session.add(proposal)
        session.flush()
        enter_instalment(session, proposal)
        note(session, actor, at, f"{kind}.propose", f"{proposal.id}", content)
        return proposal

    sent = Sent(act, f"{kind}.propose", {**as_sent(content), "reason": reason})
    return once(session, sent, actor=actor, at=at, do=do)


def _check(session: Session, kind: str, content: Mapping[str, Any], actor: Actor, at: datetime) -> None:
    if kind in CORRECTIONS:
        check_role(actor, CORRECT, *((FINANCE, PLAN_MANAGER) if kind == "adjust_plan" else (FINANCE,)))
        check_correction(session, kind, content, at)
        check_reversed(session, kind, content)
        check_contracts_covered(session, kind, content, legal_date(at))
        return
    if kind == "spend":
        check_role(actor, SPEND, FINANCE)
        if content["line"] in case_lines(session):
            raise PaidByCases(content["line"])
    else:
        check_role(actor, PROPOSE, FINANCE, PLAN_MANAGER)
    if content["amount"] <= 0:
        raise NothingToAllot()
    if kind == "reallocate":
        _check_taker(session, content)
    check_order(session, content)
    check_contracts_covered(session, kind, content, legal_date(at))


def _check_taker(session: Session, content: Mapping[str, Any]) -> None:
    giver, taker = content["giver"], content["taker"]
    if giver == taker:
        raise SameLine(giver)
    if house_of(session).plan.line(taker).products:
        raise CountedLine(taker, int(content["year"]), Money(int(content["amount"])))


def _try(session: Session, proposal: Proposal, actor: Actor, at: datetime) -> None:
    """Book it and take it back: what could not be confirmed today is refused today, in the ledger's words."""
    with session.begin_nested() as trial:
        ledger.post(session, posting_for(session, proposal, actor, at), recorded_at=at)
        trial.rollback()


def _answer(
    session: Session, proposal: Proposal, outcome: str, actor: Actor, at: datetime, more: Mapping[str, Any]
) -> None:
    proposal.outcome, proposal.answered_by, proposal.answered_at = outcome, actor.person_id, at
    session.flush()
    answer_instalment(session, proposal)
    what = "confirm" if outcome == "confirmed" else "decline"
    note(session, actor, at, f"{proposal.kind}.{what}", f"{proposal.id}", {"content": proposal.content, **more})
