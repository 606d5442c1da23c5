"""What a firm sees of its cases: whose turn it is, until when, and where the money is, in a fixed number of queries.

Whose turn follows from the tone of the state, the money and the claims, and what the firm has to do from the main step
that is open to it; no state of a case is known by name.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from nscl_grants.db.applications import Application
from nscl_grants.db.case_lists import cases_of_organisations
from nscl_grants.db.ledger_tables import LedgerAccount
from nscl_grants.db.notices import Notice
from nscl_grants.db.payments import Claim, Payment
from nscl_grants.definitions.house import House, house_of
from nscl_grants.domain.actor import APPLICANT, Actor
from nscl_grants.domain.case import CaseFacts, CaseMoney
from nscl_grants.domain.ledger.accounts import CASE_STATES, Unit
from nscl_grants.domain.money import ZERO, Money
from nscl_grants.domain.text import Text
from nscl_grants.domain.workflow import State, Transition, Workflow

MOST_NOTICES = 8
Duty = Literal["draft", "supplement", "step", "claim", "claim_draft", "claim_returned", "repay"]
"""What a firm can have to do; each has its words on the page, a step the words of its life."""
Holder = Literal["firm", "office", "treasury", "queue", "nobody"]
SUPPLEMENT = "supplement"
UNDER_WAY = ("draft", "claimed", "returned")
"""The states of a claim that somebody still has to do something about."""
_TURNS: Mapping[str, tuple[Holder, Duty | None]] = {
    "draft": ("firm", "draft"),
    "turn": ("firm", "step"),
    "office": ("office", None),
    "queue": ("queue", None),
    "recovery": ("firm", "repay"),
}


@dataclass(frozen=True, slots=True)
class Turn:
    """Who has the case now, and if it is the firm, what it has to do and until when."""

    holder: Holder
    duty: Duty | None = None
    due_on: date | None = None
    claim: Claim | None = None
    """The claim that the firm has to do something about."""
    step: Transition | None = None
    """The main step of the life, where that is what the firm has to take."""


@dataclass(frozen=True, slots=True)
class FirmCase:
    """One case in the firm's list."""

    row: Application
    state: State
    turn: Turn
    money: CaseMoney


def firm_cases(session: Session, actor: Actor) -> list[FirmCase]:
    """The cases of the actor's organisations: what waits for the firm first, the newest first within."""
    house, cases = house_of(session), cases_of_organisations(session, actor)
    claims, money = _claims(session, cases), money_of_cases(session, [case.reference for case in cases])
    found = [_firm_case(house, case, money.get(case.reference, CaseMoney()), claims[case.id]) for case in cases]
    return sorted(found, key=lambda each: each.turn.holder != "firm")


def turn_of(house: House, case: Application, money: CaseMoney, claims: Sequence[Claim]) -> Turn:
    """Whose turn it is in this case; `claims` are all of the case, in order."""
    state = house.workflow_of(case).states[case.state]
    if state.final:
        return Turn("nobody")
    if state.tone in _TURNS:
        holder, duty = _TURNS[state.tone]
        return _step_turn(house.workflow_of(case), case) if duty == "step" else Turn(holder, duty)
    if house.procedure(case.procedure).contract and not (claims and claims[-1].state in UNDER_WAY):
        return _contract_turn(case, money, claims)
    return _paying_turn(case, money, claims)


def what_next(house: House, case: Application, claims: Sequence[Claim], payments: Sequence[Payment]) -> Text:
    """What happens next, in the words of what is under way: the last payment, else the last claim, else the case."""
    state = house.workflow_of(case).states[case.state]
    if state.final or state.tone in _TURNS:
        return state.next
    open_payments = [one for one in payments if not house.workflow_of(one).states[one.state].final]
    if open_payments:
        return house.workflow_of(open_payments[-1]).states[open_payments[-1].state].next
    last = claims[-1] if claims else None
    paid = {one.claim_id for one in payments if one.state == "paid"}
    if last is None or last.id in paid or last.state not in ("claimed", "confirmed"):
        return state.next
    return house.workflow_of(last).states[last.state].next


