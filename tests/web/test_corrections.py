"""Two people put the books right: the plan's table, a case's latest posting, and what a closed year shows."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.actions import allotments
from nscl_grants.actions import years as year_acts
from nscl_grants.actions.adjustments import YearStillOpen
from nscl_grants.actions.corrections import planned_now
from nscl_grants.config import Config
from nscl_grants.db import ledger, ledger_verify
from nscl_grants.db.acts import Proposal
from nscl_grants.db.applications import Move
from nscl_grants.db.ledger_tables import LedgerPosting
from nscl_grants.db.people import Account
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.calendar import ICT
from nscl_grants.domain.ledger.accounts import Place
from nscl_grants.domain.ledger.refusals import LaterActStands
from nscl_grants.domain.money import ZERO, Money
from nscl_grants.reports.batches import disagreements
from tests.builders.cases import Office, a_case, a_confirmed_claim, a_payment, an_act, an_office
from tests.builders.people import MORNING
from tests.web.conftest import SignIn
from tests.web.pages import send

PAPER = {"number": "BB-01", "dated_on": "05/01/2026", "reason": "Ghi nhầm theo giấy báo của hồ sơ khác"}
JANUARY = datetime(2027, 2, 3, 9, 0, tzinfo=ICT)


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> Config:
    """On a day late in 2026."""
    return Config(instance=tmp_path, database_url=database_url, demo=True, today=date(2026, 11, 22))


@pytest.fixture
def office(rows: Session) -> Office:
    """A working office."""
    return an_office(rows)


@pytest.fixture
def browser(rows: Session, sign_in: SignIn) -> Callable[[Actor], FlaskClient]:
    """A browser in which somebody of the cast is signed in."""
    return lambda actor: sign_in(account=rows.get_one(Account, actor.account_id))


def latest(rows: Session, reference: str) -> LedgerPosting:
    """The last posting of a case."""
    found = rows.scalars(
        select(LedgerPosting).where(LedgerPosting.case_reference == reference).order_by(LedgerPosting.seq.desc())
    ).first()
    assert found is not None
    return found


def confirmed(rows: Session, chief: FlaskClient, kind: str) -> Proposal:
    """The one proposal of that kind, answered by the second person."""
    proposal = rows.scalars(select(Proposal).where(Proposal.kind == kind)).one()
    rows.commit()
    page = f"/finance/proposals/{proposal.id}"
    assert send(chief, f"{page}/confirm", page=page).status_code == 303
    rows.refresh(proposal)
    rows.commit()
    return proposal


def test_a_payment_recorded_as_paid_by_mistake_is_reversed_by_two_and_the_case_goes_back_with_its_money(
    rows: Session, office: Office, browser: Callable[[Actor], FlaskClient]
) -> None:
    case = a_case(rows, office, "issued")
    payment = a_payment(rows, office, a_confirmed_claim(rows, office, case), "paid")
    assert case.state == "disbursed"
    posting = latest(rows, case.reference)
    rows.commit()
    giang, chief = browser(office.finance), browser(office.chief)
    assert "Đề xuất đảo bút toán này" in giang.get(f"/finance/ledger/{posting.seq}").text

    assert send(giang, f"/finance/corrections/reverse/{posting.seq}", PAPER).status_code == 303
    assert "Đảo bút toán" in chief.get("/finance/proposals").text
    assert confirmed(rows, chief, "reverse").outcome == "confirmed"

    rows.expire_all()
    assert (case.state, payment.state, payment.treasury_number) == ("approved", "sent", None)
    book = ledger.case_book(rows, case.reference)
    assert (book.total(Place.PAID), book.total(Place.IN_TRANSIT)) == (ZERO, payment.amount)
    assert list(disagreements(rows)) == []
    assert list(ledger_verify.verify(rows)) == []
    taken_back = rows.scalars(select(Move).where(Move.trigger == "reverse").order_by(Move.id)).all()
    assert [move.subject for move in taken_back] == ["application", "payment"]
    rows.commit()
    assert "Đảo bút toán, về bước trước" in giang.get(f"/finance/payments/{payment.id}").text


def test_only_the_latest_posting_of_a_case_is_reversed_and_not_by_everybody(
    rows: Session, office: Office, browser: Callable[[Actor], FlaskClient]
) -> None:
    case = a_case(rows, office, "issued")
    a_payment(rows, office, a_confirmed_claim(rows, office, case), "paid")
    sent = rows.scalars(select(LedgerPosting).where(LedgerPosting.kind == "instruct")).one()
    rows.commit()

    refused = send(browser(office.finance), f"/finance/corrections/reverse/{sent.seq}", PAPER)

    assert refused.status_code == 422
    assert LaterActStands.key() == "later_act_stands"
    assert browser(office.chief).get(f"/finance/corrections/reverse/{sent.seq}").status_code == 403
    assert rows.scalars(select(Proposal)).all() == []


def test_the_plan_is_adjusted_by_number_and_its_caps_follow(
    rows: Session, office: Office, browser: Callable[[Actor], FlaskClient]
) -> None:
    giang, chief = browser(office.finance), browser(office.chief)
    before = {line.key: line.total for line in planned_now(rows)}
    rows.commit()
    table = {"plan.I.1.2027": "150.000.000", "plan.I.2.2027": "0", "products.III.2.2027": "6"}

    assert send(giang, "/finance/corrections/plan", {**PAPER, "plan.I.1.2027": "x"}).status_code == 422
    assert send(giang, "/finance/corrections/plan", {**PAPER}).status_code == 422
    assert send(giang, "/finance/corrections/plan", {**table, **PAPER}).status_code == 303
    confirmed(rows, chief, "adjust_plan")

    after = {line.key: line for line in planned_now(rows)}
    assert after["I.1"].years[2027] == Money(150_000_000)
    assert 2027 not in after["I.2"].years
    assert after["III.2"].slots[2027] == 6
    assert after["III.1"].total == before["III.1"]
    for key, line in after.items():
        row = ledger.line_row(rows, key, 2027)
        assert row.estimate + row.allotted == line.years.get(2027, ZERO), key
    assert list(ledger_verify.verify(rows)) == []
    rows.commit()
    assert "150" in giang.get("/finance?year=2027").text


def spent_on_a_line(rows: Session, office: Office) -> None:
    """100 đồng allotted to line I.1 of 2026, 60 of them spent by voucher PC-1."""
    paper = allotments.Paper("PC-1", date(2026, 1, 5))
    given = allotments.propose_allotment(
        rows,
        "allot",
        line="I.1",
        year=2026,
        amount=Money(100),
        paper=paper,
        reason="Giao",
        actor=office.finance,
        at=MORNING,
        act=an_act(),
    )
    assert given is not None
    allotments.confirm(rows, given, actor=office.chief, at=MORNING, act=an_act())
    spent = allotments.propose_spending(
        rows,
        line="I.1",
        year=2026,
        amount=Money(60),
        paper=paper,
        reason="Chi",
        actor=office.finance,
        at=MORNING,
        act=an_act(),
    )
    assert spent is not None
    allotments.confirm(rows, spent, actor=office.chief, at=MORNING, act=an_act())


def test_a_figure_of_a_closed_year_is_adjusted_in_the_open_one(rows: Session, office: Office) -> None:
    spent_on_a_line(rows, office)
    content = {
        "line": "I.1",
        "year": 2026,
        "wrong_case": "PC-1",
        "wrong_place": "paid",
        "right_case": "PC-2",
        "right_place": "paid",
        "amount": 20,
        "number": "09-1",
        "dated_on": "2027-02-03",
    }

    def propose() -> Proposal | None:
        return allotments.propose_correction(
            rows, "adjust", content, reason="Sai chứng từ", actor=office.finance, at=JANUARY, act=an_act()
        )

    with pytest.raises(YearStillOpen):
        propose()
    year_acts.close(rows, 2026, actor=office.chief, at=JANUARY, act=an_act())
    proposal = propose()
    assert proposal is not None
    allotments.confirm(rows, proposal, actor=office.chief, at=JANUARY, act=an_act())

    posting = rows.scalars(select(LedgerPosting).where(LedgerPosting.kind == "adjust")).one()
    assert (posting.budget_year, posting.memo["number"]) == (2027, "09-1")
    assert ledger.case_book(rows, "PC-2").of(2026, Place.PAID) == Money(20)
    assert list(ledger_verify.verify(rows)) == []


def test_the_board_can_be_seen_as_of_a_past_day_and_saved_as_it_is_shown(
    rows: Session, office: Office, browser: Callable[[Actor], FlaskClient]
) -> None:
    case = a_case(rows, office, "approved")
    giang = browser(office.finance)

    now = giang.get("/finance?line=III.1&year=2026").text
    before = giang.get("/finance?line=III.1&year=2026&on=01/03/2026").text
    assert str(case.approved).removesuffix(" đồng") in now
    assert "Bảng như lúc 01/03/2026, sau bút toán 0" in before
    assert str(case.approved) not in before
    assert "Thời điểm chưa đúng dạng" in giang.get("/finance?on=31/02/2026").text
    assert "/finance/ledger?line=III.1&amp;year=2026&amp;place=committed" in now

    saved = giang.get("/finance/board.csv?line=III.1&year=2026").data.decode("utf-8-sig")
    row = next(line for line in saved.splitlines() if line.startswith("III.1,"))
    assert row.split(",")[2:4] == [str(2_000_000_000 - (case.approved or ZERO).dong), "2000000000"]
    assert giang.get("/finance/board.xlsx").data.startswith(b"PK")


def test_the_statement_of_an_organisation_adds_up_and_is_its_own_and_the_offices(
    rows: Session, office: Office, browser: Callable[[Actor], FlaskClient], sign_in: SignIn
) -> None:
    case = a_case(rows, office, "issued")
    a_payment(rows, office, a_confirmed_claim(rows, office, case), "paid")
    a_case(rows, office, "approved", standard="haccp")
    address = f"/organisations/{office.organisation.tax_code}"

    page = browser(office.finance).get(address).text
    costs = sum(row["amount"] + row["vat"] for row in case.answers["costs"])
    assert str(Money(costs - (case.approved or ZERO).dong)) in page
    assert str(case.code) in page
    assert browser(office.applicant).get(address).status_code == 200
    assert browser(office.finance).get(f"{address}/statement.xlsx").data.startswith(b"PK")
    assert sign_in("applicant").get(address).status_code == 404
    assert sign_in("clerk").get("/organisations").status_code == 403
    assert office.organisation.name in browser(office.chief).get("/organisations?q=xanh").text
