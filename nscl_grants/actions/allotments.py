"""The plan's table and the year's budget: loaded once, then moved by acts of two people.

Plan manager or accountant propose, the chief accountant confirms; the money moves at the confirmation, within
the limits of that moment, under the id that the proposal was made with.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.actions.paper_files import as_sent
from nscl_grants.db import audit, ledger
from nscl_grants.db.acts import Proposal
from nscl_grants.db.ledger_tables import LedgerPosting
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import CHIEF_ACCOUNTANT, FINANCE, PLAN_MANAGER, SYSTEM_ROLE, Actor
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.ledger import budget, paying
from nscl_grants.domain.ledger.accounts import Place, vnd
from nscl_grants.domain.ledger.budget import PlannedLine
from nscl_grants.domain.ledger.limits import Limit
from nscl_grants.domain.ledger.posting import Entries, Kind, Posting
from nscl_grants.domain.ledger.refusals import CountedLine
from nscl_grants.domain.money import Money
from nscl_grants.domain.plan import PlanDefinition
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text
from nscl_grants.domain.two_people import check_answer, check_role

KINDS = ("allot", "shrink", "reallocate", "spend")
"""What two people do to the budget; each is the movement of the posting that follows."""

LOAD = Text("Ghi dự toán kế hoạch", "Enter the plan")
PROPOSE = Text("Đề xuất dự toán", "Propose an allotment")
SPEND = Text("Ghi khoản chi khác", "Enter other spending")
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


@dataclass(eq=False)
class VoucherEntered(Refused):
    """The voucher was entered before on this line and year."""

    number: str


@dataclass(eq=False)
class PlanLoaded(Refused):
    """The books hold the plan."""


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


def load_plan(session: Session, *, actor: Actor, at: datetime, act: str) -> None:
    """Open the plan's years and enter its table into empty books, one posting for each line; once, and commit."""
    plan = house_of(session).plan

    def load() -> None:
        check_role(actor, LOAD, SYSTEM_ROLE, CHIEF_ACCOUNTANT, PLAN_MANAGER)
        ledger.lock(session)
        if session.scalar(select(LedgerPosting.seq).where(LedgerPosting.kind == Kind.PLAN).limit(1)):
            raise PlanLoaded()
        for year in plan.years:
            _post(session, Kind.OPEN_YEAR, f"{act}/{year}", year, (), actor, at, {"plan": plan.key})
        lines = planned_lines(plan)
        for nth, line in enumerate(lines):
            # The first posting carries the caps of the whole table, so that no later line can pass them.
            limits = budget.plan_limits(lines) if nth == 0 else ()
            memo, entries = {"plan": plan.key, "line": line.key}, budget.plan((line,))
            _post(session, Kind.PLAN, f"{act}/{line.key}", plan.first_year, entries, actor, at, memo, limits)
        _note(session, actor, at, "plan.load", plan.key, {"total": plan.total.dong})

    once(session, Sent(act, "plan.load", {"plan": plan.key}), actor=actor, at=at, do=load)


def planned_lines(plan: PlanDefinition) -> tuple[PlannedLine, ...]:
    """The plan's table as the ledger takes it."""
    return tuple(
        PlannedLine(line.key, line.amounts, dict.fromkeys(line.amounts, line.products.a_year) if line.products else {})
        for line in plan.lines
    )


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
) -> Proposal | None:
    """Enter a voucher on one of the plan's other lines, for the chief accountant to confirm."""
    content = {"line": line, "year": year, "amount": amount.dong, **paper.as_json()}
    return _propose(session, "spend", content, reason, actor=actor, at=at, act=act)


def confirm(session: Session, proposal: Proposal, *, actor: Actor, at: datetime, act: str) -> None:
    """The chief accountant stands behind it, and the money moves; refused in words when it no longer fits."""
    proposal_id = proposal.id

    def do() -> None:
        session.refresh(proposal, with_for_update=True)
        check_role(actor, ANSWER, CHIEF_ACCOUNTANT)
        check_answer(actor, outcome=proposal.outcome, proposed_by=proposal.proposed_by)
        ledger.lock(session)
        posting = _posting(session, proposal, actor, at)
        ledger.post(session, posting, recorded_at=at)
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


def entries_of(kind: str, content: Mapping[str, Any]) -> Entries:
    """What the confirmation of such a proposal books."""
    year, amount = int(content["year"]), Money(int(content["amount"]))
    match kind:
        case "allot":
            return budget.allot(content["line"], year, amount, int(content["products"]))
        case "shrink":
            return budget.shrink(content["line"], year, amount, int(content["products"]))
        case "reallocate":
            return budget.reallocate(content["giver"], content["taker"], year, amount)
        case "spend":
            return paying.spend(content["line"], year, content["number"], amount)
    raise AssertionError(f"no proposal of the budget is a {kind}")