def _step_turn(life: Workflow[CaseFacts], case: Application) -> Turn:
    """Of a state that waits for the firm: its main step; a supplement opens the questionnaire again, by its own day."""
    mine = (row for row in life.leading_from(case.state) if row.tone == "primary" and APPLICANT in row.by)
    step = next(mine, None)
    if step is None:
        return Turn("firm")
    if step.trigger == SUPPLEMENT:
        return Turn("firm", "supplement", case.supplement_due_on, step=step)
    return Turn("firm", "step", step=step)


def _contract_turn(case: Application, money: CaseMoney, claims: Sequence[Claim]) -> Turn:
    """Of an award with a contract: the office signs, then the firm claims its advance and the acceptance."""
    if money.in_transit > ZERO:
        return Turn("treasury")
    accepted = any(claim.state == "confirmed" and not claim.is_advance for claim in claims)
    if not case.contract or money.due + money.reserved > ZERO or accepted:
        return Turn("office")
    return Turn("firm", "claim", date.fromisoformat(case.contract["until"]) if case.contract.get("until") else None)


def _paying_turn(case: Application, money: CaseMoney, claims: Sequence[Claim]) -> Turn:
    """Of an award: the firm claims, the reviewer confirms, the treasury pays."""
    last = claims[-1] if claims else None
    if last is not None and last.state == "returned":
        return Turn("firm", "claim_returned", case.claim_by, last)
    if last is not None and last.state == "draft":
        return Turn("firm", "claim_draft", case.claim_by, last)
    if last is not None and last.state == "claimed":
        return Turn("office")
    if money.committed > ZERO:
        return Turn("firm", "claim", case.claim_by)
    if money.in_transit > ZERO:
        return Turn("treasury")
    return Turn("office") if money.due + money.reserved > ZERO else Turn("nobody")


def money_of_cases(session: Session, references: Sequence[str]) -> dict[str, CaseMoney]:
    """Where the money of each case stands, all years together; cases that never had any are left out."""
    table = LedgerAccount
    rows = session.execute(
        select(table.case_reference, table.place, func.sum(table.balance))
        .where(
            table.case_reference.in_(references), table.unit == Unit.VND, table.year > 0, table.place.in_(CASE_STATES)
        )
        .group_by(table.case_reference, table.place)
    )
    found: dict[str, dict[str, Money]] = defaultdict(dict)
    for reference, place, amount in rows:
        found[reference][str(place)] = Money(int(amount))
    return {reference: CaseMoney(**places) for reference, places in found.items()}


def claims_of(session: Session, application_id: int) -> Sequence[Claim]:
    """The claims of one case, in order."""
    return session.scalars(select(Claim).where(Claim.application_id == application_id).order_by(Claim.n)).all()


def payments_of(session: Session, application_id: int) -> Sequence[Payment]:
    """The payments of one case with their claims and bank details, in order."""
    return session.scalars(
        select(Payment)
        .where(Payment.application_id == application_id)
        .options(joinedload(Payment.bank_account), joinedload(Payment.claim))
        .order_by(Payment.id)
    ).all()


def newest_notices(session: Session, organisations: Iterable[int]) -> Sequence[Notice]:
    """The latest notices to these organisations, the newest first."""
    return session.scalars(
        select(Notice)
        .where(Notice.organisation_id.in_(list(organisations)))
        .order_by(Notice.id.desc())
        .limit(MOST_NOTICES)
    ).all()


def _claims(session: Session, cases: Sequence[Application]) -> dict[int, list[Claim]]:
    rows = session.scalars(
        select(Claim)
        .where(Claim.application_id.in_([case.id for case in cases]))
        .order_by(Claim.application_id, Claim.n)
    )
    found: dict[int, list[Claim]] = defaultdict(list)
    for claim in rows:
        found[claim.application_id].append(claim)
    return found


def _firm_case(house: House, case: Application, money: CaseMoney, claims: Sequence[Claim]) -> FirmCase:
    state = house.workflow_of(case).states[case.state]
    return FirmCase(case, state, turn_of(house, case, money, claims), money)
