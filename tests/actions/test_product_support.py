"""The sixth procedure: a product, its slot, its contract, its advance and its acceptance, to the last đồng."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.actions import allotments
from nscl_grants.actions.claims_draft import first_amount, start_claim
from nscl_grants.actions.payments import prepare
from nscl_grants.db import ledger
from nscl_grants.db.applications import Application
from nscl_grants.db.ledger_tables import LedgerPosting
from nscl_grants.db.papers import papers_of_case
from nscl_grants.db.payments import Claim, Payment
from nscl_grants.db.products import Product
from nscl_grants.db.recoveries import open_recovery
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.guards.deciding import StillDue
from nscl_grants.domain.guards.products import AdvanceAboveContract, ContractMissing, LimitAboveAward, ProductTaken
from nscl_grants.domain.ledger.accounts import Place, slots
from nscl_grants.domain.money import ZERO, Money
from nscl_grants.reports.work import work_of
from tests.builders.cases import Office, an_act, an_office, take
from tests.builders.people import MORNING
from tests.builders.products import a_claim_of, a_draft_of, awarded, contracted, products_allotted, recommended

DAY = MORNING.date()
FIFTY = Money(50_000_000)
PAID = {"treasury_number": "KB-1", "paid_on": "2026-03-02"}


@pytest.fixture
def office(session: Session) -> Office:
    """An office with money and slots for two products."""
    office = an_office(session)
    products_allotted(session, "III.2", "100.000.000", 2)
    return office


def money(session: Session, case: Application) -> dict[str, int]:
    """Where the money of the case is, without what is nothing."""
    book = ledger.case_book(session, case.reference)
    return {place: amount.dong // 1_000_000 for place, amount in book.totals().items() if amount}


def slot(session: Session, case: Application) -> Place | None:
    found = ledger.case_book(session, case.reference).slot
    return found.place if found else None


def free_slots(session: Session) -> int:
    return ledger.balance(session, slots(Place.FREE, "III.2", 2026))


def paid(session: Session, office: Office, claim: Claim, *, until: str = "paid") -> Payment:
    """What a confirmed claim is owed, all the way to the treasury's word."""
    drawn = prepare(
        session,
        claim,
        actor=office.finance,
        at=MORNING,
        act=an_act(),
        answers={"route": "drawdown", "content": "Hỗ trợ", "organisation_is_active": True},
    )
    assert drawn is not None
    payment = drawn[0]
    steps: tuple[tuple[str, Actor, dict[str, str]], ...] = (
        ("check", office.chief, {}),
        ("authorise", office.holder, {}),
        ("send", office.other_finance, {}),
    )
    for trigger, by, answers in (*steps, ("confirm_paid", office.other_finance, PAID)):
        take(session, payment, trigger, by, MORNING, **answers)
        if payment.state == until:
            break
    return payment


def test_a_product_goes_from_its_slot_to_the_last_dong(session: Session, office: Office) -> None:
    case = a_draft_of(session, office, "TCSP")

    recommended(session, office, case)
    assert (case.state, money(session, case), slot(session, case)) == ("recommended", {"held": 50}, Place.HELD)
    take(session, case, "approve", office.approver, MORNING, in_full=True)
    assert (money(session, case), slot(session, case), free_slots(session)) == ({"committed": 50}, Place.COMMITTED, 1)


def test_an_advance_is_settled_by_the_acceptance_and_the_rest_is_paid(session: Session, office: Office) -> None:
    case = a_draft_of(session, office, "TCSP")
    awarded(session, office, case)
    contracted(session, office, case, advance_limit="20.000.000")

    advance = a_claim_of(session, office, case, "advance", "20.000.000")
    take(session, advance, "confirm", office.reviewer, MORNING, in_full=True)
    paid(session, office, advance)
    assert (money(session, case), slot(session, case)) == ({"committed": 30, "advanced": 20}, Place.PAID)
    assert case.state == "approved"

    acceptance = a_claim_of(session, office, case, "acceptance", "50.000.000")
    take(session, acceptance, "confirm", office.reviewer, MORNING, in_full=True, quality="Đạt")
    assert (money(session, case), acceptance.accepted) == ({"due": 30, "paid": 20}, Money(30_000_000))
    assert [paper.kind for paper in papers_of_case(session, case.id)].count("acceptance_minutes") == 1
    paid(session, office, acceptance)
    assert (case.state, money(session, case), case.approved) == ("disbursed", {"paid": 50}, FIFTY)


