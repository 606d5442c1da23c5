"""What the ledger refuses is said in words, with the numbers of the account that fell short."""

from datetime import date

import pytest

from nscl_grants.definitions.words import sentence
from nscl_grants.domain.ledger import awarding, budget, paying
from nscl_grants.domain.ledger.accounts import AccountKey, Place, fresh, slots, source, vnd
from nscl_grants.domain.ledger.accounts import Unit as U
from nscl_grants.domain.ledger.award import Award, CaseBook, Entitlement
from nscl_grants.domain.ledger.check import Standing, check_limits, check_ways, check_year
from nscl_grants.domain.ledger.limits import Limit, limits_of
from nscl_grants.domain.ledger.posting import Entries, Entry, Kind, Posting
from nscl_grants.domain.ledger.refusals import (
    AllotmentInUse,
    CapInUse,
    CaseShort,
    CountedLine,
    EntitlementSpent,
    NoSlotLeft,
    NotFreshlyAllotted,
    OverCommitted,
    OverEstimated,
    OverPlanned,
    PlanEnds,
    PlanSpent,
    SlotsOverPlanned,
    SlotTaken,
    YearClosed,
)
from nscl_grants.domain.ledger.years import Years
from nscl_grants.domain.money import MOST_DONG, Money
from nscl_grants.domain.refused import Refused

