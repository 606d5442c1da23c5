"""Each movement writes the entries of its row in the table, and the quota moves with the money."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nscl_grants.domain.ledger import awarding, budget, paying, recovering
from nscl_grants.domain.ledger.accounts import AccountKey, Place, Unit, fresh, slots, source, vnd
from nscl_grants.domain.ledger.award import Award, CaseBook, Entitlement, Slot
from nscl_grants.domain.ledger.budget import PlannedLine
from nscl_grants.domain.ledger.limits import GROUNDS, Limit, is_well_named, limits_of
from nscl_grants.domain.ledger.posting import Entries, Entry, Kind
from nscl_grants.domain.ledger.recovering import GivenBack
from nscl_grants.domain.ledger.routes import ROUTES
from nscl_grants.domain.money import ZERO, Money

TEN, THIRTY, FORTY, FIFTY = (Money(amount * 1_000_000) for amount in (10, 30, 40, 50))
RIGHT = Entitlement("HTQL-1", "0100233488", "ISO/IEC 17025", FIFTY)
AN = Award("ns-an", "III.1", RIGHT)
PRODUCT = Award("ns-sp", "III.2", Entitlement("TCSP", "0100233488", "Bún khô", FIFTY), product="Bún khô")
NOTHING_YET = CaseBook()


def book(slot: Slot | None = None, year: int = 2026, **amounts: Money) -> CaseBook:
    """A case whose money of one year stands like this."""
    return CaseBook({year: {Place(place): amount for place, amount in amounts.items()}}, slot)


def in_words(entries: Entries) -> list[str]:
    """Each entry as `UNIT from > to amount`, money in triệu."""
    return [
        f"{entry.source.unit} {entry.source.place} > {entry.dest.place} "
        f"{entry.amount if entry.source.unit == Unit.SLOT else entry.amount // 1_000_000}"
        for entry in entries
    ]


def test_a_hold_takes_money_slot_and_entitlement() -> None:
    assert in_words(awarding.hold(PRODUCT, NOTHING_YET, 2026, FIFTY)) == [
        "VND free > held 50",
        "SLOT free > held 1",
        "ENTITLEMENT quota > used 50",
    ]


def test_a_case_without_a_counted_product_takes_no_slot() -> None:
    assert in_words(awarding.hold(AN, NOTHING_YET, 2026, FIFTY)) == [
        "VND free > held 50",
        "ENTITLEMENT quota > used 50",
    ]


def test_approval_in_part_lets_the_rest_go() -> None:
    held = book(Slot(Place.HELD, 2026), held=FIFTY)

    assert in_words(awarding.commit(PRODUCT, held, 2026, FORTY)) == [
        "VND held > committed 40",
        "VND held > free 10",
        "SLOT held > committed 1",
        "ENTITLEMENT used > quota 10",
    ]


def test_approval_in_full_has_no_rest() -> None:
    assert in_words(awarding.commit(AN, book(held=FIFTY), 2026, FIFTY)) == ["VND held > committed 50"]


def test_an_approved_case_is_funded_again_with_all_that_it_had() -> None:
    assert in_words(awarding.fund(PRODUCT, NOTHING_YET, 2027, FORTY)) == [
        "VND free > committed 40",
        "SLOT free > committed 1",
        "ENTITLEMENT quota > used 40",
    ]


def test_a_case_that_was_paid_once_keeps_its_slot_when_it_is_funded() -> None:
    paid = book(Slot(Place.PAID, 2026), paid=TEN)

    assert in_words(awarding.fund(PRODUCT, paid, 2027, FORTY)) == [
        "VND free > committed 40",
        "ENTITLEMENT quota > used 40",
    ]


def test_a_final_claim_lets_go_of_what_it_leaves() -> None:
    committed = book(committed=FIFTY)

    assert in_words(awarding.confirm(AN, 2026, FORTY)) == ["VND committed > due 40"]
    assert in_words(awarding.confirm_finally(AN, committed, 2026, FORTY)) == [
        "VND committed > due 40",
        "VND committed > free 10",
        "ENTITLEMENT used > quota 10",
    ]


def test_a_full_release_gives_back_slot_and_entitlement() -> None:
    held = book(Slot(Place.HELD, 2026), held=FIFTY)

    assert in_words(awarding.release_all(PRODUCT, held, 2026)) == [
        "VND held > free 50",
        "SLOT held > free 1",
        "ENTITLEMENT used > quota 50",
    ]
    assert awarding.release_all(PRODUCT, held, 2026) == awarding.release(PRODUCT, held, 2026, Place.HELD, FIFTY)


def test_a_release_in_part_keeps_the_slot() -> None:
    committed = book(Slot(Place.COMMITTED, 2026), committed=FIFTY)

    assert in_words(awarding.release(PRODUCT, committed, 2026, Place.COMMITTED, TEN)) == [
        "VND committed > free 10",
        "ENTITLEMENT used > quota 10",
    ]


def test_a_release_after_a_payment_keeps_the_slot() -> None:
    committed = book(Slot(Place.PAID, 2026), committed=TEN, due=TEN, paid=THIRTY)

    assert in_words(awarding.release_all(PRODUCT, committed, 2026)) == [
        "VND committed > free 10",
        "VND due > free 10",
        "ENTITLEMENT used > quota 20",
    ]


def test_nothing_is_released_of_nothing() -> None:
    assert awarding.release_all(AN, NOTHING_YET, 2026) == ()


def test_a_payment_moves_in_steps_and_the_first_one_uses_the_slot() -> None:
    first, second = book(Slot(Place.COMMITTED, 2026)), book(Slot(Place.PAID, 2026), paid=TEN)

    assert in_words(paying.prepare(PRODUCT, 2026, TEN)) == ["VND due > reserved 10"]
    assert in_words(paying.void(PRODUCT, 2026, TEN)) == ["VND reserved > due 10"]
    assert in_words(paying.instruct(PRODUCT, 2026, TEN)) == ["VND reserved > in_transit 10"]
    assert in_words(paying.pay(PRODUCT, first, 2026, TEN)) == ["VND in_transit > paid 10", "SLOT committed > paid 1"]
    assert in_words(paying.pay(PRODUCT, second, 2026, TEN)) == ["VND in_transit > paid 10"]
    assert in_words(paying.pay_advance(PRODUCT, first, 2026, TEN)) == [
        "VND in_transit > advanced 10",
        "SLOT committed > paid 1",
    ]
    assert in_words(paying.settle(PRODUCT, 2026, TEN)) == ["VND advanced > paid 10"]


def test_a_payment_that_bounced_counts_as_never_made() -> None:
    only, one_of_two = book(Slot(Place.PAID, 2026), paid=TEN), book(Slot(Place.PAID, 2026), paid=TEN, advanced=TEN)

    assert in_words(paying.send_back(PRODUCT, only, 2026, Place.PAID, TEN)) == [
        "VND paid > due 10",
        "SLOT paid > committed 1",
    ]
    assert in_words(paying.send_back(PRODUCT, one_of_two, 2026, Place.ADVANCED, TEN)) == ["VND advanced > due 10"]
    assert in_words(paying.send_back(PRODUCT, only, 2026, Place.IN_TRANSIT, TEN)) == ["VND in_transit > due 10"]


def test_other_spending_goes_by_voucher() -> None:
    (entry,) = paying.spend("I.1", 2026, "ct-1", TEN)

    assert (entry.source, entry.dest) == (vnd(Place.FREE, "I.1", 2026), vnd(Place.PAID, "I.1", 2026, "ct-1"))


def test_an_advance_is_asked_back_before_what_was_paid() -> None:
    assert in_words(recovering.demand(AN, book(advanced=TEN, paid=FORTY), 2026, THIRTY)) == [
        "VND advanced > to_recover 10",
        "VND paid > to_recover 20",
    ]


def test_an_annulled_demand_counts_as_paid_again() -> None:
    assert in_words(recovering.annul(AN, 2026, Place.PAID, TEN)) == ["VND to_recover > paid 10"]


def test_a_recovery_gives_back_only_what_its_decision_says() -> None:
    asked_back = book(Slot(Place.PAID, 2026), to_recover=FIFTY)
    everything = GivenBack(entitlement=True, slot_in=2026)

    assert in_words(recovering.receive(PRODUCT, asked_back, 2026, FIFTY)) == ["VND to_recover > recovered 50"]
    assert in_words(recovering.receive(PRODUCT, asked_back, 2026, FIFTY, gives_back=everything)) == [
        "VND to_recover > recovered 50",
        "SLOT paid > free 1",
        "ENTITLEMENT used > quota 50",
    ]
    assert in_words(recovering.receive(PRODUCT, asked_back, 2026, FORTY, gives_back=everything)) == [
        "VND to_recover > recovered 40",
        "ENTITLEMENT used > quota 40",
    ]


def test_a_slot_of_a_closed_year_stays_used() -> None:
    asked_back = book(Slot(Place.PAID, 2026), to_recover=FIFTY)

    entries = recovering.receive(PRODUCT, asked_back, 2026, FIFTY, gives_back=GivenBack(slot_in=2027))

    assert in_words(entries) == ["VND to_recover > recovered 50"]


def test_recovered_money_is_restored_or_written_off() -> None:
    assert in_words(recovering.restore(AN, 2026, TEN)) == ["VND recovered > free 10"]
    assert in_words(recovering.write_off(AN, 2026, TEN)) == ["VND to_recover > written_off 10"]


def test_an_adjustment_moves_the_entitlement_between_the_cases() -> None:
    binh = Award("ns-binh", "III.1", Entitlement("HTQL-1", "0100112437", "ISO 9001", FIFTY))

    entries = recovering.adjust((AN, Place.PAID), (binh, Place.ADVANCED), 2026, TEN)

    assert in_words(entries) == ["VND paid > advanced 10", "ENTITLEMENT used > quota 10", "ENTITLEMENT quota > used 10"]
    assert in_words(recovering.adjust((AN, Place.PAID), (AN, Place.ADVANCED), 2026, TEN)) == ["VND paid > advanced 10"]


def test_the_year_s_money_is_allotted_out_of_plan_and_estimate() -> None:
    allotted = budget.allot("III.2", 2026, FIFTY, products=1)

    assert in_words(allotted) == ["VND line > free 50", "FRESH estimate > allotted 50", "SLOT estimate > free 1"]
    assert _backwards(budget.shrink("III.2", 2026, FIFTY, products=1)) == set(allotted)


def test_a_reallocation_takes_the_estimate_along() -> None:
    entries = budget.reallocate("III.1", "I.1", 2026, TEN)

    assert in_words(entries) == [
        "VND free > line 10",
        "VND line > line 10",
        "VND line > free 10",
        "FRESH allotted > allotted 10",
    ]
    assert _net(entries)[vnd(Place.LINE, "III.1")] == _net(entries)[vnd(Place.LINE, "I.1")] == 0


def test_carrying_over_takes_a_case_with_its_unused_slot_into_the_next_year() -> None:
    standing = book(Slot(Place.COMMITTED, 2026), committed=FORTY, due=TEN)

    entries = budget.carry_case(PRODUCT, standing, 2026)

    assert in_words(entries) == [
        "VND committed > carried_out 40",
        "VND carried_in > committed 40",
        "VND due > carried_out 10",
        "VND carried_in > due 10",
        "SLOT committed > carried_out 1",
        "SLOT carried_in > committed 1",
    ]
    assert {entry.dest.year for entry in entries if entry.source.place == Place.CARRIED_IN} == {2027}


def test_a_slot_in_use_stays_in_its_year() -> None:
    standing = book(Slot(Place.PAID, 2026), committed=FORTY, paid=TEN)

    assert in_words(budget.carry_case(PRODUCT, standing, 2026)) == [
        "VND committed > carried_out 40",
        "VND carried_in > committed 40",
    ]


def test_free_money_and_free_slots_are_carried_over_or_lapse() -> None:
    assert in_words(budget.carry_free("III.2", 2026, FIFTY, products=2)) == [
        "VND free > carried_out 50",
        "VND carried_in > free 50",
        "SLOT free > carried_out 2",
        "SLOT carried_in > free 2",
    ]
    assert in_words(budget.lapse("III.2", 2026, FIFTY, products=2)) == ["VND free > lapsed 50", "SLOT free > lapsed 2"]


PLAN = (
    PlannedLine("I.1", {2026: TEN, 2027: TEN}),
    PlannedLine("III.2", {2026: FIFTY, 2027: FIFTY}, {2026: 1, 2027: 1}),
)


def test_the_plan_is_entered_whole_with_its_caps() -> None:
    net = _net(budget.plan(PLAN))

    assert net[source(Unit.VND)] == net[source(Unit.FRESH)] == -120_000_000
    assert net[source(Unit.SLOT)] == -2
    assert net[vnd(Place.LINE, "III.2")] == 100_000_000
    assert net[fresh(Place.ESTIMATE, "I.1", 2027)] == 10_000_000
    assert budget.plan_limits(PLAN) == (
        Limit(source(Unit.VND), -120_000_000, 0),
        Limit(source(Unit.SLOT), -2, 0),
        Limit(source(Unit.FRESH), -120_000_000, 0),
        Limit(fresh(Place.ALLOTTED, "III.2", 2026), 0, 50_000_000),
        Limit(fresh(Place.ALLOTTED, "III.2", 2027), 0, 50_000_000),
    )


def test_an_adjusted_plan_is_its_differences_and_takes_before_it_gives() -> None:
    after = (PlannedLine("I.1", {2026: TEN, 2027: FORTY}), PlannedLine("III.2", {2026: FIFTY, 2027: TEN}, {2026: 1}))

    entries = budget.adjust_plan(PLAN, after)

    assert in_words(entries) == [
        "VND line > source 40",
        "FRESH estimate > source 40",
        "SLOT estimate > source 1",
        "VND source > line 30",
        "FRESH source > estimate 30",
    ]
    assert budget.adjust_plan(PLAN, PLAN) == ()


def test_every_movement_goes_only_ways_that_exist() -> None:
    places = {(unit, place) for unit, place in GROUNDS}

    assert set(ROUTES) == set(Kind) - {Kind.REVERSE}
    for ways in ROUTES.values():
        assert all({(unit, from_), (unit, to)} <= places for unit, from_, to in ways)


def test_every_account_opens_between_limits_that_let_it_be_empty() -> None:
    for unit, place in GROUNDS:
        limits = limits_of(AccountKey(unit, place))
        assert limits.floor <= 0 <= limits.ceiling


def test_an_account_carries_the_names_that_its_place_asks_for() -> None:
    assert is_well_named(vnd(Place.HELD, "III.1", 2026, "ns-an"))
    assert not is_well_named(vnd(Place.HELD, "III.1", 2026))
    assert not is_well_named(vnd(Place.FREE, "III.1", 2026, "ns-an"))
    assert not is_well_named(slots(Place.DUE, "III.2", 2026, "ns-an"))
    assert not is_well_named(AccountKey(Unit.ENTITLEMENT, Place.QUOTA, family="F", holder="H"))


def test_one_item_typed_in_two_ways_is_one_entitlement() -> None:
    apart = Entitlement("F", "H", unicodedata.normalize("NFD", " Bún  khô "), FIFTY)

    assert apart.quota() == Entitlement("F", "H", "Bún khô", FIFTY).quota()


def test_the_last_limit_given_counts() -> None:
    quota = RIGHT.quota()

    assert limits_of(quota) == Limit(quota, 0, 0)
    assert limits_of(quota, [Limit(quota, -5, 0), Limit(RIGHT.used("x"), 0, 1), Limit(quota, -9, 0)]).floor == -9


@given(st.lists(st.text(max_size=5).filter(str.isprintable), min_size=3, max_size=3))
def test_two_accounts_with_one_text_are_one_account(names: list[str]) -> None:
    family, holder, item = (unicodedata.normalize("NFC", name) for name in names)
    key = AccountKey(Unit.ENTITLEMENT, Place.QUOTA, family=family, holder=holder, item=item)
    parts = [part.replace("%7C", "|").replace("%25", "%") for part in key.text.split("|")]

    assert parts == [Unit.ENTITLEMENT, Place.QUOTA, "", "0", "", family, holder, item]


@given(st.dictionaries(st.integers(2026, 2030), st.integers(0, 90), max_size=5), st.integers(0, 400))
def test_the_oldest_year_is_emptied_first(amounts: dict[int, int], wanted: int) -> None:
    standing = CaseBook({year: {Place.DUE: Money(amount)} for year, amount in amounts.items()})

    shares = standing.oldest_first(Money(wanted), Place.DUE)

    assert sum(share.dong for _, share in shares) == min(wanted, sum(amounts.values()))
    assert [year for year, _ in shares] == sorted(year for year, _ in shares)
    assert all(share == standing.of(year, Place.DUE) for year, share in shares[:-1])
    assert all(share > ZERO for _, share in shares)


@pytest.mark.parametrize("wrong", [0, -1, 9_000_000_000_000_001])
def test_an_entry_moves_a_true_amount(wrong: int) -> None:
    with pytest.raises(AssertionError):
        Entry(vnd(Place.FREE, "I.1", 2026), vnd(Place.LAPSED, "I.1", 2026), wrong)


def _net(entries: Entries) -> dict[AccountKey, int]:
    net: dict[AccountKey, int] = {}
    for entry in entries:
        net[entry.source] = net.get(entry.source, 0) - entry.amount
        net[entry.dest] = net.get(entry.dest, 0) + entry.amount
    return net


def _backwards(entries: Entries) -> set[Entry]:
    return {Entry(entry.dest, entry.source, entry.amount) for entry in entries}
