"""A firm writes an application page by page: nothing is lost, nobody overwrites another, extras are ignored."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from nscl_grants.db.applications import Application
from tests.builders.cases import a_case, a_draft
from tests.web.firm import ELSEWHERE, Firm, config, firm, post

__all__ = ["config", "firm"]

COSTS = {
    "costs.0.kind": "consulting",
    "costs.0.provider": "Công ty Tư vấn Mẫu",
    "costs.0.invoice_number": "1C26TAA-1",
    "costs.0.invoice_date": "20/01/2026",
    "costs.0.amount": "68.000.000",
    "costs.0.vat": "0",
    "costs.0.by_transfer": "yes",
}


@pytest.fixture
def draft(firm: Firm) -> Application:
    """A complete draft that nobody saved section by section yet."""
    return a_draft(firm.rows, firm.office)


def section(draft: Application, name: str) -> str:
    return f"/my/applications/{draft.reference}/form/{name}"


def begin(client: FlaskClient, firm: Firm, **values: Any) -> str:
    """Begin a draft and give its address."""
    chosen = {"procedure": "HTQL", "organisation": firm.office.organisation.id, **values}
    return post(client, "/my/applications/new", chosen).headers.get("Location", "")


def test_a_draft_begins_on_its_list_of_parts(firm: Firm) -> None:
    page = firm.an.get(begin(firm.an, firm))

    assert page.status_code == 200
    assert "Đã xong 0 trong 7 mục." in page.text
    assert "Điền sẵn từ thông tin tổ chức" in page.text


def test_all_six_kinds_of_support_can_be_begun(firm: Firm) -> None:
    page = firm.an.get("/my/applications/new").text

    assert [key for key in firm.office.house.plan.procedures if f'value="{key}"' in page] == [
        "HTQL",
        "GTCL",
        "TCCS",
        "CBHC",
        "TXNG",
        "TCSP",
    ]
    assert "Chưa nhận hồ sơ ở đây" not in page


def test_a_double_submit_begins_one_application(firm: Firm) -> None:
    act = "a" * 32
    chosen = {"procedure": "HTQL", "organisation": firm.office.organisation.id}

    first = post(firm.an, "/my/applications/new", chosen, act=act)
    second = post(firm.an, "/my/applications/new", chosen, act=act)

    assert first.headers["Location"] == second.headers["Location"]
    assert firm.count(Application) == 1


def test_nobody_begins_for_an_organisation_of_others(firm: Firm) -> None:
    answer = post(firm.binh, "/my/applications/new", {"procedure": "HTQL", "organisation": firm.office.organisation.id})

    assert answer.status_code == 404
    assert firm.count(Application) == 0


def test_the_first_section_comes_filled_in_from_the_organisation(firm: Firm) -> None:
    form = begin(firm.an, firm)

    page = firm.an.get(f"{form}/organisation").text

    assert f'value="{firm.office.organisation.tax_code}"' in page
    assert 'value="Công ty TNHH Ví Dụ Xanh"' in page


def test_saving_leads_on_to_the_next_section(firm: Firm, draft: Application) -> None:
    answer = post(firm.an, section(draft, "support"), {"other_support": "no"})

    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("/form/declaration")
    assert firm.fresh(draft.reference).saved["support"]["by"] == "Trần Thị An"


def test_wrong_input_is_kept_beside_its_message_and_nothing_is_saved(firm: Firm, draft: Application) -> None:
    answer = post(firm.an, section(draft, "costs"), {**COSTS, "costs.0.amount": "42 triệu"})

    assert answer.status_code == 422
    assert "<title>Lỗi: Chi phí" in answer.text
    assert 'value="42 triệu"' in answer.text
    assert '<a href="#costs.0.amount">Khoản 1: “42 triệu”' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert firm.fresh(draft.reference).answers["costs"][0]["amount"] == 80_000_000


def test_open_questions_may_be_left_for_later_but_wrong_ones_may_not(firm: Firm, draft: Application) -> None:
    left_open = post(firm.an, section(draft, "support"), {"later": "1"})
    wrong = post(firm.an, section(draft, "support"), {"later": "1", "other_support": "maybe"})

    assert (left_open.status_code, wrong.status_code) == (303, 422)
    assert "other_support" not in firm.fresh(draft.reference).answers
    assert "Đang làm" in firm.an.get(f"/my/applications/{draft.reference}/form").text


def test_a_row_is_added_and_taken_out_without_saving_or_losing_a_word(firm: Firm, draft: Application) -> None:
    added = post(firm.an, section(draft, "costs"), {**COSTS, "costs.0.amount": "42 triệu", "add": "costs"})
    removed = post(firm.an, section(draft, "costs"), {**COSTS, "costs.1.provider": "Công ty Hai", "remove": "costs.0"})

    assert added.status_code == removed.status_code == 200
    assert 'value="42 triệu"' in added.text
    assert 'name="costs.1.amount"' in added.text
    assert 'value="Công ty Hai"' in removed.text
    assert "Công ty Tư vấn Mẫu" not in removed.text
    assert firm.fresh(draft.reference).saved == {}


def test_the_estimate_beside_the_costs_follows_what_is_on_the_page(firm: Firm, draft: Application) -> None:
    page = post(firm.an, section(draft, "costs"), {**COSTS, "add": "costs"}).text

    assert "34.000.000\u00a0đồng" in page
    assert "Ước tính chưa giữ tiền." in page
    assert "Nghị quyết 43/2022/NQ-HĐND" in page


def test_rows_that_are_wrong_are_left_out_of_the_estimate_and_named(firm: Firm, draft: Application) -> None:
    second = {name.replace(".0.", ".1."): value for name, value in COSTS.items()} | {"costs.1.amount": "x"}

    page = post(firm.an, section(draft, "costs"), {**COSTS, **second}).text

    assert "Chưa tính khoản 2 vì còn chỗ cần sửa." in page
    assert "34.000.000\u00a0đồng" in page


def test_a_stale_save_shows_both_versions_and_either_can_be_kept(firm: Firm, draft: Application) -> None:
    page = section(draft, "bank")
    stale = {"bank_account": str(firm.office.bank.id), "version": "0"}
    post(firm.an, page, {"bank_account": str(firm.office.bank.id)})

    conflict = post(firm.an, page, stale)
    assert conflict.status_code == 409
    assert "Trần Thị An vừa lưu mục" in conflict.text
    assert "0123456789" in conflict.text
    assert firm.fresh(draft.reference).saved["bank"]["version"] == 1

    kept = post(firm.an, page, {**stale, "version": "1"})
    assert kept.status_code == 303
    assert firm.fresh(draft.reference).saved["bank"]["version"] == 2


def test_fields_that_no_question_asks_for_are_ignored(firm: Firm, draft: Application) -> None:
    extra = {
        "state": "approved",
        "approved": "50.000.000",
        "requested": "1",
        "organisation_id": "99",
        "code": "X",
        "norm": "HTQL-2/1",
        "answers": "{}",
        "costs.0.allowed": "1",
    }
    before = firm.fresh(draft.reference).answers

    post(firm.an, section(draft, "support"), {"other_support": "no", **extra})

    after = firm.fresh(draft.reference)
    assert (after.state, after.approved, after.requested, after.code, after.norm) == ("draft", None, None, None, None)
    assert after.organisation_id == firm.office.organisation.id
    assert after.answers == before


def test_formulas_markup_and_hidden_signs_are_text(firm: Firm, draft: Application) -> None:
    hostile = '=HYPERLINK("x") <script>alert(1)</script> {{7*7}} \u202eabc\u200b'
    answer = post(
        firm.an,
        section(draft, "support"),
        {"other_support": "yes", "other_programme": hostile, "other_amount": "1", "other_details": hostile},
    )

    assert answer.status_code == 303
    kept = firm.fresh(draft.reference).answers["other_programme"]
    assert kept == '=HYPERLINK("x") <script>alert(1)</script> {{7*7}} abc'
    for page in ("check", "print", "form/support"):
        shown = firm.an.get(f"/my/applications/{draft.reference}/{page}").text
        assert "<script>alert" not in shown
        assert "{{7*7}}" in shown


@pytest.mark.parametrize("typed", ["1e9", "１００", "50.000.000,00", "-0", "1" + "0" * 30, "0x10", "+5", "NaN"])
def test_an_amount_has_one_meaning_or_is_refused(firm: Firm, draft: Application, typed: str) -> None:
    answer = post(firm.an, section(draft, "costs"), {**COSTS, "costs.0.amount": typed})

    assert answer.status_code == 422
    assert firm.fresh(draft.reference).saved == {}


def test_a_question_answered_twice_is_refused(firm: Firm, draft: Application) -> None:
    answer = post(firm.an, section(draft, "support"), {"other_support": ["yes", "no"]})

    assert answer.status_code == 422
    assert firm.fresh(draft.reference).saved == {}


@pytest.mark.parametrize("version", ["", "-1", "x", "９", "9" * 9])
def test_a_version_that_we_never_gave_out_is_a_bad_request(firm: Firm, draft: Application, version: str) -> None:
    answer = post(firm.an, section(draft, "support"), {"other_support": "no", "version": version})

    assert answer.status_code == 400


def test_conditional_questions_say_on_what_they_hang_without_a_script(firm: Firm, draft: Application) -> None:
    page = firm.an.get(section(draft, "support")).text

    assert "Chỉ trả lời khi chọn “Có” ở câu" in page
    assert 'data-when="other_support"' in page
    assert 'name="other_programme"' in page


def test_another_firm_finds_no_draft_and_changes_none(firm: Firm, draft: Application) -> None:
    before = firm.fresh(draft.reference).answers
    base = f"/my/applications/{draft.reference}"
    token = post(firm.binh, "/my/applications/new", {"procedure": "HTQL", "organisation": "1"})
    assert token.status_code in (303, 404)

    pages = ["", "/form", "/form/support", "/papers", "/papers/invoices", "/check", "/print", "/life", "/estimate"]
    assert {firm.binh.get(base + page).status_code for page in pages} == {404}

    sent = post(firm.binh, "/my/applications/new", {"other_support": "yes", "version": "0"}, to=f"{base}/form/support")
    assert sent.status_code == 404
    assert firm.fresh(draft.reference).answers == before


def test_staff_and_visitors_have_no_business_here(firm: Firm, draft: Application, client: FlaskClient) -> None:
    assert client.get("/my").status_code == 302
    assert client.get(section(draft, "support")).status_code == 302


def test_a_section_that_was_filed_is_not_there_to_be_changed(firm: Firm) -> None:
    case = a_case(firm.rows, firm.office, "submitted")

    answer = post(firm.an, ELSEWHERE, {"other_support": "yes", "version": "0"}, to=section(case, "support"))

    assert answer.status_code == 404
    assert firm.fresh(case.reference).answers["other_support"] is False
