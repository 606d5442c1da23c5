"""Instalments of a contract: other spending that belongs to an ordered task, held within its contract.

An instalment is a proposal of spending like any other: entered by the accountant, posted when the chief accountant
confirms. Beside it stands a row that counts against the contract from the proposal on, so that two proposals cannot
promise more than the contract together; the database holds that sum as well.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.db.acts import Proposal
from nscl_grants.db.science import COUNTING, ScienceInstalment, ScienceTask, instalments_of
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.money import ZERO, Money, total
from nscl_grants.domain.science import (
    IN_SETTLEMENT,
    PAYABLE,
    BeforeContract,
    InstalmentSettled,
    NothingPayable,
    check_instalment,
)

LINK = "science_task"
"""Under this name the content of a proposal, and so the memo of its posting, names the order."""


def lock_order(session: Session, content: Mapping[str, Any]) -> ScienceTask | None:
    """The order that a proposal pays on, locked before the books are; None for other spending."""
    if LINK not in content:
        return None
    return session.get_one(ScienceTask, int(content[LINK]), with_for_update=True, populate_existing=True)


def check_order(session: Session, content: Mapping[str, Any]) -> None:
    """Refuse an instalment that the contract does not allow, in words, before the database would."""
    science = lock_order(session, content)
    if science is None:
        return
    if science.state not in PAYABLE:
        raise NothingPayable(house_of(session).workflow_of(science).states[science.state].label)
    assert science.year is not None, "a contract that is carried out has its year"
    if content["line"] != science.line or int(content["year"]) < science.year:
        raise BeforeContract(science.line or "", str(science.year))
    check_instalment(Money(int(content["amount"])), most=payable(science), taken=taken(session, science))


def check_reversed(session: Session, kind: str, content: Mapping[str, Any]) -> None:
    """Refuse to take back an instalment on which a settlement rests."""
    if kind != "reverse":
        return
    science = session.scalar(
        select(ScienceTask)
        .join(ScienceInstalment, ScienceInstalment.science_task_id == ScienceTask.id)
        .where(ScienceInstalment.act == content["posting"])
        .with_for_update(of=ScienceTask)
        .execution_options(populate_existing=True)
    )
    if science is not None and science.state in IN_SETTLEMENT:
        raise InstalmentSettled(science.title)


def payable(science: ScienceTask) -> Money:
    """The contract, or what was accepted of it."""
    return (science.contract_amount or ZERO) if science.accepted_amount is None else science.accepted_amount


def taken(session: Session, science: ScienceTask) -> Money:
    """What was paid on it, and what waits for the chief accountant."""
    return total([row.amount for row in instalments_of(session, science.id) if row.outcome in COUNTING])


def enter_instalment(session: Session, proposal: Proposal) -> None:
    """Count the proposal against its contract."""
    content = proposal.content
    if proposal.kind != "spend" or LINK not in content:
        return
    session.add(
        ScienceInstalment(
            science_task_id=int(content[LINK]),
            n=len(instalments_of(session, int(content[LINK]))) + 1,
            proposal_id=proposal.id,
            act=proposal.act,
            voucher=str(content["number"]),
            amount=Money(int(content["amount"])),
            year=int(content["year"]),
        )
    )
    session.flush()


def answer_instalment(session: Session, proposal: Proposal) -> None:
    """The instalment follows its proposal; a reversal of its posting gives the contract its money back."""
    if proposal.kind == "spend" and LINK in proposal.content:
        row = session.scalars(select(ScienceInstalment).where(ScienceInstalment.proposal_id == proposal.id)).one()
        row.outcome = proposal.outcome
    if proposal.kind == "reverse" and proposal.outcome == "confirmed":
        posting = proposal.content["posting"]
        paid = session.scalar(select(ScienceInstalment).where(ScienceInstalment.act == posting))
        if paid is not None:
            paid.outcome, paid.reversed_act = "reversed", proposal.act
    session.flush()
