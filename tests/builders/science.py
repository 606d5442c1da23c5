"""An ordered task in any state, walked there by the people of the office."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from nscl_grants.actions import allotments
from nscl_grants.actions.allotments import Paper
from nscl_grants.actions.science_orders import advance_science, propose_order
from nscl_grants.db.acts import Proposal
from nscl_grants.db.science import ScienceTask
from nscl_grants.definitions.house import enter
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.money import Money
from tests.builders.cases import HOUSE, a_budget, an_act
from tests.builders.people import MORNING, somebody

LINE, YEAR = "II.1", 2026
ORDER = {
    "task": "4.3",
    "title": "Áp dụng 5S-Kaizen tại năm bệnh viện",
    "brief": "Năm bệnh viện áp dụng 5S-Kaizen; một sổ tay.",
    "estimate": 300_000_000,
}
SELECTION = {
    "method": "call",
    "lead": "Viện Năng suất Giả Định",
    "lead_tax_code": "0100233488",
    "number": "21/QĐ-SKHCN",
    "dated_on": "2026-02-10",
    "reason": "Hội đồng chấm 88/100 điểm",
}
CONTRACT = {
    "number": "05/2026/HĐ-KHCN",
    "dated_on": "2026-02-12",
    "amount": 100_000_000,
    "line": LINE,
    "year": f"{YEAR}",
    "ends_on": "2026-10-31",
}
ACCEPTANCE = {"number": "01/BB", "dated_on": "2026-02-14", "amount": 90_000_000, "result": "Đạt"}
SETTLEMENT = {"number": "02/BB-TL", "dated_on": "2026-02-15"}
WAY = ("approve_order", "select", "draft_contract", "sign_contract", "accept")


@dataclass
class ScienceOffice:
    """Who orders, decides, pays and confirms."""

    manager: Actor
    approver: Actor
    holder: Actor
    finance: Actor
    chief: Actor


def a_science_office(session: Session, *, allotted: str = "1.000.000.000") -> ScienceOffice:
    """The people, and money on line II.1 of 2026."""
    enter(session, HOUSE)
    office = ScienceOffice(
        manager=somebody(session, "plan_manager", name="Lý Văn Tổng"),
        approver=somebody(session, "approver", name="Nguyễn Văn Dũng"),
        holder=somebody(session, "account_holder", name="Phan Văn Chủ"),
        finance=somebody(session, "finance", name="Đỗ Thị Giang"),
        chief=somebody(session, "chief_accountant", name="Đặng Thị Kiểm"),
    )
    a_budget(session, HOUSE, {LINE: allotted})
    session.commit()
    return office


def an_order(session: Session, office: ScienceOffice, state: str = "running", **contract: Any) -> ScienceTask:
    """An order that has come as far as that state."""
    science = propose_order(session, ORDER, actor=office.manager, at=MORNING, act=an_act())
    assert science is not None
    answers: dict[str, dict[str, Any]] = {
        "approve_order": {"number": "11/QĐ-UBND", "dated_on": "2026-01-20"},
        "select": SELECTION,
        "draft_contract": {**CONTRACT, **contract},
        "accept": ACCEPTANCE,
    }
    for trigger in WAY:
        if science.state == state:
            break
        by = {"approve_order": office.approver, "sign_contract": office.holder}.get(trigger, office.manager)
        step(session, science, trigger, by, **answers.get(trigger, {}))
    assert science.state == state
    return science


def step(session: Session, science: ScienceTask, trigger: str, by: Actor, **answers: Any) -> None:
    """One step of the order."""
    advance_science(session, science, trigger, actor=by, at=MORNING, act=an_act(), answers=answers)


def an_instalment(
    session: Session, science: ScienceTask, office: ScienceOffice, dong: int, voucher: str, **more: Any
) -> Proposal:
    """The accountant enters an instalment; it waits for the chief accountant."""
    given: dict[str, Any] = {"line": LINE, "year": YEAR, **more}
    proposal = allotments.propose_spending(
        session,
        **given,
        amount=Money(dong),
        paper=Paper(voucher, legal_date(MORNING)),
        reason="Thanh toán đợt",
        actor=office.finance,
        at=MORNING,
        act=an_act(),
        science_task=science.id,
    )
    assert proposal is not None
    return proposal


def confirmed(session: Session, office: ScienceOffice, proposal: Proposal) -> None:
    """The chief accountant stands behind it: the money moves."""
    allotments.confirm(session, proposal, actor=office.chief, at=MORNING, act=an_act())
