"""The page of one step: it asks, says what follows, keeps what was typed, and takes the step once."""

import io

from sqlalchemy import func, select

from nscl_grants.db.applications import Move
from nscl_grants.db.attachments import Attachment
from nscl_grants.db.cases import moves_of
from nscl_grants.db.payments import Payment
from nscl_grants.domain.money import Money
from tests.builders.cases import a_case, a_claim, a_confirmed_claim, a_payment, take
from tests.builders.people import MORNING
from tests.web.desk import Desk, config, desk, form_of, press
from tests.web.firm import PDF

__all__ = ["config", "desk"]

RECEIPT = {"copies": "1", "result_by": "online"}


def test_a_step_asks_its_form_says_what_follows_and_leads_back(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "submitted")

    page = desk.of(desk.office.intake).get(f"/cases/{case.reference}/receive").text

    for words in (
        "Tiếp nhận hồ sơ",
        "Số bộ hồ sơ",
        "Thời hạn giải quyết bắt đầu tính",
        f'href="/cases/{case.reference}"',
    ):
        assert words in page


def test_a_step_is_taken_and_the_next_page_says_so(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "submitted")
    browser = desk.of(desk.office.intake)

    answer = press(browser, f"/cases/{case.reference}/receive", RECEIPT)

    assert answer.headers["Location"] == f"/cases/{case.reference}"
    assert desk.fresh(case).state == "in_review"
    assert f"Tiếp nhận hồ sơ: {case.code}." in browser.get(answer.headers["Location"]).text


