"""Payments go to the treasury together, and its statement answers them row by row, each once."""

import csv
import io
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from openpyxl import Workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.actions.passwords import hashed
from nscl_grants.config import Config
from nscl_grants.db import ledger
from nscl_grants.db.applications import Conflict
from nscl_grants.db.payments import Payment, PaymentBatch
from nscl_grants.db.people import Account
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.ledger.accounts import Place
from nscl_grants.reports.batches import batch_sheet, disagreements
from tests.builders.cases import Office, a_case, a_confirmed_claim, a_payment, an_office, take
from tests.builders.people import MORNING
from tests.web.conftest import SignIn
from tests.web.pages import act_in, csrf_in, send

PASSWORD = "duyet-chi-bang-mat-khau"
BATCHES = "/finance/batches"


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> Config:
    """On a day late in 2026."""
    return Config(instance=tmp_path, database_url=database_url, demo=True, today=date(2026, 11, 22))


@pytest.fixture
def office(rows: Session) -> Office:
    """A working office whose account holder has a password."""
    office = an_office(rows)
    rows.get_one(Account, office.holder.account_id).password_hash = hashed(PASSWORD)
    rows.commit()
    return office


@pytest.fixture
def browser(rows: Session, sign_in: SignIn) -> Callable[[Actor], FlaskClient]:
    """A browser in which somebody of the cast is signed in."""
    return lambda actor: sign_in(account=rows.get_one(Account, actor.account_id))


def payments(rows: Session, office: Office, state: str) -> list[Payment]:
    """Two payments of two cases."""
    made = [
        a_payment(rows, office, a_confirmed_claim(rows, office, a_case(rows, office, "issued", standard=one)), state)
        for one in ("iso-22000", "haccp")
    ]
    for nth, payment in enumerate(made, 1):
        payment.number = f"CT-2026-{nth:04d}"
    rows.commit()
    return made


def batch_of(rows: Session, giang: FlaskClient, made: list[Payment]) -> PaymentBatch:
    """The batch of these payments, made on its page."""
    page = giang.get(BATCHES)
    data = {"csrf_token": csrf_in(page), "act": act_in(page), "payment": [payment.id for payment in made]}
    assert giang.post(BATCHES, data=data).status_code == 303
    batch = rows.scalars(select(PaymentBatch)).one()
    rows.commit()
    return batch


def step(client: FlaskClient, batch: PaymentBatch, trigger: str, **answers: str) -> int:
    """One step of the whole batch by its page."""
    page = client.get(f"{BATCHES}/{batch.id}/{trigger}")
    assert page.status_code == 200, trigger
    seen = re.search(r'name="seen" value="([^"]*)"', page.text)
    assert seen is not None
    data = {"csrf_token": csrf_in(page), "act": act_in(page), "seen": seen[1], **answers}
    return client.post(f"{BATCHES}/{batch.id}/{trigger}", data=data).status_code


def test_a_second_click_gathers_nothing_more_and_a_payment_that_was_taken_meanwhile_is_named(
    rows: Session, office: Office, browser: Callable[[Actor], FlaskClient]
) -> None:
    made, giang = payments(rows, office, "prepared"), browser(office.finance)
    first, later = giang.get(BATCHES), giang.get(BATCHES)
    data = {"csrf_token": csrf_in(first), "payment": [payment.id for payment in made]}

    clicks = [giang.post(BATCHES, data={**data, "act": act_in(first)}).status_code for _ in range(2)]
    too_late = giang.post(BATCHES, data={**data, "act": act_in(later)})

    assert clicks == [303, 303]
    assert too_late.status_code == 422
    assert f"Chứng từ {made[0].number} không còn ở trạng thái đã lập, hoặc đã vào đợt khác" in too_late.text
    assert len(rows.scalars(select(PaymentBatch)).all()) == 1


