"""A payment that comes back too late to be due again: received like a repayment, and what is owed is paid anew."""

from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from nscl_grants.actions import payments, years
from nscl_grants.actions.effects.days import HappenedAtAnotherTime
from nscl_grants.actions.payments import unpaid_shares
from nscl_grants.actions.purse import award_of, money_of
from nscl_grants.db import ledger, ledger_verify
from nscl_grants.db.applications import Application
from nscl_grants.db.payments import Claim, Payment
from nscl_grants.db.recoveries import open_recovery
from nscl_grants.domain.calendar import ICT
from nscl_grants.domain.case import CaseMoney
from nscl_grants.domain.ledger import budget
from nscl_grants.domain.ledger.posting import Kind
from nscl_grants.domain.money import ZERO, Money
from tests.builders.cases import Office, a_case, a_claim, a_confirmed_claim, a_payment, an_act, an_office, book, take
from tests.builders.people import MORNING
from tests.model.lives import money_fits

FORTY, TEN, THIRTY = (Money(n * 1_000_000) for n in (40, 10, 30))
FEBRUARY = datetime(2027, 2, 8, 9, tzinfo=ICT)
VOUCHER = {"route": "drawdown", "content": "Hỗ trợ", "warnings_reason": "Chi lại khoản bị trả lại"}


@pytest.fixture
def office(session: Session) -> Office:
    """A working office; line III.1 has 2 tỷ in 2026 and 1 tỷ in 2027."""
    office = an_office(session)
    book(session, Kind.ALLOT, 2027, budget.allot("III.1", 2027, Money(1_000_000_000)))
    return office


@pytest.fixture
def case(session: Session, office: Office) -> Application:
    """A case whose decision was issued."""
    return a_case(session, office, "issued")


@pytest.fixture
def paid(session: Session, office: Office, case: Application) -> Payment:
    """The whole award of the case, paid in 2026."""
    return a_payment(session, office, a_confirmed_claim(session, office, case), "paid")


def money(session: Session, case: Application) -> CaseMoney:
    session.expire_all()
    found = money_of(ledger.case_book(session, case.reference))
    assert money_fits(case, found), (case.state, found)
    assert not list(ledger_verify.verify(session))
    return found


def close_2026(session: Session, office: Office) -> None:
    years.close(session, 2026, actor=office.chief, at=FEBRUARY, act=an_act())


def comes_back(session: Session, office: Office, payment: Payment, at: datetime = FEBRUARY) -> None:
    day = at.date().isoformat()
    take(session, payment, "record_return", office.other_finance, at, reason="Tài khoản đã đóng", returned_on=day)


def pay_anew(session: Session, office: Office, claim: Claim, at: datetime = FEBRUARY) -> None:
    drawn = payments.prepare(session, claim, actor=office.finance, at=at, act=an_act(), answers=VOUCHER)
    assert drawn is not None
    for trigger, by in (("check", office.chief), ("authorise", office.holder), ("send", office.other_finance)):
        take(session, drawn[0], trigger, by, at)
    take(session, drawn[0], "confirm_paid", office.other_finance, at, treasury_number="KB-9", paid_on="2027-02-08")


def test_money_of_a_closed_year_waits_for_funds_and_is_paid_anew(
    session: Session, office: Office, case: Application, paid: Payment
) -> None:
    close_2026(session, office)

    comes_back(session, office, paid)

    assert (paid.state, case.state) == ("returned", "awaiting_funds")
    assert money(session, case) == CaseMoney(recovered=FORTY)
    take(session, case, "fund", office.finance, FEBRUARY)
    assert money(session, case) == CaseMoney(due=FORTY, recovered=FORTY)
    pay_anew(session, office, paid.claim)
    assert money(session, case) == CaseMoney(paid=FORTY, recovered=FORTY)
    assert (case.state, case.approved, unpaid_shares(session, paid.claim)) == ("disbursed", FORTY, ())


def test_money_that_comes_back_once_the_case_is_closed_waits_for_funds(
    session: Session, office: Office, case: Application, paid: Payment
) -> None:
    years_later = datetime(2029, 3, 5, 9, tzinfo=ICT)
    take(session, case, "close", office.finance, years_later)

    comes_back(session, office, paid, years_later)

    assert case.state == "awaiting_funds"
    assert money(session, case) == CaseMoney(recovered=FORTY)


def test_while_all_is_asked_back_the_return_is_the_repayment(
    session: Session, office: Office, case: Application, paid: Payment
) -> None:
    take(session, case, "recover", office.approver, MORNING, amount=FORTY.dong, reason="Khai sai", article="x")

    comes_back(session, office, paid, MORNING)

    assert case.state == "recovered"
    assert money(session, case) == CaseMoney()
    assert open_recovery(session, case.id).received == FORTY


