"""The whole way in the browser: a firm registers, files, is paid; a second case waits for money and gets it."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from nscl_grants.db.applications import Application
from nscl_grants.db.engine import writing
from nscl_grants.documents.specimen import specimen_pdf
from nscl_grants.domain.calendar import ICT
from tests.browser.conftest import PASSWORD, Town, Visitor
from tests.builders.doors import newest_link
from tests.builders.people import a_tax_code

PHONE = 390
MOST_PAGES = 30
MOST_FIELDS = 45
"""What a firm may meet from the choice of its support until the application is filed."""


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "giay-to.pdf"
    path.write_bytes(specimen_pdf("Giấy tờ thử", "Công ty TNHH Hành Trình"))
    return path


def register(town: Town, firm: Visitor, name: str, number: int) -> None:
    firm.open("/register")
    firm.fill(email=f"hanh{number}@hanhtrinh.test")
    firm.press("Gửi liên kết")
    with writing(town.engine) as session:
        link = newest_link(session, "register")
    firm.open(link)
    firm.fill(
        tax_code=a_tax_code(number),
        name=name,
        kind="enterprise",
        representative="Trần Thị Hành",
        representative_title="Giám đốc",
        commune="07795",
        address="Số 1, đường Hành Trình",
        phone="0222 3123 456",
        organisation_email=f"vanphong{number}@hanhtrinh.test",
        full_name="Trần Thị Hành",
        identity_number=f"0270{number:08d}",
        password=PASSWORD,
    )
    firm.press("Đăng ký tổ chức")


def add_bank_account(firm: Visitor) -> None:
    firm.open("/my/organisation")
    firm.press("Khai tài khoản")
    firm.fill(number="9876543210", holder="CONG TY TNHH HANH TRINH", bank="Ngân hàng Giả Định", branch="Bắc Ninh")
    firm.press("Khai tài khoản này")


def write_application(firm: Visitor, standard: str, cost: str, paper: Path) -> str:
    """Fill in every section in order; gives the reference of the case."""
    firm.open("/my/applications/new")
    firm.press("Bắt đầu điền hồ sơ")
    reference = re.search(r"ns-\w{8}", firm.page.url)
    assert reference is not None
    form = f"/my/applications/{reference[0]}/form"
    sections: dict[str, dict[str, str | bool]] = {
        "organisation": {"contact": "Trần Thị Hành"},
        "certificate": {
            "standard": standard,
            "certificate_number": f"CN-{standard}",
            "scope": "Sản xuất tại nhà máy số 1",
            "certification_body": "Tổ chức chứng nhận Giả Định",
            "issued_on": "15/01/2026",
            "expires_on": "14/01/2029",
            "first_certificate": "yes",
        },
        "costs": {
            "costs.0.kind": "consulting",
            "costs.0.provider": "Công ty Tư vấn Mẫu",
            "costs.0.invoice_number": f"1C26TAA-{standard}",
            "costs.0.invoice_date": "20/01/2026",
            "costs.0.amount": cost,
            "costs.0.vat": "0",
            "costs.0.by_transfer": "yes",
        },
        "bank": {},
        "support": {"other_support": "no"},
        "declaration": {"declared_true": True, "declared_once": True, "declared_back": True},
    }
    for name, answers in sections.items():
        firm.open(f"{form}/{name}")
        if name == "bank":
            choose_first_account(firm)
        firm.fill(**answers)
        firm.press("Lưu và tiếp tục")
    upload_papers(firm, reference[0], paper)
    return reference[0]


def choose_first_account(firm: Visitor) -> None:
    account = firm.page.locator('main [name="bank_account"]')
    if account.first.evaluate("it => it.type") == "radio":
        account.first.check()
    else:
        account.first.select_option(index=1)


def upload_papers(firm: Visitor, reference: str, paper: Path) -> None:
    for document in ("request", "contract", "invoices", "certificate", "no_double_support"):
        firm.open(f"/my/applications/{reference}/papers/{document}")
        firm.page.locator('main input[type="file"]').set_input_files(paper)
        firm.press("Tải lên")


def file(firm: Visitor, reference: str) -> None:
    firm.open(f"/my/applications/{reference}/check")
    firm.press("Nộp hồ sơ")
    if "/submit" in firm.page.url:
        firm.press("Nộp hồ sơ")
    expect(firm.page.locator("main")).to_contain_text("Đã nộp")


def do(person: Visitor, verb: str) -> None:
    """Begin at "Việc của tôi", as everybody does, and take the first thing of that kind."""
    person.open("/work")
    person.press(verb)


def act(person: Visitor, verb: str, button: str, **answers: str | bool) -> None:
    """From "Việc của tôi" to the page of the thing, on to its form where that is another page, and done."""
    do(person, verb)
    if answers and not person.page.locator(f'main [name="{next(iter(answers))}"]').count():
        person.press(button)
    person.fill(**answers)
    person.press(button)


def review(reviewer: Visitor) -> None:
    """Accept every paper, take every cost as declared, recommend."""
    do(reviewer, "Thẩm định")
    papers = reviewer.page.locator("main .docs li").count()
    for _ in range(papers):
        reviewer.fill(verdict="accepted")
        reviewer.press("Lưu, xem tiếp")
    reviewer.press("Lấy số đề nghị cho khoản còn trống")
    reviewer.fill(conditions_met=True, remarks="Đủ điều kiện, phạm vi đúng địa điểm.")
    reviewer.press("Đề xuất hỗ trợ")


def claim(firm: Visitor, reference: str, paper: Path) -> None:
    firm.open(f"/my/applications/{reference}")
    firm.press("Đề nghị thanh toán")
    choose_first_account(firm)
    firm.fill(is_final="yes")
    firm.press("Lưu và tiếp tục")
    firm.page.locator('main input[type="file"]').first.set_input_files(paper)
    firm.press("Tải lên")
    firm.press("Xem lại và gửi")
    firm.press("Gửi đề nghị")


def pay(town: Town, visitor: Callable[..., Visitor]) -> None:
    """Prepared, checked, authorised, sent and confirmed by four people."""
    office = town.office
    finance, chief = visitor(office.finance.person_id), visitor(office.chief.person_id)
    holder = visitor(office.holder.person_id)
    act(finance, "Lập chứng từ", "Lập chứng từ chi", route="drawdown", content="Hỗ trợ", organisation_is_active=True)
    act(chief, "Kiểm tra", "Kiểm tra chứng từ", checked_papers=True)
    act(holder, "Duyệt chi", "Duyệt chi", authorised_facts=True, password=PASSWORD)
    act(finance, "Gửi Kho bạc", "Gửi Kho bạc", sent_on=today())
    act(finance, "Ghi nhận", "Ghi nhận đã chi", treasury_number="KB-2026-001", paid_on=today())


def today() -> str:
    return datetime.now(ICT).strftime("%d/%m/%Y")


def the_reviewer(town: Town, reference: str) -> int:
    with writing(town.engine) as session:
        case = session.scalars(select(Application).where(Application.reference == reference)).one()
        assert case.reviewer_id is not None
        return case.reviewer_id


@pytest.mark.browser
def test_a_firm_registers_on_a_phone_and_is_paid_in_the_end(
    town: Town, visitor: Callable[..., Visitor], paper: Path, record_testsuite_property: Callable[[str, object], None]
) -> None:
    firm, office = visitor(wide=PHONE), town.office
    register(town, firm, "Công ty TNHH Hành Trình", 501)
    add_bank_account(firm)
    before = firm.pages_met, firm.fields_met
    reference = write_application(firm, "iso-22000", "100.000.000", paper)
    file(firm, reference)
    pages, fields = firm.pages_met - before[0], firm.fields_met - before[1]
    record_testsuite_property("pages of an application", pages)
    record_testsuite_property("fields of an application", fields)
    assert (pages <= MOST_PAGES, fields <= MOST_FIELDS) == (True, True), (pages, fields)

    act(visitor(office.intake.person_id), "Tiếp nhận", "Tiếp nhận hồ sơ", copies="1", result_by="online")
    reviewer = visitor(the_reviewer(town, reference))
    review(reviewer)
    approver = visitor(office.approver.person_id)
    do(approver, "Quyết định")
    approver.press("Lập quyết định")
    approver.press("Lập quyết định")
    clerk = visitor(office.clerk.person_id)
    do(clerk, "Ban hành")
    clerk.fill(number="05/QĐ-SKHCN", issued_on=today())
    clerk.page.locator('main input[type="file"]').set_input_files(paper)
    clerk.press("Ban hành quyết định")
    act(visitor(office.other_finance.person_id), "Xác nhận tài khoản", "Xác nhận")
    claim(firm, reference, paper)
    act(reviewer, "Xem đề nghị", "Xác nhận đủ điều kiện", in_full="yes")
    pay(town, visitor)

    firm.open(f"/my/applications/{reference}")
    expect(firm.page.locator("main")).to_contain_text("Đã chi đủ")
    assert firm.seen == []