def test_a_batch_is_checked_authorised_and_sent_whole_and_equals_the_ledger(
    rows: Session, office: Office, browser: Callable[[Actor], FlaskClient]
) -> None:
    made = payments(rows, office, "prepared")
    giang, chief, holder = browser(office.finance), browser(office.chief), browser(office.holder)
    batch = batch_of(rows, giang, made)
    assert batch.number == "ĐC-2026-0001"

    assert step(chief, batch, "check", checked_papers="yes") == 303
    asked = holder.get(f"{BATCHES}/{batch.id}/authorise").text
    for shown in (office.bank.number, office.bank.holder, str(made[0].amount), 'type="password"'):
        assert shown in asked
    assert step(holder, batch, "authorise", authorised_facts="yes", password="sai-mat-khau") == 422
    assert step(holder, batch, "authorise", authorised_facts="yes", password=PASSWORD) == 303
    assert step(giang, batch, "send", sent_on="22/11/2026") == 303

    rows.expire_all()
    sheet = batch_sheet(rows, rows.get_one(PaymentBatch, batch.id))
    assert sheet.agrees
    assert sheet.in_transit == sheet.instructed == sheet.sum == made[0].amount + made[1].amount
    assert list(disagreements(rows)) == []
    rows.commit()
    assert "Sổ khớp" in giang.get(f"{BATCHES}/{batch.id}").text


def test_the_list_of_a_batch_is_the_same_sum_and_the_same_bytes_every_time(
    rows: Session, office: Office, browser: Callable[[Actor], FlaskClient]
) -> None:
    giang = browser(office.finance)
    batch = batch_of(rows, giang, payments(rows, office, "prepared"))
    for form in ("csv", "xlsx", "pdf"):
        one, other = (giang.get(f"{BATCHES}/{batch.id}/list.{form}").data for _ in range(2))
        assert one == other, form

    listed = list(csv.reader(io.StringIO(giang.get(f"{BATCHES}/{batch.id}/list.csv").data.decode("utf-8-sig"))))
    amounts = [int(row[7]) for row in listed[1:4]]
    assert amounts[0] + amounts[1] == amounts[2]
    assert giang.get(f"{BATCHES}/{batch.id}/list.exe").status_code == 404


def test_one_payment_with_newer_details_holds_back_the_batch_until_it_is_taken_out_or_voided(
    rows: Session, office: Office, browser: Callable[[Actor], FlaskClient]
) -> None:
    made = payments(rows, office, "prepared")
    giang, chief = browser(office.finance), browser(office.chief)
    batch = batch_of(rows, giang, made)
    take(rows, made[0], "check", office.chief, MORNING)

    assert chief.get(f"{BATCHES}/{batch.id}/check").status_code == 303  # Not every payment is ready.
    page = giang.get(f"{BATCHES}/{batch.id}")
    data = {"csrf_token": csrf_in(page), "act": act_in(page), "payment": made[0].id}
    assert giang.post(f"{BATCHES}/{batch.id}/take-out", data=data).status_code == 422
    assert (
        "không còn đưa ra khỏi đợt" in giang.post(f"{BATCHES}/{batch.id}/take-out", data={**data, "act": "d" * 32}).text
    )
    take(rows, made[0], "void", office.finance, MORNING, reason="Sai nội dung")
    assert step(chief, batch, "check", checked_papers="yes") == 303


