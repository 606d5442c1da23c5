"""A posting is booked once and whole, or refused in words and leaves nothing; on both databases."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count as count_up

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from nscl_grants.db import ledger
from nscl_grants.db.ledger_tables import LedgerAccount, LedgerPosting
from nscl_grants.db.ledger_verify import verify
from nscl_grants.domain.ledger import awarding, budget, paying, recovering
from nscl_grants.domain.ledger.accounts import Place, fresh, slots, source, vnd
from nscl_grants.domain.ledger.accounts import Unit as U
from nscl_grants.domain.ledger.award import Award, Slot
from nscl_grants.domain.ledger.posting import Kind
from nscl_grants.domain.ledger.recovering import GivenBack
from nscl_grants.domain.ledger.refusals import (
    AllotmentInUse,
    CapInUse,
    CaseShort,
    CountedLine,
    EarlierYearOpen,
    EntitlementSpent,
    JanuaryOver,
    LaterActStands,
    NoSlotLeft,
    NotReversible,
    OverCommitted,
    OverEstimated,
    PlanEnds,
    PostingDiffers,
    PostingUnknown,
    ReversedBefore,
    SlotTaken,
    SpentByCaseOnly,
    YearClosed,
    YearNotDue,
    YearStillInUse,
)
from nscl_grants.domain.money import ZERO, Money
from nscl_grants.domain.refused import Refused
from tests.db.books import (
    MARCH,
    NEXT_JANUARY,
    NEXT_MARCH,
    PLAN,
    Books,
    a_product,
    an_award,
    funded_books,
    million,
    open_books,
)

_numbers = count_up(1)
AN, BINH, PRODUCT = an_award(), an_award("ns-binh", holder="0100112437"), a_product()


@pytest.fixture
def books(session: Session) -> Books:
    """The estimate of 2026 is allotted."""
    return funded_books(session)


def states(books: Books, award: Award, year: int = 2026) -> dict[str, int]:
    """Where the money of the case is, in triệu."""
    amounts = books.of(award).amounts.get(year, {})
    return {str(place): amount.dong // 1_000_000 for place, amount in amounts.items()}


def free(books: Books, line: str = "III.1", year: int = 2026) -> Money:
    """What the line has left."""
    return ledger.line_money(books.session, line, year)["free"]


def entitled(books: Books, award: Award) -> int:
    """What the case has used of its entitlement, in triệu."""
    assert award.entitlement
    return ledger.balance(books.session, award.entitlement.used(award.case)) // 1_000_000


def sound(books: Books) -> bool:
    """Whether a verification from nothing finds the books sound."""
    return list(verify(books.session)) == []


def test_the_plan_gives_its_lines_and_its_caps(session: Session) -> None:
    open_books(session)

    assert ledger.balance(session, source(U.VND)) == -4_700_000_000
    assert ledger.balance(session, vnd(Place.LINE, "III.1")) == 4_000_000_000
    assert ledger.balance(session, fresh(Place.ESTIMATE, "III.2", 2027)) == 250_000_000
    assert ledger.balance(session, slots(Place.ESTIMATE, "III.2", 2027)) == 5


def test_a_product_goes_from_hold_to_the_last_payment(books: Books) -> None:
    books.hold(PRODUCT, million(50))
    books.commit(PRODUCT, million(40))
    books.pay(PRODUCT, million(30))
    books.pay(PRODUCT, million(10))

    assert states(books, PRODUCT) == {"paid": 40}
    assert books.of(PRODUCT).slot == Slot(Place.PAID, 2026)
    assert entitled(books, PRODUCT) == 40
    assert free(books, "III.2") == million(210)
    assert ledger.balance(books.session, slots(Place.FREE, "III.2", 2026)) == 4
    assert sound(books)


def test_hold_then_release_is_nothing(books: Books) -> None:
    before = ledger.board(books.session)
    books.hold(PRODUCT, million(50))
    books.post(Kind.RELEASE, awarding.release_all(PRODUCT, books.of(PRODUCT), 2026), case=PRODUCT.case)

    after = ledger.board(books.session)
    assert [(row.line, row.states) for row in after] == [(row.line, row.states) for row in before]
    assert ledger.balance(books.session, slots(Place.FREE, "III.2", 2026)) == 5
    assert entitled(books, PRODUCT) == 0
    assert sound(books)


def test_an_expired_hold_is_free_again(books: Books) -> None:
    books.hold(AN, million(50))
    books.post(Kind.EXPIRE, awarding.release_all(AN, books.of(AN), 2026), case=AN.case)

    assert free(books) == million(2000)
    with pytest.raises(NotReversible):
        reverse(books, books.last)


def test_a_final_claim_below_the_award_lets_the_rest_go(books: Books) -> None:
    books.hold(AN, million(50))
    books.commit(AN, million(50))
    books.post(Kind.CONFIRM, awarding.confirm_finally(AN, books.of(AN), 2026, million(45)), case=AN.case)

    assert states(books, AN) == {"due": 45}
    assert entitled(books, AN) == 45
    assert free(books) == million(1955)


def test_a_voided_payment_is_due_again(books: Books) -> None:
    committed(books, AN, 50)
    books.confirm(AN, million(20))
    books.post(Kind.PREPARE, paying.prepare(AN, 2026, million(20)), case=AN.case)
    books.post(Kind.VOID, paying.void(AN, 2026, million(20)), case=AN.case)

    assert states(books, AN) == {"committed": 30, "due": 20}


@pytest.mark.parametrize("place", [Place.IN_TRANSIT, Place.PAID])
def test_a_returned_payment_counts_as_never_made(books: Books, place: Place) -> None:
    committed(books, PRODUCT, 50)
    books.send(PRODUCT, million(20))
    if place == Place.PAID:
        books.post(Kind.PAY, paying.pay(PRODUCT, books.of(PRODUCT), 2026, million(20)), case=PRODUCT.case)
    entries = paying.send_back(PRODUCT, books.of(PRODUCT), 2026, place, million(20))
    books.post(Kind.RETURN, entries, case=PRODUCT.case)

    assert states(books, PRODUCT) == {"committed": 30, "due": 20}
    assert books.of(PRODUCT).slot == Slot(Place.COMMITTED, 2026)
    assert sound(books)


def test_an_advance_is_settled_and_the_rest_paid(books: Books) -> None:
    committed(books, PRODUCT, 50)
    books.send(PRODUCT, million(15))
    entries = paying.pay_advance(PRODUCT, books.of(PRODUCT), 2026, million(15))
    books.post(Kind.PAY_ADVANCE, entries, case=PRODUCT.case)
    assert states(books, PRODUCT) == {"committed": 35, "advanced": 15}
    books.post(Kind.SETTLE, paying.settle(PRODUCT, 2026, million(15)), case=PRODUCT.case)
    books.pay(PRODUCT, million(35))

    assert states(books, PRODUCT) == {"paid": 50}
    assert sound(books)


def test_other_lines_are_spent_by_voucher_under_the_same_cap(books: Books) -> None:
    books.post(Kind.SPEND, paying.spend("I.1", 2026, "ct-1", million(60)), case="ct-1")

    assert free(books, "I.1") == million(40)
    with pytest.raises(OverCommitted):
        books.post(Kind.SPEND, paying.spend("I.1", 2026, "ct-2", million(41)), case="ct-2")


def test_a_line_of_counted_products_is_not_spent_by_voucher(books: Books) -> None:
    with pytest.raises(SpentByCaseOnly):
        books.post(Kind.SPEND, paying.spend("III.2", 2026, "ct-1", million(1)), case="ct-1")


def test_what_only_the_database_refuses_is_a_mistake_of_ours_and_leaves_nothing(books: Books) -> None:
    before = count(books.session)
    without_its_product = replace(PRODUCT, product="")

    with pytest.raises(IntegrityError, match="the product moves with the money"):
        books.hold(without_its_product, million(50))

    assert count(books.session) == before
    books.hold(PRODUCT, million(50))
    assert sound(books)


def test_money_asked_back_is_received_and_restored(books: Books) -> None:
    committed(books, PRODUCT, 50)
    books.pay(PRODUCT, million(40))
    book = books.of(PRODUCT)
    entries = (
        *recovering.demand(PRODUCT, book, 2026, million(40)),
        *awarding.release_all(PRODUCT, book, 2026),
    )
    books.post(Kind.DEMAND, entries, case=PRODUCT.case)
    assert states(books, PRODUCT) == {"to_recover": 40}
    assert entitled(books, PRODUCT) == 40
    all_back = GivenBack(entitlement=True, slot_in=2026)
    for part in (15, 25):
        received = recovering.receive(PRODUCT, books.of(PRODUCT), 2026, million(part), gives_back=all_back)
        books.post(Kind.RECEIVE, received, case=PRODUCT.case)
    books.post(Kind.RESTORE, recovering.restore(PRODUCT, 2026, million(40)), case=PRODUCT.case)

    assert states(books, PRODUCT) == {}
    assert (books.of(PRODUCT).slot, entitled(books, PRODUCT)) == (None, 0)
    assert free(books, "III.2") == million(250)
    assert sound(books)


def test_a_recovery_without_a_word_gives_back_neither_slot_nor_entitlement(books: Books) -> None:
    committed(books, PRODUCT, 50)
    books.pay(PRODUCT, million(50))
    books.post(Kind.DEMAND, recovering.demand(PRODUCT, books.of(PRODUCT), 2026, million(50)), case=PRODUCT.case)
    books.post(Kind.RECEIVE, recovering.receive(PRODUCT, books.of(PRODUCT), 2026, million(50)), case=PRODUCT.case)

    assert books.of(PRODUCT).slot == Slot(Place.PAID, 2026)
    assert entitled(books, PRODUCT) == 50


def test_a_demand_is_annulled_or_written_off(books: Books) -> None:
    committed(books, AN, 50)
    books.pay(AN, million(50))
    books.post(Kind.DEMAND, recovering.demand(AN, books.of(AN), 2026, million(30)), case=AN.case)
    books.post(Kind.ANNUL, recovering.annul(AN, 2026, Place.PAID, million(10)), case=AN.case)
    books.post(Kind.WRITE_OFF, recovering.write_off(AN, 2026, million(20)), case=AN.case)

    assert states(books, AN) == {"paid": 30, "written_off": 20}
    assert sound(books)


def test_a_reallocation_keeps_the_total_and_moves_the_estimate(books: Books) -> None:
    books.post(Kind.REALLOCATE, budget.reallocate("III.1", "I.1", 2026, million(300)))

    assert (free(books), free(books, "I.1")) == (million(1700), million(400))
    assert ledger.balance(books.session, fresh(Place.ALLOTTED, "I.1", 2026)) == 400_000_000
    with pytest.raises(CountedLine):
        books.post(Kind.REALLOCATE, budget.reallocate("III.1", "III.2", 2026, million(1)))
    assert sound(books)


def test_an_allotment_shrinks_to_what_is_used_and_no_further(books: Books) -> None:
    books.hold(AN, million(50))

    with pytest.raises(AllotmentInUse):
        books.post(Kind.SHRINK, budget.shrink("III.1", 2026, million(1951)))
    books.post(Kind.SHRINK, budget.shrink("III.1", 2026, million(1950)))
    with pytest.raises(OverCommitted):
        books.hold(BINH, Money(1))
    with pytest.raises(OverEstimated):
        books.post(Kind.ALLOT, budget.allot("III.1", 2026, million(1951)))
    assert sound(books)


def test_a_plan_adjustment_raises_and_lowers_the_plan(books: Books) -> None:
    more = (replace(PLAN[0], years={2026: million(150), 2027: million(100)}), *PLAN[1:])
    books.post(Kind.ADJUST_PLAN, budget.adjust_plan(PLAN, more), limits=budget.plan_limits(more))
    books.allot("I.1", million(50))
    assert free(books, "I.1") == million(150)
    less = (replace(PLAN[0], years={2026: million(150)}), *PLAN[1:])
    books.post(Kind.ADJUST_PLAN, budget.adjust_plan(more, less), limits=budget.plan_limits(less))

    assert ledger.balance(books.session, source(U.VND)) == -4_650_000_000
    assert sound(books)


def test_a_plan_is_not_lowered_below_what_was_allotted(books: Books) -> None:
    less = (*PLAN[:2], replace(PLAN[2], years={2026: million(200), 2027: million(250)}))

    with pytest.raises(Refused):
        books.post(Kind.ADJUST_PLAN, budget.adjust_plan(PLAN, less), limits=budget.plan_limits(less))
    cut = budget.adjust_plan(PLAN[:2], (replace(PLAN[0], years={2026: million(100)}), PLAN[1]))
    with pytest.raises(CapInUse):
        books.post(Kind.ADJUST_PLAN, cut, limits=budget.plan_limits(less[1:]))
    assert sound(books)


def test_the_sixth_product_of_a_year_waits(books: Books) -> None:
    for nth in range(5):
        books.hold(a_product(f"ns-{nth}", holder=f"010023348{nth}"), million(40))

    with pytest.raises(NoSlotLeft):
        books.hold(a_product("ns-6", holder="0100233489"), million(40))
    assert sound(books)


def test_an_organisation_gets_its_entitlement_once_over_all_its_cases(books: Books) -> None:
    books.hold(an_award("ns-1"), million(30))
    with pytest.raises(EntitlementSpent) as caught:
        books.hold(an_award("ns-2"), million(21))
    assert caught.value.left == million(20)
    books.hold(an_award("ns-2"), million(20))
    books.hold(an_award("ns-3", item="ISO 9001"), million(50))
    books.hold(an_award("ns-4", holder="0100112437"), million(50))

    assert sound(books)


def test_a_newer_norm_gives_more_and_the_older_one_stays_what_it_was(books: Books) -> None:
    books.hold(an_award("ns-1"), million(50))
    books.hold(an_award("ns-2", limit=million(60)), million(10))

    with pytest.raises(EntitlementSpent):
        books.hold(an_award("ns-3"), million(1))
    with pytest.raises(EntitlementSpent):
        books.hold(an_award("ns-4", limit=million(60)), million(1))
    assert sound(books)


def test_a_refused_posting_leaves_nothing_at_all(books: Books) -> None:
    before = count(books.session)

    with pytest.raises(OverCommitted):
        books.hold(an_award("ns-new", limit=million(3000)), million(2001))

    assert count(books.session) == before


def test_the_very_same_posting_is_booked_once(books: Books) -> None:
    award = AN
    posting = books.posting(
        Kind.HOLD,
        awarding.hold(award, books.of(award), 2026, million(50)),
        case=award.case,
        limits=award.limits,
        id="x",
    )
    first = ledger.post(books.session, posting, recorded_at=MARCH)
    books.commit(award, million(50))

    assert ledger.post(books.session, posting, recorded_at=NEXT_MARCH) == first
    assert states(books, award) == {"committed": 50}


def test_an_id_is_never_used_for_something_else(books: Books) -> None:
    books.post(Kind.LAPSE, budget.lapse("I.1", 2026, million(1)), id="x")
    lapse = books.posting(Kind.LAPSE, budget.lapse("I.1", 2026, million(1)), id="x")

    for other in (
        replace(lapse, entries=budget.lapse("I.1", 2026, million(2))),
        replace(lapse, person="8"),
        replace(lapse, memo={"no": "1"}),
        replace(lapse, effective_on=NEXT_MARCH.date()),
    ):
        with pytest.raises(PostingDiffers):
            ledger.post(books.session, other, recorded_at=MARCH)


def test_the_latest_posting_of_a_case_is_mirrored_once(books: Books) -> None:
    held = books.hold(PRODUCT, million(50))
    kept = books.commit(PRODUCT, million(40))

    with pytest.raises(LaterActStands):
        reverse(books, held)
    mirror = reverse(books, kept)
    assert states(books, PRODUCT) == {"held": 50}
    assert books.of(PRODUCT).slot == Slot(Place.HELD, 2026)
    assert entitled(books, PRODUCT) == 50
    for again in (kept, mirror):
        with pytest.raises(ReversedBefore):
            reverse(books, again)
    assert sound(books)


def test_allotments_are_undone_by_their_opposite(books: Books) -> None:
    allotted = books.post(Kind.ALLOT, budget.allot("I.1", 2027, million(100)), year=2027)

    with pytest.raises(NotReversible):
        reverse(books, allotted)
    with pytest.raises(PostingUnknown):
        reverse(books, "nobody")


def test_a_payment_cannot_take_what_is_not_due(books: Books) -> None:
    committed(books, AN, 50)

    with pytest.raises(CaseShort):
        books.post(Kind.PREPARE, paying.prepare(AN, 2026, million(1)), case=AN.case)


def test_a_year_ends_carried_over_lapsed_and_closed(books: Books) -> None:
    committed(books, PRODUCT, 50)
    committed(books, AN, 50)
    books.pay(AN, million(20))
    books.confirm(AN, million(10))
    books.now = NEXT_JANUARY
    with pytest.raises(YearStillInUse):
        books.post(Kind.CLOSE_YEAR, year=2026)
    carried = (
        *budget.carry_case(PRODUCT, books.of(PRODUCT), 2026),
        *budget.carry_case(AN, books.of(AN), 2026),
        *budget.carry_free("III.2", 2026, million(10), products=1),
    )
    books.post(Kind.CARRY_OVER, carried, year=2026)
    with pytest.raises(NotReversible):
        reverse(books, books.last)
    for line, products in (("I.1", 0), ("III.1", 0), ("III.2", 3)):
        books.post(Kind.LAPSE, budget.lapse(line, 2026, free(books, line), products), year=2026)
    books.post(Kind.CLOSE_YEAR, year=2026)

    assert states(books, AN) == {"paid": 20}
    assert states(books, AN, 2027) == {"committed": 20, "due": 10}
    assert books.of(PRODUCT).slot == Slot(Place.COMMITTED, 2027)
    row = ledger.line_row(books.session, "III.2", 2027)
    assert (row.states[Place.CARRIED_IN], row.states[Place.FREE]) == (million(60), million(10))
    assert ledger.line_row(books.session, "III.2", 2026).states[Place.CARRIED_OUT] == million(60)
    with pytest.raises(YearClosed):
        books.post(Kind.LAPSE, budget.lapse("I.1", 2026, Money(1)))
    assert sound(books)


def test_a_year_is_closed_in_its_turn(books: Books) -> None:
    books.now = NEXT_MARCH.replace(year=2028)

    with pytest.raises(EarlierYearOpen):
        books.post(Kind.CLOSE_YEAR, year=2027)


def test_old_money_is_demanded_and_received_in_the_open_year_and_touches_no_free_money(books: Books) -> None:
    committed(books, AN, 50)
    books.pay(AN, million(50))
    empty_and_close_2026(books)
    books.post(Kind.DEMAND, recovering.demand(AN, books.of(AN), 2026, million(50)), case=AN.case)
    books.post(Kind.RECEIVE, recovering.receive(AN, books.of(AN), 2026, million(50)), case=AN.case)

    assert states(books, AN) == {"recovered": 50}
    with pytest.raises(YearClosed):
        books.post(Kind.RESTORE, recovering.restore(AN, 2026, million(50)), case=AN.case)
    assert free(books, "III.1", 2026) == ZERO
    assert sound(books)


def test_a_posting_of_a_closed_year_is_adjusted_in_the_open_one(books: Books) -> None:
    committed(books, AN, 50)
    paid = books.pay(AN, million(50))
    empty_and_close_2026(books)

    with pytest.raises(YearClosed):
        reverse(books, paid)
    entries = recovering.adjust((AN, Place.PAID), (BINH, Place.PAID), 2026, million(20))
    books.post(Kind.ADJUST, entries, limits=BINH.limits, memo={"form": "Mẫu 09", "no": "03"})
    assert (states(books, AN), states(books, BINH)) == ({"paid": 30}, {"paid": 20})
    assert (entitled(books, AN), entitled(books, BINH)) == (30, 20)
    assert sound(books)


def test_a_product_of_a_closed_year_goes_to_the_right_case_with_its_slot_or_not_at_all(books: Books) -> None:
    other = a_product("ns-sp-2", holder="0100112437", item="Trà")
    committed(books, PRODUCT, 20)
    books.pay(PRODUCT, million(20))
    committed(books, other, 30)
    books.pay(other, million(30))
    empty_and_close_2026(books, products=3)
    slot = books.of(PRODUCT).slot
    assert slot == Slot(Place.PAID, 2026)
    third = a_product("ns-sp-3", holder="0100109106", item="Miến")

    taken = recovering.adjust((other, Place.PAID), (third, Place.PAID), 2026, million(30), slot=slot)
    books.post(Kind.ADJUST, taken, limits=third.limits)
    assert (books.of(other).slot, books.of(third).slot) == (None, Slot(Place.PAID, 2026))
    assert (states(books, other), states(books, third)) == ({}, {"paid": 30})
    second = recovering.adjust((PRODUCT, Place.PAID), (third, Place.PAID), 2026, million(20), slot=slot)
    with pytest.raises(SlotTaken):
        books.post(Kind.ADJUST, second, limits=third.limits)
    assert (books.of(PRODUCT).slot, states(books, PRODUCT)) == (slot, {"paid": 20}), "a refusal changes nothing"
    assert sound(books)


def test_january_confirms_in_the_year_it_names_and_holds_only_in_the_new_one(books: Books) -> None:
    committed(books, AN, 50)
    books.now = NEXT_JANUARY
    books.post(Kind.CONFIRM, awarding.confirm(AN, 2026, million(20)), year=2026, case=AN.case)
    assert states(books, AN) == {"committed": 30, "due": 20}
    held = books.posting(
        Kind.HOLD, awarding.hold(BINH, books.of(BINH), 2026, million(5)), year=2026, case=BINH.case, limits=BINH.limits
    )
    with pytest.raises(YearNotDue):
        ledger.post(books.session, held, recorded_at=books.now)
    books.now = NEXT_MARCH
    with pytest.raises(JanuaryOver):
        books.post(Kind.CONFIRM, awarding.confirm(AN, 2026, million(30)), year=2026, case=AN.case)


def test_the_last_year_carries_nothing_over(books: Books) -> None:
    books.now = NEXT_MARCH
    books.allot("III.1", million(10), year=2027)

    with pytest.raises(PlanEnds):
        books.post(Kind.CARRY_OVER, budget.carry_free("III.1", 2027, million(10)), year=2027)


def test_two_half_payments_equal_one(books: Books) -> None:
    halves, whole = an_award("ns-halves"), an_award("ns-whole", holder="0100112437")
    for award, parts in ((halves, (25, 25)), (whole, (50,))):
        committed(books, award, 50)
        for part in parts:
            books.pay(award, million(part))

    assert states(books, halves) == states(books, whole) == {"paid": 50}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_order_of_independent_cases_does_not_matter(books: Books, order: tuple[int, int]) -> None:
    acts: list[Callable[[], object]] = [lambda: committed(books, AN, 50), lambda: committed(books, PRODUCT, 40)]
    for nth in order:
        acts[nth]()

    assert (states(books, AN), states(books, PRODUCT)) == ({"committed": 50}, {"committed": 40})
    assert (free(books), free(books, "III.2")) == (million(1950), million(210))


def committed(books: Books, award: Award, amount: int) -> None:
    """The case has that much approved, in triệu."""
    books.hold(award, million(amount))
    books.commit(award, million(amount))


def test_a_voucher_is_reversed_whatever_another_line_has_of_that_number(session: Session) -> None:
    books = open_books(session)
    for line in ("I.1", "III.1"):
        books.allot(line, million(5))
    first, _ = (
        books.post(Kind.SPEND, paying.spend(line, 2026, "ct-1", million(1)), case="ct-1") for line in ("I.1", "III.1")
    )

    reverse(books, first)

    assert ledger.line_money(session, "I.1", 2026)["free"] == million(5)


def reverse(books: Books, posting_id: str) -> str:
    """Post the mirror of a posting."""
    mirror = ledger.reversal_of(
        books.session, posting_id, id=f"mirror-{next(_numbers)}", person="8", effective_on=books.now.date(), memo={}
    )
    return ledger.post(books.session, mirror, recorded_at=books.now).id


def empty_and_close_2026(books: Books, *, products: int = 5) -> None:
    """What is free lapses, and 2026 is closed in March."""
    for line, slots_left in (("I.1", 0), ("III.1", 0), ("III.2", products)):
        books.post(Kind.LAPSE, budget.lapse(line, 2026, free(books, line), slots_left), year=2026)
    books.now = NEXT_MARCH
    books.post(Kind.CLOSE_YEAR, year=2026)


def count(session: Session) -> tuple[int | None, int | None]:
    """How many postings and accounts there are."""
    return (
        session.scalar(select(func.count()).select_from(LedgerPosting)),
        session.scalar(select(func.count()).select_from(LedgerAccount)),
    )
