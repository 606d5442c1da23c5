"""What a signed contract has still to be paid, nothing else takes from its line."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from nscl_grants.actions import allotments
from nscl_grants.actions.allotments import Paper
from nscl_grants.actions.contract_cover import PromisedToContracts, left_on_line
from nscl_grants.actions.corrections import planned_now
from nscl_grants.db.acts import Proposal
from nscl_grants.domain.money import Money
from tests.builders.cases import an_act
from tests.builders.people import MORNING
from tests.builders.science import LINE, YEAR, ScienceOffice, a_science_office, an_instalment, an_order, confirmed

PAPER = Paper("12/QĐ", MORNING.date())


@pytest.fixture
def office(session: Session) -> ScienceOffice:
    """Line II.1 has 1 tỷ in 2026, and in later years what the plan gives it."""
    return a_science_office(session)


@pytest.fixture
def later(session: Session, office: ScienceOffice) -> Money:
    """What the plan gives the line after 2026."""
    planned = next(line for line in planned_now(session) if line.key == LINE)
    return Money(sum(amount.dong for year, amount in planned.years.items() if year > YEAR))


@pytest.fixture
def nearly_all(session: Session, office: ScienceOffice, later: Money) -> None:
    """A contract that leaves the line 10 triệu."""
    an_order(session, office, amount=later.dong + 990_000_000)


def by(office: ScienceOffice) -> dict[str, Any]:
    return {"paper": PAPER, "reason": "Theo quyết định", "actor": office.finance, "at": MORNING, "act": an_act()}


def spending(session: Session, office: ScienceOffice, dong: int, number: str = "PC-1") -> Proposal | None:
    given = {**by(office), "paper": Paper(number, MORNING.date())}
    return allotments.propose_spending(session, line=LINE, year=YEAR, amount=Money(dong), **given)


@pytest.mark.usefixtures("nearly_all")
def test_spending_taking_back_and_moving_away_leave_the_contract_its_money(
    session: Session, office: ScienceOffice
) -> None:
    eleven = Money(11_000_000)
    attempts: tuple[Callable[[], object], ...] = (
        lambda: spending(session, office, eleven.dong),
        lambda: allotments.propose_allotment(
            session, "shrink", line=LINE, year=YEAR, amount=eleven, products=0, **by(office)
        ),
        lambda: allotments.propose_reallocation(
            session, giver=LINE, taker="I.1", year=YEAR, amount=eleven, **by(office)
        ),
    )
    for attempt in attempts:
        with pytest.raises(PromisedToContracts) as refused:
            attempt()
        assert refused.value.left == Money(10_000_000)

    assert spending(session, office, 10_000_000) is not None


def test_a_contract_signed_meanwhile_holds_back_the_confirmation(
    session: Session, office: ScienceOffice, later: Money
) -> None:
    proposal = spending(session, office, 11_000_000)
    assert proposal is not None
    an_order(session, office, amount=later.dong + 990_000_000)

    with pytest.raises(PromisedToContracts):
        confirmed(session, office, proposal)


@pytest.mark.usefixtures("nearly_all")
def test_the_plan_is_not_lowered_below_what_contracts_need(session: Session, office: ScienceOffice) -> None:
    changes = [{"line": LINE, "year": YEAR + 1, "amount": -11_000_000, "products": 0}]
    content = {"changes": changes, "year": YEAR + 1, "amount": 11_000_000, "number": "1/QĐ", "dated_on": "2026-03-02"}

    with pytest.raises(PromisedToContracts):
        allotments.propose_correction(
            session, "adjust_plan", content, reason="Giảm", actor=office.manager, at=MORNING, act=an_act()
        )


def test_an_instalment_takes_from_what_is_kept_for_it(session: Session, office: ScienceOffice, later: Money) -> None:
    science = an_order(session, office, amount=later.dong + 990_000_000)

    confirmed(session, office, an_instalment(session, science, office, 500_000_000, "UNC-1"))

    assert left_on_line(session, LINE, YEAR, but=0) == Money(10_000_000)
