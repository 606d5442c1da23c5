"""The books are read as of any past moment, and a state of money with the balance after each posting."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from nscl_grants.actions import years
from nscl_grants.config import Config
from nscl_grants.db import ledger
from nscl_grants.db.people import Account
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.calendar import ICT
from nscl_grants.domain.ledger.accounts import Place, vnd
from nscl_grants.domain.money import ZERO
from nscl_grants.reports.books import Wanted, postings, running
from tests.builders.cases import Office, a_case, a_confirmed_claim, a_payment, an_act, an_office, take
from tests.web.conftest import SignIn
from tests.web.pages import queries_for

JANUARY = datetime(2027, 1, 11, 9, tzinfo=ICT)
JUNE = datetime(2026, 6, 1, 9, tzinfo=ICT)
Browser = Callable[[Actor], FlaskClient]


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> Config:
    """On a day late in 2026."""
    return Config(instance=tmp_path, database_url=database_url, demo=True, today=date(2026, 11, 22))


@pytest.fixture
def office(rows: Session) -> Office:
    """A working office; line III.1 has 2 tỷ in 2026."""
    return an_office(rows)


@pytest.fixture
def browser(rows: Session, sign_in: SignIn) -> Browser:
    """A browser in which somebody of the cast is signed in."""
    return lambda actor: sign_in(account=rows.get_one(Account, actor.account_id))


def test_the_balance_after_each_posting_is_what_the_ledger_says_of_that_moment(rows: Session, office: Office) -> None:
    for standard in ("haccp", "iso-22000", "iso-14001"):
        a_case(rows, office, "approved", standard=standard)
    wanted, free = Wanted(line="III.1", year=2026, place="free"), vnd(Place.FREE, "III.1", 2026)
    whole = postings(rows, wanted)
    older = postings(rows, wanted, before=whole[1].seq, rows=2)[:2]

    for page in (whole, older):
        beside = running(rows, wanted, page)
        assert beside is not None
        for row in page:
            assert beside.after[row.seq].dong == ledger.balance(rows, free, as_of=row.seq)
        assert beside.opening.dong == ledger.balance(rows, free, as_of=page[-1].seq - 1)
        assert beside.closing.dong == beside.opening.dong + sum(beside.changes.values())


def test_a_posting_that_the_filter_leaves_out_is_counted_in_the_balance(rows: Session, office: Office) -> None:
    a_case(rows, office, "recommended", standard="haccp")
    a_case(rows, office, "approved")
    wanted = Wanted(line="III.1", year=2026, place="held", kind="hold")

    page = postings(rows, wanted)
    beside = running(rows, wanted, page)

    assert [row.kind for row in page] == ["hold", "hold"]
    assert beside is not None
    for row in page:
        assert beside.after[row.seq] == ledger.line_money(rows, "III.1", 2026, as_of=row.seq)["held"]


def test_the_state_of_a_case_has_its_balance_and_all_lines_together_have_none(rows: Session, office: Office) -> None:
    case = a_case(rows, office, "issued")
    a_payment(rows, office, a_confirmed_claim(rows, office, case), "paid")
    wanted = Wanted(case=case.reference, place="committed")

    page = postings(rows, wanted)
    beside = running(rows, wanted, page)

    assert beside is not None
    assert [beside.after[row.seq] for row in page] == [ZERO, case.approved]
    assert running(rows, Wanted(place="committed"), page) is None
    assert running(rows, Wanted(line="III.1"), page) is None


def test_the_entries_page_shows_the_balance_and_keeps_a_fixed_number_of_queries(
    rows: Session, office: Office, browser: Browser, engine: Engine
) -> None:
    address = "/finance/ledger?line=III.1&year=2026&place=committed"
    client = browser(office.finance)
    a_case(rows, office, "approved")
    rows.commit()
    before = queries_for(engine, client, address)
    for standard in ("haccp", "iso-22000", "iso-14001"):
        a_case(rows, office, "approved", standard=standard)
    rows.commit()

    assert queries_for(engine, client, address) == before
    page = client.get(address).text
    committed = ledger.line_money(rows, "III.1", 2026)["committed"]
    rows.commit()
    assert "Số dư sau" in page
    assert str(committed).removesuffix(" đồng") in page
    assert "Số dư sau" not in client.get("/finance/ledger?line=III.1").text
    assert "Chọn một dòng" in client.get("/finance/ledger?place=committed").text


def test_the_entries_page_is_read_as_of_a_past_day_and_says_so(rows: Session, office: Office, browser: Browser) -> None:
    case = a_case(rows, office, "approved")
    take(rows, case, "cancel", office.approver, JUNE, article="Điều 5", reason="Xin thôi")
    client = browser(office.finance)

    now = client.get("/finance/ledger?line=III.1").text
    then = client.get("/finance/ledger?line=III.1&on=01/05/2026").text

    assert "Giải phóng" in now.split("<tbody")[1]
    assert "Giải phóng" not in then.split("<tbody")[1]
    assert "Bảng như lúc 01/05/2026" in then
    assert 'href="/finance/ledger?line=III.1"' in then
    assert "Thời điểm chưa đúng dạng" in client.get("/finance/ledger?on=32/01/2026").text


def test_links_of_a_page_in_the_past_stay_there(rows: Session, office: Office, browser: Browser) -> None:
    a_case(rows, office, "approved")
    client = browser(office.finance)

    board = client.get("/finance?on=02/03/2026").text
    assert "/finance?year=2027&amp;line=III.1&amp;on=02/03/2026" in board
    assert "/finance/money/III.1/2026/committed?on=02/03/2026" in board
    assert "/finance/ledger?line=III.1&amp;year=2026&amp;place=committed&amp;on=02/03/2026" in board
    assert "/finance/next-year?on=02/03/2026" in board
    behind = client.get("/finance/money/III.1/2026/committed?on=02/03/2026").text
    assert "/finance?line=III.1&amp;year=2026&amp;on=02/03/2026" in behind
    assert "Bảng như lúc 02/03/2026" in behind
    moved = client.get("/finance/next-year?on=02/03/2026")
    assert moved.headers["Location"].endswith("/finance/next-year/2027?on=02/03/2026")


class TestInJanuary:
    """The year is over, and one award was left without money."""

    @pytest.fixture
    def config(self, tmp_path: Path, database_url: str) -> Config:
        """On a day in January 2027."""
        return Config(instance=tmp_path, database_url=database_url, demo=True, today=date(2027, 1, 20))

    def test_awards_without_funds_are_listed_as_of_a_day_with_nothing_to_press(
        self, rows: Session, office: Office, browser: Browser
    ) -> None:
        case = a_case(rows, office, "issued")
        years.release_uncarried(rows, 2026, actor=office.chief, at=JANUARY, act=an_act())
        client = browser(office.finance)

        now = client.get("/finance/awaiting").text
        then = client.get("/finance/awaiting?on=12/01/2027").text
        before = client.get("/finance/awaiting?on=05/01/2027").text

        assert f"/cases/{case.reference}/fund" in now
        assert "Bố trí kinh phí<" in now
        assert str(case.code) in then
        assert "Bố trí kinh phí<" not in then
        assert str(case.code) not in before
