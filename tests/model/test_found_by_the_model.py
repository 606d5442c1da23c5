"""What the model and the books once disagreed about, each by itself."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from nscl_grants.domain.ledger import budget
from nscl_grants.domain.ledger.posting import Kind
from nscl_grants.domain.ledger.refusals import CountedLine
from tests.db.books import million, open_books
from tests.model.side_by_side import SideBySide
from tests.model.small_world import MILLION

JANUARY = date(2027, 1, 11)


@pytest.fixture
def both(fresh_engine: Callable[[], Engine]) -> Iterator[SideBySide]:
    """Books in which line III.2 has its money and its products."""
    both = SideBySide(fresh_engine())
    assert both.step("allot", 2026, line="III.2", amount=100 * MILLION, products=2) == "done"
    yield both
    both.check()
    both.end()


def done(both: SideBySide, kinds: str, amount: int = 0, year: int = 2026, case: str = "ns-bun", **more: Any) -> None:
    """These acts with so many triệu of a product's money, one after the other."""
    for kind in kinds.split():
        assert both.step(kind, year, case=case, amount=amount * MILLION, **more) == "done", kind


def test_a_line_of_counted_products_takes_no_money_though_its_estimate_has_room(session: Session) -> None:
    books = open_books(session)
    books.allot("III.1", million(100))
    books.allot("III.2", million(100), products=2)

    with pytest.raises(CountedLine):
        books.post(Kind.REALLOCATE, budget.reallocate("III.1", "III.2", 2026, million(10)))


def test_a_payment_of_the_old_year_uses_the_slot_that_was_carried_over_with_the_rest(both: SideBySide) -> None:
    done(both, "hold commit", 50)
    done(both, "confirm prepare instruct", 20)
    both.today = JANUARY
    done(both, "carry_case")

    done(both, "pay", 20)

    assert both.model.slot_of("ns-bun") == ("paid", 2027)


def test_a_payment_of_the_old_year_that_bounces_gives_the_carried_slot_back(both: SideBySide) -> None:
    done(both, "hold commit", 50)
    done(both, "confirm prepare instruct", 20)
    both.today = JANUARY
    done(both, "carry_case")
    done(both, "pay", 20)

    done(both, "return", 20, state="paid")

    assert both.model.slot_of("ns-bun") == ("committed", 2027)


def test_the_last_money_gives_the_slot_back_whatever_year_either_is_of(both: SideBySide) -> None:
    done(both, "hold commit", 50)
    done(both, "confirm prepare", 20)
    both.today = JANUARY
    done(both, "carry_case")
    done(both, "void", 20)

    done(both, "release_all", year=2027)
    done(both, "release_all", year=2026)

    assert both.model.slot_of("ns-bun") is None


def test_a_slot_stays_used_while_something_was_written_off(both: SideBySide) -> None:
    done(both, "hold commit confirm prepare instruct pay demand", 50)
    done(both, "write_off", 20)

    assert both.step("receive", 2026, case="ns-bun", amount=30 * MILLION, flags=frozenset({"slot"})) == "done"

    assert both.model.slot_of("ns-bun") == ("paid", 2026)


def test_a_slot_stays_used_while_the_case_has_money_promised(both: SideBySide) -> None:
    done(both, "hold commit", 50)
    done(both, "confirm prepare instruct pay demand", 20)

    assert both.step("receive", 2026, case="ns-bun", amount=20 * MILLION, flags=frozenset({"slot"})) == "done"

    assert both.model.slot_of("ns-bun") == ("paid", 2026)


def test_nothing_of_a_case_is_reversed_once_an_adjustment_moved_its_money(both: SideBySide) -> None:
    assert both.step("allot", 2026, line="III.1", amount=100 * MILLION) == "done"
    done(both, "hold commit confirm prepare instruct pay", 20, case="ns-an")
    paid = both.model.latest["", "ns-an"]
    done(both, "hold commit", 20, case="ns-binh")
    both.today = JANUARY
    done(both, "release_all", case="ns-binh")
    earlier = both.model.latest["", "ns-binh"]
    done(both, "adjust", 10, booked=2027, case="ns-an", state="paid", other="ns-binh")

    for act in (paid, earlier):
        assert both.step("reverse", 2027, of=act) == "LaterActStands"
