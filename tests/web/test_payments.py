"""From a confirmed claim to the treasury's answer, page by page, through as many hands as the law asks for."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from nscl_grants.actions.passwords import hashed
from nscl_grants.config import Config
from nscl_grants.db import ledger
from nscl_grants.db.applications import Conflict
from nscl_grants.db.audit import AuditEvent
from nscl_grants.db.organisations import BankAccount
from nscl_grants.db.payments import Claim, Payment, voucher_number
from nscl_grants.db.people import Account, Person
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.ledger.accounts import Place
from nscl_grants.domain.money import ZERO
from tests.builders.cases import Office, a_case, a_confirmed_claim, a_payment, an_act, an_office
from tests.builders.people import MORNING, a_bank_account, an_account
from tests.web.conftest import SignIn
from tests.web.pages import act_in, csrf_in, send

Browser = Callable[[Actor], FlaskClient]
PASSWORD = "duyet-chi-bang-mat-khau"
VOUCHER = {"route": "drawdown", "content": "Hỗ trợ theo Nghị quyết", "organisation_is_active": "yes"}
AUTHORISED = {"authorised_facts": "yes", "password": PASSWORD}


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
def browser(rows: Session, sign_in: SignIn) -> Browser:
    """A browser in which somebody of the cast is signed in."""

    def opened(actor: Actor) -> FlaskClient:
        return sign_in(account=rows.get_one(Account, actor.account_id))

    return opened


@pytest.fixture
def claim(rows: Session, office: Office) -> Claim:
    """A confirmed claim of a case whose decision is issued."""
    return a_confirmed_claim(rows, office, a_case(rows, office, "issued"))


def version(rows: Session, payment: Payment) -> dict[str, str]:
    """The version that a form of the payment carries."""
    rows.refresh(payment)
    rows.commit()
    return {"version": str(payment.version)}


def step(rows: Session, client: FlaskClient, payment: Payment, trigger: str, **answers: str) -> int:
    """Take a step by its page."""
    address = f"/finance/payments/{payment.id}/{trigger}"
    return send(client, address, {**version(rows, payment), **answers}).status_code


def forced(rows: Session, client: FlaskClient, payment: Payment, trigger: str, **answers: str) -> int:
    """Send a step whose page offers no form."""
    carried = {"csrf_token": csrf_in(client.get("/account")), "act": an_act(), **version(rows, payment)}
    return client.post(f"/finance/payments/{payment.id}/{trigger}", data={**carried, **answers}).status_code


def test_a_payment_goes_from_the_list_to_the_treasury_and_back_with_its_answer(
    rows: Session, office: Office, browser: Browser, claim: Claim
) -> None:
    giang, chief, holder = browser(office.finance), browser(office.chief), browser(office.holder)
    listed = giang.get("/finance/payments").text
    assert f"/finance/claims/{claim.id}" in listed
    assert "Đủ điều kiện" in listed

    assert send(giang, f"/finance/claims/{claim.id}", VOUCHER).status_code == 303
    payment = rows.scalars(select(Payment)).one()
    assert step(rows, chief, payment, "check", checked_papers="yes") == 303
    assert step(rows, holder, payment, "authorise", **AUTHORISED) == 303
    assert step(rows, giang, payment, "send", sent_on="22/11/2026") == 303
    assert step(rows, giang, payment, "confirm_paid", treasury_number="KB-9", paid_on="22/11/2026") == 303

    page = giang.get(f"/finance/payments/{payment.id}").text
    assert "KB-9" in page
    for name in (office.finance.name, office.chief.name, office.holder.name):
        assert name in page
    case = claim.application
    assert ledger.case_book(rows, case.reference).total(Place.PAID) == claim.accepted


def test_authorising_shows_payee_account_and_amount_and_asks_for_the_password(
    rows: Session, office: Office, browser: Browser, claim: Claim
) -> None:
    payment, holder = a_payment(rows, office, claim, "checked"), browser(office.holder)

    page = holder.get(f"/finance/payments/{payment.id}/authorise").text
    for shown in (office.bank.holder, office.bank.number, str(payment.amount), 'type="password"'):
        assert shown in page

    wrong = send(
        holder,
        f"/finance/payments/{payment.id}/authorise",
        {**version(rows, payment), **AUTHORISED, "password": "sai-mat-khau"},
    )
    assert wrong.status_code == 422
    assert "aria-invalid" in wrong.text
    assert "sai-mat-khau" not in wrong.text
    rows.refresh(payment)
    assert payment.state == "checked"


def test_an_account_number_is_whole_for_those_who_pay_and_nobody_else(
    rows: Session, office: Office, browser: Browser, claim: Claim, sign_in: SignIn
) -> None:
    payment = a_payment(rows, office, claim, "checked")
    path = f"/finance/payments/{payment.id}"
    rows.commit()

    paying, looking = browser(office.finance).get(path).text, sign_in("auditor").get(path).text

    assert office.bank.number in paying
    assert office.bank.number not in looking
    assert f"•••{office.bank.number[-4:]}" in looking


def test_the_list_is_found_without_marks_kept_as_a_view_and_taken_away_as_shown(
    rows: Session, office: Office, browser: Browser, claim: Claim
) -> None:
    payment, giang = a_payment(rows, office, claim, "checked"), browser(office.finance)
    year = payment.budget_year
    payment.number = number = voucher_number(year, 31)
    rows.commit()
    asked = f"state=checked&q=vi+du&year={year}"

    kept = send(
        giang, "/finance/payments/views", {"name": "Chờ duyệt chi", "query": asked}, page=f"/finance/payments?{asked}"
    )
    shown = giang.get(f"/finance/payments?{asked}").text
    table = giang.get(f"/finance/payments.csv?{asked}").text
    by_number = giang.get("/finance/payments?q=31").text
    others = [
        giang.get(f"/finance/payments.csv?{other}").text for other in ("state=paid", "q=khac", f"year={year + 1}")
    ]

    assert kept.headers["Location"] == f"/finance/payments?{asked}"
    assert number in shown
    assert "Chờ duyệt chi" in shown
    assert number in by_number
    assert number in table
    assert [text.count("\n") for text in (table, *others)] == [2, 1, 1, 1]


def test_passwords_are_not_guessed_at_the_authorisation(
    rows: Session, office: Office, browser: Browser, claim: Claim
) -> None:
    payment, holder = a_payment(rows, office, claim, "checked"), browser(office.holder)
    wrong = {**version(rows, payment), **AUTHORISED, "password": "sai"}

    answers = [send(holder, f"/finance/payments/{payment.id}/authorise", wrong).status_code for _ in range(6)]

    assert answers[-1] == 429
    assert step(rows, holder, payment, "authorise", **AUTHORISED) == 429


def test_a_double_click_draws_one_payment(rows: Session, office: Office, browser: Browser, claim: Claim) -> None:
    giang, address = browser(office.finance), f"/finance/claims/{claim.id}"
    shown = giang.get(address)
    carried = {"csrf_token": csrf_in(shown), "act": act_in(shown), **VOUCHER}

    answers = [giang.post(address, data=carried).status_code for _ in range(2)]

    assert answers == [303, 303]
    assert rows.scalar(select(func.count(Payment.id))) == 1


def test_a_claim_that_has_its_payment_is_not_drawn_up_again(
    rows: Session, office: Office, browser: Browser, claim: Claim
) -> None:
    giang = browser(office.finance)
    send(giang, f"/finance/claims/{claim.id}", VOUCHER)
    other = browser(office.other_finance)
    carried = {"csrf_token": csrf_in(other.get("/finance/payments")), "act": "d" * 32, **VOUCHER}

    refused = other.post(f"/finance/claims/{claim.id}", data=carried)

    assert refused.status_code == 422
    assert "không còn số tiền nào chờ thanh toán" in refused.text
    assert "Không còn gì để lập chứng từ" in giang.get(f"/finance/claims/{claim.id}").text


def test_what_still_stands_in_the_way_of_a_payment_is_named(rows: Session, office: Office, browser: Browser) -> None:
    claim = a_confirmed_claim(rows, office, a_case(rows, office, "approved"))
    rows.execute(update(BankAccount).values(confirmed_by=None, confirmed_at=None))
    rows.commit()
    giang = browser(office.finance)

    listed = giang.get("/finance/payments").text
    assert "quyết định chưa ban hành, tài khoản chưa xác nhận" in listed
    refused = send(giang, f"/finance/claims/{claim.id}", VOUCHER)
    assert refused.status_code == 422
    assert "người thứ hai xác nhận" in refused.text


def test_one_person_with_two_accounts_does_not_prepare_and_check(
    rows: Session, office: Office, browser: Browser, claim: Claim, sign_in: SignIn
) -> None:
    payment = a_payment(rows, office, claim, "prepared")
    second = an_account(rows, "chief_accountant", person=rows.get_one(Person, office.finance.person_id))
    client = sign_in(account=second)

    page = client.get(f"/finance/payments/{payment.id}").text
    assert "Chưa làm được lúc này" in page
    assert forced(rows, client, payment, "check", checked_papers="yes") == 403
    rows.refresh(payment)
    assert payment.state == "prepared"


def test_the_approver_does_not_authorise_as_account_holder(
    rows: Session, office: Office, browser: Browser, claim: Claim, sign_in: SignIn
) -> None:
    payment = a_payment(rows, office, claim, "checked")
    account = an_account(rows, "account_holder", person=rows.get_one(Person, office.approver.person_id))
    account.password_hash = hashed(PASSWORD)

    assert forced(rows, sign_in(account=account), payment, "authorise", **AUTHORISED) == 403
    rows.refresh(payment)
    assert payment.state == "checked"


def test_a_void_gives_the_money_back(rows: Session, office: Office, browser: Browser, claim: Claim) -> None:
    payment, giang = a_payment(rows, office, claim, "authorised"), browser(office.finance)

    assert step(rows, giang, payment, "void", reason="Sai nội dung") == 303

    assert ledger.case_book(rows, claim.application.reference).total(Place.DUE) == claim.accepted
    rows.commit()
    assert "Sai nội dung" in giang.get(f"/finance/payments/{payment.id}").text
    assert "Chờ lập chứng từ" in giang.get("/finance/payments").text


def test_a_return_gives_the_money_back_and_says_why(
    rows: Session, office: Office, browser: Browser, claim: Claim
) -> None:
    payment, giang = a_payment(rows, office, claim, "paid"), browser(office.finance)

    returned = {"returned_on": "20/11/2026", "reason": "Sai tên chủ tài khoản"}
    assert step(rows, giang, payment, "record_return", **returned) == 303

    book = ledger.case_book(rows, claim.application.reference)
    assert (book.total(Place.DUE), book.total(Place.PAID)) == (claim.accepted, ZERO)
    rows.commit()
    assert "Sai tên chủ tài khoản" in giang.get(f"/finance/payments/{payment.id}").text


def test_a_stale_page_pays_nothing(rows: Session, office: Office, browser: Browser, claim: Claim) -> None:
    payment, giang = a_payment(rows, office, claim, "sent"), browser(office.finance)
    stale = {"version": str(payment.version - 1), "treasury_number": "KB-1", "paid_on": "22/11/2026"}

    refused = send(giang, f"/finance/payments/{payment.id}/confirm_paid", stale)

    assert refused.status_code == 409
    rows.refresh(payment)
    assert payment.state == "sent"


def test_payments_are_listed_by_state_and_found_by_number(
    rows: Session, office: Office, browser: Browser, claim: Claim
) -> None:
    payment, giang = a_payment(rows, office, claim, "checked"), browser(office.finance)

    assert payment.number in giang.get("/finance/payments?state=checked").text
    assert payment.number not in giang.get("/finance/payments?state=paid").text
    assert payment.number in giang.get(f"/finance/payments?q={payment.number.lower()}").text
    assert payment.number not in giang.get("/finance/payments?state=checked&q=khong-co").text


def test_a_conflict_of_interest_hides_the_payment(
    rows: Session, office: Office, browser: Browser, claim: Claim
) -> None:
    payment = a_payment(rows, office, claim, "prepared")
    rows.add(
        Conflict(
            application_id=payment.application_id,
            person_id=office.other_finance.person_id,
            reason="Người thân",
            at=MORNING,
        )
    )
    rows.commit()
    client = browser(office.other_finance)

    assert client.get(f"/finance/payments/{payment.id}").status_code == 404
    assert client.get(f"/finance/claims/{claim.id}").status_code == 404
    assert payment.number not in client.get("/finance/payments").text


def test_roles_without_money_touch_no_payment(rows: Session, office: Office, claim: Claim, sign_in: SignIn) -> None:
    payment = a_payment(rows, office, claim, "prepared")
    page = f"/finance/payments/{payment.id}"

    for role in ("admin", "reviewer", "approver", "plan_manager", "intake", "clerk", "applicant"):
        client = sign_in(role)
        for address in (page, f"{page}/void", f"/finance/claims/{claim.id}"):
            assert client.get(address).status_code == 403, (role, address)
        assert forced(rows, client, payment, "void", reason="x") == 403
    rows.refresh(payment)
    assert payment.state == "prepared"


class TestBankDetails:
    """Details that wait for a second person."""

    @pytest.fixture
    def details(self, rows: Session, office: Office) -> BankAccount:
        """A second version with another number, entered by the organisation."""
        entered = BankAccount(
            organisation_id=office.organisation.id,
            version=2,
            number="9876543210",
            holder="Công ty Khác Tên",
            bank="Ngân hàng Giả Định",
            branch="Bắc Ninh",
            proposed_by=office.applicant.person_id,
            proposed_at=MORNING,
        )
        rows.add(entered)
        rows.commit()
        return entered

    def test_the_second_person_sees_what_changed_and_confirms(
        self, rows: Session, office: Office, browser: Browser, details: BankAccount
    ) -> None:
        giang = browser(office.finance)
        assert "•••3210" in giang.get("/finance/bank-accounts").text

        page = giang.get(f"/finance/bank-accounts/{details.id}").text
        assert "khác bản trước" in page
        assert "9876543210" not in page
        page_address = f"/finance/bank-accounts/{details.id}"
        whole = send(giang, f"{page_address}/number", page=page_address).text
        assert "9876543210" in whole
        assert "0123456789" in whole
        opened = rows.scalars(select(AuditEvent).where(AuditEvent.what == "bank_account.open")).one()
        assert (opened.person_id, opened.subject) == (office.finance.person_id, office.organisation.tax_code)
        rows.commit()
        assert "khác tên tổ chức" in page
        assert send(giang, f"/finance/bank-accounts/{details.id}").status_code == 303

        rows.refresh(details)
        assert details.confirmed_by == office.finance.person_id

    def test_an_older_version_is_not_confirmed(
        self, rows: Session, office: Office, browser: Browser, details: BankAccount
    ) -> None:
        newer = a_bank_account(rows, office.organisation, proposed_by=office.applicant, confirmed_by=None, version=3)
        rows.commit()
        giang = browser(office.finance)

        assert "Xác nhận tài khoản đúng" not in giang.get(f"/finance/bank-accounts/{details.id}").text
        carried = {"csrf_token": csrf_in(giang.get("/finance/payments")), "act": "f" * 32}
        refused = giang.post(f"/finance/bank-accounts/{details.id}", data=carried)
        assert refused.status_code == 422
        assert "mới hơn bản 2" in refused.text
        assert newer.confirmed_at is None

    def test_the_second_person_declines_with_a_reason(
        self, rows: Session, office: Office, browser: Browser, details: BankAccount
    ) -> None:
        giang, page = browser(office.finance), f"/finance/bank-accounts/{details.id}"
        assert f'href="{page}/end"' in giang.get(page).text

        assert send(giang, f"{page}/end").status_code == 422
        assert send(giang, f"{page}/end", {"reason": "Khác giấy của ngân hàng"}).status_code == 303

        rows.refresh(details)
        assert details.ended_because == "Khác giấy của ngân hàng"
        after = giang.get(page).text
        assert "Khác giấy của ngân hàng" in after
        assert "Xác nhận tài khoản đúng" not in after
        assert "Đã từ chối" in giang.get("/finance/bank-accounts").text

    def test_the_account_holder_and_the_auditor_only_look(
        self, details: BankAccount, sign_in: SignIn, rows: Session
    ) -> None:
        for role in ("account_holder", "auditor"):
            client = sign_in(role)
            assert "Xác nhận tài khoản đúng" not in client.get(f"/finance/bank-accounts/{details.id}").text
            carried = {
                "csrf_token": csrf_in(client.get("/finance/payments")),
                "act": ("1" if role == "auditor" else "2") * 32,
            }
            assert client.post(f"/finance/bank-accounts/{details.id}", data=carried).status_code == 403
        rows.refresh(details)
        assert details.confirmed_at is None
