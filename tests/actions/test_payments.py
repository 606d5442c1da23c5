"""A payment is drawn up once, by clean hands, from a confirmed claim, to confirmed details; then it lives by itself."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nscl_grants.actions import banks, payments
from nscl_grants.actions.effects.days import PaidAtAnotherTime
from nscl_grants.db import ledger
from nscl_grants.db.applications import Application, Duty
from nscl_grants.db.audit import AuditEvent
from nscl_grants.db.numbers import last_number
from nscl_grants.db.payments import Claim, Payment
from nscl_grants.db.people import Person
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.duties import DutyTaken
from nscl_grants.domain.guards.checks import ClaimNotConfirmed, NothingDue
from nscl_grants.domain.guards.deciding import NotIssued
from nscl_grants.domain.guards.paying import BankAccountUnconfirmed, DetailsOutdated, DetailsStopped
from nscl_grants.domain.money import ZERO, Money
from nscl_grants.domain.workflow import MovedOn, NotYourStep
from tests.builders.cases import HOUSE, Office, a_case, a_claim, a_confirmed_claim, a_payment, an_act, an_office, take
from tests.builders.people import MORNING, a_bank_account, an_account
from tests.builders.people import actor as actor_of

VOUCHER = {"route": "drawdown", "content": "Hỗ trợ theo Nghị quyết"}


@pytest.fixture
def office(session: Session) -> Office:
    """A working office."""
    return an_office(session)


@pytest.fixture
def claim(session: Session, office: Office) -> Claim:
    """A claim that is confirmed, of a case whose decision is issued."""
    return a_confirmed_claim(session, office, a_case(session, office, "issued"))


def prepare(session: Session, claim: Claim, by: Actor, *, act: str = "", at: datetime = MORNING) -> Any:
    """Draw up what the claim is owed."""
    return payments.prepare(session, claim, actor=by, at=at, act=act or an_act(), answers=VOUCHER)


def prepared(session: Session, claim: Claim, by: Actor) -> Payment:
    """The one payment that the claim is owed."""
    (payment,) = prepare(session, claim, by)
    assert isinstance(payment, Payment)
    return payment


def money(session: Session, case: Application) -> dict[str, Money]:
    """Where the money of the case stands, without what is zero."""
    totals = ledger.case_book(session, case.reference).totals()
    return {place: amount for place, amount in totals.items() if amount}


def test_a_payment_takes_all_that_the_claim_is_owed_and_the_next_number(
    session: Session, office: Office, claim: Claim
) -> None:
    payment = prepared(session, claim, office.finance)

    assert (payment.state, payment.amount, payment.budget_year) == ("prepared", claim.accepted, 2026)
    assert payment.number == "CT-2026-0001"
    assert payment.bank_account_id == office.bank.id
    assert money(session, claim.application) == {"reserved": claim.accepted}


def test_a_double_click_draws_one_payment(session: Session, office: Office, claim: Claim) -> None:
    act = an_act()
    prepare(session, claim, office.finance, act=act)

    assert prepare(session, claim, office.finance, act=act) is None
    assert session.scalar(select(func.count(Payment.id))) == 1


def test_a_claim_is_paid_once(session: Session, office: Office, claim: Claim) -> None:
    prepared(session, claim, office.finance)

    with pytest.raises(NothingDue):
        prepare(session, claim, office.finance)
    with pytest.raises(NothingDue):
        prepare(session, claim, office.other_finance)
    assert session.scalar(select(func.count(Payment.id))) == 1


def test_a_refused_payment_takes_no_number(session: Session, office: Office, claim: Claim) -> None:
    with pytest.raises(NotYourStep):
        prepare(session, claim, office.chief)

    assert last_number(session, "payment", "2026") == 0
    assert prepared(session, claim, office.finance).number == "CT-2026-0001"


def test_a_claim_that_nobody_confirmed_is_not_paid(session: Session, office: Office) -> None:
    claim = a_claim(session, office, a_case(session, office, "issued"))

    with pytest.raises(ClaimNotConfirmed) as refused:
        prepare(session, claim, office.finance)
    assert refused.value.state.vi == "Đã đề nghị thanh toán"


def test_a_decision_without_its_number_pays_nothing(session: Session, office: Office) -> None:
    case = a_case(session, office, "approved")
    claim = a_confirmed_claim(session, office, case)

    with pytest.raises(NotIssued):
        prepare(session, claim, office.finance)
    assert money(session, case) == {"due": claim.accepted}


def test_details_that_one_person_stands_behind_are_not_paid_to(session: Session, office: Office, claim: Claim) -> None:
    office.bank.confirmed_by = office.bank.confirmed_at = None
    session.commit()

    with pytest.raises(BankAccountUnconfirmed):
        prepare(session, claim, office.finance)


def test_whoever_had_another_hand_in_the_case_draws_up_nothing(session: Session, office: Office, claim: Claim) -> None:
    second_account = an_account(session, "finance", person=_person(session, office.reviewer))
    session.commit()

    with pytest.raises(DutyTaken):
        prepare(session, claim, actor_of(session, second_account))
    assert money(session, claim.application) == {"due": claim.accepted}


def test_preparing_checking_and_authorising_take_three_people(session: Session, office: Office, claim: Claim) -> None:
    payment = prepared(session, claim, office.finance)
    as_chief = an_account(session, "chief_accountant", person=_person(session, office.finance))
    as_holder = an_account(session, "account_holder", person=_person(session, office.chief))
    session.commit()

    with pytest.raises(DutyTaken):
        take(session, payment, "check", actor_of(session, as_chief), MORNING, checked_papers=True)
    take(session, payment, "check", office.chief, MORNING, checked_papers=True)
    with pytest.raises(DutyTaken):
        take(session, payment, "authorise", actor_of(session, as_holder), MORNING, authorised_facts=True)
    take(session, payment, "authorise", office.holder, MORNING, authorised_facts=True)

    duties = {duty.person_id: duty.duty for duty in session.scalars(select(Duty))}
    assert duties[office.finance.person_id] == "prepare"
    assert duties[office.chief.person_id] == "check"
    assert duties[office.holder.person_id] == "authorise"


def test_the_approver_does_not_authorise_where_no_setting_says_so(
    session: Session, office: Office, claim: Claim
) -> None:
    payment = prepared(session, claim, office.finance)
    take(session, payment, "check", office.chief, MORNING, checked_papers=True)
    as_holder = an_account(session, "account_holder", person=_person(session, office.approver))
    session.commit()

    with pytest.raises(DutyTaken):
        take(session, payment, "authorise", actor_of(session, as_holder), MORNING, authorised_facts=True)
    assert payment.state == "checked"


def test_the_approver_authorises_where_the_setting_says_so_and_the_log_shows_it(session: Session) -> None:
    settings = replace(HOUSE.plan.settings, approver_may_authorise=True)
    office = an_office(session, house=replace(HOUSE, plan=replace(HOUSE.plan, settings=settings)))
    claim = a_confirmed_claim(session, office, a_case(session, office, "issued"))
    payment = prepared(session, claim, office.finance)
    take(session, payment, "check", office.chief, MORNING, checked_papers=True)
    as_holder = an_account(session, "account_holder", person=_person(session, office.approver))
    session.commit()

    take(session, payment, "authorise", actor_of(session, as_holder), MORNING, authorised_facts=True)

    assert payment.state == "authorised"
    pairs = session.scalars(select(AuditEvent.subject).where(AuditEvent.what == "duty.pair")).all()
    assert pairs == [claim.application.reference]


def test_newer_details_send_a_payment_back_to_be_drawn_up_anew(session: Session, office: Office, claim: Claim) -> None:
    payment = prepared(session, claim, office.finance)
    take(session, payment, "check", office.chief, MORNING, checked_papers=True)
    newer = a_bank_account(
        session, office.organisation, proposed_by=office.applicant, confirmed_by=office.other_finance, version=2
    )
    session.commit()

    with pytest.raises(DetailsOutdated):
        take(session, payment, "authorise", office.holder, MORNING, authorised_facts=True)
    take(session, payment, "void", office.finance, MORNING, reason="Tài khoản mới")
    assert prepared(session, claim, office.finance).bank_account_id == newer.id


def test_a_payment_to_a_stopped_account_is_neither_authorised_nor_sent(
    session: Session, office: Office, claim: Claim
) -> None:
    payment = _walked(session, office, claim, "checked")
    banks.end(session, office.bank, reason="Giả mạo", actor=office.applicant, at=MORNING, act=an_act())

    with pytest.raises(DetailsStopped):
        take(session, payment, "authorise", office.holder, MORNING, authorised_facts=True)


def test_an_authorised_payment_is_held_back_when_its_account_is_stopped(
    session: Session, office: Office, claim: Claim
) -> None:
    payment = _walked(session, office, claim, "authorised")
    banks.end(session, office.bank, reason="Giả mạo", actor=office.applicant, at=MORNING, act=an_act())

    with pytest.raises(DetailsStopped):
        take(session, payment, "send", office.other_finance, MORNING)
    take(session, payment, "void", office.finance, MORNING, reason="Tài khoản bị ngừng dùng")
    with pytest.raises(BankAccountUnconfirmed):
        prepared(session, claim, office.finance)


@pytest.mark.parametrize("state", ["prepared", "checked", "authorised"])
def test_a_voided_payment_gives_its_money_back_to_due(
    session: Session, office: Office, claim: Claim, state: str
) -> None:
    payment = _walked(session, office, claim, state)
    take(session, payment, "void", office.finance, MORNING, reason="Sai nội dung")

    assert payment.state == "voided"
    assert money(session, claim.application) == {"due": claim.accepted}
    assert prepared(session, claim, office.finance).number == "CT-2026-0002"


def test_a_payment_on_its_way_is_not_voided(session: Session, office: Office, claim: Claim) -> None:
    payment = _walked(session, office, claim, "sent")

    with pytest.raises(MovedOn):
        take(session, payment, "void", office.finance, MORNING, reason="Muộn rồi")
    assert money(session, claim.application) == {"in_transit": claim.accepted}


def test_paid_money_is_paid_and_the_case_with_it(session: Session, office: Office, claim: Claim) -> None:
    payment = _walked(session, office, claim, "paid")

    assert (payment.treasury_number, payment.treasury_on) == ("KB-001", MORNING.date())
    assert money(session, claim.application) == {"paid": claim.accepted}
    assert claim.application.state == "disbursed"
    with pytest.raises(MovedOn):
        take(session, payment, "confirm_paid", office.other_finance, MORNING, **_PAID)
    with pytest.raises(NothingDue):
        prepare(session, claim, office.finance)


@pytest.mark.parametrize("state", ["sent", "paid"])
def test_a_returned_payment_is_final_and_its_money_is_due_again(
    session: Session, office: Office, claim: Claim, state: str
) -> None:
    payment = _walked(session, office, claim, state)
    returned = {"returned_on": MORNING.date().isoformat(), "reason": "Sai tên chủ tài khoản"}
    take(session, payment, "record_return", office.other_finance, MORNING + timedelta(days=1), **returned)

    assert (payment.state, payment.return_reason) == ("returned", "Sai tên chủ tài khoản")
    assert money(session, claim.application) == {"due": claim.accepted}
    assert claim.application.state == "approved"
    again = prepared(session, claim, office.finance)
    assert (again.amount, again.number) == (payment.amount, "CT-2026-0002")
    with pytest.raises(MovedOn):
        take(session, payment, "send", office.finance, MORNING)


def test_two_claims_of_a_case_are_drawn_up_apart(session: Session, office: Office) -> None:
    case = a_case(session, office, "issued")
    approved = case.approved or ZERO
    first = a_claim(session, office, case, amount="10.000.000", is_final=False)
    take(session, first, "confirm", office.reviewer, MORNING, in_full=True)
    second = a_claim(session, office, case, amount="15.000.000")
    take(session, second, "confirm", office.reviewer, MORNING, in_full=True)

    assert prepared(session, second, office.finance).amount == Money(15_000_000)
    assert money(session, case) == {"due": Money(10_000_000), "reserved": Money(15_000_000)}
    assert prepared(session, first, office.finance).amount == Money(10_000_000)
    assert approved > Money(25_000_000)


def _walked(session: Session, office: Office, claim: Claim, state: str) -> Payment:
    """A payment that stands in that state."""
    payment = prepared(session, claim, office.finance)
    steps: tuple[tuple[str, str, Actor, dict[str, Any]], ...] = (
        ("checked", "check", office.chief, {"checked_papers": True}),
        ("authorised", "authorise", office.holder, {"authorised_facts": True}),
        ("sent", "send", office.finance, {"sent_on": MORNING.date().isoformat()}),
        ("paid", "confirm_paid", office.other_finance, _PAID),
    )
    for reached, trigger, by, answers in steps:
        if payment.state == state:
            break
        take(session, payment, trigger, by, MORNING, **answers)
        assert payment.state == reached
    return payment


def _person(session: Session, actor: Actor) -> Person:
    return session.get_one(Person, actor.person_id)


_PAID = {"treasury_number": "KB-001", "paid_on": MORNING.date().isoformat()}


@pytest.mark.parametrize("paid_on", ["2019-03-02", "2029-12-31"])
def test_nothing_was_paid_before_it_was_drawn_up_nor_on_a_day_to_come(session: Session, paid_on: str) -> None:
    office = an_office(session)
    payment = a_payment(session, office, a_confirmed_claim(session, office, a_case(session, office, "issued")), "sent")

    with pytest.raises(PaidAtAnotherTime):
        take(session, payment, "confirm_paid", office.finance, MORNING, treasury_number="KB1", paid_on=paid_on)
    assert payment.treasury_on is None
