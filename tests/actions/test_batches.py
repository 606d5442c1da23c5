"""A batch moves whole or not at all, its statement answers each payment once, and corrected accounts wait."""

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.actions import banks, batches, payments, statements
from nscl_grants.actions.acts import ChangedMeanwhile
from nscl_grants.actions.batches import BatchHeldBack, NotToGather, stamp
from nscl_grants.actions.case_lines import case_lines
from nscl_grants.db.applications import Conflict
from nscl_grants.db.batches import BankStatement, live, payments_of_batches
from nscl_grants.db.notices import Notice
from nscl_grants.db.payments import Payment, PaymentBatch
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.guards.checks import BankDetailsWait, OtherSupport, WarningsUnexplained
from nscl_grants.domain.money import Money, total
from nscl_grants.domain.statement import Row
from nscl_grants.domain.workflow import MovedOn
from nscl_grants.outside.storage import Storage
from nscl_grants.reports.batches import batch_sheet, disagreements
from nscl_grants.reports.next_year import next_year
from nscl_grants.reports.organisation_list import WantedOrganisations, organisations_listed
from nscl_grants.reports.organisations import organisation_account
from tests.builders.cases import Office, a_case, a_confirmed_claim, a_payment, an_act, an_office
from tests.builders.people import MORNING, a_bank_account

VOUCHER = {"route": "drawdown", "content": "Hỗ trợ theo Nghị quyết"}
DAY = timedelta(days=1)


@pytest.fixture
def office(session: Session) -> Office:
    """A working office."""
    return an_office(session)


def two_payments(session: Session, office: Office) -> list[Payment]:
    """Two prepared payments of two cases."""
    cases = [a_case(session, office, "issued", standard=one) for one in ("iso-22000", "haccp")]
    return [a_payment(session, office, a_confirmed_claim(session, office, case), "prepared") for case in cases]


def gathered(session: Session, office: Office, made: list[Payment]) -> PaymentBatch:
    """The batch of these payments."""
    batch = batches.gather(session, made, remarks="", actor=office.finance, at=MORNING, act=an_act())
    assert batch is not None
    return batch


def step(session: Session, batch: PaymentBatch, trigger: str, by: Actor, **answers: object) -> None:
    """One step of the whole batch, as it stands now."""
    seen = stamp(live(payments_of_batches(session, [batch.id])))
    batches.step_batch(session, batch, trigger, actor=by, at=MORNING, act=an_act(), answers=answers, seen=seen)


def test_a_batch_goes_to_the_treasury_and_equals_the_ledger_at_every_step(session: Session, office: Office) -> None:
    made = two_payments(session, office)
    batch = gathered(session, office, made)
    assert batch.number == "ĐC-2026-0001"

    for trigger, by in (("check", office.chief), ("authorise", office.holder), ("send", office.other_finance)):
        step(session, batch, trigger, by)
        assert batch_sheet(session, batch).agrees, trigger
        assert list(disagreements(session)) == []

    sheet = batch_sheet(session, batch)
    assert sheet.in_transit == sheet.sum == Money(sum(payment.amount.dong for payment in made))


def test_a_payment_without_its_money_is_found(session: Session, office: Office) -> None:
    made = two_payments(session, office)
    batch = gathered(session, office, made)
    made[0].state = "sent"
    session.commit()

    assert {finding.what for finding in disagreements(session)} == {"payments_differ", "batch_differs"}
    assert not batch_sheet(session, batch).agrees


def test_one_conflict_of_interest_holds_back_the_whole_batch(session: Session, office: Office) -> None:
    made = two_payments(session, office)
    batch = gathered(session, office, made)
    session.add(
        Conflict(
            application_id=made[1].application_id, person_id=office.chief.person_id, reason="Người nhà", at=MORNING
        )
    )
    session.commit()

    with pytest.raises(BatchHeldBack, match=made[1].number):
        step(session, batch, "check", office.chief)

    session.rollback()
    assert {payment.state for payment in payments_of_batches(session, [batch.id])} == {"prepared"}


def test_what_a_page_showed_and_what_stands_must_be_the_same(session: Session, office: Office) -> None:
    made = two_payments(session, office)
    batch = gathered(session, office, made)
    seen = stamp(made)
    batches.take_out(session, batch, made[0], actor=office.finance, at=MORNING, act=an_act())

    with pytest.raises(ChangedMeanwhile):
        batches.step_batch(session, batch, "check", actor=office.chief, at=MORNING, act=an_act(), answers={}, seen=seen)
    with pytest.raises(NotToGather):
        gathered(session, office, made)


