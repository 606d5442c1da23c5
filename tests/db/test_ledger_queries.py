"""What the books answer, now and as they stood on any earlier day."""

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from nscl_grants.db import ledger
from nscl_grants.domain.ledger.accounts import STATES, Place, Unit, vnd
from nscl_grants.domain.ledger.award import CaseBook, Slot
from nscl_grants.domain.ledger.posting import Kind
from nscl_grants.domain.ledger.years import Years
from nscl_grants.domain.money import ZERO, Money
from tests.db.books import MARCH, NEXT_MARCH, Books, a_product, an_award, funded_books, million

PRODUCT = a_product()
APRIL = MARCH.replace(month=4)


@pytest.fixture
def books(session: Session) -> Books:
    """In March a product is held and approved, in April it is paid."""
    books = funded_books(session)
    books.hold(PRODUCT, million(50))
    books.commit(PRODUCT, million(40))
    books.now = APRIL
    books.pay(PRODUCT, million(30))
    return books


def test_the_books_of_a_case_are_by_year_and_state(books: Books) -> None:
    book = ledger.case_book(books.session, PRODUCT.case)

    assert book.years == (2026,)
    assert (book.of(2026, Place.COMMITTED), book.total(Place.PAID)) == (million(10), million(30))
    assert book.slot == Slot(Place.PAID, 2026)
    assert ledger.case_book(books.session, "ns-nobody") == CaseBook()


def test_the_books_tell_how_a_case_stood_earlier(books: Books) -> None:
    end_of_march = ledger.seq_at(books.session, MARCH)
    then = ledger.case_book(books.session, PRODUCT.case, as_of=end_of_march)

    assert then.of(2026, Place.COMMITTED) == million(40)
    assert then.slot == Slot(Place.COMMITTED, 2026)
    assert ledger.case_book(books.session, PRODUCT.case, as_of=0) == CaseBook()


def test_every_state_of_a_line_adds_up_to_what_it_was_given(books: Books) -> None:
    for as_of in (None, ledger.seq_at(books.session, MARCH)):
        row = ledger.line_row(books.session, "III.2", 2026, as_of=as_of)
        assert sum(row.states[place].dong for place in STATES) == row.allotted.dong == 250_000_000
        assert row.states[Place.FREE] == million(210)


def test_a_line_that_was_never_named_has_nothing(books: Books) -> None:
    assert set(ledger.line_money(books.session, "IX", 2026).values()) == {ZERO}


def test_the_whole_board_is_one_query(books: Books) -> None:
    asked: list[str] = []
    engine = books.session.get_bind()
    event.listen(engine, "before_cursor_execute", lambda *call: asked.append(call[2]))

    rows = ledger.board(books.session)

    assert len(asked) == 1
    assert [(row.year, row.line) for row in rows] == [
        (y, line) for y in (2026, 2027) for line in ("I.1", "III.1", "III.2")
    ]
    assert rows[2].slots[Place.FREE] == 4
    assert rows[5].estimate == million(250)


def test_the_board_of_an_earlier_moment_knows_nothing_later(books: Books) -> None:
    before = ledger.board(books.session, as_of=ledger.seq_at(books.session, MARCH))

    books.hold(an_award(), million(50))

    assert ledger.board(books.session, as_of=ledger.seq_at(books.session, MARCH)) == before
    assert before[2].states[Place.PAID] == ZERO


def test_a_balance_is_that_of_its_account(books: Books) -> None:
    paid = vnd(Place.PAID, "III.2", 2026, PRODUCT.case)

    assert ledger.balance(books.session, paid) == 30_000_000
    assert ledger.balance(books.session, paid, as_of=ledger.seq_at(books.session, MARCH)) == 0
    assert ledger.balance(books.session, vnd(Place.PAID, "III.2", 2026, "ns-nobody")) == 0


def test_no_moment_before_the_first_posting_has_any(books: Books) -> None:
    assert ledger.seq_at(books.session, MARCH.replace(year=2020)) == 0
    assert ledger.seq_at(books.session, NEXT_MARCH) == ledger.lock(books.session).seq


def test_a_statement_is_read_page_by_page_from_the_newest(books: Books) -> None:
    whole = ledger.entries_of(books.session, limit=1000)
    pages = ledger.entries_of(books.session, limit=7)
    while page := ledger.entries_of(books.session, limit=7, before=(pages[-1].seq, pages[-1].n)):
        pages = [*pages, *page]

    assert pages == whole
    assert [(row.seq, row.n) for row in whole] == sorted(((row.seq, row.n) for row in whole), reverse=True)


def test_a_statement_is_narrowed_to_case_line_year_and_unit(books: Books) -> None:
    case = ledger.entries_of(books.session, case=PRODUCT.case, unit=Unit.VND)
    line = ledger.entries_of(books.session, line="I.1", year=2026)

    assert [row.kind for row in case] == ["pay", "instruct", "prepare", "confirm", "commit", "commit", "hold"]
    assert {row.kind for row in line} == {"plan", "allot"}
    march = ledger.entries_of(books.session, case=PRODUCT.case, until=ledger.seq_at(books.session, MARCH))
    assert {row.kind for row in march} == {"hold", "commit"}


def test_the_budget_years_are_open_until_they_close(books: Books) -> None:
    assert ledger.years(books.session) == Years(frozenset({2026, 2027}))
    assert ledger.years(books.session).open == (2026, 2027)


def test_what_a_year_still_has_open_is_named(books: Books) -> None:
    left, slots_left = ledger.left_open(books.session, 2026)

    assert (left[Place.FREE], left[Place.COMMITTED], left[Place.HELD]) == (million(2310), million(10), ZERO)
    assert slots_left == 4


def test_a_reversal_is_seen_in_the_statement(books: Books) -> None:
    mirror = ledger.reversal_of(
        books.session, books.last, id="m", person="8", effective_on=APRIL.date(), memo={"why": "x"}
    )
    ledger.post(books.session, mirror, recorded_at=APRIL)

    newest = ledger.entries_of(books.session, case=PRODUCT.case, limit=1)[0]
    assert (newest.kind, newest.reverses, newest.memo) == (Kind.REVERSE, books.last, {"why": "x"})
    assert Money(newest.amount) == million(30)
