"""The board adds up to the đồng, and every figure leads to the cases behind it, on both databases."""

import pytest
from sqlalchemy.orm import Session

from nscl_grants.db.payment_lists import cases_in, claims_to_pay, count_in, payments_by_state, payments_in
from nscl_grants.domain.ledger.accounts import STATES, Place
from nscl_grants.domain.money import ZERO, Money
from nscl_grants.reports.board import FROM_PAID_TO_FREE, board, cases_behind, cases_by_state
from nscl_grants.reports.books import Wanted, names_in, posting_by_seq, postings
from tests.builders.cases import Office, a_case, a_confirmed_claim, a_payment, an_office
from tests.builders.people import somebody


@pytest.fixture
def office(session: Session) -> Office:
    """A working office; line III.1 has 2 tỷ in 2026."""
    return an_office(session)


def test_the_bars_name_every_state_once() -> None:
    assert sorted(FROM_PAID_TO_FREE) == sorted(STATES)


def test_the_states_of_a_line_add_up_to_what_it_was_given(session: Session, office: Office) -> None:
    paid = a_case(session, office, "issued")
    a_payment(session, office, a_confirmed_claim(session, office, paid), "paid")
    held = a_case(session, office, "recommended", standard="haccp")

    books = board(session)
    cell = books.cell("III.1", 2026)

    assert cell.agrees
    assert cell.total == cell.given == Money(2_000_000_000)
    assert (cell.money(Place.PAID), cell.money(Place.HELD)) == (paid.approved, held.recommended)
    assert cell.unfinished == held.recommended
    assert cell.planned == office.house.plan.line("III.1").in_year(2026)
    assert books.seq == postings(session, Wanted())[0].seq
    whole = books.together([line.key for line in office.house.plan.lines], office.house.plan.years)
    assert whole.agrees
    assert whole.planned == office.house.plan.total


def test_a_line_without_bookings_is_all_zero(session: Session, office: Office) -> None:
    cell = board(session).cell("IV", 2026)

    assert (cell.given, cell.total, cell.agrees) == (ZERO, ZERO, True)


def test_the_cases_behind_a_state_add_up_to_its_figure(session: Session, office: Office) -> None:
    cases = [a_case(session, office, "approved", standard=each) for each in ("haccp", "iso-22000")]

    rows = cases_behind(session, office.finance, "III.1", 2026, Place.COMMITTED)

    assert cases_by_state(session, "III.1", 2026)[Place.COMMITTED] == len(rows) == 2
    assert {row.application for row in rows} == set(cases)
    together = Money(sum(row.amount.dong for row in rows))
    assert together == board(session).cell("III.1", 2026).money(Place.COMMITTED)


def test_a_case_out_of_sight_keeps_its_amount_and_gives_no_name(session: Session, office: Office) -> None:
    a_case(session, office, "approved")

    (row,) = cases_behind(session, somebody(session, "plan_manager"), "III.1", 2026, Place.COMMITTED)

    assert row.application is None
    assert row.amount > ZERO


def test_postings_are_narrowed_and_read_both_ways(session: Session, office: Office) -> None:
    case = a_case(session, office, "approved")
    every = postings(session, Wanted(), rows=100)

    assert [row.seq for row in every] == sorted((row.seq for row in every), reverse=True)
    assert [row.kind for row in postings(session, Wanted(case=case.reference))] == ["commit", "hold"]
    assert {row.kind for row in postings(session, Wanted(line="III.1", year=2026))} >= {"commit", "hold", "allot"}
    assert [row.kind for row in postings(session, Wanted(kind="commit"))] == ["commit"]
    newest = every[0].seq
    assert postings(session, Wanted(), before=newest)[0].seq == newest - 1
    assert postings(session, Wanted(), after=newest - 1)[0].seq == newest
    shown = names_in(session, every)
    assert shown.codes == {case.reference: case.code}
    assert office.reviewer.name in shown.people.values()
    assert posting_by_seq(session, newest + 1) is None


def test_the_lists_of_the_accountants(session: Session, office: Office) -> None:
    waiting = a_confirmed_claim(session, office, a_case(session, office, "issued"))
    drawn = a_confirmed_claim(session, office, a_case(session, office, "issued", standard="haccp"))
    payment = a_payment(session, office, drawn, "checked")

    assert list(claims_to_pay(session, office.finance)) == [waiting]
    assert payments_by_state(session, office.finance) == {"checked": 1}
    assert list(payments_in(session, office.finance, ["checked"], search=payment.number.lower())) == [payment]
    assert list(payments_in(session, office.finance, [], search="vi du xanh")) == [payment]
    assert list(payments_in(session, office.finance, ["paid"])) == []
    assert list(cases_in(session, office.finance, "approved")) == [waiting.application, drawn.application]
    assert count_in(session, office.finance, "awaiting_funds") == 0
    assert list(claims_to_pay(session, somebody(session, "plan_manager"))) == []
