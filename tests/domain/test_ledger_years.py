"""Which budget year a movement may name on which day, and when a year may close."""

from datetime import date

import pytest

from nscl_grants.domain.ledger.accounts import Place
from nscl_grants.domain.ledger.posting import Kind
from nscl_grants.domain.ledger.refusals import (
    EarlierYearOpen,
    JanuaryOver,
    PlanEnds,
    SlotsStillInUse,
    YearClosed,
    YearNotDue,
    YearNotOver,
    YearStillInUse,
    YearUnknown,
)
from nscl_grants.domain.ledger.years import Years, check_booking, check_carrying, check_closing
from nscl_grants.domain.money import ZERO, Money
from nscl_grants.domain.refused import Refused

ALL_OPEN = Years(frozenset(range(2026, 2031)))
FIRST_CLOSED = Years(ALL_OPEN.opened, frozenset({2026}))

MARCH_2026 = date(2026, 3, 2)
LAST_OF_2026 = date(2026, 12, 31)
FIRST_OF_2027 = date(2027, 1, 1)
LAST_OF_JANUARY = date(2027, 1, 31)
FEBRUARY = date(2027, 2, 1)
LEAP_DAY = date(2028, 2, 29)

WHAT_WAS_HELD = {
    *(Kind.RELEASE, Kind.EXPIRE, Kind.COMMIT, Kind.CONFIRM, Kind.PREPARE, Kind.VOID, Kind.INSTRUCT),
    *(Kind.PAY, Kind.PAY_ADVANCE, Kind.RETURN, Kind.SETTLE, Kind.SPEND, Kind.DEMAND, Kind.ANNUL, Kind.RECEIVE),
    *(Kind.RESTORE, Kind.WRITE_OFF, Kind.CARRY_OVER, Kind.LAPSE, Kind.ADJUST, Kind.REVERSE),
}
WHAT_EMPTIES = {
    *(Kind.RELEASE, Kind.EXPIRE, Kind.CARRY_OVER, Kind.VOID, Kind.PAY, Kind.PAY_ADVANCE, Kind.RETURN, Kind.LAPSE)
}
LATER_TOO = {Kind.ALLOT, Kind.SHRINK, Kind.REALLOCATE, Kind.ADJUST_PLAN}
ANY_TIME = {Kind.PLAN, Kind.OPEN_YEAR, Kind.CLOSE_YEAR}


def taken(budget_year: int, today: date, years: Years = ALL_OPEN) -> set[Kind]:
    """The movements that may be booked in that year on that day."""
    return {kind for kind in Kind if refusal(kind, budget_year, today, years) is None}


def refusal(kind: Kind, budget_year: int, today: date, years: Years = ALL_OPEN) -> Refused | None:
    """Why not, or None."""
    try:
        check_booking(kind, budget_year, today, years)
    except Refused as refused:
        return refused
    return None


@pytest.mark.parametrize("today", [date(2026, 1, 1), MARCH_2026, LAST_OF_2026])
def test_this_year_takes_everything(today: date) -> None:
    assert taken(2026, today) == set(Kind)


@pytest.mark.parametrize("today", [FIRST_OF_2027, LAST_OF_JANUARY])
def test_january_books_in_the_old_year_what_was_held_by_then(today: date) -> None:
    assert taken(2026, today) == WHAT_WAS_HELD | ANY_TIME
    assert taken(2027, today) == set(Kind)


@pytest.mark.parametrize("today", [FEBRUARY, LAST_OF_2026.replace(year=2027)])
def test_after_january_the_old_year_is_only_emptied(today: date) -> None:
    assert taken(2026, today) == WHAT_EMPTIES | ANY_TIME
    assert isinstance(refusal(Kind.PREPARE, 2026, today), JanuaryOver)


def test_a_year_left_open_for_long_can_still_be_emptied_and_closed() -> None:
    assert taken(2026, LEAP_DAY) == WHAT_EMPTIES | ANY_TIME


def test_a_later_year_takes_allotments_and_plans() -> None:
    assert taken(2027, MARCH_2026) == LATER_TOO | ANY_TIME
    assert isinstance(refusal(Kind.HOLD, 2027, MARCH_2026), YearNotDue)


def test_a_closed_year_takes_nothing_and_names_the_open_one() -> None:
    assert taken(2026, LAST_OF_JANUARY, FIRST_CLOSED) == set()
    refused = refusal(Kind.RELEASE, 2026, LAST_OF_JANUARY, FIRST_CLOSED)
    assert isinstance(refused, YearClosed)
    assert refused.open == 2027


def test_a_year_outside_the_plan_takes_nothing() -> None:
    assert isinstance(refusal(Kind.HOLD, 2031, date(2031, 5, 5)), YearUnknown)


def test_the_last_year_of_the_plan_carries_nothing_over() -> None:
    check_carrying(2029, ALL_OPEN)
    with pytest.raises(PlanEnds):
        check_carrying(2030, ALL_OPEN)


def test_an_empty_year_closes_after_its_last_day() -> None:
    nothing = dict.fromkeys(Place, ZERO)

    check_closing(2026, FIRST_OF_2027, ALL_OPEN, nothing, 0)
    with pytest.raises(YearNotOver):
        check_closing(2026, LAST_OF_2026, ALL_OPEN, nothing, 0)


def test_a_year_in_use_says_what_is_left_where() -> None:
    with pytest.raises(YearStillInUse) as caught:
        check_closing(2026, FIRST_OF_2027, ALL_OPEN, {Place.FREE: ZERO, Place.DUE: Money(5)}, 0)
    assert (caught.value.state.key, caught.value.left) == ("money.due", Money(5))
    with pytest.raises(SlotsStillInUse):
        check_closing(2026, FIRST_OF_2027, ALL_OPEN, {}, 2)


def test_years_close_in_their_order_and_once() -> None:
    with pytest.raises(EarlierYearOpen):
        check_closing(2027, LEAP_DAY, ALL_OPEN, {}, 0)
    check_closing(2027, LEAP_DAY, FIRST_CLOSED, {}, 0)
    with pytest.raises(YearClosed):
        check_closing(2026, LEAP_DAY, FIRST_CLOSED, {}, 0)