def test_while_a_part_is_asked_back_the_rest_is_paid_anew(
    session: Session, office: Office, case: Application, paid: Payment
) -> None:
    take(session, case, "recover", office.approver, MORNING, amount=TEN.dong, reason="Khai sai", article="x")

    comes_back(session, office, paid, MORNING)

    assert (case.state, case.approved) == ("awaiting_funds", THIRTY)
    assert money(session, case) == CaseMoney()
    take(session, case, "fund", office.finance, MORNING)
    assert money(session, case) == CaseMoney(due=THIRTY)
    a_second = payments.prepare(
        session, paid.claim, actor=office.finance, at=MORNING, act=an_act(), answers={**VOUCHER}
    )
    assert a_second is not None
    assert [each.amount for each in a_second] == [THIRTY]


def test_a_recovery_that_asks_for_more_goes_on(session: Session, office: Office, case: Application) -> None:
    first = a_claim(session, office, case, amount="10.000.000", is_final=False)
    take(session, first, "confirm", office.reviewer, MORNING, in_full=True)
    bounced = a_payment(session, office, first, "paid")
    second = a_claim(session, office, case, amount="30.000.000")
    take(session, second, "confirm", office.reviewer, MORNING, in_full=True)
    a_payment(session, office, second, "paid")
    take(session, case, "recover", office.approver, MORNING, amount=FORTY.dong, reason="Khai sai", article="x")

    comes_back(session, office, bounced, MORNING)

    assert case.state == "recovering"
    assert money(session, case) == CaseMoney(to_recover=THIRTY)
    assert open_recovery(session, case.id).received == TEN


def test_a_case_with_other_money_under_way_goes_on_and_waits_for_funds_afterwards(
    session: Session, office: Office, case: Application
) -> None:
    first = a_claim(session, office, case, amount="10.000.000", is_final=False)
    take(session, first, "confirm", office.reviewer, MORNING, in_full=True)
    bounced = a_payment(session, office, first, "paid")
    wish = years.CarryOver("05/QĐ-STC", FEBRUARY.date(), [case.reference])
    years.carry_over(session, 2026, wish, actor=office.chief, at=datetime(2027, 1, 11, 9, tzinfo=ICT), act=an_act())
    close_2026(session, office)
    comes_back(session, office, bounced)
    assert case.state == "approved"
    assert money(session, case) == CaseMoney(committed=THIRTY, recovered=TEN)

    second = a_claim(session, office, case, amount="20.000.000", at=FEBRUARY)
    take(session, second, "confirm", office.reviewer, FEBRUARY, in_full=True)
    pay_anew(session, office, second)

    assert (case.state, case.approved) == ("awaiting_funds", THIRTY)
    take(session, case, "fund", office.finance, FEBRUARY)
    pay_anew(session, office, first)
    assert (case.state, case.approved, money(session, case).paid) == ("disbursed", THIRTY, THIRTY)


def test_the_firm_may_be_given_the_same_again_only_as_far_as_it_was_not_paid(
    session: Session, office: Office, case: Application, paid: Payment
) -> None:
    def left() -> int:
        entitlement = award_of(office.house, case).entitlement
        assert entitlement is not None
        return entitlement.limit.dong + ledger.balance(session, entitlement.quota())

    before = left()
    close_2026(session, office)
    comes_back(session, office, paid)

    assert left() == before + FORTY.dong
    assert money(session, case).spent == ZERO


def test_the_books_keep_the_day_on_which_money_came_back_and_no_day_before_it_was_paid(
    session: Session, office: Office, case: Application, paid: Payment
) -> None:
    take(session, case, "recover", office.approver, FEBRUARY, amount=FORTY.dong, reason="Khai sai", article="x")
    repaid = {"treasury_number": "GNT-1", "amount": TEN.dong}
    for impossible in ("2026-03-01", "2027-02-09"):
        with pytest.raises(HappenedAtAnotherTime):
            take(session, case, "receive_repayment", office.finance, FEBRUARY, received_on=impossible, **repaid)
    take(session, case, "receive_repayment", office.finance, FEBRUARY, received_on="2026-12-30", **repaid)
    with pytest.raises(HappenedAtAnotherTime):
        take(session, case, "write_off", office.finance, FEBRUARY, amount=TEN.dong, decided_on="2026-12-30")

    entry = ledger.entries_of(session, case=case.reference)[0]
    assert (entry.kind, entry.effective_on) == ("receive", date(2026, 12, 30))
