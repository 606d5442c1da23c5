"""The plan enters the books once; allotments move by two people, within the plan and within what is free."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from nscl_grants.actions import allotments
from nscl_grants.actions.acts import ActRefusedBefore
from nscl_grants.actions.allotments import (
    NothingToAllot,
    PaidByCases,
    Paper,
    PlanLoaded,
    SameLine,
    VoucherEntered,
)
from nscl_grants.db import ledger, ledger_verify
from nscl_grants.db.acts import Proposal
from nscl_grants.definitions.house import enter
from nscl_grants.domain.actor import SYSTEM, Actor
from nscl_grants.domain.ledger.accounts import Place, fresh, vnd
from nscl_grants.domain.ledger.refusals import AllotmentInUse, CountedLine, OverCommitted, OverEstimated
from nscl_grants.domain.money import Money
from nscl_grants.domain.two_people import OwnProposal, ProposalAnswered
from nscl_grants.domain.workflow import NotYourStep
from tests.builders.cases import HOUSE, an_act
from tests.builders.people import MORNING, an_account, somebody
from tests.builders.people import actor as actor_of

PAPER = Paper("12/QĐ-SKHCN", date(2026, 1, 5))


@pytest.fixture
def books(session: Session) -> Session:
    """A database whose ledger holds the plan."""
    enter(session, HOUSE)
    allotments.load_plan(session, actor=SYSTEM, at=MORNING, act=an_act())
    return session


@pytest.fixture
def lan(books: Session) -> Actor:
    """Proposes: the plan manager."""
    return somebody(books, "plan_manager", name="Ngô Thị Lan")


@pytest.fixture
def giang(books: Session) -> Actor:
    """Proposes and enters vouchers: the accountant."""
    return somebody(books, "finance", name="Đỗ Thị Giang")


@pytest.fixture
def kiem(books: Session) -> Actor:
    """Confirms: the chief accountant."""
    return somebody(books, "chief_accountant", name="Đặng Thị Kiểm")


def allot(session: Session, by: Actor, *, direction: str = "allot", at: datetime = MORNING, **wish: Any) -> Proposal:
    """A proposal about line III.1 of 2026 unless the test says otherwise."""
    given: dict[str, Any] = {"line": "III.1", "year": 2026, "amount": Money(100_000_000), "products": 0, **wish}
    proposal = allotments.propose_allotment(
        session, direction, **given, paper=PAPER, reason="Giao dự toán", actor=by, at=at, act=an_act()
    )
    assert proposal is not None
    return proposal


def confirmed(session: Session, proposal: Proposal, by: Actor) -> None:
    """The chief accountant confirms."""
    allotments.confirm(session, proposal, actor=by, at=MORNING, act=an_act())


def free(session: Session, line: str, year: int = 2026) -> int:
    """What the line has left in the year."""
    return ledger.balance(session, vnd(Place.FREE, line, year))


def test_the_plan_enters_the_books_line_by_line_and_adds_up_to_its_total(books: Session) -> None:
    planned = {line.key: ledger.balance(books, vnd(Place.LINE, line.key)) for line in HOUSE.plan.lines}

    assert planned == {line.key: line.total.dong for line in HOUSE.plan.lines}
    assert sum(planned.values()) == 20_410_000_000
    assert ledger.balance(books, fresh(Place.ESTIMATE, "IV", 2030)) == 60_000_000
    assert ledger.years(books).open == tuple(range(2026, 2031))
    assert not list(ledger_verify.verify(books))


def test_the_plan_is_entered_once(books: Session) -> None:
    with pytest.raises(PlanLoaded):
        allotments.load_plan(books, actor=SYSTEM, at=MORNING, act=an_act())


def test_an_allotment_moves_only_when_a_second_person_confirms(books: Session, lan: Actor, kiem: Actor) -> None:
    proposal = allot(books, lan)
    assert free(books, "III.1") == 0

    confirmed(books, proposal, kiem)

    assert free(books, "III.1") == 100_000_000
    posting = ledger.entries_of(books, line="III.1")[0]
    assert posting.posting == proposal.act
    assert (posting.memo["number"], posting.memo["dated_on"]) == ("12/QĐ-SKHCN", "2026-01-05")


def test_nobody_confirms_their_own_proposal_not_even_by_a_second_account(books: Session) -> None:
    giang = an_account(books, "finance", name="Đỗ Thị Giang")
    second = an_account(books, "chief_accountant", person=giang.person)
    proposal = allot(books, actor_of(books, giang))

    with pytest.raises(OwnProposal):
        confirmed(books, proposal, actor_of(books, second))

    assert free(books, "III.1") == 0
    assert proposal.outcome == "open"


@pytest.mark.parametrize("role", ["applicant", "intake", "reviewer", "approver", "clerk", "admin", "auditor"])
def test_other_roles_propose_nothing(books: Session, role: str) -> None:
    with pytest.raises(NotYourStep):
        allot(books, somebody(books, role))


def test_only_the_chief_accountant_confirms(books: Session, lan: Actor) -> None:
    proposal = allot(books, lan)

    with pytest.raises(NotYourStep):
        confirmed(books, proposal, somebody(books, "finance"))


def test_an_allotment_beyond_the_plan_is_refused_when_it_is_proposed(books: Session, lan: Actor) -> None:
    with pytest.raises(OverEstimated) as refused:
        allot(books, lan, amount=Money(2_000_000_001))

    assert refused.value.left == Money(2_000_000_000)
    assert refused.value.missing == Money(1)
    assert free(books, "III.1") == 0


def test_an_allotment_that_no_longer_fits_is_refused_when_it_is_confirmed(
    books: Session, lan: Actor, kiem: Actor
) -> None:
    first = allot(books, lan, amount=Money(1_500_000_000))
    second = allot(books, lan, amount=Money(600_000_000))
    confirmed(books, first, kiem)

    with pytest.raises(OverEstimated):
        confirmed(books, second, kiem)

    assert free(books, "III.1") == 1_500_000_000
    assert second.outcome == "open"


def test_two_confirmations_of_one_proposal_move_the_money_once(books: Session, lan: Actor, kiem: Actor) -> None:
    proposal, act = allot(books, lan), an_act()
    allotments.confirm(books, proposal, actor=kiem, at=MORNING, act=act)
    allotments.confirm(books, proposal, actor=kiem, at=MORNING, act=act)

    with pytest.raises(ProposalAnswered):
        confirmed(books, proposal, kiem)
    assert free(books, "III.1") == 100_000_000


def test_a_refused_confirmation_stays_refused_and_a_new_one_may_come(books: Session, lan: Actor, kiem: Actor) -> None:
    giver = allot(books, lan)
    act = an_act()
    with pytest.raises(NotYourStep):
        allotments.confirm(books, giver, actor=lan, at=MORNING, act=act)

    with pytest.raises(ActRefusedBefore):
        allotments.confirm(books, giver, actor=kiem, at=MORNING, act=act)
    confirmed(books, giver, kiem)
    assert free(books, "III.1") == 100_000_000


def test_a_declined_proposal_moves_nothing_and_keeps_the_reason(books: Session, lan: Actor, kiem: Actor) -> None:
    proposal = allot(books, lan)
    allotments.decline(books, proposal, actor=kiem, at=MORNING, act=an_act(), reason="Chưa có quyết định")

    with pytest.raises(ProposalAnswered):
        confirmed(books, proposal, kiem)
    assert proposal.content["declined_because"] == "Chưa có quyết định"
    assert free(books, "III.1") == 0


def test_an_allotment_shrinks_but_not_below_what_is_free(books: Session, lan: Actor, kiem: Actor) -> None:
    confirmed(books, allot(books, lan), kiem)
    confirmed(books, allot(books, lan, direction="shrink", amount=Money(40_000_000)), kiem)
    assert free(books, "III.1") == 60_000_000

    with pytest.raises(AllotmentInUse):
        allot(books, lan, direction="shrink", amount=Money(60_000_001))


def test_a_counted_line_gets_its_products_with_its_money(books: Session, lan: Actor, kiem: Actor) -> None:
    confirmed(books, allot(books, lan, line="III.2", amount=Money(250_000_000), products=5), kiem)

    row = ledger.line_row(books, "III.2", 2026)
    assert (row.states[Place.FREE], row.slots[Place.FREE]) == (Money(250_000_000), 5)


def test_an_amount_of_nothing_is_refused(books: Session, lan: Actor) -> None:
    with pytest.raises(NothingToAllot):
        allot(books, lan, amount=Money(0))


Move = Callable[..., Proposal]


@pytest.fixture
def reallocation(books: Session, lan: Actor, kiem: Actor) -> Move:
    """Proposes to move money from I.1, which has 100 triệu, to another line."""
    confirmed(books, allot(books, lan, line="I.1"), kiem)

    def propose(taker: str = "II.1", amount: int = 30_000_000, giver: str = "I.1") -> Proposal:
        proposal = allotments.propose_reallocation(
            books,
            giver=giver,
            taker=taker,
            year=2026,
            amount=Money(amount),
            paper=PAPER,
            reason="Thiếu kinh phí đào tạo",
            actor=lan,
            at=MORNING,
            act=an_act(),
        )
        assert proposal is not None
        return proposal

    return propose


def test_a_reallocation_keeps_the_total_and_both_tables(books: Session, kiem: Actor, reallocation: Move) -> None:
    confirmed(books, reallocation(), kiem)

    assert (free(books, "I.1"), free(books, "II.1")) == (70_000_000, 30_000_000)
    memo = ledger.entries_of(books, line="II.1")[0].memo
    assert memo["before"] == {"I.1": 100_000_000, "II.1": 0}
    assert memo["after"] == {"I.1": 70_000_000, "II.1": 30_000_000}


def test_a_reallocation_takes_only_free_money_and_never_fills_a_counted_line(
    books: Session, kiem: Actor, reallocation: Move
) -> None:
    with pytest.raises(AllotmentInUse):
        reallocation(amount=100_000_001)
    with pytest.raises(SameLine):
        reallocation(taker="I.1")
    with pytest.raises(CountedLine):
        reallocation(taker="III.2")


@pytest.fixture
def spending(books: Session, lan: Actor, giang: Actor, kiem: Actor) -> Move:
    """Enters a voucher on line I.1, which has 100 triệu."""
    confirmed(books, allot(books, lan, line="I.1"), kiem)

    def propose(number: str = "KB-0001", amount: int = 80_000_000, line: str = "I.1", by: Actor = giang) -> Proposal:
        proposal = allotments.propose_spending(
            books,
            line=line,
            year=2026,
            amount=Money(amount),
            paper=Paper(number, date(2026, 2, 20)),
            reason="Phóng sự số 1",
            actor=by,
            at=MORNING,
            act=an_act(),
        )
        assert proposal is not None
        return proposal

    return propose


def test_spending_is_paid_at_the_confirmation_on_the_day_of_its_voucher(
    books: Session, kiem: Actor, spending: Move
) -> None:
    confirmed(books, spending(), kiem)

    row = ledger.line_row(books, "I.1", 2026)
    assert (row.states[Place.FREE], row.states[Place.PAID]) == (Money(20_000_000), Money(80_000_000))
    assert ledger.entries_of(books, line="I.1")[0].effective_on == date(2026, 2, 20)


def test_a_voucher_is_entered_once(books: Session, kiem: Actor, spending: Move) -> None:
    first, second = spending(amount=10_000_000), spending(amount=10_000_000)
    confirmed(books, first, kiem)

    with pytest.raises(VoucherEntered):
        confirmed(books, second, kiem)
    with pytest.raises(VoucherEntered):
        spending(amount=1)
    with pytest.raises(VoucherEntered):
        spending(number="kb 0001", amount=1)
    assert free(books, "I.1") == 90_000_000


def test_spending_stays_below_what_is_free_and_off_the_lines_of_cases(
    books: Session, lan: Actor, spending: Move
) -> None:
    with pytest.raises(OverCommitted):
        spending(amount=100_000_001)
    with pytest.raises(PaidByCases):
        spending(line="III.1")
    with pytest.raises(NotYourStep):
        spending(by=lan)
