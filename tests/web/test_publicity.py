"""Everybody reads how the budget was carried out; the office sees the end of the year and the next one coming."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from nscl_grants.config import Config
from nscl_grants.db.people import Account
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.calendar import ICT
from nscl_grants.domain.money import ZERO, Money
from nscl_grants.reports.publicity import last_day, public_table
from nscl_grants.reports.year_checklist import milestones
from nscl_grants.reports.year_end import year_end
from tests.builders.cases import Office, a_case, a_confirmed_claim, a_payment, an_office, take
from tests.builders.people import MORNING
from tests.builders.products import a_claim_of, a_draft_of, awarded, contracted, products_allotted
from tests.web.conftest import SignIn

MAY = datetime(2026, 5, 4, 9, 0, tzinfo=ICT)
TODAY = date(2026, 12, 20)


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> Config:
    """On a day late in 2026."""
    return Config(instance=tmp_path, database_url=database_url, demo=True, today=TODAY)


@pytest.fixture
def office(rows: Session) -> Office:
    """A working office."""
    return an_office(rows)


@pytest.fixture
def browser(rows: Session, sign_in: SignIn) -> Callable[[Actor], FlaskClient]:
    """A browser in which somebody of the cast is signed in."""
    return lambda actor: sign_in(account=rows.get_one(Account, actor.account_id))


def test_each_public_table_is_as_the_books_stood_at_the_end_of_its_period(
    rows: Session, office: Office, client: FlaskClient
) -> None:
    case = a_case(rows, office, "issued")
    a_payment(rows, office, a_confirmed_claim(rows, office, case, at=MAY), "paid", at=MAY)
    rows.commit()
    plan, paid = office.house.plan, case.approved

    quarter, half = (public_table(rows, plan, 2026, months, TODAY) for months in (3, 6))
    rows.commit()

    assert (quarter.whole.done, half.whole.done) == (ZERO, paid)
    assert quarter.whole.given == half.whole.given == Money(2_000_000_000)
    for table in (quarter, half):
        assert sum(row.done.dong for row in table.rows) == table.whole.done.dong
    assert (half.seq > quarter.seq, half.until, half.is_over) == (True, date(2026, 6, 30), True)
    assert last_day(2026, 12) == date(2027, 1, 31)

    listed, page = client.get("/publicity"), client.get("/publicity/2026/6")
    assert "/publicity/2026/6" in listed.text
    assert str(paid).removesuffix(" đồng") in page.text
    saved = client.get("/publicity/2026/6/table.csv").data.decode("utf-8-sig")
    assert "III.1," in saved
    assert str(paid.dong if paid else 0) in saved
    assert client.get("/publicity/2027/3").status_code == 404
    assert client.get("/publicity/2026/5").status_code == 404


def test_the_checklist_of_a_year_names_what_is_open_and_who_acts(
    rows: Session, office: Office, browser: Callable[[Actor], FlaskClient]
) -> None:
    a_payment(rows, office, a_confirmed_claim(rows, office, a_case(rows, office, "issued")), "checked")
    a_case(rows, office, "approved", standard="haccp")
    rows.commit()

    steps = {step.rule.name: step for step in milestones(rows, office.house.plan, year_end(rows, 2026, TODAY), TODAY)}
    rows.commit()

    opens = {name: [one.what for one in step.opens] for name, step in steps.items()}
    assert opens["last_to_treasury"] == ["unsent"]
    assert opens["books_close"] == ["uncarried", "not_closed"]
    assert steps["last_to_treasury"].state == "soon"
    assert opens["reconcile"] == ["unreconciled"]
    assert steps["return_advances"].state == "done"
    assert [step.on for step in steps.values()] == sorted(step.on for step in steps.values())

    page = browser(office.chief).get("/finance/years/2026").text
    for shown in ("30/12/2026", "10/02/2027", "15/02/2027", "Chứng từ đã lập, chưa gửi Kho bạc", "sắp đến hạn"):
        assert shown in page


def test_unsettled_advances_are_told_line_by_line_and_lead_to_their_cases(
    rows: Session, office: Office, browser: Callable[[Actor], FlaskClient]
) -> None:
    products_allotted(rows, "III.2", "100.000.000", 2)
    case = a_draft_of(rows, office, "TCSP")
    awarded(rows, office, case)
    contracted(rows, office, case, advance_limit="20.000.000")
    advance = a_claim_of(rows, office, case, "advance", "20.000.000")
    take(rows, advance, "confirm", office.reviewer, MORNING, in_full=True)
    a_payment(rows, office, advance, "paid")

    client = browser(office.chief)
    page = client.get("/finance/years/2026").text

    assert 'href="/finance/money/III.2/2026/advanced"' in page
    assert str(case.code) in client.get("/finance/money/III.2/2026/advanced").text