def test_a_double_click_takes_the_step_once(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "submitted")
    browser, address = desk.of(desk.office.intake), f"/cases/{case.reference}/receive"
    carried = form_of(browser.get(address))

    answers = [press(browser, address, RECEIPT, carried=carried) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    desk.rows.rollback()
    received = select(func.count(Move.id)).where(Move.application_id == case.id, Move.trigger == "receive")
    assert desk.rows.scalar(received) == 1


def test_the_same_act_with_other_content_is_refused(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "submitted")
    browser, address = desk.of(desk.office.intake), f"/cases/{case.reference}/receive"
    carried = form_of(browser.get(address))
    press(browser, address, RECEIPT, carried=carried)

    answer = press(browser, address, {**RECEIPT, "copies": "2"}, carried=carried)

    assert answer.status_code == 409


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_is_kept(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "submitted")

    answer = press(
        desk.of(desk.office.intake), f"/cases/{case.reference}/receive", {"copies": "hai", "remarks": "Đủ dấu"}
    )

    assert answer.status_code == 422
    assert 'value="hai"' in answer.text
    assert "Đủ dấu" in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert desk.fresh(case).state == "submitted"


def test_another_roles_step_is_refused_in_words(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "in_review")
    browser, address = desk.of(desk.office.approver), f"/cases/{case.reference}/propose_rejection"

    answers = {"version": str(case.version), "article": "Điều 3", "reason": "Không đủ"}

    page = browser.get(address)
    answer = press(browser, f"/cases/{case.reference}/conflict", answers, to=address)

    assert (page.status_code, answer.status_code) == (403, 403)
    assert "thuộc vai trò: Chuyên viên thẩm định" in page.text
    assert '<form method="post" class="panel"' not in page.text


def test_a_step_of_another_state_is_refused_in_words(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "in_review")

    page = desk.of(desk.office.intake).get(f"/cases/{case.reference}/receive")

    assert page.status_code == 409
    assert "vì hồ sơ đang ở “Đang thẩm định”" in page.text


def test_a_step_nobody_knows_is_not_found(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "in_review")

    assert desk.of(desk.office.intake).get(f"/cases/{case.reference}/vanish").status_code == 404


def test_somebody_elses_duty_is_refused_in_words(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "rejection_proposed")
    take(desk.rows, case, "send_back", desk.office.approver, MORNING, reason="Xem lại")
    both = desk.office.approver
    desk.rows.commit()
    from nscl_grants.db.people import AccountRole
    from tests.web.desk import TODAY

    desk.rows.add(AccountRole(account_id=both.account_id, role="reviewer", since=TODAY))
    desk.rows.commit()

    page = desk.of(both).get(f"/cases/{case.reference}/propose_rejection")

    assert page.status_code == 403
    assert "đã quyết định trong hồ sơ này nên không thẩm định được" in page.text


def test_a_step_on_an_old_page_is_refused_and_nothing_typed_is_lost(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "submitted")
    browser, address = desk.of(desk.office.intake), f"/cases/{case.reference}/receive"
    carried = form_of(browser.get(address))
    case.external_code = "G-1"
    desk.rows.commit()

    answer = press(browser, address, {**RECEIPT, "remarks": "Hai bản gốc"}, carried=carried)

    assert answer.status_code == 409
    assert "vừa được người khác cập nhật" in answer.text
    assert "Hai bản gốc" in answer.text
    assert desk.fresh(case).state == "submitted"


def test_a_refusal_by_the_rules_leaves_the_form_filled(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "recommended")
    answers = {"in_full": "no", "amount": "45.000.000", "reason": "Thêm"}

    answer = press(desk.of(desk.office.approver), f"/cases/{case.reference}/approve", answers)

    assert answer.status_code == 422
    assert "cao hơn mức đề xuất" in answer.text
    assert 'value="45.000.000"' in answer.text


def test_a_supplement_names_sections_and_papers_of_the_case(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "in_review")
    answers = {"sections": ["costs"], "documents": ["invoices"], "reason": "Thiếu trang có dấu."}

    answer = press(desk.of(desk.office.reviewer), f"/cases/{case.reference}/ask_supplement", answers)

    assert answer.status_code == 303
    assert (desk.fresh(case).supplement or {})["documents"] == ["invoices"]


def test_a_claim_is_confirmed_through_the_same_page(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "issued")
    claim = a_claim(desk.rows, desk.office, case)

    answer = press(desk.of(desk.office.reviewer), f"/claims/{claim.id}/confirm", {"in_full": "yes"})

    assert answer.headers["Location"] == f"/claims/{claim.id}"
    desk.rows.rollback()
    desk.rows.refresh(claim)
    assert (claim.state, claim.accepted) == ("confirmed", Money.read("40.000.000"))


def test_a_step_that_has_its_own_page_leads_there(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "in_review")

    answer = desk.of(desk.office.reviewer).get(f"/cases/{case.reference}/recommend")

    assert answer.headers["Location"] == f"/cases/{case.reference}/review"


def test_a_form_without_its_token_changes_nothing(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "submitted")

    answer = desk.of(desk.office.intake).post(f"/cases/{case.reference}/receive", data=RECEIPT)

    assert answer.status_code == 400
    assert [move.trigger for move in moves_of(desk.rows, case.id)] == ["submit"]


def test_a_file_that_a_step_asks_for_is_kept_with_it_and_shown_to_the_office_alone(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "issued")
    payment = a_payment(desk.rows, desk.office, a_confirmed_claim(desk.rows, desk.office, case), "authorised")
    number, finance = payment.number, desk.of(desk.office.finance)
    address = f"/finance/payments/{payment.id}/send"
    desk.rows.commit()

    answer = press(finance, address, {"sent_on": "03/03/2026", "signed_file": (io.BytesIO(PDF), "chung-tu.pdf")})

    assert answer.status_code == 303
    kept = desk.rows.scalars(select(Attachment).where(Attachment.name == "chung-tu.pdf")).one()
    assert kept.document == f"payment.{number}.send.signed_file"
    assert moves_of(desk.rows, case.id)[-1].answers["signed_file"] == "chung-tu.pdf"
    url = f"/files/{kept.id}"
    desk.rows.commit()
    assert finance.get(url).data == PDF
    assert f'href="{url}"' in finance.get(f"/cases/{case.reference}").text
    an = desk.of(desk.office.applicant)
    assert an.get(url).status_code == 404
    assert "chung-tu.pdf" not in an.get(f"/my/applications/{case.reference}").text


def test_a_file_of_another_kind_stops_the_step_and_leaves_nothing_behind(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "issued")
    payment = a_payment(desk.rows, desk.office, a_confirmed_claim(desk.rows, desk.office, case), "authorised")
    address = f"/finance/payments/{payment.id}/send"
    desk.rows.commit()

    answer = press(
        desk.of(desk.office.finance),
        address,
        {"sent_on": "03/03/2026", "signed_file": (io.BytesIO(b"MZ\x90 a program"), "chung-tu.pdf")},
    )

    assert answer.status_code == 422
    assert "chung-tu.pdf" in answer.text
    desk.rows.expire_all()
    assert desk.rows.get_one(Payment, payment.id).state == "authorised"


def test_a_name_typed_in_place_of_a_file_is_no_file(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "issued")
    payment = a_payment(desk.rows, desk.office, a_confirmed_claim(desk.rows, desk.office, case), "authorised")
    address = f"/finance/payments/{payment.id}/send"
    desk.rows.commit()

    press(desk.of(desk.office.finance), address, {"sent_on": "03/03/2026", "signed_file": "gia.pdf"})

    assert "signed_file" not in moves_of(desk.rows, case.id)[-1].answers