def test_work_accepted_for_less_than_the_advance_leaves_it_to_a_recovery(session: Session, office: Office) -> None:
    case = a_draft_of(session, office, "TCSP")
    awarded(session, office, case)
    contracted(session, office, case, advance_limit="20.000.000")
    advance = a_claim_of(session, office, case, "advance", "20.000.000")
    take(session, advance, "confirm", office.reviewer, MORNING, in_full=True)
    paid(session, office, advance)

    acceptance = a_claim_of(session, office, case, "acceptance", "50.000.000")
    take(
        session, acceptance, "confirm", office.reviewer, MORNING, in_full=False, accepted=15_000_000, quality="Một phần"
    )
    assert (case.state, money(session, case)) == ("approved", {"advanced": 5, "paid": 15})

    take(session, case, "recover", office.approver, MORNING, amount=5_000_000, reason="Không nghiệm thu", article="Đ10")
    assert (case.state, money(session, case)) == ("recovering", {"to_recover": 5, "paid": 15})
    take(session, case, "annul", office.approver, MORNING, reason="Nhầm")
    assert (case.state, money(session, case)) == ("approved", {"advanced": 5, "paid": 15})


def test_an_advance_keeps_to_the_contract(session: Session, office: Office) -> None:
    case = a_draft_of(session, office, "TCSP")
    awarded(session, office, case)
    with pytest.raises(ContractMissing):
        a_claim_of(session, office, case, "advance", "1.000.000")
    with pytest.raises(LimitAboveAward):
        contracted(session, office, case, advance_limit="50.000.001")
    contracted(session, office, case, advance_limit="20.000.000")
    with pytest.raises(AdvanceAboveContract):
        a_claim_of(session, office, case, "advance", "20.000.001")

    first = a_claim_of(session, office, case, "advance", "15.000.000")
    take(session, first, "confirm", office.reviewer, MORNING, in_full=True)

    assert first_amount(session, case, "advance") == Money(5_000_000)
    with pytest.raises(AdvanceAboveContract):
        a_claim_of(session, office, case, "advance", "5.000.001")


def test_acceptance_waits_while_an_advance_is_on_its_way(session: Session, office: Office) -> None:
    case = a_draft_of(session, office, "TCSP")
    awarded(session, office, case)
    contracted(session, office, case, advance_limit="20.000.000")
    advance = a_claim_of(session, office, case, "advance", "20.000.000")
    take(session, advance, "confirm", office.reviewer, MORNING, in_full=True)
    acceptance = a_claim_of(session, office, case, "acceptance", "30.000.000")

    with pytest.raises(StillDue):
        take(session, acceptance, "confirm", office.reviewer, MORNING, in_full=True, quality="Đạt")


def test_an_advance_that_bounces_counts_as_never_paid(session: Session, office: Office) -> None:
    case = a_draft_of(session, office, "TCSP")
    awarded(session, office, case)
    contracted(session, office, case, advance_limit="20.000.000")
    advance = a_claim_of(session, office, case, "advance", "20.000.000")
    take(session, advance, "confirm", office.reviewer, MORNING, in_full=True)
    payment = paid(session, office, advance)

    take(session, payment, "record_return", office.finance, MORNING, reason="Sai tài khoản", returned_on="2026-03-02")

    assert (money(session, case), slot(session, case)) == ({"committed": 30, "due": 20}, Place.COMMITTED)


def test_an_advance_recorded_by_mistake_is_reversed_by_two(session: Session, office: Office) -> None:
    case = a_draft_of(session, office, "TCSP")
    awarded(session, office, case)
    contracted(session, office, case, advance_limit="20.000.000")
    advance = a_claim_of(session, office, case, "advance", "20.000.000")
    take(session, advance, "confirm", office.reviewer, MORNING, in_full=True)
    payment = paid(session, office, advance)
    booked = session.scalars(select(LedgerPosting).order_by(LedgerPosting.seq.desc()).limit(1)).one()
    content = {"posting": booked.id, "seq": booked.seq, "case": case.reference, "year": 2026}

    proposal = allotments.propose_correction(
        session, "reverse", content, reason="Nhầm", actor=office.finance, at=MORNING, act=an_act()
    )
    assert proposal is not None
    allotments.confirm(session, proposal, actor=office.chief, at=MORNING, act=an_act())

    assert (booked.kind, payment.state, payment.treasury_on) == ("pay_advance", "sent", None)
    assert (money(session, case), slot(session, case)) == ({"committed": 30, "in_transit": 20}, Place.COMMITTED)


def test_a_recovery_gives_back_entitlement_and_product_only_where_the_decision_says_so(
    session: Session, office: Office
) -> None:
    for gives_back, left in ((True, None), (False, Place.PAID)):
        case = a_draft_of(session, office, "TCSP", product=f"Bún khô {gives_back}")
        awarded(session, office, case)
        contracted(session, office, case, advance_limit="20.000.000")
        acceptance = a_claim_of(session, office, case, "acceptance", "50.000.000")
        take(session, acceptance, "confirm", office.reviewer, MORNING, in_full=True, quality="Đạt")
        paid(session, office, acceptance)
        demand = {"amount": 50_000_000, "pay_by": "2026-04-01", "gives_back": gives_back}
        take(session, case, "recover", office.approver, MORNING, reason="Sai", article="Đ10", **demand)
        assert open_recovery(session, case.id).pay_by == date(2026, 4, 1)

        back = {"amount": 50_000_000, "received_on": "2026-03-02", "treasury_number": "GNT-1"}
        take(session, case, "receive_repayment", office.finance, MORNING, **back)

        assert (case.state, slot(session, case)) == ("recovered", left)


