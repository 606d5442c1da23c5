"""A section saves itself while it is written, begins with what is known, and never overwrites anybody."""

import io
import uuid
from typing import Any

from werkzeug.test import TestResponse

from tests.builders.cases import a_case, a_draft
from tests.builders.pdfs import a_pdf
from tests.web.firm import Firm, config, firm, post
from tests.web.pages import csrf_in

__all__ = ["config", "firm"]

OTHER = {"other_support": "yes", "other_programme": "Chương trình khác", "other_amount": "5.000.000"}


def autosave(firm: Firm, reference: str, section: str, version: int, values: dict[str, Any]) -> TestResponse:
    page = f"/my/applications/{reference}/form/{section}"
    token = csrf_in(firm.an.get(page))
    sent = {"csrf_token": token, "act": uuid.uuid4().hex, "version": version, **values}
    return firm.an.post(f"{page}/autosave", data=sent)


def test_a_section_saves_itself_and_says_when(firm: Firm) -> None:
    draft = a_draft(firm.rows, firm.office)

    answer = autosave(firm, draft.reference, "support", 0, {**OTHER, "other_details": "Tư vấn"})

    assert answer.status_code == 200
    assert answer.json is not None
    assert (answer.json["version"], answer.json["left"]) == (1, 0)
    assert answer.json["said"].startswith("Đã lưu lúc ")
    assert firm.fresh(draft.reference).answers["other_programme"] == "Chương trình khác"
    page = firm.an.get(f"/my/applications/{draft.reference}/form/support").text
    assert "Đã lưu lúc" in page
    assert f'data-autosave="/my/applications/{draft.reference}/form/support/autosave"' in page
    assert autosave(firm, draft.reference, "support", 1, {"other_support": "no"}).json["version"] == 2  # type: ignore[index]  # It is there.


def test_what_cannot_be_read_keeps_what_was_saved_of_it(firm: Firm) -> None:
    draft = a_draft(firm.rows, firm.office)
    autosave(firm, draft.reference, "support", 0, {**OTHER, "other_details": "Tư vấn"})

    answer = autosave(firm, draft.reference, "support", 1, {**OTHER, "other_programme": "Mới", "other_amount": "năm"})

    kept = firm.fresh(draft.reference).answers
    assert answer.json is not None
    assert answer.json["left"] == 2
    assert (kept["other_programme"], kept["other_amount"], kept["other_details"]) == ("Mới", 5_000_000, "Tư vấn")


def test_the_second_save_of_a_stale_section_is_told_both_versions(firm: Firm) -> None:
    draft = a_draft(firm.rows, firm.office)
    autosave(firm, draft.reference, "support", 0, {**OTHER, "other_details": "Bản thứ nhất"})

    answer = autosave(firm, draft.reference, "support", 0, {**OTHER, "other_details": "Bản thứ hai"})

    assert answer.status_code == 409
    assert answer.json is not None
    assert "Trần Thị An vừa lưu mục" in answer.json["said"]
    assert "Bản thứ hai" in dict(answer.json["mine"]).values()
    assert "Bản thứ nhất" in dict(answer.json["theirs"]).values()
    assert firm.fresh(draft.reference).answers["other_details"] == "Bản thứ nhất"


def test_a_filed_case_saves_nothing_by_itself_and_others_find_nothing(firm: Firm) -> None:
    draft, filed = a_draft(firm.rows, firm.office), a_case(firm.rows, firm.office, "submitted", standard="iso-14001")
    token = csrf_in(firm.an.get("/account"))
    sent = {"csrf_token": token, "act": uuid.uuid4().hex, "version": 0}

    assert firm.an.post(f"/my/applications/{filed.reference}/form/support/autosave", data=sent).status_code == 404
    foreign = {**sent, "csrf_token": csrf_in(firm.binh.get("/account"))}
    assert firm.binh.post(f"/my/applications/{draft.reference}/form/support/autosave", data=foreign).status_code == 404


def test_a_new_application_begins_with_what_the_last_one_said(firm: Firm) -> None:
    a_case(firm.rows, firm.office, "submitted")
    begun = post(firm.an, "/my/applications/new", {"procedure": "TCCS", "organisation": firm.office.organisation.id})
    form = f"/my/applications/{begun.location.split('/')[3]}/form"

    assert 'name="contact" type="text" value="Trần Thị An"' in firm.an.get(f"{form}/organisation").text
    assert 'checked class="form-check-input" id="bank_account-0"' in firm.an.get(f"{form}/bank").text


def test_a_script_that_uploads_is_told_where_to_go_and_what_is_wrong(firm: Firm) -> None:
    draft = a_draft(firm.rows, firm.office)
    page = f"/my/applications/{draft.reference}/papers/request"
    shown = firm.an.get(page).text
    assert "data-progress" in shown
    headers = {"X-Requested-With": "XMLHttpRequest"}

    def send(name: str, content: bytes) -> TestResponse:
        token = csrf_in(firm.an.get(page))
        files = {"csrf_token": token, "act": uuid.uuid4().hex, "files": (io.BytesIO(content), name)}
        return firm.an.post(page, data=files, headers=headers)

    fine = send("don.pdf", a_pdf())
    assert (fine.status_code, fine.json) == (200, {"next": page})
    assert "Đã nhận 1 tệp." in firm.an.get(page).text

    wrong = send("don.pdf", b"MZ a program")
    assert wrong.status_code == 422
    assert wrong.json is not None
    assert "don.pdf" in wrong.json["said"]
