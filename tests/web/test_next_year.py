"""Next year's budget is proposed from what waits, what is promised and what is signed, within the plan's figure."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from nscl_grants.actions import years
from nscl_grants.actions.case_lines import case_lines
from nscl_grants.config import Config
from nscl_grants.db.as_of import Then, then_at
from nscl_grants.db.people import Account
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.calendar import ICT
from nscl_grants.domain.ledger import budget
from nscl_grants.domain.ledger.posting import Kind
from nscl_grants.domain.money import ZERO, Money
from nscl_grants.reports.next_year import Demand, Need, next_year
from tests.builders.cases import Office, a_case, an_act, an_office, book, take
from tests.builders.people import MORNING, somebody
from tests.builders.science import LINE, ScienceOffice, an_order
from tests.web.conftest import SignIn
from tests.web.pages import queries_for

TODAY = date(2026, 12, 20)
JANUARY = datetime(2027, 1, 11, 9, tzinfo=ICT)
Browser = Callable[[Actor], FlaskClient]


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> Config:
    """On a day late in 2026."""
    return Config(instance=tmp_path, database_url=database_url, demo=True, today=TODAY)


@pytest.fixture
def office(rows: Session) -> Office:
    """A working office; line III.1 has 2 tỷ in 2026."""
    return an_office(rows)


@pytest.fixture
def browser(rows: Session, sign_in: SignIn) -> Browser:
    """A browser in which somebody of the cast is signed in."""
    return lambda actor: sign_in(account=rows.get_one(Account, actor.account_id))


def need_of(rows: Session, office: Office, line: str = "III.1", then: Then | None = None, on: date = TODAY) -> Need:
    """What one line needs in 2027."""
    ahead = next_year(rows, office.house.plan, 2027, case_lines=case_lines(rows), on=on, then=then)
    rows.commit()
    return next(one for one in ahead.needs if one.line.key == line)


def test_the_next_year_is_proposed_from_what_waits_today(rows: Session, office: Office, browser: Browser) -> None:
    approved = a_case(rows, office, "approved")
    undecided = a_case(rows, office, "in_review", standard="haccp")

    need = need_of(rows, office)

    assert need.planned == Money(2_000_000_000)
    assert (need.open.count, need.open.amount) == (1, approved.approved)
    assert (need.in_hand.count, need.in_hand.amount) == (1, undecided.requested)
    assert need.still_undecided == ZERO, "this year has money enough for it"
    assert need.expected == approved.approved, "an average year promises what this one has promised in twelve months"
    assert need.proposed == need.demand == need.expected
    page = browser(office.finance).get("/finance/next-year/2027").text
    assert "1 hồ sơ năm trước đã duyệt, chưa chi" in page
    assert "bằng nhu cầu" in page


def test_what_waits_beyond_the_money_of_this_year_is_asked_of_the_next(rows: Session) -> None:
    office = an_office(rows, allotted="40.000.000")
    approved = a_case(rows, office, "approved", amount="80.000.000")
    waiting = a_case(rows, office, "waitlisted", standard="haccp", amount="80.000.000")
    undecided = a_case(rows, office, "submitted", standard="iso-14001", amount="60.000.000")

    need = need_of(rows, office)

    assert approved.approved == Money(40_000_000)
    assert (need.waiting.count, need.waiting.amount) == (1, waiting.recommended)
    assert need.still_undecided == undecided.requested
    assert need.demand == need.certain + need.still_undecided + need.expected


def test_a_case_without_funds_and_a_signed_contract_are_certain(rows: Session) -> None:
    office, science = an_office(rows), a_contract(rows)
    case = a_case(rows, office, "issued")
    years.release_uncarried(rows, 2026, actor=office.chief, at=JANUARY, act=an_act())

    need, other = (need_of(rows, office, line, on=JANUARY.date()) for line in ("III.1", LINE))

    assert case.state == "awaiting_funds"
    assert (need.awaiting.count, need.awaiting.amount, need.open.count) == (1, case.approved, 0)
    assert need.certain == need.awaiting.amount
    assert (other.contracts.count, other.certain) == (1, science)
    assert other.proposed == other.planned, "the plan's own work takes what contracts leave of the plan's figure"


def test_no_more_is_proposed_than_the_plan_gives_and_what_is_missing_is_named(office: Office) -> None:
    need = Need(
        line=office.house.plan.line("III.1"),
        by_cases=True,
        planned=Money(100),
        allotted=ZERO,
        awaiting=_demand(80),
        waiting=_demand(50),
        in_hand=_demand(30),
        open=_demand(500),
        contracts=_demand(0),
        free=Money(10),
        used=Money(40),
    )

    assert (need.certain, need.still_undecided) == (Money(80 + 50 - 10), Money(30))
    assert need.demand == Money(80 + 50 + 30 - 10 + 40)
    assert (need.proposed, need.missing) == (Money(100), Money(20))


def test_what_this_year_can_still_give_is_given_to_those_that_wait_first(office: Office) -> None:
    need = Need(
        line=office.house.plan.line("III.2"),
        by_cases=True,
        planned=Money(250_000_000),
        allotted=ZERO,
        awaiting=_demand(50_000_000),
        waiting=_demand(0),
        in_hand=_demand(100_000_000),
        open=_demand(0),
        contracts=_demand(0),
        free=Money(130_000_000),
        used=ZERO,
    )

    assert need.covered == Money(100_000_000), "products are given whole"
    assert (need.certain, need.still_undecided) == (ZERO, Money(50_000_000))


def test_each_figure_leads_to_the_cases_that_add_up_to_it(rows: Session, office: Office, browser: Browser) -> None:
    approved, held = a_case(rows, office, "approved"), a_case(rows, office, "recommended", standard="haccp")
    due = a_case(rows, office, "in_review", standard="iso-14001")
    client = browser(office.finance)

    page = client.get("/finance/next-year/2027").text
    assert "/finance/next-year/2027/III.1/open" in page
    listed = client.get("/finance/next-year/2027/III.1/open").text
    assert str(approved.code) in listed
    assert str(held.code) in listed
    assert str(due.code) not in listed
    assert str(due.code) in client.get("/finance/next-year/2027/III.1/in_hand").text


def test_a_contract_is_behind_its_figure_for_the_plan_manager_too(
    rows: Session, office: Office, browser: Browser
) -> None:
    manager = somebody(rows, "plan_manager")
    a_contract(rows)
    rows.commit()
    client = browser(manager)

    assert "05/2026/HĐ-KHCN" in client.get(f"/finance/next-year/2027/{LINE}/contracts").text
    assert client.get("/finance/next-year/2027/III.1/open").status_code == 404


def test_the_proposal_reads_as_it_did_on_an_earlier_day(rows: Session, office: Office, browser: Browser) -> None:
    case = a_case(rows, office, "in_review")
    before = then_at(rows, MORNING)
    later = datetime(2026, 6, 1, 9, tzinfo=ICT)
    take(rows, case, "withdraw", office.applicant, later, reason="Nộp lại sau")

    assert need_of(rows, office).in_hand.count == 0
    assert need_of(rows, office, then=before).in_hand.count == 1
    client = browser(office.finance)
    page = client.get("/finance/next-year/2027?on=02/03/2026").text
    assert "Bảng như lúc 02/03/2026" in page
    assert "/finance/next-year/2027/III.1/in_hand?on=02/03/2026" in page
    assert str(case.code) in client.get("/finance/next-year/2027/III.1/in_hand?on=02/03/2026").text
    assert "Thời điểm chưa đúng dạng" in client.get("/finance/next-year/2027?on=hôm qua").text


def test_the_proposal_is_saved_as_it_is_shown(office: Office, browser: Browser) -> None:
    client = browser(office.finance)

    assert client.get("/finance/next-year/2027/proposal.xlsx").data.startswith(b"PK")
    table = client.get("/finance/next-year/2027/proposal.csv").data.decode()
    assert "Phát sinh mới, ước" in table
    assert "Kế hoạch không bố trí." in table or "Đề xuất" in table


def test_only_the_next_year_is_proposed(office: Office, browser: Browser) -> None:
    client = browser(office.finance)

    assert client.get("/finance/next-year/2026").status_code == 404
    assert client.get("/finance/next-year/2028").status_code == 404
    assert client.get("/finance/next-year/2027/III.1/nothing").status_code == 404


def test_the_proposal_asks_the_database_a_fixed_number_of_times(
    rows: Session, office: Office, browser: Browser, engine: Engine
) -> None:
    client = browser(office.finance)
    asked = [queries_for(engine, client, "/finance/next-year/2027")]
    for standard in ("haccp", "iso-22000", "iso-14001"):
        a_case(rows, office, "approved", standard=standard)
    rows.commit()
    asked.append(queries_for(engine, client, "/finance/next-year/2027"))

    assert asked[0] == asked[1]


def _demand(dong: int) -> Demand:
    return Demand(1, Money(dong))


def a_contract(rows: Session) -> Money:
    """A contract on line II.1, signed and unpaid; what it is worth."""
    book(rows, Kind.ALLOT, 2026, budget.allot(LINE, 2026, Money(1_000_000_000)))
    people = ("plan_manager", "approver", "account_holder", "finance", "chief_accountant")
    science = an_order(rows, ScienceOffice(*(somebody(rows, role) for role in people)))
    rows.commit()
    assert science.contract_amount is not None
    return science.contract_amount
