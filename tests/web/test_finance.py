"""The accountants' pages: the board adds up, acts of two people go through, a year is led to its end."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from nscl_grants.config import Config
from nscl_grants.db import ledger
from nscl_grants.db.acts import Proposal
from nscl_grants.db.applications import Application
from nscl_grants.db.ledger_tables import LedgerPosting
from nscl_grants.db.people import Account, Person
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.ledger.accounts import Place
from nscl_grants.domain.money import Money
from tests.builders.cases import Office, a_case, a_confirmed_claim, a_payment, an_office, take
from tests.builders.pdfs import a_pdf
from tests.builders.people import MORNING, an_account
from tests.web.conftest import SignIn
from tests.web.opened import opened
from tests.web.pages import act_in, csrf_in, send

Browser = Callable[[Actor], FlaskClient]
MONEY_PAGES = ("/finance/payments", "/finance/bank-accounts", "/finance/ledger", "/finance/recoveries")
PDF = a_pdf()
PAPER = {"number": "12/QĐ-SKHCN", "dated_on": "05/01/2026", "reason": "Giao dự toán năm 2026"}


def the_file() -> dict[str, Any]:
    """The file of the decision, anew for each request."""
    return {"file": (BytesIO(PDF), "Quyết định 12.pdf")}


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

    def opened(actor: Actor) -> FlaskClient:
        return sign_in(account=rows.get_one(Account, actor.account_id))

    return opened


def test_the_board_shows_every_line_and_adds_up(rows: Session, office: Office, browser: Browser) -> None:
    a_payment(rows, office, a_confirmed_claim(rows, office, a_case(rows, office, "issued")), "paid")
    a_case(rows, office, "approved", standard="haccp")

    page = browser(office.finance).get("/finance").text

    for line in office.house.plan.lines:
        assert f"{line.key} {line.short.vi}" in page
    assert "20.410" in page
    assert "2.000.000.000</strong> = dự toán giao" in page
    assert "khớp" in page
    assert "không khớp" not in page


def test_the_figures_of_a_state_lead_to_its_cases(rows: Session, office: Office, browser: Browser) -> None:
    case = a_case(rows, office, "approved")
    client = browser(office.finance)

    assert "/finance/money/III.1/2026/committed" in client.get("/finance").text
    page = client.get("/finance/money/III.1/2026/committed").text
    assert str(case.code) in page
    assert str(case.approved) in page


def test_the_board_asks_the_database_a_fixed_number_of_times(
    rows: Session, office: Office, browser: Browser, engine: Engine
) -> None:
    client = browser(office.finance)
    asked = [_queries(engine, client, "/finance")]
    for standard in ("haccp", "iso-22000", "iso-14001"):
        a_case(rows, office, "approved", standard=standard)
    rows.commit()
    asked.append(_queries(engine, client, "/finance"))

    assert asked[0] == asked[1]


def test_money_pages_are_open_to_the_accountants_and_the_auditor_alone(office: Office, sign_in: SignIn) -> None:
    every = (*MONEY_PAGES, "/finance", "/finance/proposals", "/finance/years/2026", "/finance/awaiting")

    for role in ("finance", "chief_accountant", "account_holder", "auditor"):
        client = sign_in(role)
        assert {client.get(page).status_code for page in every} == {200}, role
    for role in ("intake", "clerk", "coordinator", "admin", "applicant"):
        client = sign_in(role)
        assert {client.get(page).status_code for page in every} == {403}, role


def test_who_only_follows_the_budget_sees_the_board_and_no_payment(office: Office, sign_in: SignIn) -> None:
    for role in ("reviewer", "approver", "plan_manager"):
        client = sign_in(role)
        assert client.get("/finance").status_code == 200
        assert {client.get(page).status_code for page in MONEY_PAGES} == {403}, role


def test_the_auditor_changes_nothing(rows: Session, office: Office, browser: Browser, sign_in: SignIn) -> None:
    proposal = _proposed(rows, browser(office.finance))
    auditor = sign_in("auditor")
    carried = {"csrf_token": csrf_in(auditor.get("/finance/payments")), "act": "a" * 32}

    assert auditor.get("/finance/proposals/new/allotment").status_code == 403
    assert auditor.post(f"/finance/proposals/{proposal.id}/confirm", data=carried).status_code == 403
    carried["act"] = "c" * 32
    assert auditor.post("/finance/years/2026/close", data=carried).status_code == 403
    rows.refresh(proposal)
    assert proposal.outcome == "open"


def test_an_allotment_is_proposed_by_one_and_confirmed_by_another(
    rows: Session, office: Office, browser: Browser
) -> None:
    proposal = _proposed(rows, browser(office.finance))
    page = f"/finance/proposals/{proposal.id}"
    chief = browser(office.chief)
    assert "Xác nhận và ghi sổ" in chief.get(page).text

    assert send(chief, f"{page}/confirm", page=page).status_code == 303

    rows.refresh(proposal)
    assert proposal.outcome == "confirmed"
    assert ledger.line_row(rows, "I.1", 2026).states[Place.FREE] == Money(60_000_000)


def test_a_double_click_on_confirm_books_once(rows: Session, office: Office, browser: Browser) -> None:
    proposal = _proposed(rows, browser(office.finance))
    page, chief = f"/finance/proposals/{proposal.id}", browser(office.chief)
    shown = chief.get(page)
    carried = {"csrf_token": csrf_in(shown), "act": act_in(shown)}

    answers = [chief.post(f"{page}/confirm", data=carried).status_code for _ in range(2)]

    assert answers == [303, 303]
    assert rows.scalar(select(LedgerPosting.id).where(LedgerPosting.id == proposal.act)) == proposal.act
    assert ledger.line_row(rows, "I.1", 2026).states[Place.FREE] == Money(60_000_000)


def test_an_allotment_beyond_the_plan_is_refused_in_words_with_what_was_typed(office: Office, browser: Browser) -> None:
    client = browser(office.finance)
    wish = {"direction": "allot", "line": "I.1", "year": "2026", "amount": "100.000.001", **PAPER, **the_file()}

    page = send(client, "/finance/proposals/new/allotment", wish)

    assert page.status_code == 422
    assert "100.000.001" in page.text
    assert "Giao dự toán năm 2026" in page.text
    assert "I.1" in page.text


def test_without_the_file_of_the_decision_nothing_is_proposed(rows: Session, office: Office, browser: Browser) -> None:
    wish = {"direction": "allot", "line": "I.1", "year": "2026", "amount": "60.000.000", **PAPER}

    page = send(browser(office.finance), "/finance/proposals/new/allotment", wish)

    assert page.status_code == 422
    assert 'value="60.000.000"' in page.text
    assert rows.scalars(select(Proposal)).all() == []


def test_whoever_proposed_finds_no_button_to_confirm_with_a_second_account(
    rows: Session, office: Office, browser: Browser, sign_in: SignIn
) -> None:
    proposal = _proposed(rows, browser(office.finance))
    second = an_account(rows, "chief_accountant", person=rows.get_one(Person, office.finance.person_id))
    client = sign_in(account=second)
    page = f"/finance/proposals/{proposal.id}"

    assert "Xác nhận và ghi sổ" not in client.get(page).text
    carried = {"csrf_token": csrf_in(client.get("/finance/proposals")), "act": "b" * 32}
    refused = client.post(f"{page}/confirm", data=carried)
    assert refused.status_code == 422
    assert "không tự trả lời" in refused.text


def test_a_proposal_is_declined_with_a_reason(rows: Session, office: Office, browser: Browser) -> None:
    proposal = _proposed(rows, browser(office.finance))
    page, chief = f"/finance/proposals/{proposal.id}", browser(office.chief)

    assert send(chief, f"{page}/decline", {"reason": ""}, page=page).status_code == 422
    assert send(chief, f"{page}/decline", {"reason": "Chưa có quyết định"}, page=page).status_code == 303
    assert "Chưa có quyết định" in chief.get(page).text


def test_the_file_of_the_decision_is_kept_with_the_proposal_and_a_double_click_keeps_it_once(
    rows: Session, office: Office, browser: Browser, config: Config
) -> None:
    giang, address = browser(office.finance), "/finance/proposals/new/allotment"
    shown = giang.get(address)
    wish = {"direction": "allot", "line": "I.1", "year": "2026", "amount": "60.000.000", **PAPER}
    carried = {"csrf_token": csrf_in(shown), "act": act_in(shown)}
    answers = [
        giang.post(address, data={**wish, **carried, "file": (BytesIO(PDF), "Quyết định 12.pdf")}).status_code
        for _ in range(2)
    ]

    assert answers == [303, 303]
    proposal = rows.scalars(select(Proposal)).one()
    rows.commit()
    kept = giang.get(f"/finance/proposals/{proposal.id}/file")
    assert kept.data == PDF
    assert kept.headers["Content-Disposition"].startswith("attachment")
    assert [kind for kind, _ in opened(rows)] == ["proposal"]
    assert len([path for path in config.uploads.rglob("*") if path.is_file()]) == 1


def test_a_file_of_no_known_kind_is_refused_and_nothing_is_proposed(
    rows: Session, office: Office, browser: Browser, config: Config
) -> None:
    giang, address = browser(office.finance), "/finance/proposals/new/allotment"
    shown = giang.get(address)
    wish = {"direction": "allot", "line": "I.1", "year": "2026", "amount": "60.000.000", **PAPER}
    carried = {"csrf_token": csrf_in(shown), "act": act_in(shown), "file": (BytesIO(b"MZ\x90"), "qd.pdf")}

    assert giang.post(address, data={**wish, **carried}).status_code == 422
    assert rows.scalars(select(Proposal)).all() == []
    assert not [path for path in config.uploads.rglob("*") if path.is_file()]


def test_a_voucher_of_another_line_is_entered_and_confirmed(rows: Session, office: Office, browser: Browser) -> None:
    giang, chief = browser(office.finance), browser(office.chief)
    _confirm(chief, _proposed(rows, giang))
    wish = {"line": "I.1", "year": "2026", "amount": "20.000.000", **PAPER, "number": "KB-77", **the_file()}

    assert send(giang, "/finance/proposals/new/spending", wish).status_code == 303
    spent = rows.scalars(select(Proposal).where(Proposal.kind == "spend")).one()
    rows.commit()
    _confirm(chief, spent)

    assert "Chứng từ KB-77" in giang.get("/finance/money/I.1/2026/paid").text


def test_the_ledger_tells_every_posting_in_words_and_filters(rows: Session, office: Office, browser: Browser) -> None:
    case = a_case(rows, office, "approved")
    client = browser(office.chief)

    page = client.get("/finance/ledger").text
    assert "Tạm giữ" in page
    assert str(case.code) in page
    narrowed = client.get(f"/finance/ledger?case={case.code}").text
    assert "Ghi kế hoạch" not in narrowed.split("<tbody")[1]
    assert client.get("/finance/ledger?line=IV&year=2030").status_code == 200


def test_the_ledger_goes_on_page_by_page(rows: Session, office: Office, browser: Browser) -> None:
    for standard in ("haccp", "iso-22000", "iso-14001", "iso-45001"):
        case = a_case(rows, office, "recommended", standard=standard, amount="10.000.000")
        for _turn in range(6):
            take(rows, case, "send_back", office.approver, MORNING, reason="Xem lại")
            take(rows, case, "recommend", office.reviewer, MORNING, conditions_met=True, remarks="Đủ")
    client = browser(office.finance)
    first = client.get("/finance/ledger")

    onward = first.text.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = client.get(onward)
    assert second.status_code == 200
    assert "Đầu danh sách" not in second.text
    back = second.text.split('rel="prev" href="')[1].split('"')[0].replace("&amp;", "&")
    assert client.get(back).text.count("<tr") == first.text.count("<tr")


def test_the_books_verify_on_demand(office: Office, browser: Browser) -> None:
    client = browser(office.chief)

    assert "Sổ khớp" not in client.get("/finance/ledger/verify").text
    assert "Sổ khớp." in client.get("/finance/ledger/verify?run=1").text


def test_an_address_that_names_no_line_year_or_state_is_not_found(office: Office, browser: Browser) -> None:
    client = browser(office.finance)

    for address in (
        "/finance/money/V.9/2026/paid",
        "/finance/money/III.1/2026/free",
        "/finance/money/III.1/2026/nonsense",
        "/finance/years/1999",
        "/finance/ledger/999999",
        "/finance/proposals/999",
        "/finance/proposals/new/gift",
    ):
        assert client.get(address).status_code == 404, address


class TestInJanuary:
    """The year is over: what is under way, carried, released, closed."""

    @pytest.fixture
    def config(self, tmp_path: Path, database_url: str) -> Config:
        """On a day in January 2027."""
        return Config(instance=tmp_path, database_url=database_url, demo=True, today=date(2027, 1, 11))

    def test_the_chief_accountant_is_led_to_the_end_of_the_year(
        self, rows: Session, office: Office, browser: Browser
    ) -> None:
        kept = a_case(rows, office, "issued", standard="haccp")
        freed = a_case(rows, office, "issued")
        chief, year = browser(office.chief), "/finance/years/2026"
        assert "chưa khóa sổ" in chief.get("/finance").text
        page = chief.get(year).text
        assert str(kept.code) in page
        assert str(freed.code) in page

        carried = {"case": kept.reference, "number": "05/QĐ-STC", "dated_on": "08/01/2027"}
        assert send(chief, f"{year}/carry-over", carried, page=year).status_code == 303
        assert send(chief, f"{year}/release").status_code == 303
        assert send(chief, f"{year}/close").status_code == 303

        rows.expire_all()
        assert _state(rows, kept) == ("approved", 2027)
        assert _state(rows, freed)[0] == "awaiting_funds"
        assert ledger.years(rows).closed == frozenset({2026})
        assert str(freed.code) in chief.get("/finance/awaiting").text

    def test_a_year_with_money_on_its_way_does_not_close_and_says_whose_turn_it_is(
        self, rows: Session, office: Office, browser: Browser
    ) -> None:
        claim = a_confirmed_claim(rows, office, a_case(rows, office, "issued"))
        payment = a_payment(rows, office, claim, "checked")
        chief, year = browser(office.chief), "/finance/years/2026"

        page = chief.get(year).text
        assert payment.number in page
        assert "Chủ tài khoản" in page
        refused = send(chief, f"{year}/close")
        assert refused.status_code == 422
        assert ledger.years(rows).closed == frozenset()

    def test_free_money_is_carried_only_as_whole_dong(self, rows: Session, office: Office, browser: Browser) -> None:
        chief, year = browser(office.chief), "/finance/years/2026"
        wish = {"number": "05/QĐ-STC", "dated_on": "08/01/2027", "free.III.1": "1e9"}

        assert send(chief, f"{year}/carry-over", wish, page=year).status_code == 422
        wish["free.III.1"] = "100.000.000"
        assert send(chief, f"{year}/carry-over", wish, page=year).status_code == 303
        assert ledger.line_row(rows, "III.1", 2027).states[Place.FREE] == Money(100_000_000)

    def test_slots_that_are_no_number_are_told_and_nothing_is_carried_without_them(
        self, rows: Session, office: Office, browser: Browser
    ) -> None:
        chief, year = browser(office.chief), "/finance/years/2026"
        wish = {"number": "05/QĐ-STC", "dated_on": "08/01/2027", "free.III.1": "1.000.000", "products.III.2": "2 suất"}

        answer = send(chief, f"{year}/carry-over", wish, page=year)

        assert answer.status_code == 422
        assert "“2 suất”, chưa phải số nguyên" in answer.text
        assert 'value="2 suất"' in answer.text
        assert ledger.line_row(rows, "III.1", 2026).states[Place.CARRIED_OUT] == Money(0)
        assert "/finance/years/2026/reconciliation" in chief.get(year).text


def _proposed(rows: Session, client: FlaskClient) -> Proposal:
    wish = {"direction": "allot", "line": "I.1", "year": "2026", "amount": "60.000.000", **PAPER, **the_file()}
    assert send(client, "/finance/proposals/new/allotment", wish).status_code == 303
    made = rows.scalars(select(Proposal).order_by(Proposal.id.desc())).first()
    rows.commit()
    assert made is not None
    return made


def _confirm(client: FlaskClient, proposal: Proposal) -> None:
    page = f"/finance/proposals/{proposal.id}"
    assert send(client, f"{page}/confirm", page=page).status_code == 303


def _state(rows: Session, case: Application) -> tuple[str, int | None]:
    rows.refresh(case)
    return case.state, case.budget_year


def _queries(engine: Engine, client: FlaskClient, address: str) -> int:
    seen: list[str] = []

    def note(*args: object) -> None:
        seen.append(str(args[2]))

    event.listen(engine, "before_cursor_execute", note)
    try:
        assert client.get(address).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(seen)