def test_a_product_has_one_living_case_however_its_name_is_written(session: Session, office: Office) -> None:
    first = a_draft_of(session, office, "TCSP", product="Bún khô Ví Dụ")
    take(session, first, "submit", office.applicant, MORNING)
    again = a_draft_of(session, office, "TCSP", product="BÚN  KHÔ ví-dụ")

    with pytest.raises(ProductTaken) as refused:
        take(session, again, "submit", office.applicant, MORNING)
    assert refused.value.case == first.code

    take(session, first, "withdraw", office.applicant, MORNING, reason="Nộp lại")
    take(session, again, "submit", office.applicant, MORNING)
    assert (again.item, again.product_id) == ("Bún khô Ví Dụ", first.product_id)
    assert session.query(Product).count() == 1


def test_a_product_with_the_same_gtin_is_the_same_product(session: Session, office: Office) -> None:
    first = a_draft_of(session, office, "TCSP", product="Bún khô", gtin="8934588012228")
    take(session, first, "submit", office.applicant, MORNING)
    again = a_draft_of(session, office, "TCSP", product="Bún gạo sấy", gtin="8934588012228")

    with pytest.raises(ProductTaken):
        take(session, again, "submit", office.applicant, MORNING)


def test_the_third_product_waits_when_the_year_takes_two_though_money_is_left(session: Session, office: Office) -> None:
    cases = [a_draft_of(session, office, "TCSP", product=f"Sản phẩm {n}", costs=costs(20)) for n in range(3)]

    for case in cases:
        recommended(session, office, case)

    assert [case.state for case in cases] == ["recommended", "recommended", "waitlisted"]
    take(session, cases[0], "withdraw", office.applicant, MORNING, reason="Thôi")
    take(session, cases[2], "promote", office.reviewer, MORNING)
    assert (cases[2].state, slot(session, cases[2]), slot(session, cases[0])) == ("recommended", Place.HELD, None)


def test_a_slot_comes_back_only_while_nothing_was_paid(session: Session, office: Office) -> None:
    unpaid = a_draft_of(session, office, "TCSP", product="Một")
    awarded(session, office, unpaid)
    take(session, unpaid, "cancel", office.approver, MORNING, reason="Đơn vị xin thôi", article="Đ5")
    assert (free_slots(session), unpaid.live_product_id) == (2, None)

    case = a_draft_of(session, office, "TCSP", product="Hai")
    awarded(session, office, case)
    contracted(session, office, case, advance_limit="10.000.000")
    advance = a_claim_of(session, office, case, "advance", "10.000.000")
    take(session, advance, "confirm", office.reviewer, MORNING, in_full=True)
    paid(session, office, advance)
    take(session, case, "recover", office.approver, MORNING, amount=10_000_000, reason="Bỏ dở", article="Đ10")
    take(session, case, "receive_repayment", office.finance, MORNING, amount=10_000_000)

    assert (case.state, money(session, case)) == ("recovered", {"recovered": 10})
    assert (free_slots(session), slot(session, case)) == (1, Place.PAID)
    again = a_draft_of(session, office, "TCSP", product="hai")
    with pytest.raises(ProductTaken):
        take(session, again, "submit", office.applicant, MORNING)


def test_a_claim_begins_with_what_its_kind_may_ask_for(session: Session, office: Office) -> None:
    case = a_draft_of(session, office, "TCSP")
    awarded(session, office, case)
    contracted(session, office, case, advance_limit="20.000.000")
    assert first_amount(session, case, "acceptance") == FIFTY

    start_claim(session, case, actor=office.applicant, at=MORNING, act=an_act(), kind="advance")

    claim = session.query(Claim).one()
    assert (claim.workflow, claim.amount, claim.is_advance) == ("advance", Money(20_000_000), False)
    assert first_amount(session, case, "claim") > ZERO


def costs(million: int) -> list[dict[str, object]]:
    return [{"kind": "consulting", "provider": "A", "amount": million * 1_000_000, "vat": 0}]


def test_the_clerk_finds_the_contract_to_be_recorded_among_the_work(session: Session, office: Office) -> None:
    case = a_draft_of(session, office, "TCSP")
    awarded(session, office, case)

    assert ("record_contract", case) in [(work.kind, work.application) for work in work_of(session, office.clerk, DAY)]
    contracted(session, office, case, advance_limit="0")
    assert "record_contract" not in [work.kind for work in work_of(session, office.clerk, DAY)]