def _propose(
    session: Session, kind: str, content: dict[str, Any], reason: str, *, actor: Actor, at: datetime, act: str
) -> Proposal | None:
    def do() -> Proposal:
        _check(session, kind, content, actor)
        proposal = Proposal(
            act=act, kind=kind, content=content, reason=reason, proposed_by=actor.person_id, proposed_at=at
        )
        _try(session, proposal, actor, at)
        session.add(proposal)
        session.flush()
        _note(session, actor, at, f"{kind}.propose", f"{proposal.id}", content)
        return proposal

    sent = Sent(act, f"{kind}.propose", {**as_sent(content), "reason": reason})
    return once(session, sent, actor=actor, at=at, do=do)


def _check(session: Session, kind: str, content: Mapping[str, Any], actor: Actor) -> None:
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


def _check_taker(session: Session, content: Mapping[str, Any]) -> None:
    giver, taker = content["giver"], content["taker"]
    if giver == taker:
        raise SameLine(giver)
    if house_of(session).plan.line(taker).products:
        raise CountedLine(taker, int(content["year"]), Money(int(content["amount"])))


def case_lines(session: Session) -> frozenset[str]:
    """The lines that procedures draw on; only approved cases are paid from them."""
    return frozenset(procedure.line for procedure in house_of(session).plan.procedures.values())


def _try(session: Session, proposal: Proposal, actor: Actor, at: datetime) -> None:
    """Book it and take it back: what could not be confirmed today is refused today, in the ledger's words."""
    with session.begin_nested() as trial:
        ledger.post(session, _posting(session, proposal, actor, at), recorded_at=at)
        trial.rollback()


def _posting(session: Session, proposal: Proposal, actor: Actor, at: datetime) -> Posting:
    content = proposal.content
    voucher = str(content["number"]) if proposal.kind == "spend" else ""
    if voucher:
        _refuse_double(session, str(content["line"]), int(content["year"]), voucher)
    return Posting(
        id=proposal.act,
        kind=Kind(proposal.kind),
        person=f"{actor.person_id}",
        budget_year=int(content["year"]),
        effective_on=date.fromisoformat(content["dated_on"]) if voucher else legal_date(at),
        entries=entries_of(proposal.kind, content),
        case=voucher,
        memo={**content, "reason": proposal.reason, "proposed_by": proposal.proposed_by, **_tables(session, proposal)},
    )


def _tables(session: Session, proposal: Proposal) -> dict[str, Any]:
    """A reallocation keeps the allotments of both lines as they were and as they become."""
    if proposal.kind != "reallocate":
        return {}
    giver, taker, year = (proposal.content[name] for name in ("giver", "taker", "year"))
    amount = Money(int(proposal.content["amount"]))
    before = {line: ledger.line_row(session, line, int(year)).allotted for line in (giver, taker)}
    after = {giver: before[giver] - amount, taker: before[taker] + amount}
    return {
        "before": {line: money.dong for line, money in before.items()},
        "after": {line: money.dong for line, money in after.items()},
    }


def _refuse_double(session: Session, line: str, year: int, voucher: str) -> None:
    if ledger.balance(session, vnd(Place.PAID, line, year, voucher)) > 0:
        raise VoucherEntered(voucher)


def _answer(
    session: Session, proposal: Proposal, outcome: str, actor: Actor, at: datetime, more: Mapping[str, Any]
) -> None:
    proposal.outcome, proposal.answered_by, proposal.answered_at = outcome, actor.person_id, at
    session.flush()
    what = "confirm" if outcome == "confirmed" else "decline"
    _note(session, actor, at, f"{proposal.kind}.{what}", f"{proposal.id}", {"content": proposal.content, **more})


def _post(
    session: Session,
    kind: Kind,
    posting_id: str,
    year: int,
    entries: Entries,
    actor: Actor,
    at: datetime,
    memo: Mapping[str, Any],
    limits: tuple[Limit, ...] = (),
) -> None:
    posting = Posting(
        id=posting_id,
        kind=kind,
        person=f"{actor.person_id}",
        budget_year=year,
        effective_on=legal_date(at),
        entries=entries,
        limits=limits,
        memo=memo,
    )
    ledger.post(session, posting, recorded_at=at)


def _note(session: Session, actor: Actor, at: datetime, what: str, subject: str, after: Mapping[str, Any]) -> None:
    audit.append(
        session,
        at=at,
        person_id=actor.person_id,
        account_id=actor.account_id,
        who=actor.name,
        what=what,
        subject_kind="budget",
        subject=subject,
        before=None,
        after=after,
    )