def test_a_row_of_a_statement_answers_its_payment_once(session: Session, office: Office, tmp_path: Path) -> None:
    made = two_payments(session, office)
    batch = gathered(session, office, made)
    for trigger, by in (("check", office.chief), ("authorise", office.holder), ("send", office.other_finance)):
        step(session, batch, trigger, by)
    file = io.BytesIO(f"Ngày,Số chứng từ,Số tiền\n02/03/2026,{made[0].number},{made[0].amount.dong}\n".encode())
    storage = Storage(tmp_path / "uploads")

    def read() -> BankStatement:
        statement = statements.read_statement(
            session, storage, file, "sao-ke.csv", actor=office.finance, at=MORNING, act=an_act()
        )
        assert statement is not None
        return statement

    statement = read()
    assert read().id == statement.id
    assert len([path for path in storage.folder.rglob("*") if path.is_file()]) == 1
    row, act = Row.from_json(statement.rows[0]), an_act()

    def answer(act: str) -> None:
        statements.answer(session, statement, row, made[0], actor=office.finance, at=MORNING, act=act)

    answer(act)
    answer(act)
    with pytest.raises(MovedOn):
        answer(an_act())
    session.refresh(made[0])
    assert (made[0].state, made[0].treasury_on) == ("paid", date(2026, 3, 2))
    assert batch_sheet(session, batch).in_transit == made[1].amount
    assert list(disagreements(session)) == []


def test_corrected_bank_details_wait_a_working_day_and_every_earlier_contact_is_told(
    session: Session, office: Office
) -> None:
    claim = a_confirmed_claim(session, office, a_case(session, office, "issued"))
    newer = a_bank_account(session, office.organisation, proposed_by=office.applicant, confirmed_by=None, version=2)
    session.commit()
    banks.confirm(session, newer, actor=office.other_finance, at=MORNING, act=an_act())

    assert newer.usable_from == date(2026, 3, 3)
    told = session.scalars(select(Notice).where(Notice.kind == "mail.bank_changed")).one()
    assert {"an@vidu.test", office.organisation.email} <= set(told.values["to"])
    with pytest.raises(BankDetailsWait):
        payments.prepare(session, claim, actor=office.finance, at=MORNING, act=an_act(), answers=VOUCHER)
    made = payments.prepare(session, claim, actor=office.finance, at=MORNING + DAY, act=an_act(), answers=VOUCHER)
    assert made is not None


def test_a_warning_is_kept_with_the_payment_and_its_reason(session: Session, office: Office) -> None:
    case = a_case(session, office, "issued")
    case.answers = {**case.answers, "other_support": True, "other_programme": "Chương trình B"}
    claim = a_confirmed_claim(session, office, case)
    session.commit()

    with pytest.raises(WarningsUnexplained):
        payments.prepare(session, claim, actor=office.finance, at=MORNING, act=an_act(), answers=VOUCHER)
    shares = dict(payments.unpaid_shares(session, claim))
    failed = [
        one.refusal
        for one in payments.findings_of(session, claim, shares, actor=office.finance, at=MORNING)
        if one.refusal
    ]
    assert [type(refusal) for refusal in failed] == [OtherSupport]
    answers = {**VOUCHER, "warnings_reason": "Khác nội dung"}
    made = payments.prepare(session, claim, actor=office.finance, at=MORNING, act=an_act(), answers=answers)
    assert made is not None
    assert made[0].checks is not None
    assert [one["check"] for one in made[0].checks if not one["passed"]] == ["no_other_support"]


def test_an_organisation_and_the_next_year_are_summed_from_cases_and_books(session: Session, office: Office) -> None:
    made = two_payments(session, office)
    account = organisation_account(session, office.finance, office.organisation)

    assert account.whole.sum("approved") == Money(sum(payment.amount.dong for payment in made))
    assert total([line.moving for line in account.lines]) == account.whole.sum("approved")
    assert {right.item for right in account.rights} == {"iso-22000", "haccp"}
    assert all(right.used + right.left == right.limit for right in account.rights)
    for order in ("name", "paid"):
        found = organisations_listed(session, office.finance, WantedOrganisations("xanh", order=order))
        assert [(one.cases, one.approved) for one in found] == [(2, account.whole.sum("approved"))]
    ahead = next_year(session, office.house.plan, 2027, case_lines=case_lines(session), on=MORNING.date())
    assert ahead.sum("planned") == office.house.plan.in_year(2027)