def test_a_statement_shows_what_fits_and_books_only_ticked_rows_once(
    rows: Session, office: Office, browser: Callable[[Actor], FlaskClient]
) -> None:
    one, other = payments(rows, office, "sent")
    giang = browser(office.finance)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Ngày", "Số chứng từ", "Số tài khoản", "Số tiền", "Số Kho bạc"])
    sheet.append(["20/11/2026", one.number, one.bank_account.number, one.amount.dong, "KB-1"])
    sheet.append(["20/11/2026", other.number, other.bank_account.number, "=40000000", "KB-2"])
    sheet.append(["20/11/2026", "CT-2026-0099", "1", 5, "KB-3"])
    target = io.BytesIO()
    book.save(target)
    rows.commit()
    page = giang.get("/finance/statements")
    data = {"csrf_token": csrf_in(page), "act": act_in(page)}

    sent = giang.post("/finance/statements", data={**data, "file": (io.BytesIO(target.getvalue()), "sao-ke.xlsx")})
    address = sent.headers["Location"]
    preview = giang.get(address)
    for shown in (
        one.number,
        "Có ô công thức",
        "Không có chứng từ nào như vậy",
        "Đã gửi Kho bạc, không có trong sao kê",
    ):
        assert shown in preview.text
    assert ledger.case_book(rows, one.application.reference).total(Place.PAID).dong == 0
    rows.commit()

    ticked = {"csrf_token": csrf_in(preview), "act": act_in(preview), "row": ["2", "3", "4"]}
    assert [giang.post(address, data=ticked).status_code for _ in range(2)] == [303, 200]

    rows.expire_all()
    assert [rows.get_one(Payment, each.id).state for each in (one, other)] == ["paid", "sent"]
    assert rows.get_one(Payment, one.id).treasury_number == "KB-1"
    assert ledger.case_book(rows, one.application.reference).total(Place.PAID) == one.amount
    rows.commit()
    assert "Chứng từ đã có trả lời trước đó" in giang.get(address).text


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.csv", b"\xff\xfe\x00a"),
        ("x.xlsx", b"PK\x03\x04nothing"),
        ("x.exe", b"MZ"),
        ("x.csv", b"a,b\n1,2\n"),
        ("x.csv", b""),
    ],
)
def test_what_is_no_statement_is_refused_in_words(
    office: Office, browser: Callable[[Actor], FlaskClient], name: str, content: bytes
) -> None:
    giang = browser(office.finance)
    page = giang.get("/finance/statements")
    data = {"csrf_token": csrf_in(page), "act": act_in(page), "file": (io.BytesIO(content), name)}

    answer = giang.post("/finance/statements", data=data)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_the_page_of_a_claim_names_every_check_and_asks_for_a_reason_where_one_warns(
    rows: Session, office: Office, browser: Callable[[Actor], FlaskClient]
) -> None:
    first = a_case(rows, office, "issued")
    second = a_case(rows, office, "issued", standard="haccp")
    second.answers = {**second.answers, "costs": first.answers["costs"], "other_support": True}
    claim = a_confirmed_claim(rows, office, second)
    rows.commit()
    giang, address = browser(office.finance), f"/finance/claims/{claim.id}"
    voucher = {"route": "drawdown", "content": "Hỗ trợ", "organisation_is_active": "yes"}

    page = giang.get(address).text
    assert "20 trong 22 mục đạt" in page
    assert str(first.code) in page
    assert f"/cases/{first.reference}" in page
    assert send(giang, address, voucher).status_code == 422
    assert send(giang, address, {**voucher, "warnings_reason": "Hai đợt của một hóa đơn"}).status_code == 303

    payment = rows.scalars(select(Payment)).one()
    rows.commit()
    assert "Hai đợt của một hóa đơn" in giang.get(f"/finance/payments/{payment.id}").text


def test_whoever_is_off_a_case_sees_its_amount_in_the_batch_and_nothing_else(
    rows: Session, office: Office, browser: Callable[[Actor], FlaskClient]
) -> None:
    made = payments(rows, office, "prepared")
    batch = batch_of(rows, browser(office.finance), made)
    rows.add(
        Conflict(
            application_id=made[0].application_id, person_id=office.chief.person_id, reason="Người nhà", at=MORNING
        )
    )
    rows.commit()
    chief = browser(office.chief)

    page = chief.get(f"{BATCHES}/{batch.id}")

    assert made[0].number not in page.text
    assert made[1].number in page.text
    assert "hồ sơ ngoài phạm vi" in page.text
    for address in ("check", "list.csv", "list.pdf"):
        assert chief.get(f"{BATCHES}/{batch.id}/{address}").status_code == 404, address
