"""The program and the plain model say the same to every sequence of acts, allowed or not."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from nscl_grants.db import ledger
from nscl_grants.db.engine import writing
from nscl_grants.db.ledger_verify import verify
from nscl_grants.domain.ledger import awarding, budget, paying, recovering
from nscl_grants.domain.ledger.accounts import Place, slots
from nscl_grants.domain.ledger.award import Award, CaseBook
from nscl_grants.domain.ledger.posting import Entries, Kind
from nscl_grants.domain.ledger.recovering import GivenBack
from nscl_grants.domain.money import Money
from nscl_grants.domain.refused import Refused
from tests.db.books import MARCH, Books, a_product, an_award, funded_books, million
from tests.db.model import CASES, EVERYWHERE, PRODUCT, Model, right_of

AWARDS = {case: a_product(case) if case == PRODUCT else an_award(case) for case in CASES}
ALL_BACK = GivenBack(entitlement=True, slot_in=2026)

BUILDERS: dict[str, tuple[Kind, Callable[[Award, CaseBook, Money], Entries]]] = {
    "hold": (Kind.HOLD, lambda award, book, amount: awarding.hold(award, book, 2026, amount)),
    "fund": (Kind.FUND, lambda award, book, amount: awarding.fund(award, book, 2026, amount)),
    "commit": (Kind.COMMIT, lambda award, book, amount: awarding.commit(award, book, 2026, amount)),
    "confirm": (Kind.CONFIRM, lambda award, book, amount: awarding.confirm(award, 2026, amount)),
    "confirm_finally": (
        Kind.CONFIRM,
        lambda award, book, amount: awarding.confirm_finally(award, book, 2026, amount),
    ),
    "release_all": (Kind.RELEASE, lambda award, book, amount: awarding.release_all(award, book, 2026)),
    "expire": (Kind.EXPIRE, lambda award, book, amount: awarding.release_all(award, book, 2026)),
    "prepare": (Kind.PREPARE, lambda award, book, amount: paying.prepare(award, 2026, amount)),
    "void": (Kind.VOID, lambda award, book, amount: paying.void(award, 2026, amount)),
    "instruct": (Kind.INSTRUCT, lambda award, book, amount: paying.instruct(award, 2026, amount)),
    "pay": (Kind.PAY, lambda award, book, amount: paying.pay(award, book, 2026, amount)),
    "return": (Kind.RETURN, lambda award, book, amount: paying.send_back(award, book, 2026, Place.PAID, amount)),
    "demand": (Kind.DEMAND, lambda award, book, amount: recovering.demand(award, book, 2026, amount)),
    "annul": (Kind.ANNUL, lambda award, book, amount: recovering.annul(award, 2026, Place.PAID, amount)),
    "receive": (
        Kind.RECEIVE,
        lambda award, book, amount: recovering.receive(award, book, 2026, amount, gives_back=ALL_BACK),
    ),
    "restore": (Kind.RESTORE, lambda award, book, amount: recovering.restore(award, 2026, amount)),
    "write_off": (Kind.WRITE_OFF, lambda award, book, amount: recovering.write_off(award, 2026, amount)),
}

ONWARD = ("hold", "commit", "confirm", "prepare", "instruct", "pay", "demand", "receive")
ACTS = st.tuples(st.sampled_from((*BUILDERS, "reverse")), st.sampled_from(CASES), st.sampled_from((10, 20, 30)))
HOW_FAR = st.tuples(*(st.integers(0, len(ONWARD)) for _ in CASES))
"""How far each case has come before the first act, so that every act meets something to work on."""


@pytest.fixture
def small(engine: Engine) -> Engine:
    """Committed books with the few numbers that the model begins with."""
    with writing(engine) as session:
        books = funded_books(session)
        books.post(Kind.LAPSE, budget.lapse("III.1", 2026, million(1880)))
        books.post(Kind.LAPSE, budget.lapse("III.2", 2026, million(190), products=4))
        session.commit()
    return engine


TRIED = {"how_far": HOW_FAR, "acts": st.lists(ACTS, min_size=5, max_size=15)}
ONE_DATABASE = [HealthCheck.function_scoped_fixture]
"""All examples share the fixture's database: each works in a transaction that is rolled back."""


@settings(max_examples=10, deadline=None, suppress_health_check=ONE_DATABASE)
@given(**TRIED)
def test_whatever_is_tried_the_books_stand_as_the_model_says(
    small: Engine, how_far: tuple[int, ...], acts: list[tuple[str, str, int]]
) -> None:
    compare(small, how_far, acts)


@pytest.mark.long
@settings(max_examples=400, deadline=None, suppress_health_check=ONE_DATABASE)
@given(**TRIED)
def test_the_same_for_a_long_time(small: Engine, how_far: tuple[int, ...], acts: list[tuple[str, str, int]]) -> None:
    compare(small, how_far, acts)


def compare(small: Engine, how_far: tuple[int, ...], acts: list[tuple[str, str, int]]) -> None:
    """Program and model take the same acts and stand alike after each of them."""
    before = [(kind, case, 20) for case, steps in zip(CASES, how_far, strict=True) for kind in ONWARD[:steps]]
    with writing(small) as session:
        model, books = Model(), Books(session, MARCH)
        for kind, case, amount in (*before, *acts):
            assert attempt(books, kind, AWARDS[case], million(amount)) == model.do(kind, case, amount), (kind, case)
            assert numbers(session) == {name: number for name, number in model.numbers.items() if number}
        assert list(verify(session)) == []
        session.rollback()


def attempt(books: Books, kind: str, award: Award, amount: Money) -> bool:
    """Whether the program did it."""
    try:
        if kind == "reverse":
            return _reverse(books, award)
        named, build = BUILDERS[kind]
        entries = build(award, books.of(award), amount)
        if not entries or (kind == "expire" and books.of(award).total(Place.COMMITTED, Place.DUE)):
            return False
        books.post(named, entries, case=award.case, limits=award.limits if kind in ("hold", "fund") else ())
    except Refused:
        return False
    return True


def _reverse(books: Books, award: Award) -> bool:
    latest = ledger.entries_of(books.session, case=award.case, limit=1)
    if not latest:
        return False
    id_ = latest[0].posting
    mirror = ledger.reversal_of(books.session, id_, id=f"mirror-{id_}", person="8", effective_on=MARCH.date(), memo={})
    ledger.post(books.session, mirror, recorded_at=MARCH)
    return True


def numbers(session: Session) -> dict[str, int]:
    """The numbers of the model as the books have them, in triệu, none of them zero."""
    found = {"slots": ledger.balance(session, slots(Place.FREE, "III.2", 2026))}
    for line in ("III.1", "III.2"):
        found[f"free {line}"] = ledger.line_money(session, line, 2026)["free"].dong // 1_000_000
    for case, award in AWARDS.items():
        assert award.entitlement
        book = ledger.case_book(session, case)
        found |= {f"{place} {case}": book.total(Place(place)).dong // 1_000_000 for place in EVERYWHERE}
        found[f"used {case}"] = ledger.balance(session, award.entitlement.used(case)) // 1_000_000
        found[f"left {right_of(case)}"] = 50 + ledger.balance(session, award.entitlement.quota()) // 1_000_000
        if book.slot:
            found[f"slot {book.slot.place} {case}"] = 1
    return {name: number for name, number in found.items() if number}
