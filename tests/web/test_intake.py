"""The intake officer files what came on paper or from the portal, with the organisation's own questions and papers."""

import io
from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from nscl_grants.db.applications import Application, Duty
from nscl_grants.db.attachments import attachments_of
from nscl_grants.db.organisations import Organisation
from tests.builders.cases import a_case, answers_for, take
from tests.builders.pdfs import a_pdf
from tests.builders.people import MORNING, a_tax_code, an_organisation
from tests.web.desk import Desk, config, desk, form_of, press

__all__ = ["config", "desk"]

ORGANISATION = {
    "name": "HTX Rau Sạch Minh Họa",
    "kind": "cooperative",
    "address": "Thôn Thử Nghiệm",
    "commune": "07795",
    "phone": "0222 3123 456",
    "organisation_email": "htx@minhhoa.test",
    "representative": "Lê Thị Minh",
    "representative_title": "Chủ tịch",
}


def begun(desk: Desk, channel: str = "in_person") -> Application:
    """A draft that the intake officer began for an organisation without an account."""
    organisation = an_organisation(desk.rows, "HTX Rau Sạch Minh Họa")
    desk.rows.commit()
    browser = desk.of(desk.office.intake)
    answer = press(browser, f"/intake/organisations/{organisation.tax_code}", {"procedure": "HTQL", "channel": channel})
    reference = answer.headers["Location"].rsplit("/", 1)[-1]
    case = desk.rows.scalars(select(Application).where(Application.reference == reference)).one()
    assert case.organisation is organisation
    desk.rows.commit()
    return case


def complete(desk: Desk, case: Application) -> None:
    """All answers and papers, as if typed and uploaded."""
    from tests.builders.cases import a_paper

    case.answers = answers_for()
    for document in desk.office.house.form(case.form).documents:
        if document.when is None:
            a_paper(desk.rows, case, document.name, uploaded_by=desk.office.intake)
    desk.rows.commit()


def test_an_organisation_is_found_by_name_without_marks(desk: Desk) -> None:
    page = desk.of(desk.office.intake).get("/intake/new?q=vi+du").text

    assert "Công ty TNHH Ví Dụ Xanh" in page
    assert f"/intake/organisations/{desk.office.organisation.tax_code}" in page


def test_an_organisation_that_is_not_here_is_entered(desk: Desk) -> None:
    tax_code = a_tax_code(77)

    answer = press(desk.of(desk.office.intake), "/intake/organisations/new", {**ORGANISATION, "tax_code": tax_code})

    assert answer.headers["Location"] == f"/intake/organisations/{tax_code}"
    entered = desk.rows.scalars(select(Organisation).where(Organisation.tax_code == tax_code)).one()
    assert (entered.name, entered.folded_name) == ("HTX Rau Sạch Minh Họa", "htx rau sach minh hoa")


def test_an_organisation_that_is_here_is_not_entered_twice(desk: Desk) -> None:
    known = desk.office.organisation.tax_code

    answer = press(desk.of(desk.office.intake), "/intake/organisations/new", {**ORGANISATION, "tax_code": known})

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert "HTX Rau Sạch Minh Họa" in answer.text


def test_a_draft_begins_with_procedure_and_channel(desk: Desk) -> None:
    case = begun(desk, "post")

    assert (case.state, case.channel, case.created_by) == ("draft", "post", desk.office.intake.person_id)


def test_what_was_not_chosen_is_asked_again(desk: Desk) -> None:
    answer = press(
        desk.of(desk.office.intake), f"/intake/organisations/{desk.office.organisation.tax_code}", {"procedure": "HTQL"}
    )

    assert answer.status_code == 422
    assert "Chọn cách hồ sơ đến." in answer.text


def test_a_section_is_saved_also_with_questions_still_open(desk: Desk) -> None:
    case = begun(desk)
    browser = desk.of(desk.office.intake)
    address = f"/intake/{case.reference}/sections/organisation"

    shown = browser.get(address).text
    answer = press(browser, address, {"tax_code": case.organisation.tax_code, "contact": "Lê Thị Minh", "later": "1"})

    assert case.organisation.name in shown
    assert answer.headers["Location"] == f"/intake/{case.reference}"
    assert desk.fresh(case).answers["contact"] == "Lê Thị Minh"
    assert "Đang nhập" in browser.get(f"/intake/{case.reference}").text


