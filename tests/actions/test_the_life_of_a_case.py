"""A case goes its way from filing to the last payment, and the money with it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from nscl_grants.actions.purse import money_of
from nscl_grants.db import ledger
from nscl_grants.db.applications import Application
from nscl_grants.domain.case import CaseMoney
from nscl_grants.domain.ledger.accounts import Place, vnd
from nscl_grants.domain.money import ZERO, Money
from tests.builders.cases import (
    Office,
    a_case,
    a_claim,
    a_confirmed_claim,
    a_draft,
    a_payment,
    an_office,
    assess,
    take,
)
from tests.builders.people import MORNING

FIFTY = Money.read("50.000.000")
FORTY = Money.read("40.000.000")
A_WHILE = timedelta(days=7)


@pytest.fixture
def office(session: Session) -> Office:
    return an_office(session)


def money(session: Session, application: Application) -> CaseMoney:
    return money_of(ledger.case_book(session, application.reference))


def free(session: Session, line: str = "III.1", year: int = 2026) -> Money:
    return Money(ledger.balance(session, vnd(Place.FREE, line, year)))


def test_filing_gives_the_case_its_code_and_pins_norm_and_estimate(session: Session, office: Office) -> None:
    first, second = a_case(session, office, "submitted"), a_case(session, office, "submitted")

    assert (first.code, second.code) == ("H05.15-260302-0001", "H05.15-260302-0002")
    assert (first.norm, first.family, first.item) == ("HTQL-1/1", "HTQL-1", "iso-22000")
    assert first.requested == FORTY
    assert first.estimate is not None
    assert [step["name"] for step in first.estimate["steps"]][-1] == "year"
    assert money(session, first) == CaseMoney()


def test_receiving_starts_the_clock_in_working_days(session: Session, office: Office) -> None:
    case = a_case(session, office, "in_review")

    assert case.clock_days == 14
    assert case.due_on is not None
    assert office.house.plan.calendar.working_days_between(MORNING.date(), case.due_on) == 14
    assert case.reviewer_id in (office.reviewer.person_id, office.other_reviewer.person_id)


def test_a_recommendation_holds_the_money(session: Session, office: Office) -> None:
    before = free(session)

    case = a_case(session, office, "recommended")

    assert case.recommended == FORTY
    assert money(session, case).held == FORTY
    assert free(session) == before - FORTY


def test_sending_back_gives_the_money_back(session: Session, office: Office) -> None:
    before = free(session)
    case = a_case(session, office, "recommended")

    take(session, case, "send_back", office.approver, MORNING, reason="Xem lại chi phí")

    assert case.state == "in_review"
    assert money(session, case) == CaseMoney()
    assert free(session) == before


def test_part_of_a_recommendation_may_be_approved_and_the_rest_is_free_again(session: Session, office: Office) -> None:
    before = free(session)
    case = a_case(session, office, "recommended")

    take(session, case, "approve", office.approver, MORNING, in_full=False, amount=30_000_000, reason="Giảm")

    assert case.approved == Money(30_000_000)
    assert money(session, case).committed == Money(30_000_000)
    assert free(session) == before - Money(30_000_000)


def test_a_case_is_paid_to_the_end(session: Session, office: Office) -> None:
    case = a_case(session, office, "issued")
    claim = a_confirmed_claim(session, office, case)
    assert money(session, case).due == FORTY

    payment = a_payment(session, office, claim, "paid")

    assert payment.state == "paid"
    assert case.state == "disbursed"
    assert money(session, case) == CaseMoney(paid=FORTY)


def test_a_final_claim_below_the_award_gives_the_rest_back(session: Session, office: Office) -> None:
    before = free(session)
    case = a_case(session, office, "issued")

    claim = a_claim(session, office, case, amount="25.000.000")
    take(session, claim, "confirm", office.reviewer, MORNING, in_full=True)

    assert money(session, case) == CaseMoney(due=Money(25_000_000))
    assert free(session) == before - Money(25_000_000)


def test_a_claim_that_is_not_the_last_leaves_the_rest_committed(session: Session, office: Office) -> None:
    case = a_case(session, office, "issued")

    claim = a_claim(session, office, case, amount="25.000.000", is_final=False)
    take(session, claim, "confirm", office.reviewer, MORNING, in_full=True)

    assert money(session, case) == CaseMoney(due=Money(25_000_000), committed=Money(15_000_000))


def test_instalments_add_up_to_the_award(session: Session, office: Office) -> None:
    case = a_case(session, office, "issued")
    first = a_claim(session, office, case, amount="25.000.000", is_final=False)
    take(session, first, "confirm", office.reviewer, MORNING, in_full=True)
    a_payment(session, office, first, "paid")
    assert case.state == "approved"

    second = a_claim(session, office, case, amount="15.000.000")
    take(session, second, "confirm", office.reviewer, MORNING, in_full=True)
    a_payment(session, office, second, "paid")

    assert case.state == "disbursed"
    assert money(session, case) == CaseMoney(paid=FORTY)


def test_a_payment_that_the_bank_returns_is_due_again(session: Session, office: Office) -> None:
    case = a_case(session, office, "issued")
    payment = a_payment(session, office, a_confirmed_claim(session, office, case), "sent")

    take(
        session, payment, "record_return", office.finance, MORNING, reason="Sai số tài khoản", returned_on="2026-03-02"
    )

    assert payment.state == "returned"
    assert case.state == "approved"
    assert money(session, case) == CaseMoney(due=FORTY)


def test_a_payment_that_comes_back_after_paid_reopens_the_case(session: Session, office: Office) -> None:
    case = a_case(session, office, "issued")
    claim = a_confirmed_claim(session, office, case)
    payment = a_payment(session, office, claim, "paid")

    take(
        session, payment, "record_return", office.finance, MORNING, reason="Tài khoản đã đóng", returned_on="2026-03-02"
    )

    assert case.state == "approved"
    assert money(session, case) == CaseMoney(due=FORTY)

    a_payment(session, office, claim, "paid")
    assert case.state == "disbursed"


def test_a_voided_payment_is_due_again(session: Session, office: Office) -> None:
    case = a_case(session, office, "issued")
    payment = a_payment(session, office, a_confirmed_claim(session, office, case), "authorised")

    take(session, payment, "void", office.finance, MORNING, reason="Lập nhầm")

    assert money(session, case) == CaseMoney(due=FORTY)


def test_cancelling_before_payment_frees_the_money(session: Session, office: Office) -> None:
    before = free(session)
    case = a_case(session, office, "issued")

    take(session, case, "cancel", office.approver, MORNING, reason="Đơn vị giải thể", article="Điều 5")

    assert case.state == "cancelled"
    assert free(session) == before


def test_money_is_recovered_in_parts_and_the_rest_written_off(session: Session, office: Office) -> None:
    case = a_case(session, office, "issued")
    a_payment(session, office, a_confirmed_claim(session, office, case), "paid")

    take(session, case, "recover", office.approver, MORNING, amount=40_000_000, reason="Giải bị thu hồi", article="x")
    assert case.state == "recovering"
    assert money(session, case) == CaseMoney(to_recover=FORTY)
    repaid = {"received_on": "2026-03-02", "treasury_number": "GNT-1"}
    take(session, case, "receive_repayment", office.finance, MORNING, amount=25_000_000, restore=True, **repaid)
    assert case.state == "recovering"
    take(session, case, "write_off", office.finance, MORNING, amount=15_000_000, reason="Phá sản")

    assert case.state == "recovered"
    assert money(session, case) == CaseMoney(written_off=Money(15_000_000))
    assert free(session) == Money.read("2.000.000.000") - FORTY + Money(25_000_000)


def test_an_upheld_appeal_brings_the_case_to_another_reviewer_in_its_first_place(
    session: Session, office: Office
) -> None:
    case = a_case(session, office, "rejection_proposed")
    take(session, case, "reject", office.approver, MORNING, article="Điều 3", reason="Không đủ")
    first_place = case.queued_at

    take(session, case, "file_appeal", office.applicant, MORNING + A_WHILE, reason="Chúng tôi có đủ giấy tờ")
    take(session, case, "uphold_appeal", office.approver, MORNING + A_WHILE, reason="Đúng")

    assert case.state == "in_review"
    assert case.reviewer_id == office.other_reviewer.person_id
    assert case.queued_at == first_place


def test_an_annulled_recovery_leads_back_where_it_came_from(session: Session, office: Office) -> None:
    case = a_case(session, office, "issued")
    a_payment(session, office, a_confirmed_claim(session, office, case), "paid")
    take(session, case, "recover", office.approver, MORNING, amount=40_000_000, reason="Nhầm", article="x")

    take(session, case, "annul", office.approver, MORNING, reason="Thu hồi nhầm")

    assert case.state == "disbursed"
    assert money(session, case) == CaseMoney(paid=FORTY)


def test_an_annulled_recovery_of_a_half_paid_award_ends_it_at_what_was_paid(session: Session, office: Office) -> None:
    case = a_case(session, office, "issued")
    first = a_claim(session, office, case, amount="25.000.000", is_final=False)
    take(session, first, "confirm", office.reviewer, MORNING, in_full=True)
    a_payment(session, office, first, "paid")
    take(session, case, "recover", office.approver, MORNING, amount=25_000_000, reason="Nhầm", article="x")
    assert money(session, case) == CaseMoney(to_recover=Money(25_000_000))

    take(session, case, "annul", office.approver, MORNING, reason="Thu hồi nhầm")

    assert (case.state, case.approved) == ("disbursed", Money(25_000_000))


def test_a_case_for_which_the_line_is_too_short_waits_and_is_promoted_after_a_release(session: Session) -> None:
    office = an_office(session, allotted="60.000.000")
    first = a_case(session, office, "recommended")

    second = a_draft(session, office, standard="iso-14001")
    _to_review(session, office, second)
    take(session, second, "recommend", office.reviewer, MORNING, conditions_met=True)
    assert second.state == "waitlisted"
    assert money(session, second) == CaseMoney()

    take(session, first, "withdraw", office.applicant, MORNING)
    take(session, second, "promote", office.reviewer, MORNING)

    assert second.state == "recommended"
    assert money(session, second).held == FORTY
    assert free(session) == Money.read("60.000.000") - FORTY


def test_nobody_overtakes_a_case_that_waits(session: Session) -> None:
    office = an_office(session, allotted="50.000.000")
    a_case(session, office, "recommended")
    waiting = a_draft(session, office, standard="iso-14001")
    _to_review(session, office, waiting)
    take(session, waiting, "recommend", office.reviewer, MORNING, conditions_met=True)

    later = a_draft(session, office, at=MORNING + A_WHILE, standard="iso-50001", amount="10.000.000")
    _to_review(session, office, later, MORNING + A_WHILE)
    take(session, later, "recommend", office.reviewer, MORNING + A_WHILE, conditions_met=True)

    assert later.state == "waitlisted"
    assert free(session) == Money.read("10.000.000")


def test_the_organisation_gets_no_more_than_the_ceiling_for_one_standard(session: Session, office: Office) -> None:
    a_case(session, office, "recommended", amount="70.000.000")

    second = a_draft(session, office, amount="90.000.000")
    take(session, second, "submit", office.applicant, MORNING)

    assert second.requested == Money.read("15.000.000")


def test_withdrawing_a_draft_leaves_no_code_behind(session: Session, office: Office) -> None:
    case = a_draft(session, office)

    take(session, case, "withdraw", office.applicant, MORNING)

    assert (case.state, case.code) == ("withdrawn", None)
    assert money(session, case).held == ZERO


def _to_review(session: Session, office: Office, case: Application, at: datetime = MORNING) -> None:
    take(session, case, "submit", office.applicant, at)
    take(session, case, "receive", office.intake, at)
    assess(session, office, case, at)
