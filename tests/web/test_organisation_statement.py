"""The statement of an organisation: every procedure and year, every state of money, and who bears the costs."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from nscl_grants.actions import years
from nscl_grants.actions.years import CarryOver
from nscl_grants.config import Config
from nscl_grants.db.as_of import then_at
from nscl_grants.db.people import Account
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.calendar import ICT
from nscl_grants.domain.ledger.accounts import CASE_STATES, Place
from nscl_grants.domain.money import ZERO, Money, total
from nscl_grants.reports.organisation_list import WantedOrganisations, organisations_listed
from nscl_grants.reports.organisations import organisation_account
from tests.builders.cases import Office, a_case, a_confirmed_claim, a_payment, an_act, an_office
from tests.builders.people import MORNING
from tests.web.conftest import SignIn
from tests.web.pages import queries_for

JANUARY = datetime(2027, 1, 11, 9, tzinfo=ICT)
Browser = Callable[[Actor], FlaskClient]


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> Config:
    """On a day in January 2027."""
    return Config(instance=tmp_path, database_url=database_url, demo=True, today=date(2027, 1, 12))


@pytest.fixture
def office(rows: Session) -> Office:
    """A working office; line III.1 has 2 tỷ in 2026."""
    return an_office(rows)


@pytest.fixture
def browser(rows: Session, sign_in: SignIn) -> Browser:
    """A browser in which somebody of the cast is signed in."""
    return lambda actor: sign_in(account=rows.get_one(Account, actor.account_id))


def address(office: Office) -> str:
    return f"/organisations/{office.organisation.tax_code}"


def test_money_of_two_years_is_summed_by_year_and_over_all(rows: Session, office: Office, browser: Browser) -> None:
    paid, carried = a_case(rows, office, "issued"), a_case(rows, office, "issued", standard="haccp")
    a_payment(rows, office, a_confirmed_claim(rows, office, paid), "paid")
    wish = CarryOver("05/QĐ-STC", date(2027, 1, 8), [carried.reference])
    years.carry_over(rows, 2026, wish, actor=office.chief, at=JANUARY, act=an_act())
    a_case(rows, office, "in_review", at=JANUARY, standard="iso-14001")

    account = organisation_account(rows, office.finance, office.organisation)
    rows.commit()

    assert [part.year for part in account.by_filing] == [2027, 2026]
    assert [part.year for part in account.by_budget] == [2027, 2026]
    new, old = account.by_budget
    assert (new.money_in(Place.COMMITTED), old.money_in(Place.PAID)) == (carried.approved, paid.approved)
    for place in CASE_STATES:
        assert account.whole.money(place) == total([part.money_in(place) for part in account.by_budget])
    assert account.whole.sum("approved") == total([part.sum("approved") for part in account.by_filing])
    page = browser(office.finance).get(address(office)).text
    for said in ("Cộng năm 2026", "Cộng năm 2027", "Cộng mọi năm", "Đã xóa nợ", "Đã lập chứng từ"):
        assert said in page


def test_support_and_other_sources_above_the_costs_are_flagged(rows: Session, office: Office, browser: Browser) -> None:
    case = a_case(rows, office, "approved", amount="80.000.000")
    case.answers = {**case.answers, "other_support": True, "other_amount": 60_000_000}
    sound = a_case(rows, office, "approved", standard="haccp")
    rows.commit()

    account = organisation_account(rows, office.finance, office.organisation)
    rows.commit()

    assert case.approved is not None
    assert [line.case for line in account.too_much] == [case]
    assert account.too_much[0].excess == case.approved + Money(60_000_000) - Money(80_000_000)
    assert account.too_much[0].own_share == ZERO
    page = browser(office.finance).get(address(office)).text
    assert page.count("hỗ trợ cộng nguồn khác vượt tổng chi phí") == 1
    assert str(sound.code) in page


def test_what_was_refused_is_not_flagged(rows: Session, office: Office) -> None:
    case = a_case(rows, office, "rejection_proposed", amount="80.000.000")
    case.answers = {**case.answers, "other_support": True, "other_amount": 90_000_000}
    case.state = "rejected"
    rows.commit()

    assert organisation_account(rows, office.finance, office.organisation).too_much == []


def test_the_statement_reads_as_it_did_on_an_earlier_day(rows: Session, office: Office, browser: Browser) -> None:
    paid_on = datetime(2026, 6, 1, 9, tzinfo=ICT)
    case = a_case(rows, office, "issued")
    a_payment(rows, office, a_confirmed_claim(rows, office, case, at=paid_on), "paid", at=paid_on)
    a_case(rows, office, "approved", at=paid_on, standard="haccp")

    now = organisation_account(rows, office.finance, office.organisation)
    before = organisation_account(rows, office.finance, office.organisation, then_at(rows, MORNING))
    rows.commit()

    assert (len(now.lines), len(before.lines)) == (2, 1)
    assert (now.whole.money(Place.PAID), len(now.payments)) == (case.approved, 1)
    assert (before.whole.money(Place.PAID), len(before.payments)) == (ZERO, 0)
    assert before.lines[0].approved == before.whole.money(Place.COMMITTED) == case.approved
    assert before.lines[0].state == "approved"
    assert [right.used for right in before.rights] == [case.approved]
    page = browser(office.finance).get(f"{address(office)}?on=02/03/2026").text
    assert "Bảng như lúc 02/03/2026" in page
    assert f"{address(office)}/statement.xlsx?on=02/03/2026" in page


def test_the_list_of_organisations_has_the_sums_of_an_earlier_day(
    rows: Session, office: Office, browser: Browser
) -> None:
    paid_on = datetime(2026, 6, 1, 9, tzinfo=ICT)
    case = a_case(rows, office, "issued")
    a_payment(rows, office, a_confirmed_claim(rows, office, case, at=paid_on), "paid", at=paid_on)
    then = then_at(rows, MORNING)

    for order in ("name", "paid"):
        (now,) = organisations_listed(rows, office.finance, WantedOrganisations(order=order))
        (before,) = organisations_listed(rows, office.finance, WantedOrganisations(order=order, then=then))
        assert (now.approved, now.paid) == (case.approved, case.approved)
        assert (before.cases, before.approved, before.paid) == (1, case.approved, ZERO)
    earlier = WantedOrganisations(then=then_at(rows, datetime(2026, 1, 2, tzinfo=ICT)))
    assert list(organisations_listed(rows, office.finance, earlier)) == []
    rows.commit()
    page = browser(office.finance).get("/organisations?on=02/03/2026").text
    assert f"{address(office)}?on=02/03/2026" in page
    assert "Bảng như lúc 02/03/2026" in page


def test_the_file_has_the_years_their_sums_and_every_state(rows: Session, office: Office, browser: Browser) -> None:
    case = a_case(rows, office, "approved")
    client = browser(office.finance)

    table = client.get(f"{address(office)}/statement.csv").data.decode("utf-8-sig").splitlines()
    assert table[0].startswith("Năm nộp,Mã hồ sơ")
    assert table[0].endswith("Đã xóa nợ")
    assert table[1].startswith(f"2026,{case.code}")
    assert [row.split(",")[0] for row in table[2:4]] == ["Cộng năm 2026", "Cộng"]
    assert client.get(f"{address(office)}/statement.xlsx").data.startswith(b"PK")


def test_the_statement_asks_the_database_a_fixed_number_of_times(
    rows: Session, office: Office, browser: Browser, engine: Engine
) -> None:
    a_case(rows, office, "approved")
    rows.commit()
    client = browser(office.finance)
    once = queries_for(engine, client, address(office))
    for standard in ("haccp", "iso-22000", "iso-14001"):
        a_case(rows, office, "approved", standard=standard)
    rows.commit()

    assert queries_for(engine, client, address(office)) == once