def test_rows_are_added_without_saving(desk: Desk) -> None:
    case = begun(desk)

    answer = press(
        desk.of(desk.office.intake),
        f"/intake/{case.reference}/sections/costs",
        {"costs.0.provider": "Công ty Tư vấn Mẫu", "add": "costs"},
    )

    assert "costs.1.provider" in answer.text
    assert "Công ty Tư vấn Mẫu" in answer.text
    assert desk.fresh(case).answers == {}


def test_papers_are_uploaded_and_taken_off(desk: Desk) -> None:
    case = begun(desk)
    browser, address = desk.of(desk.office.intake), f"/intake/{case.reference}/papers/request"

    press(browser, address, {"files": (io.BytesIO(a_pdf()), "don.pdf")})
    (paper,) = attachments_of(desk.rows, case.id)
    desk.rows.commit()
    press(browser, address, {"file": str(paper.id)}, to=f"{address}/remove")

    assert paper.name == "don.pdf"
    assert list(attachments_of(desk.rows, case.id)) == []


def test_a_complete_dossier_is_filed_with_its_channel_and_lays_the_duty_on_the_officer(desk: Desk) -> None:
    case = begun(desk, "portal")
    complete(desk, case)
    arrival = {"arrived_on": "03/03/2026", "arrived_at": "09:05", "presenter": "Lê Thị Minh"}

    answer = press(
        desk.of(desk.office.intake),
        f"/cases/{case.reference}/submit",
        {"channel": "portal", "external_code": "G22.99.01-1", **arrival},
    )

    case = desk.fresh(case)
    assert answer.status_code == 303
    assert (case.state, case.channel, case.external_code) == ("submitted", "portal", "G22.99.01-1")
    duty = desk.rows.get_one(Duty, (case.id, desk.office.intake.person_id))
    assert duty.duty == "file"


def test_an_upload_at_the_counter_tells_its_progress_to_a_script(desk: Desk) -> None:
    case, browser = begun(desk), desk.of(desk.office.intake)
    page = f"/intake/{case.reference}/papers/request"
    script = {"X-Requested-With": "XMLHttpRequest"}

    def sent(content: bytes) -> TestResponse:
        files = {"files": (io.BytesIO(content), "don.pdf")}
        return browser.post(page, data={**form_of(browser.get(page)), **files}, headers=script)

    taken, refused = sent(a_pdf()), sent(b"")

    assert "js/upload.js" in browser.get(page).text
    assert taken.json == {"next": f"/intake/{case.reference}#papers"}
    assert refused.status_code == 422
    assert "don.pdf" in (refused.json or {})["said"]


def test_an_incomplete_dossier_is_not_filed_and_says_what_is_missing(desk: Desk) -> None:
    case = begun(desk)

    page = desk.of(desk.office.intake).get(f"/intake/{case.reference}").text

    assert "Chưa làm được lúc này" in page
    assert "câu chưa trả lời ở các mục: “" in page


def test_an_officers_draft_is_nobody_elses(desk: Desk) -> None:
    from tests.builders.people import somebody

    case = begun(desk)
    other = desk.of(somebody(desk.rows, "intake"))

    assert other.get(f"/intake/{case.reference}").status_code == 404
    assert other.get(f"/cases/{case.reference}").status_code == 404


def test_others_have_no_business_here(desk: Desk) -> None:
    assert desk.of(desk.office.reviewer).get("/intake/new").status_code == 403


def test_a_supplement_that_came_on_paper_opens_only_what_was_asked_for(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "in_review")
    asked: dict[str, Any] = {"sections": ["costs"], "documents": ["invoices"], "reason": "Thiếu dấu"}
    take(desk.rows, case, "ask_supplement", desk.office.reviewer, MORNING, **asked)
    browser = desk.of(desk.office.intake)

    page = browser.get(f"/intake/{case.reference}").text

    assert f"/intake/{case.reference}/sections/costs" in page
    assert f"/intake/{case.reference}/sections/certificate" not in page
    assert browser.get(f"/intake/{case.reference}/sections/certificate").status_code == 404
