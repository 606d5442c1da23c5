"""Eight processes want the last money, the last slot, or the same posting; what counts is what was applied."""

from collections import Counter

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from nscl_grants.db import audit, ledger
from nscl_grants.db.engine import reading, writing
from nscl_grants.db.ledger_verify import verify
from nscl_grants.domain.ledger import awarding, budget
from nscl_grants.domain.ledger.accounts import Place, vnd
from nscl_grants.domain.ledger.award import Award
from nscl_grants.domain.ledger.posting import Kind
from nscl_grants.domain.money import Money
from nscl_grants.domain.refused import Refused
from tests.db.books import MARCH, Books, a_product, an_award, funded_books, million
from tests.db.forging import forge
from tests.races.racing import RACERS, Track

TRIES = 3
DUPLICATES = 8
"""Of each process: with eight of them one posting comes in 64 times."""


@pytest.fixture
def last_fifty(engine: Engine) -> Engine:
    """Line III.1 has 50 triệu left, line III.2 two products."""
    with writing(engine) as session:
        books = funded_books(session)
        books.post(Kind.LAPSE, budget.lapse("III.1", 2026, million(1950)))
        books.post(Kind.LAPSE, budget.lapse("III.2", 2026, products=3))
        session.commit()
    return engine


def hold_seven(engine: Engine, nth: int) -> Counter[str]:
    """Try to hold 7 triệu for each of three cases."""
    outcomes: Counter[str] = Counter()
    for attempt in range(TRIES):
        award = an_award(f"ns-{nth}-{attempt}", holder=f"{nth}-{attempt}")
        outcomes[_hold(engine, award, million(7))] += 1
    return outcomes


def hold_a_product(engine: Engine, nth: int) -> Counter[str]:
    """Try to take a slot."""
    return Counter([_hold(engine, a_product(f"ns-{nth}", holder=str(nth)), million(1))])


def post_the_same(engine: Engine, nth: int) -> int:
    """Post what all others post too, a few times over, and give its place in the chain."""
    award = an_award()
    places = set()
    for _ in range(DUPLICATES):
        with writing(engine) as session:
            books = Books(session, MARCH)
            entries = awarding.hold(award, books.of(an_award("ns-none")), 2026, million(50))
            posting = books.posting(Kind.HOLD, entries, case=award.case, limits=award.limits, id="the-same")
            places.add(ledger.post(session, posting, recorded_at=MARCH).seq)
            session.commit()
    (place,) = places
    return place


def take_by_hand(engine: Engine, nth: int) -> int:
    """Write postings without asking anybody; how many went in."""
    done = 0
    for _ in range(TRIES):
        try:
            with engine.begin() as connection:
                free, lapsed = vnd(Place.FREE, "III.1", 2026), vnd(Place.LAPSED, "III.1", 2026)
                forge(connection, "lapse", [(free, lapsed, 7_000_000)], id=f"{nth}-{done}")
            done += 1
        except DBAPIError:
            continue
    return done


def write_the_log(engine: Engine, nth: int) -> int:
    """Add a few events to the audit log."""
    for _ in range(TRIES):
        with writing(engine) as session:
            ledger.lock(session)
            audit.append(
                session,
                at=MARCH,
                person_id=nth,
                account_id=None,
                who=str(nth),
                what="race",
                subject_kind="race",
                subject="log",
            )
            session.commit()
    return TRIES


def test_the_last_fifty_go_out_to_exactly_those_that_fit(last_fifty: Engine, database_url: str, racers: Track) -> None:
    outcomes = sum(racers.race(database_url, hold_seven), Counter())

    assert outcomes == {"done": 7, "over_committed": RACERS * TRIES - 7}
    with reading(last_fifty) as session:
        money = ledger.line_money(session, "III.1", 2026)
        assert (money["free"], money["held"]) == (million(1), million(49))
        assert list(verify(session)) == []


def test_the_last_two_products_take_the_last_two_slots(last_fifty: Engine, database_url: str, racers: Track) -> None:
    outcomes = sum(racers.race(database_url, hold_a_product), Counter())

    assert outcomes == {"done": 2, "no_slot_left": RACERS - 2}
    with reading(last_fifty) as session:
        assert ledger.line_row(session, "III.2", 2026).slots[Place.HELD] == 2


def test_one_posting_sent_sixty_four_times_is_booked_once(last_fifty: Engine, database_url: str, racers: Track) -> None:
    places = racers.race(database_url, post_the_same)

    assert len(set(places)) == 1
    with reading(last_fifty) as session:
        assert ledger.line_money(session, "III.1", 2026)["held"] == million(50)
        assert session.scalar(text("SELECT seq FROM ledger_head")) == places[0]


def test_those_who_write_by_hand_get_no_more_either(last_fifty: Engine, database_url: str, racers: Track) -> None:
    done = sum(racers.race(database_url, take_by_hand))

    with last_fifty.connect() as connection:
        balance = connection.scalar(
            text("SELECT balance FROM ledger_account WHERE line = 'III.1' AND place = 'free' AND year = 2026")
        )
    assert balance == 50_000_000 - done * 7_000_000
    assert 0 < done <= 7


def test_events_of_all_stand_one_after_the_other(last_fifty: Engine, database_url: str, racers: Track) -> None:
    written = sum(racers.race(database_url, write_the_log))

    with reading(last_fifty) as session:
        assert list(audit.verify(session)) == []
        assert session.scalar(text("SELECT seq FROM audit_head")) == written


def _hold(engine: Engine, award: Award, amount: Money) -> str:
    try:
        with writing(engine) as session:
            ledger.lock(session)
            Books(session, MARCH).hold(award, amount)
            session.commit()
    except Refused as refused:
        return refused.key()
    return "done"
