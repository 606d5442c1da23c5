"""An ordered task: two people at each turn, paid by contract under the line's cap, and counted for its task."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from nscl_grants.actions import allotments
from nscl_grants.actions.figures import cut_off_now, gather
from nscl_grants.actions.science_orders import propose_order
from nscl_grants.db import ledger, ledger_verify
from nscl_grants.db.acts import Proposal
from nscl_grants.db.people import Person
from nscl_grants.db.science import instalments_of, moves_of_science, paid_of
from nscl_grants.domain.ledger.accounts import Place, vnd
from nscl_grants.domain.ledger.refusals import OverCommitted
from nscl_grants.domain.money import Money
from nscl_grants.domain.results_report import TaskResult
from nscl_grants.domain.science import (
    BeforeContract,
    ContractNumberTaken,
    ContractOnCaseLine,
    ContractOverLine,
    InstalmentSettled,
    NothingPayable,
    NotOrdered,
    NotPaidAsAccepted,
    OverContract,
    SamePerson,
)
from nscl_grants.domain.two_people import OwnProposal
from nscl_grants.reports.year_checklist import milestones
from nscl_grants.reports.year_end import year_end
from tests.builders.cases import HOUSE, an_act
from tests.builders.people import MORNING, actor, an_account
from tests.builders.science import (
    ACCEPTANCE,
    CONTRACT,
    LINE,
    ORDER,
    SETTLEMENT,
    YEAR,
    ScienceOffice,
    a_science_office,
    an_instalment,
    an_order,
    confirmed,
    step,
)


@pytest.fixture
def office(session: Session) -> ScienceOffice:
    return a_science_office(session)


def free(session: Session) -> int:
    return ledger.balance(session, vnd(Place.FREE, LINE, YEAR))


def task_result(session: Session, key: str) -> TaskResult:
    content = gather(session, year=YEAR, purpose="annual", title="", cut_off=cut_off_now(session, MORNING))
    return next(task for task in content.tasks if task.key == key)


def test_an_order_is_carried_out_paid_accepted_and_settled(session: Session, office: ScienceOffice) -> None:
    science = an_order(session, office)
    confirmed(session, office, an_instalment(session, science, office, 60_000_000, "UNC-1"))
    step(
        session,
        science,
        "accept",
        office.manager,
        number="01/BB",
        dated_on="2026-02-14",
        amount=90_000_000,
        result="Đạt",
    )
    with pytest.raises(NotPaidAsAccepted):
        step(session, science, "settle", office.finance, **SETTLEMENT)
    confirmed(session, office, an_instalment(session, science, office, 30_000_000, "UNC-2"))
    step(session, science, "settle", office.finance, **SETTLEMENT)
    step(session, science, "confirm_settlement", office.chief)

    assert science.state == "settled"
    assert free(session) == 910_000_000
    assert paid_of(session, [science.id]) == {science.id: Money(90_000_000)}
    assert [move.trigger for move in moves_of_science(session, science.id)][-3:] == [
        "accept",
        "settle",
        "confirm_settlement",
    ]
    assert not list(ledger_verify.verify(session))
    with pytest.raises(NothingPayable):
        an_instalment(session, science, office, 1, "UNC-3")


def test_what_a_contract_was_paid_counts_for_its_task_and_not_for_the_tasks_of_the_line(
    session: Session, office: ScienceOffice
) -> None:
    science = an_order(session, office)
    before = task_result(session, "3.1")
    proposal = an_instalment(session, science, office, 60_000_000, "UNC-1")
    assert task_result(session, "4.3").records == 0
    confirmed(session, office, proposal)

    ordered = task_result(session, "4.3")
    assert (ordered.records, ordered.cost) == (1, Money(60_000_000))
    assert task_result(session, "3.1") == before


def test_instalments_stay_within_the_contract_waiting_ones_counted(session: Session, office: ScienceOffice) -> None:
    science = an_order(session, office)
    waiting = an_instalment(session, science, office, 70_000_000, "UNC-1")
    with pytest.raises(OverContract) as refused:
        an_instalment(session, science, office, 40_000_000, "UNC-2")
    assert refused.value.left == Money(30_000_000)

    allotments.decline(session, waiting, actor=office.chief, at=MORNING, act=an_act(), reason="Sai chứng từ")

    assert an_instalment(session, science, office, 100_000_000, "UNC-3").outcome == "open"
    assert [row.outcome for row in instalments_of(session, science.id)] == ["declined", "open"]


def test_the_database_holds_contract_and_instalments_without_us(session: Session, office: ScienceOffice) -> None:
    science = an_order(session, office)
    proposal = an_instalment(session, science, office, 70_000_000, "UNC-1")
    session.commit()
    other = allotments.propose_spending(
        session,
        line=LINE,
        year=YEAR,
        amount=Money(1),
        paper=allotments.Paper("UNC-9", MORNING.date()),
        reason="Khác",
        actor=office.finance,
        at=MORNING,
        act=an_act(),
    )
    assert other is not None
    row = f"({science.id}, 2, {other.id}, 'x', 'UNC-2', 30000001, 2026, 'open')"
    columns = "(science_task_id, n, proposal_id, act, voucher, amount, year, outcome)"
    attempts = (
        f"INSERT INTO science_instalment {columns} VALUES {row}",
        f"UPDATE science_instalment SET amount = 1 WHERE proposal_id = {proposal.id}",
        f"UPDATE science_instalment SET outcome = 'reversed' WHERE proposal_id = {proposal.id}",
        "DELETE FROM science_instalment",
        "UPDATE science_task SET contract_amount = 200000000",
        "UPDATE science_task SET accepted_amount = 69999999",
        "UPDATE science_task SET signed_by = contract_by",
        "UPDATE science_move SET person_name = 'Ai đó'",
        "DELETE FROM science_task",
    )
    for attempt in attempts:
        session.commit()
        with pytest.raises(DatabaseError):
            session.execute(text(attempt))
        session.rollback()
    session.execute(text("UPDATE science_task SET accepted_amount = 70000000"))
    session.rollback()


def test_the_cap_of_the_line_stands_above_the_contract(session: Session, office: ScienceOffice) -> None:
    science = an_order(session, office)
    shrink = allotments.propose_allotment(
        session,
        "shrink",
        line=LINE,
        year=YEAR,
        amount=Money(950_000_000),
        paper=allotments.Paper("13/QĐ", MORNING.date()),
        reason="Cắt giảm",
        actor=office.finance,
        at=MORNING,
        act=an_act(),
    )
    assert shrink is not None
    confirmed(session, office, shrink)

    with pytest.raises(OverCommitted):
        an_instalment(session, science, office, 60_000_000, "UNC-1")


def test_contracts_together_stay_within_what_the_line_has_and_will_get(session: Session, office: ScienceOffice) -> None:
    later = 4 * 1_400_000_000  # The plan's figures of 2027 to 2030.
    an_order(session, office, amount=1_000_000_000 + later - 50_000_000)
    second = an_order(session, office, "selected")

    with pytest.raises(ContractOverLine) as refused:
        step(session, second, "draft_contract", office.manager, **{**CONTRACT, "number": "06/HĐ"})
    assert refused.value.left == Money(50_000_000)


def test_what_a_contract_may_not_be(session: Session, office: ScienceOffice) -> None:
    an_order(session, office)
    second = an_order(session, office, "selected")

    with pytest.raises(ContractNumberTaken):
        step(session, second, "draft_contract", office.manager, **CONTRACT)
    with pytest.raises(ContractOnCaseLine):
        step(session, second, "draft_contract", office.manager, **{**CONTRACT, "number": "7/HĐ", "line": "III.1"})
    with pytest.raises(NotOrdered):
        propose_order(session, {**ORDER, "task": "3.1"}, actor=office.manager, at=MORNING, act=an_act())


def test_the_second_person_is_a_person_not_a_second_account(session: Session, office: ScienceOffice) -> None:
    science = an_order(session, office, "contract_drafted")
    twin = actor(
        session,
        an_account(session, "approver", "chief_accountant", person=session.get_one(Person, office.manager.person_id)),
    )
    with pytest.raises(SamePerson):
        step(session, science, "sign_contract", twin)
    step(session, science, "return_contract", office.approver, reason="Sai số tiền")
    assert (science.state, science.contract_amount, science.contract_number) == ("selected", None, None)

    step(session, science, "draft_contract", office.manager, **CONTRACT)
    step(session, science, "sign_contract", office.approver)
    own = actor(
        session, an_account(session, "chief_accountant", person=session.get_one(Person, office.finance.person_id))
    )
    proposal = an_instalment(session, science, office, 10_000_000, "UNC-1")
    with pytest.raises(OwnProposal):
        allotments.confirm(session, proposal, actor=own, at=MORNING, act=an_act())


def test_an_instalment_names_the_line_of_its_contract_and_no_earlier_year(
    session: Session, office: ScienceOffice
) -> None:
    science = an_order(session, office, year="2027")

    with pytest.raises(BeforeContract):
        an_instalment(session, science, office, 10_000_000, "UNC-1")
    with pytest.raises(BeforeContract):
        an_instalment(session, science, office, 10_000_000, "UNC-1", line="I.2", year=2027)


def test_a_reversed_instalment_gives_contract_and_task_their_money_back(
    session: Session, office: ScienceOffice
) -> None:
    science = an_order(session, office)
    paid = an_instalment(session, science, office, 100_000_000, "UNC-1")
    confirmed(session, office, paid)
    content = {"posting": paid.act, "amount": 100_000_000, "year": YEAR, "number": "1", "dated_on": "2026-02-02"}
    undone = allotments.propose_correction(
        session, "reverse", content, reason="Ghi nhầm", actor=office.finance, at=MORNING, act=an_act()
    )
    assert undone is not None
    confirmed(session, office, undone)

    assert [row.outcome for row in instalments_of(session, science.id)] == ["reversed"]
    assert task_result(session, "4.3").cost == Money(0)
    assert an_instalment(session, science, office, 100_000_000, "UNC-2").outcome == "open"


def test_an_instalment_in_a_settlement_is_taken_back_only_once_the_settlement_is_reopened(
    session: Session, office: ScienceOffice
) -> None:
    science = an_order(session, office)
    paid = an_instalment(session, science, office, 90_000_000, "UNC-1")
    confirmed(session, office, paid)
    step(session, science, "accept", office.manager, **ACCEPTANCE)
    step(session, science, "settle", office.finance, **SETTLEMENT)
    step(session, science, "confirm_settlement", office.chief)
    content = {"posting": paid.act, "amount": 90_000_000, "year": YEAR, "number": "1", "dated_on": "2026-02-02"}

    def reverse() -> Proposal | None:
        return allotments.propose_correction(
            session, "reverse", content, reason="Ghi nhầm", actor=office.finance, at=MORNING, act=an_act()
        )

    with pytest.raises(InstalmentSettled):
        reverse()
    step(session, science, "reopen_settlement", office.chief, reason="Sai chứng từ")
    assert (science.state, science.settlement_confirmed_by) == ("accepted", None)
    assert reverse() is not None


def test_the_year_does_not_end_without_a_word_about_contracts_that_are_not_paid(
    session: Session, office: ScienceOffice
) -> None:
    science = an_order(session, office)
    confirmed(session, office, an_instalment(session, science, office, 60_000_000, "UNC-1"))

    today = date(YEAR, 12, 20)
    steps = milestones(session, HOUSE.plan, year_end(session, YEAR, today), today)

    opens = {one.what: one for step in steps for one in step.opens}
    assert (opens["contracts_unpaid"].count, opens["contracts_unpaid"].amount) == (1, Money(40_000_000))
