"""In the browser: a procedure that came as files in a temporary folder is found, asked for and ended, with no code."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from nscl_grants.actions.passwords import hashed
from nscl_grants.db.engine import make_engine, writing
from nscl_grants.db.people import Account
from nscl_grants.definitions.house import load_house
from nscl_grants.documents.specimen import specimen_pdf
from tests.browser.conftest import PASSWORD, Town, Visitor, serving
from tests.builders.cases import an_office
from tests.builders.seventh import a_plan_with_more

PHONE = 390


@pytest.fixture
def town(sqlite_template: Path, tmp_path: Path) -> Iterator[Town]:
    """A town whose server was only told another folder to read (NSCL_PLAN)."""
    plan = a_plan_with_more(tmp_path)
    shutil.copy(sqlite_template, tmp_path / "town.db")
    engine = make_engine(f"sqlite:///{tmp_path / 'town.db'}")
    with writing(engine) as session:
        office = an_office(session, house=load_house(plan))
        password = hashed(PASSWORD)
        for account in session.scalars(select(Account)):
            account.password_hash = password
        session.commit()
    with serving(engine, tmp_path, plan=plan) as address:
        yield Town(engine, office, address)
    engine.dispose()


@pytest.mark.long
@pytest.mark.browser
def test_a_seventh_procedure_is_walked_to_its_end(town: Town, visitor: Callable[..., Visitor], tmp_path: Path) -> None:
    firm = visitor(town.office.applicant.person_id, wide=PHONE)
    firm.open("/my/applications/new")
    firm.fill(procedure="TV5S")
    firm.press("Bắt đầu điền hồ sơ")
    found = re.search(r"ns-\w{8}", firm.page.url)
    assert found is not None
    reference, paper = found[0], tmp_path / "so-do.pdf"
    paper.write_bytes(specimen_pdf("Sơ đồ", "Xưởng 2"))

    firm.press("Làm mục")
    firm.fill(contact="Trần Thị An")
    firm.press("Lưu và tiếp tục")
    firm.fill(product="Xưởng 2", workers="40", knows_5s="no", wishes=True, declared=True)
    firm.press("Lưu và tiếp tục")
    firm.press("Sơ đồ mặt bằng")
    firm.page.locator('main input[type="file"]').set_input_files(paper)
    firm.press("Tải lên")
    firm.open(f"/my/applications/{reference}/check")
    firm.press("Gửi yêu cầu tư vấn")
    firm.press("Gửi yêu cầu tư vấn")

    intake = visitor(town.office.intake.person_id)
    intake.open("/cases")
    intake.press(town.office.organisation.name)
    intake.press("Hẹn ngày tư vấn")
    intake.fill(visit_on="10/03/2027")
    intake.press("Hẹn ngày tư vấn")

    reviewer = visitor(town.office.reviewer.person_id)
    reviewer.open(f"/cases/{reference}/report_visit")
    reviewer.fill(findings="Lối đi đã kẻ vạch.")
    reviewer.press("Ghi kết quả tư vấn")

    firm.open(f"/my/applications/{reference}/confirm_visit")
    firm.fill(satisfied="yes")
    firm.press("Xác nhận đã được tư vấn")
    expect(firm.page.locator("main")).to_contain_text("Đã tư vấn xong")
    assert firm.seen == []
