"""What a closed year shows in the wrong place is moved by two people, and the cases follow their money."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from nscl_grants.actions import allotments
from nscl_grants.actions.adjustments import AwardTooSmall, HasItsOwnStep, OnAnotherLine, StillUnderWay
from nscl_grants.actions.years import release_uncarried
from nscl_grants.db import ledger, ledger_verify
from nscl_grants.db.applications import Application
from nscl_grants.db.recoveries import open_recovery
from nscl_grants.domain.ledger import budget
from nscl_grants.domain.ledger.accounts import Place
from nscl_grants.domain.ledger.posting import Kind
from nscl_grants.domain.money import ZERO, Money
from tests.actions.test_late_returns import FEBRUARY, FORTY, close_2026, money
from tests.builders.cases import Office, a_case, a_confirmed_claim, a_payment, an_act, an_office, book, take
from tests.builders.people import MORNING

TEN = Money(10_000_000)


@pytest.fixture
def office(session: Session) -> Office:
    """A working office; line III.1 has money in 2026 and 2027."""
    office = an_office(session)
    book(session, Kind.ALLOT, 2027, budget.allot("III.1", 2027, Money(1_000_000_000)))
    return office


@pytest.fixture
def paid(session: Session, office: Office) -> Application:
    """A case paid in full in 2026."""
    case = a_case(session, office, "issued")
    a_payment(session, office, a_confirmed_claim(session, office, case), "paid")
    return case


def adjust(session: Session, office: Office, wrong: tuple[str, str], right: tuple[str, str], **more: Any) -> None:
    """Proposed by the accountant, confirmed by the chief accountant."""
    content = {
        "line": "III.1", "year": 2026, "wrong_case": wrong[0], "wrong_place": wrong[1], "right_case": right[0],
        "right_place": right[1], "amount": FORTY.dong, "number": "09-1", "dated_on": "2027-02-03", **more,
    }  # fmt: skip
    proposal = allotments.propose_correction(
        session, "adjust", content, reason="Ghi nhầm", actor=office.finance, at=FEBRUARY, act=an_act()
    )
    assert proposal is not None
    allotments.confirm(session, proposal, actor=office.chief, at=FEBRUARY, act=an_act())


def test_money_booked_on_the_wrong_case_goes_to_the_right_one_and_the_wrong_one_is_owed_it(
    session: Session, office: Office, paid: Application
) -> None:
    right = a_case(session, office, "issued", standard="iso-14001")
    release_uncarried(session, 2026, actor=office.chief, at=FEBRUARY, act=an_act())
    close_2026(session, office)

    adjust(session, office, (paid.reference, "paid"), (right.reference, "paid"))

    assert (money(session, paid).spent, paid.state, paid.approved) == (ZERO, "awaiting_funds", FORTY)
    assert money(session, right).paid == FORTY


def test_a_case_is_not_given_more_than_it_was_awarded_beside_what_is_set_aside_for_it(
    session: Session, office: Office, paid: Application
) -> None:
    right = a_case(session, office, "issued", standard="iso-14001", at=FEBRUARY)
    close_2026(session, office)

    with pytest.raises(AwardTooSmall):
        adjust(session, office, (paid.reference, "paid"), (right.reference, "paid"))


def test_nothing_is_taken_from_a_case_under_way(session: Session, office: Office, paid: Application) -> None:
    take(session, paid, "recover", office.approver, MORNING, amount=TEN.dong, reason="Khai sai", article="x")
    close_2026(session, office)

    with pytest.raises(StillUnderWay):
        adjust(session, office, (paid.reference, "paid"), ("PC-9", "paid"), amount=TEN.dong)


def test_a_case_of_another_line_is_named(session: Session, office: Office, paid: Application) -> None:
    close_2026(session, office)

    with pytest.raises(OnAnotherLine):
        adjust(session, office, (paid.reference, "paid"), ("PC-9", "paid"), line="I.1")


@pytest.mark.parametrize("place", ["to_recover", "recovered", "written_off"])
def test_what_was_paid_is_asked_back_by_its_own_step_only(
    session: Session, office: Office, paid: Application, place: str
) -> None:
    close_2026(session, office)

    with pytest.raises(HasItsOwnStep):
        adjust(session, office, (paid.reference, "paid"), (paid.reference, place))
    with pytest.raises(HasItsOwnStep):
        adjust(session, office, (paid.reference, "paid"), ("PC-9", "advanced"))


def test_what_came_back_may_turn_out_to_have_been_given_up(session: Session, office: Office, paid: Application) -> None:
    take(session, paid, "recover", office.approver, MORNING, amount=FORTY.dong, reason="Khai sai", article="x")
    repaid = {"received_on": "2026-03-02", "treasury_number": "GNT-1", "amount": FORTY.dong}
    take(session, paid, "receive_repayment", office.finance, MORNING, **repaid)
    close_2026(session, office)

    adjust(session, office, (paid.reference, "recovered"), (paid.reference, "written_off"), amount=TEN.dong)

    recovery = open_recovery(session, paid.id)
    assert (recovery.received, recovery.written_off) == (FORTY - TEN, TEN)
    assert ledger.case_book(session, paid.reference).of(2026, Place.WRITTEN_OFF) == TEN
    assert not list(ledger_verify.verify(session))
