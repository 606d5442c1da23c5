"""Ordered tasks in the browser: each role finds its turn, acts there, and the paid money shows with the plan."""

from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from nscl_grants.db.people import Account
from nscl_grants.db.proposals import open_proposals
from nscl_grants.db.science import ScienceTask, files_of_science, science_tasks
from nscl_grants.domain.actor import Actor
from tests.builders.pdfs import a_pdf
from tests.builders.science import LINE, ORDER, ScienceOffice, a_science_office, an_instalment, an_order, confirmed
from tests.web.conftest import SignIn
from tests.web.opened import opened
from tests.web.pages import act_in, csrf_in, send

LIST = "/finance/science-tasks"


@pytest.fixture
def office(rows: Session) -> ScienceOffice:
    office = a_science_office(rows)
    rows.commit()
    return office


def at_desk(sign_in: SignIn, rows: Session, who: Actor) -> FlaskClient:
    return sign_in(account=rows.get_one(Account, who.account_id))


def step(browser: FlaskClient, address: str, values: dict[str, Any] | None = None) -> TestResponse:
    """Take a step with its file, under the version that its page was shown with."""
    shown = browser.get(address)
    version = shown.text.partition('name="version" value="')[2].partition('"')[0]
    carried = {"csrf_token": csrf_in(shown), "act": act_in(shown), "version": version}
    file = (BytesIO(a_pdf()), "van-ban.pdf")
    answer = browser.post(address, data={**carried, **(values or {}), "file": file})
    assert answer.status_code == 303, answer.text
    return answer


def test_an_order_goes_through_all_hands_to_its_settlement(
    sign_in: SignIn, rows: Session, office: ScienceOffice
) -> None:
    manager, approver = at_desk(sign_in, rows, office.manager), at_desk(sign_in, rows, office.approver)
    finance, chief = at_desk(sign_in, rows, office.finance), at_desk(sign_in, rows, office.chief)
    made = step(manager, f"{LIST}/new", {**ORDER, "estimate": "300.000.000"})
    page = made.headers["Location"]
    title = str(ORDER["title"])
    assert title in approver.get("/work").text

    step(approver, f"{page}/approve_order", {"number": "11/QĐ-UBND", "dated_on": "05/01/2026"})
    selection = {"method": "call", "lead": "Viện Năng suất Giả Định", "number": "21/QĐ", "dated_on": "12/01/2026"}
    step(manager, f"{page}/select", {**selection, "reason": "Điểm cao nhất"})
    contract = {"number": "05/HĐ", "dated_on": "20/01/2026", "amount": "100.000.000", "line": "II.1", "year": "2026"}
    step(manager, f"{page}/draft_contract", {**contract, "ends_on": "30/11/2026"})
    assert "Ký hợp đồng" in at_desk(sign_in, rows, office.holder).get("/work").text
    step(approver, f"{page}/sign_contract")
    step(manager, f"{page}/report_progress", {"dated_on": "10/02/2026", "share": "40", "done": "Hai bệnh viện"})
    voucher = {"year": "2026", "amount": "100.000.000", "number": "UNC-1", "dated_on": "12/02/2026", "reason": "Đợt 1"}
    step(finance, f"{page}/pay", voucher)
    (proposal,) = open_proposals(rows, ["spend"])
    waiting = f"/finance/proposals/{proposal.id}"
    rows.commit()
    assert page in chief.get(waiting).text
    send(chief, f"{waiting}/confirm", page=waiting)
    step(
        manager,
        f"{page}/accept",
        {"number": "01/BB", "dated_on": "14/02/2026", "amount": "100.000.000", "result": "Đạt"},
    )
    step(finance, f"{page}/settle", {"number": "02/BB", "dated_on": "15/02/2026"})
    step(chief, f"{page}/confirm_settlement")

    rows.expire_all()
    (science,) = science_tasks(rows)
    assert science.state == "settled"
    assert [file.n for file in files_of_science(rows, science.id)] == list(range(1, 10))
    rows.commit()
    shown = manager.get(f"{page}?lang=en").text
    assert "Settled" in shown
    assert "UNC-1" in shown
    assert "Work done: 40" in shown
    assert title in manager.get("/plan/tasks/4.3").text
    exported = manager.get(f"{LIST}/table.csv?line=II.1").data.decode("utf-8-sig")
    assert "Viện Năng suất Giả Định" in exported
    assert "100000000" in exported
    assert manager.get(f"{page}/life").status_code == 200


