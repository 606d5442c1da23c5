"""A year ends: money is carried over by decision or released, cases wait for funds, what is left lapses."""

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from nscl_grants.actions import allotments, payments, years
from nscl_grants.actions.allotments import Paper
from nscl_grants.actions.years import CarryOver, NothingToCarry, YearNotCarried, YearOpened
from nscl_grants.db import ledger, ledger_verify
from nscl_grants.db.applications import Application
from nscl_grants.domain.calendar import ICT
from nscl_grants.domain.ledger.accounts import AccountKey, Place, vnd
from nscl_grants.domain.ledger.posting import Entry, Kind, Posting
from nscl_grants.domain.ledger.refusals import (
    EarlierYearOpen,
    OverCommitted,
    YearClosed,
    YearNotDue,
    YearNotOver,
    YearStillInUse,
)
from nscl_grants.domain.money import ZERO, Money
from nscl_grants.domain.workflow import NotYourStep
from nscl_grants.reports.year_end import year_end
from tests.builders.cases import Office, a_case, a_confirmed_claim, a_payment, an_act, an_office, take
from tests.builders.people import MORNING

HALF_A_BILLION = Money(500_000_000)
DECEMBER = datetime(2026, 12, 7, 9, tzinfo=ICT)
JANUARY = datetime(2027, 1, 11, 9, tzinfo=ICT)
VOUCHER = {"route": "drawdown", "content": "Hỗ trợ", "warnings_reason": "Kho bạc còn nhận chứng từ của năm cũ"}


@pytest.fixture
def office(session: Session) -> Office:
    """A working office; line III.1 has 2 tỷ in 2026."""
    return an_office(session)


def carry(session: Session, office: Office, *cases: Application, at: datetime = JANUARY, **free: Any) -> None:
    """A decision that carries these cases over."""
    wish = CarryOver("05/QĐ-STC", date(2027, 1, 8), [case.reference for case in cases], **free)
    years.carry_over(session, 2026, wish, actor=office.chief, at=at, act=an_act())


def release(session: Session, office: Office, at: datetime = JANUARY) -> int | None:
    """Let go of the rest."""
    return years.release_uncarried(session, 2026, actor=office.chief, at=at, act=an_act())


def close(session: Session, office: Office, year: int = 2026, at: datetime = JANUARY) -> None:
    """Close the year."""
    years.close(session, year, actor=office.chief, at=at, act=an_act())


def stands(session: Session, case: Application) -> dict[tuple[int, str], Money]:
    """The money of the case by year and state, without what is zero."""
    amounts = ledger.case_book(session, case.reference).amounts
    return {
        (year, str(place)): amount for year, states in amounts.items() for place, amount in states.items() if amount
    }


def test_a_case_that_is_carried_over_has_its_money_in_the_next_year(session: Session, office: Office) -> None:
    case = a_case(session, office, "issued")
    carry(session, office, case)

    assert stands(session, case) == {(2027, "committed"): case.approved}
    assert (case.state, case.budget_year) == ("approved", 2027)
    row = ledger.line_row(session, "III.1", 2026)
    assert row.states[Place.CARRIED_OUT] == case.approved
    assert not list(ledger_verify.verify(session))


def test_carried_money_is_claimed_and_paid_in_its_new_year(session: Session, office: Office) -> None:
    case = a_case(session, office, "issued")
    carry(session, office, case)
    claim = a_confirmed_claim(session, office, case, at=JANUARY)
    drawn = payments.prepare(session, claim, actor=office.finance, at=JANUARY, act=an_act(), answers=VOUCHER)

    assert drawn is not None
    assert [(payment.budget_year, payment.number) for payment in drawn] == [(2027, "CT-2027-0001")]


def test_money_of_two_years_makes_two_payments_the_older_first(session: Session, office: Office) -> None:
    case = a_case(session, office, "issued")
    claim = a_confirmed_claim(session, office, case, at=DECEMBER)
    _move_into_next_year(session, case, Money(10_000_000))

    drawn = payments.prepare(session, claim, actor=office.finance, at=JANUARY, act=an_act(), answers=VOUCHER)

    assert drawn is not None
    assert case.approved is not None
    assert [(payment.budget_year, payment.amount) for payment in drawn] == [
        (2026, case.approved - Money(10_000_000)),
        (2027, Money(10_000_000)),
    ]
    assert stands(session, case) == {
        (2026, "reserved"): case.approved - Money(10_000_000),
        (2027, "reserved"): Money(10_000_000),
    }


def test_a_case_that_is_not_carried_waits_for_funds_and_gets_them_before_others(
    session: Session, office: Office
) -> None:
    case = a_case(session, office, "issued")
    assert release(session, office) == 1
    assert (case.state, stands(session, case)) == ("awaiting_funds", {})

    _allot(session, office, 2027)
    take(session, case, "fund", office.other_finance, JANUARY, remarks="")
    assert (case.state, stands(session, case)) == ("approved", {(2027, "committed"): case.approved})


def test_an_award_approved_in_part_gets_just_its_own_amount_of_the_next_year(session: Session, office: Office) -> None:
    case = a_case(session, office, "recommended")
    take(session, case, "approve", office.approver, MORNING, in_full=False, amount=25_000_000, reason="Thiếu chứng từ")
    release(session, office)
    _allot(session, office, 2027, Money(25_000_000))

    take(session, case, "fund", office.other_finance, JANUARY, remarks="")

    assert stands(session, case) == {(2027, "committed"): Money(25_000_000)}


