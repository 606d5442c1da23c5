"""The log is all there is: books written again from it are the same, and what does not matter changes nothing."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, select
from sqlalchemy import inspect as sa_inspect
from sqlalchemy.orm import Session

from nscl_grants.db import ledger, replay
from nscl_grants.db.applications import Application, Move
from nscl_grants.db.ledger_export import export_json
from nscl_grants.db.ledger_rows import WITH_ALL, posting_of
from nscl_grants.db.ledger_tables import LedgerPosting
from nscl_grants.reports.publicity import PERIODS, last_day, public_table
from tests.builders.cases import a_case, a_confirmed_claim, a_payment, an_office, take
from tests.builders.people import MORNING
from tests.model.side_by_side import SideBySide
from tests.model.small_world import MILLION
from tests.model.story import Story, tell


def test_books_written_again_from_their_postings_are_the_same_to_the_last_seal(
    fresh_engine: Callable[[], Engine],
) -> None:
    both = SideBySide(fresh_engine())
    tell(Story(both))

    with Session(fresh_engine()) as again:
        for row in both.session.scalars(select(LedgerPosting).order_by(LedgerPosting.seq).options(*WITH_ALL)):
            ledger.post(again, posting_of(row), recorded_at=row.recorded_at)

        assert list(export_json(again)) == list(export_json(both.session))
        assert ledger.board(again) == ledger.board(both.session)
    both.end()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_cases_rebuilt_from_the_log_have_the_same_states_money_and_figures(
    session: Session, fresh_engine: Callable[[], Engine]
) -> None:
    office = an_office(session)
    paid, left = (
        a_case(session, office, state, standard=f"iso-{n}") for state, n in (("issued", 22000), ("recommended", 14001))
    )
    a_payment(session, office, a_confirmed_claim(session, office, paid), "paid")
    take(session, left, "withdraw", office.applicant, MORNING, reason="Không còn nhu cầu")

    with Session(fresh_engine()) as again:
        for row in session.scalars(select(LedgerPosting).order_by(LedgerPosting.seq).options(*WITH_ALL)):
            ledger.post(again, posting_of(row), recorded_at=row.recorded_at)

        cases = session.scalars(select(Application)).all()
        states, broken = replay.states_from_moves(session)
        assert broken == []
        for case in cases:
            assert states.get(("application", case.id), case.state) == case.state
            assert ledger.case_book(again, case.reference) == ledger.case_book(session, case.reference)
        plan, year = office.house.plan, MORNING.year
        for months in PERIODS:
            tables = [public_table(each, plan, year, months, last_day(year, 12)) for each in (again, session)]
            assert tables[0] == tables[1]
    assert list(replay.states_differ(session)) == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_state_written_past_the_moves_and_a_move_that_is_gone_are_named(session: Session) -> None:
    case = a_case(session, an_office(session), "recommended")
    case.state = "approved"
    session.flush()
    assert [one.what for one in replay.states_differ(session)] == ["state_differs"]
    case.state = "recommended"
    last = session.scalars(select(Move).where(Move.subject_id == case.id).order_by(Move.n.desc())).first()
    assert last is not None
    stray = {column.key: getattr(last, column.key) for column in sa_inspect(Move).columns if column.key != "id"}
    session.add(Move(**{**stray, "n": last.n + 2}))
    session.flush()
    assert "move_missing" in [one.what for one in replay.states_differ(session)]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_order_of_independent_cases_does_not_change_the_end(fresh_engine: Callable[[], Engine]) -> None:
    an, binh = ("ns-an", 40), ("ns-binh", 30)

    assert _end(fresh_engine(), [an, binh], "hold commit confirm") == _end(
        fresh_engine(), [binh, an], "hold commit confirm"
    )


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_two_half_payments_equal_one(fresh_engine: Callable[[], Engine]) -> None:
    way = "confirm prepare instruct pay"

    whole = _end(fresh_engine(), [("ns-bun", 40)], f"hold commit {way}")
    halves = SideBySide(fresh_engine())
    _allot(halves)
    _walk(halves, "ns-bun", 40, "hold commit")
    for _ in range(2):
        _walk(halves, "ns-bun", 20, way)

    assert halves.app.figures() == whole
    halves.end()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_hold_then_release_is_nothing(fresh_engine: Callable[[], Engine]) -> None:
    assert _end(fresh_engine(), [("ns-bun", 40)], "hold release_all") == _end(fresh_engine(), [], "")


def _end(engine: Engine, cases: list[tuple[str, int]], kinds: str) -> object:
    """Every figure after each case went so far, one after the other."""
    both = SideBySide(engine)
    _allot(both)
    for case, amount in cases:
        _walk(both, case, amount, kinds)
    figures = both.app.figures()
    both.end()
    return figures


def _allot(both: SideBySide) -> None:
    for line, products in (("III.1", 0), ("III.2", 2)):
        assert both.step("allot", 2026, line=line, amount=100 * MILLION, products=products) == "done"


def _walk(both: SideBySide, case: str, amount: int, kinds: str) -> None:
    for kind in kinds.split():
        assert both.step(kind, 2026, case=case, amount=amount * MILLION) == "done"
