"""A contract is amended by two people: never below what was paid, never above its line; on both databases."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from nscl_grants.db.science import ScienceTask, amendments_of, unpaid_contracts
from nscl_grants.domain.money import Money
from nscl_grants.domain.science import (
    AmendedBelowPaid,
    ContractOverLine,
    InstalmentsWait,
    NothingAmended,
    OverContract,
    SamePerson,
)
from nscl_grants.domain.workflow import MovedOn
from nscl_grants.reports.work import work_of
from tests.builders.people import MORNING, actor, an_account
from tests.builders.science import LINE, ScienceOffice, a_science_office, an_instalment, an_order, confirmed, step

AMENDMENT = {
    "number": "01/PL-05",
    "dated_on": "2026-02-20",
    "new_amount": 120_000_000,
    "new_end": "2026-11-30",
    "reason": "Thêm một bệnh viện",
}


@pytest.fixture
def office(session: Session) -> ScienceOffice:
    return a_science_office(session)


def contract(science: ScienceTask) -> tuple[int, date | None]:
    assert science.contract_amount is not None
    return science.contract_amount.dong, science.ends_on


def test_the_contract_is_what_a_second_person_signed_and_instalments_follow_it(
    session: Session, office: ScienceOffice
) -> None:
    science = an_order(session, office)
    step(session, science, "draft_amendment", office.manager, **AMENDMENT)
    assert contract(science) == (100_000_000, date(2026, 10, 31))
    assert "sign_science_amendment" in {work.kind for work in work_of(session, office.holder, MORNING.date())}
    with pytest.raises(MovedOn):
        step(session, science, "draft_amendment", office.manager, **AMENDMENT)

    step(session, science, "sign_amendment", office.holder)

    assert contract(science) == (120_000_000, date(2026, 11, 30))
    (row,) = amendments_of(session, science.id)
    assert (row.outcome, row.amount_before, row.answered_by) == ("signed", Money(100_000_000), office.holder.person_id)
    confirmed(session, office, an_instalment(session, science, office, 120_000_000, "UNC-1"))
    with pytest.raises(OverContract):
        an_instalment(session, science, office, 1, "UNC-2")


def test_a_returned_amendment_leaves_the_contract_as_it_is(session: Session, office: ScienceOffice) -> None:
    science = an_order(session, office)
    step(session, science, "draft_amendment", office.manager, **AMENDMENT)
    step(session, science, "return_amendment", office.approver, reason="Thiếu dự toán")

    assert contract(science) == (100_000_000, date(2026, 10, 31))
    step(session, science, "draft_amendment", office.manager, **{**AMENDMENT, "number": "02/PL-05"})
    assert [row.outcome for row in amendments_of(session, science.id)] == ["returned", "open"]


def test_an_amendment_says_something_new_between_what_was_paid_and_what_the_line_bears(
    session: Session, office: ScienceOffice
) -> None:
    science = an_order(session, office)
    proposal = an_instalment(session, science, office, 60_000_000, "UNC-1")
    with pytest.raises(InstalmentsWait):
        step(session, science, "draft_amendment", office.manager, **AMENDMENT)
    confirmed(session, office, proposal)

    def drafted(**change: object) -> None:
        step(session, science, "draft_amendment", office.manager, **{**AMENDMENT, **change})

    with pytest.raises(NothingAmended):
        drafted(new_amount=100_000_000, new_end="2026-10-31")
    with pytest.raises(AmendedBelowPaid):
        drafted(new_amount=59_999_999)
    with pytest.raises(ContractOverLine):
        drafted(new_amount=7_000_000_000)
    drafted(new_amount=60_000_000)


def test_a_drafted_raise_binds_the_line_for_other_contracts(session: Session, office: ScienceOffice) -> None:
    science = an_order(session, office)
    step(session, science, "draft_amendment", office.manager, **AMENDMENT)

    assert unpaid_contracts(session, LINE, but=0) == Money(120_000_000)


def test_who_drafted_an_amendment_does_not_sign_it_with_another_account(
    session: Session, office: ScienceOffice
) -> None:
    science = an_order(session, office)
    step(session, science, "draft_amendment", office.manager, **AMENDMENT)
    account = an_account(session, "approver", name="Lý Văn Tổng")
    account.person_id = office.manager.person_id
    session.commit()

    with pytest.raises(SamePerson):
        step(session, science, "sign_amendment", actor(session, account))


def test_the_database_lets_a_signed_contract_change_by_a_signed_amendment_alone(
    session: Session, office: ScienceOffice
) -> None:
    science = an_order(session, office)
    step(session, science, "draft_amendment", office.manager, **AMENDMENT)
    session.commit()
    signed = f"UPDATE science_amendment SET outcome = 'signed', answered_by = {office.holder.person_id}"
    own = f"UPDATE science_amendment SET outcome = 'signed', answered_by = {office.manager.person_id}"
    for attempt in (
        "UPDATE science_task SET contract_amount = 120000000",
        "UPDATE science_amendment SET amount = 1",
        "DELETE FROM science_amendment",
        own,
    ):
        with pytest.raises(DatabaseError):
            session.execute(text(attempt))
        session.rollback()

    session.execute(text(signed))
    with pytest.raises(DatabaseError):
        session.execute(text("UPDATE science_task SET contract_amount = 120000001"))
    session.rollback()
    session.execute(text(signed))
    session.execute(text("UPDATE science_task SET contract_amount = 120000000"))
    with pytest.raises(DatabaseError):
        session.execute(text("UPDATE science_amendment SET outcome = 'returned'"))
    session.rollback()