def test_money_that_is_due_is_not_released_but_carried_or_paid(session: Session, office: Office) -> None:
    case = a_case(session, office, "issued")
    a_confirmed_claim(session, office, case)

    assert release(session, office) == 0
    with pytest.raises(YearStillInUse) as refused:
        close(session, office)
    assert refused.value.left == case.approved
    carry(session, office, case)
    assert stands(session, case) == {(2027, "due"): case.approved}


def test_an_overdue_hold_goes_back_to_the_queue(session: Session, office: Office) -> None:
    case = a_case(session, office, "recommended")
    assert release(session, office) == 1

    assert (case.state, stands(session, case)) == ("waitlisted", {})
    assert case.queued_at is not None


def test_a_payment_on_its_way_keeps_the_year_open_and_names_whose_turn_it_is(session: Session, office: Office) -> None:
    case = a_case(session, office, "issued")
    claim = a_confirmed_claim(session, office, case)
    payment = a_payment(session, office, claim, "checked")

    end = year_end(session, 2026, JANUARY.date())
    (waiting,) = end.under_way
    assert (waiting.place, waiting.amount, waiting.roles) == (Place.RESERVED, payment.amount, ("account_holder",))
    assert waiting.application is case
    assert not end.can_close
    with pytest.raises(YearStillInUse):
        close(session, office)


def test_a_year_closes_when_nothing_is_under_way_and_what_is_free_lapses(session: Session, office: Office) -> None:
    case = a_case(session, office, "issued")
    a_payment(session, office, a_confirmed_claim(session, office, case), "paid")
    assert year_end(session, 2026, JANUARY.date()).can_close

    close(session, office)

    row = ledger.line_row(session, "III.1", 2026)
    assert row.states[Place.FREE] == ZERO
    assert row.states[Place.LAPSED] + row.states[Place.PAID] == Money(2_000_000_000)
    assert ledger.years(session).closed == frozenset({2026})
    assert not list(ledger_verify.verify(session))


def test_nothing_is_booked_in_a_closed_year(session: Session, office: Office) -> None:
    close(session, office)

    with pytest.raises((YearClosed, YearNotDue)):
        _allot(session, office, 2026, at=JANUARY)
    with pytest.raises(YearClosed):
        close(session, office)


def test_a_year_closes_after_its_last_day_and_after_the_years_before_it(session: Session, office: Office) -> None:
    with pytest.raises(YearNotOver):
        close(session, office, at=DECEMBER)
    with pytest.raises(EarlierYearOpen):
        close(session, office, 2027, at=datetime(2028, 1, 10, 9, tzinfo=ICT))


def test_nothing_is_carried_or_released_before_the_year_is_over(session: Session, office: Office) -> None:
    case = a_case(session, office, "issued")

    with pytest.raises(YearNotOver):
        carry(session, office, case, at=DECEMBER)
    with pytest.raises(YearNotOver):
        release(session, office, at=DECEMBER)


def test_free_money_is_carried_by_decision_and_not_more_than_there_is(session: Session, office: Office) -> None:
    carry(session, office, free={"III.1": Money(300_000_000)})

    assert ledger.line_row(session, "III.1", 2027).states[Place.FREE] == Money(300_000_000)
    with pytest.raises(OverCommitted):
        carry(session, office, free={"III.1": Money(1_700_000_001)})
    with pytest.raises(NothingToCarry):
        carry(session, office)


def test_a_case_is_carried_once(session: Session, office: Office) -> None:
    case = a_case(session, office, "issued")
    carry(session, office, case)

    with pytest.raises(YearNotCarried):
        carry(session, office, case)


def test_only_the_chief_accountant_ends_a_year(session: Session, office: Office) -> None:
    for other in (office.finance, office.holder, office.approver):
        with pytest.raises(NotYourStep):
            years.close(session, 2026, actor=other, at=JANUARY, act=an_act())
        with pytest.raises(NotYourStep):
            years.release_uncarried(session, 2026, actor=other, at=JANUARY, act=an_act())


def test_a_double_click_closes_once_and_a_year_is_opened_once(session: Session, office: Office) -> None:
    act = an_act()
    years.close(session, 2026, actor=office.chief, at=JANUARY, act=act)
    years.close(session, 2026, actor=office.chief, at=JANUARY, act=act)

    assert ledger.years(session).closed == frozenset({2026})
    with pytest.raises(YearOpened):
        years.open_year(session, 2027, actor=office.chief, at=JANUARY, act=an_act())


def _allot(session: Session, office: Office, year: int, amount: Money = HALF_A_BILLION, at: datetime = JANUARY) -> None:
    proposal = allotments.propose_allotment(
        session,
        "allot",
        line="III.1",
        year=year,
        amount=amount,
        paper=Paper("01/QĐ", at.date()),
        reason="Giao dự toán",
        actor=office.finance,
        at=at,
        act=an_act(),
    )
    assert proposal is not None
    allotments.confirm(session, proposal, actor=office.chief, at=at, act=an_act())


def _move_into_next_year(session: Session, case: Application, amount: Money) -> None:
    """Part of the due money of a case is carried over, as an earlier decision may have done."""
    out, into = (AccountKey("VND", place, case.line, year, case.reference) for place, year in _WAY)
    entries = (
        Entry(vnd(Place.DUE, case.line, 2026, case.reference), out, amount.dong),
        Entry(into, vnd(Place.DUE, case.line, 2027, case.reference), amount.dong),
    )
    posting = Posting(
        id=an_act(),
        kind=Kind.CARRY_OVER,
        person="0",
        budget_year=2026,
        effective_on=JANUARY.date(),
        entries=entries,
        case=case.reference,
    )
    ledger.post(session, posting, recorded_at=JANUARY)
    session.commit()


_WAY = ((Place.CARRIED_OUT, 2026), (Place.CARRIED_IN, 2027))
