"""An officer sees what a dossier has in common with another: a certificate, an invoice, the very same file."""

from sqlalchemy import select

from nscl_grants.db.applications import Application
from nscl_grants.db.attachments import Attachment
from tests.builders.cases import a_draft, take
from tests.builders.people import MORNING
from tests.web.desk import Desk, config, desk

__all__ = ["config", "desk"]


def filed(desk: Desk, invoice: str, certificate: str, standard: str = "iso-22000") -> Application:
    case = a_draft(desk.rows, desk.office, standard=standard)
    costs = [{**case.answers["costs"][0], "invoice_number": invoice, "invoice_date": "2026-01-20"}]
    case.answers = {**case.answers, "costs": costs, "certificate_number": certificate}
    desk.rows.commit()
    take(desk.rows, case, "submit", desk.office.applicant, MORNING)
    take(desk.rows, case, "receive", desk.office.intake, MORNING)
    return case


def test_the_same_invoice_and_certificate_are_found_however_they_are_written(desk: Desk) -> None:
    first = filed(desk, "1C26TAA-00000123", "CN 22000/15")
    second = filed(desk, "1c26taa 00000123", "cn-22000-15", standard="iso-14001")
    code, url = first.code, f'href="/cases/{first.reference}"'
    desk.rows.commit()

    for address in (f"/cases/{second.reference}", f"/cases/{second.reference}/review"):
        page = desk.of(desk.reviewer_of(second)).get(address).text
        assert "Trùng với hồ sơ khác" in page
        assert "Hóa đơn 1c26taa 00000123" in page
        assert "Số chứng nhận cn-22000-15" in page
        assert url in page
        assert code is not None
        assert code in page


def test_an_invoice_of_the_same_number_and_another_day_is_no_twin(desk: Desk) -> None:
    first = filed(desk, "1C26TAA-1", "CN-1")
    second = filed(desk, "1C26TAA-2", "CN-2", standard="iso-14001")
    desk.rows.commit()

    assert "Trùng với hồ sơ khác" not in desk.of(desk.office.intake).get(f"/cases/{second.reference}").text
    assert "Trùng với hồ sơ khác" not in desk.of(desk.office.intake).get(f"/cases/{first.reference}").text


def test_the_same_file_is_found_by_its_bytes(desk: Desk) -> None:
    first = filed(desk, "1C26TAA-1", "CN-1")
    second = filed(desk, "1C26TAA-2", "CN-2", standard="iso-14001")
    for case in (first, second):
        of_case = (Attachment.application_id == case.id, Attachment.document == "invoices")
        file = desk.rows.scalars(select(Attachment).where(*of_case)).one()
        file.sha256 = "ab" * 32
    desk.rows.commit()

    page = desk.of(desk.office.intake).get(f"/cases/{second.reference}").text

    assert "Tệp invoices.pdf" in page
    assert f'href="/cases/{first.reference}"' in page
    assert "Trùng" not in desk.of(desk.office.applicant).get(f"/my/applications/{second.reference}").text