def test_what_is_refused_is_said_beside_what_was_typed(sign_in: SignIn, rows: Session, office: ScienceOffice) -> None:
    science: ScienceTask = an_order(rows, office)
    rows.commit()
    page = f"{LIST}/{science.id}"
    finance = at_desk(sign_in, rows, office.finance)
    voucher = {"year": "2026", "amount": "100.000.001", "number": "UNC-1", "dated_on": "12/02/2026", "reason": "Đợt 1"}

    answer = send(finance, f"{page}/pay", voucher)

    assert answer.status_code == 422
    assert "còn chi được 100.000.000" in answer.text
    assert 'value="UNC-1"' in answer.text
    assert finance.get(f"{page}/accept").status_code == 403
    assert sign_in("auditor").get(page).status_code == 200
    assert sign_in("auditor").get(f"{page}/pay").status_code == 403
    assert sign_in("reviewer").get(LIST).status_code == 403


def test_every_file_of_a_step_opens_again(sign_in: SignIn, rows: Session, office: ScienceOffice) -> None:
    manager = at_desk(sign_in, rows, office.manager)
    page = step(manager, f"{LIST}/new", {**ORDER, "estimate": "300.000.000"}).headers["Location"]
    (science,) = science_tasks(rows)
    (file,) = files_of_science(rows, science.id)
    rows.commit()

    assert manager.get(f"{page}/files/{file.id}").data == a_pdf()
    assert opened(rows) == [("science_task", page.rpartition("/")[2])]
    assert manager.get(f"{LIST}/9999/files/{file.id}").status_code == 404


def test_an_amendment_is_submitted_with_what_stands_and_signed_in_sight_of_what_changes(
    sign_in: SignIn, rows: Session, office: ScienceOffice
) -> None:
    science: ScienceTask = an_order(rows, office)
    page = f"{LIST}/{science.id}"
    rows.commit()
    manager, holder = at_desk(sign_in, rows, office.manager), at_desk(sign_in, rows, office.holder)

    asked = manager.get(f"{page}/draft_amendment").text
    assert 'value="100.000.000"' in asked
    assert 'value="31/10/2026"' in asked
    answers = {"number": "01/PL", "dated_on": "20/02/2026", "new_amount": "120.000.000", "new_end": "30/11/2026"}
    step(manager, f"{page}/draft_amendment", {**answers, "reason": "Thêm một bệnh viện"})
    assert "Ký phụ lục hợp đồng" in holder.get("/work").text
    assert "100.000.000 đồng thành 120.000.000 đồng" in holder.get(f"{page}/sign_amendment").text.replace("\u00a0", " ")
    step(holder, f"{page}/sign_amendment")

    shown = manager.get(page).text
    assert "số 01/PL ngày 20/02/2026" in shown
    assert "Đã ký" in shown
    assert 'còn chi được <strong class="num">120.000.000' in shown


def test_the_board_says_what_contracts_have_still_to_be_paid_on_the_line(
    sign_in: SignIn, rows: Session, office: ScienceOffice
) -> None:
    confirmed(rows, office, an_instalment(rows, an_order(rows, office), office, 30_000_000, "UNC-1"))

    desk = at_desk(sign_in, rows, office.finance)

    page = desk.get(f"/finance?line={LINE}&year=2026").text

    assert "phải chi theo hợp đồng KH&CN đã lập" in page
    assert f'<a href="{LIST}?line={LINE}">70.000.000</a>' in page
    assert "phải chi theo hợp đồng" not in desk.get("/finance?line=III.1&year=2026").text