TWENTY, THIRTY, FIFTY = Money(20_000_000), Money(30_000_000), Money(50_000_000)
RIGHT = Entitlement("TCSP", "0100233488", "Bún khô", FIFTY)
PRODUCT = Award("ns-sp", "III.2", RIGHT, product="Bún khô")
FREE, LINE = vnd(Place.FREE, "III.2", 2026), vnd(Place.LINE, "III.2")
FREE_SLOTS, ESTIMATE = slots(Place.FREE, "III.2", 2026), fresh(Place.ESTIMATE, "III.2", 2026)
ALLOTTED = fresh(Place.ALLOTTED, "III.2", 2026)
ENOUGH = {FREE: MOST_DONG // 2, LINE: MOST_DONG // 2, FREE_SLOTS: 5, ESTIMATE: MOST_DONG // 2}


def posting(kind: Kind, entries: Entries, limits: tuple[Limit, ...] = (), year: int = 2026) -> Posting:
    """Something to be booked in 2026."""
    return Posting(
        id="p", kind=kind, person="7", budget_year=year, effective_on=date(2026, 3, 2), entries=entries, limits=limits
    )


def refused(wanted: Posting, balances: dict[AccountKey, int], *limits: Limit) -> Refused:
    """What the ledger says to it when the accounts stand like this."""
    present = {limit.account: limit for limit in limits}
    standings = {key: Standing(balances.get(key, 0), limits_of(key, limits)) for key in {**balances, **present}}
    with pytest.raises(Refused) as caught:
        check_limits(wanted, standings)
    return caught.value


def a_hold(amount: Money = FIFTY) -> Posting:
    """A hold for the product."""
    return posting(Kind.HOLD, awarding.hold(PRODUCT, CaseBook(), 2026, amount), PRODUCT.limits)


def test_a_hold_that_fits_to_the_last_đồng_is_taken() -> None:
    standings = {FREE: Standing(FIFTY.dong, limits_of(FREE)), FREE_SLOTS: Standing(1, limits_of(FREE_SLOTS))}

    check_limits(a_hold(), standings)


def test_a_line_without_enough_names_what_is_left_and_missing() -> None:
    found = refused(a_hold(), {**ENOUGH, FREE: 20_000_000})

    assert isinstance(found, OverCommitted)
    assert found.values == {"line": "III.2", "year": 2026, "left": TWENTY, "amount": FIFTY, "missing": THIRTY}
    assert sentence(found, "vi").startswith("Dòng III.2 năm 2026 còn 20.000.000\u00a0đồng, không đủ cho 50.000.000")
    assert "VND\u00a020,000,000" in sentence(found, "en")


def test_a_line_without_a_slot_sends_to_the_waitlist() -> None:
    assert isinstance(refused(a_hold(), {**ENOUGH, FREE_SLOTS: 0}), NoSlotLeft)


def test_a_case_takes_one_slot() -> None:
    held = slots(Place.HELD, "III.2", 2026, "ns-sp")

    assert isinstance(refused(a_hold(), {**ENOUGH, held: 1}), SlotTaken)


def test_an_entitlement_says_what_is_left_of_it() -> None:
    limit = Limit(RIGHT.quota(), -FIFTY.dong, 0)

    found = refused(a_hold(), {**ENOUGH, RIGHT.quota(): -30_000_000}, limit)

    assert isinstance(found, EntitlementSpent)
    assert (found.limit, found.left, found.amount) == (FIFTY, TWENTY, FIFTY)


def test_an_older_norm_leaves_nothing_where_a_newer_one_gave_more() -> None:
    newer = Limit(RIGHT.quota(), -80_000_000, 0)

    found = refused(a_hold(TWENTY), {**ENOUGH, RIGHT.quota(): -60_000_000}, newer)

    assert isinstance(found, EntitlementSpent)
    assert (found.limit, found.left) == (FIFTY, Money(0))


def test_a_case_cannot_pay_more_than_it_has_due() -> None:
    due = vnd(Place.DUE, "III.2", 2026, "ns-sp")

    found = refused(posting(Kind.PREPARE, paying.prepare(PRODUCT, 2026, FIFTY)), {due: TWENTY.dong})

    assert isinstance(found, CaseShort)
    assert "“Chờ thanh toán”" in sentence(found, "vi")
    assert "“Due”" in sentence(found, "en")


def test_an_allotment_stays_within_plan_and_estimate() -> None:
    allotment = posting(Kind.ALLOT, budget.allot("III.2", 2026, FIFTY, 1))
    ceiling = Limit(ALLOTTED, 0, TWENTY.dong)

    assert isinstance(refused(allotment, {**ENOUGH, LINE: TWENTY.dong}), OverPlanned)
    assert isinstance(refused(allotment, {**ENOUGH, ESTIMATE: TWENTY.dong}), OverEstimated)
    assert isinstance(refused(allotment, ENOUGH, ceiling), OverEstimated)
    assert isinstance(refused(allotment, ENOUGH), SlotsOverPlanned)


def test_an_allotment_does_not_shrink_below_what_is_used() -> None:
    shrunk = posting(Kind.SHRINK, budget.shrink("III.2", 2026, FIFTY, 1))

    assert isinstance(refused(shrunk, {FREE: TWENTY.dong, ALLOTTED: 250_000_000}), AllotmentInUse)
    assert isinstance(refused(shrunk, {FREE: 250_000_000, ALLOTTED: TWENTY.dong}), NotFreshlyAllotted)
    assert isinstance(refused(shrunk, {FREE: 250_000_000, ALLOTTED: 250_000_000}), NoSlotLeft)


def test_a_line_of_counted_products_takes_no_money_from_another() -> None:
    moved = posting(Kind.REALLOCATE, budget.reallocate("III.1", "III.2", 2026, TWENTY))
    given = {vnd(Place.FREE, "III.1", 2026): FIFTY.dong, fresh(Place.ALLOTTED, "III.1", 2026): FIFTY.dong}

    assert isinstance(refused(moved, given, Limit(ALLOTTED, 0, 0)), CountedLine)


def test_the_plan_gives_no_more_than_its_total() -> None:
    lines = (budget.PlannedLine("I.1", {2026: FIFTY}),)
    everything = source(U.VND)

    found = refused(posting(Kind.PLAN, budget.plan(lines)), {}, Limit(everything, -TWENTY.dong, 0))

    assert isinstance(found, PlanSpent)


def test_a_cap_is_not_lowered_below_what_is_used() -> None:
    everything = source(U.VND)
    lower = (Entry(vnd(Place.LINE, "I.1"), everything, 10_000_000),)

    found = refused(
        posting(Kind.ADJUST_PLAN, lower, (Limit(everything, -TWENTY.dong, 0),)),
        {vnd(Place.LINE, "I.1"): FIFTY.dong, everything: -FIFTY.dong},
        Limit(everything, -FIFTY.dong, 0),
    )

    assert isinstance(found, CapInUse)
    assert (found.cap, found.used) == (TWENTY, Money(40_000_000))


def test_money_does_not_return_into_a_closed_year() -> None:
    back = (Entry(vnd(Place.RECOVERED, "III.1", 2026, "ns-an"), vnd(Place.FREE, "III.1", 2026), 1),)
    years = Years(frozenset({2026, 2027}), frozenset({2026}))

    with pytest.raises(YearClosed):
        check_year(posting(Kind.RESTORE, back, year=2027), date(2027, 3, 1), years)


def test_nothing_is_carried_out_of_the_plan() -> None:
    with pytest.raises(PlanEnds):
        check_year(
            posting(Kind.CARRY_OVER, budget.carry_free("III.1", 2026, FIFTY)),
            date(2026, 12, 31),
            Years(frozenset({2026})),
        )


def test_a_way_that_a_movement_does_not_go_is_our_mistake() -> None:
    astray = (Entry(FREE, vnd(Place.PAID, "III.2", 2026, "ns-sp"), 1),)

    with pytest.raises(AssertionError):
        check_ways(posting(Kind.HOLD, astray))
