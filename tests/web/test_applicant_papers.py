"""Papers are uploaded, seen and taken off by those who may, and by nobody else."""

import pytest

from nscl_grants.db.applications import Application
from nscl_grants.db.attachments import Attachment
from tests.builders.cases import a_case, a_draft
from tests.web.firm import ELSEWHERE, PDF, Firm, a_file, config, firm, post, uploads

__all__ = ["config", "firm"]


@pytest.fixture
def draft(firm: Firm) -> Application:
    """A complete draft."""
    return a_draft(firm.rows, firm.office)


def paper(case: Application, name: str = "invoices") -> str:
    return f"/my/applications/{case.reference}/papers/{name}"


def test_an_uploaded_file_is_listed_with_its_kind_size_and_honest_label(firm: Firm, draft: Application) -> None:
    answer = post(firm.an, paper(draft), {"files": a_file("HÓA ĐƠN số 1.pdf")})

    page = firm.an.get(answer.headers["Location"]).text
    assert "HÓA ĐƠN số 1.pdf" in page
    assert "PDF, 1 KB" in page
    assert "Chưa quét mã độc" in page


def test_several_files_come_at_once(firm: Firm, draft: Application) -> None:
    post(firm.an, paper(draft), {"files": [a_file("a.pdf"), a_file("b.pdf", PDF + b"2")]})

    page = firm.an.get(paper(draft)).text
    assert "a.pdf" in page
    assert "b.pdf" in page


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("chay.exe", b"MZ\x90", "Không nhận chay.exe. Dùng PDF, JPG, PNG, DOCX, XLSX"),
        ("trang.pdf", b"<html><script>1</script>", "Không nhận trang.pdf."),
        ("hoa-don.pdf.exe", PDF, "đuôi tên không khớp nội dung"),
        ("trong.pdf", b"", "trống, 0 byte"),
        ("<b>x.svg", b"<svg onload='1'>", "Không nhận &lt;b&gt;x.svg"),
    ],
)
def test_a_file_we_do_not_take_is_refused_with_a_sentence(
    firm: Firm, draft: Application, name: str, content: bytes, said: str
) -> None:
    before = firm.count(Attachment)

    answer = post(firm.an, paper(draft), {"files": a_file(name, content)})

    assert answer.status_code == 422
    assert said in answer.text or said in answer.text.replace("\u00a0", " ")
    assert firm.count(Attachment) == before
    assert uploads(firm.storage.folder) == 0


def test_a_form_without_a_file_says_what_to_do(firm: Firm, draft: Application) -> None:
    answer = post(firm.an, paper(draft))

    assert answer.status_code == 422
    assert "Chưa chọn tệp nào." in answer.text


def test_a_file_is_taken_off_and_kept(firm: Firm, draft: Application) -> None:
    firm.with_bytes(draft)
    file_id = next(file.id for file in firm.all(Attachment) if file.document == "invoices")

    answer = post(firm.an, paper(draft), {"file": str(file_id)}, to=f"{paper(draft)}/remove")

    assert answer.status_code == 303
    assert "Chưa có tệp nào" in firm.an.get(paper(draft)).text
    assert firm.an.get(f"/files/{file_id}").status_code == 404
    assert firm.count(Attachment) == 6
    assert uploads(firm.storage.folder) == 6


def test_a_file_of_another_paper_or_case_is_not_taken_off_here(firm: Firm, draft: Application) -> None:
    other = a_draft(firm.rows, firm.office, standard="iso-14001")
    mine, theirs = (
        next(f.id for f in firm.all(Attachment) if (f.application_id, f.document) == (case.id, name))
        for case, name in ((draft, "contract"), (other, "invoices"))
    )

    for file in (mine, theirs, 999999, "x"):
        assert post(firm.an, paper(draft), {"file": str(file)}, to=f"{paper(draft)}/remove").status_code == 404
    assert all(file.removed_at is None for file in firm.all(Attachment))


def test_a_filed_paper_is_closed(firm: Firm) -> None:
    case = a_case(firm.rows, firm.office, "submitted")
    before = firm.count(Attachment)

    page = firm.an.get(paper(case))
    answer = post(firm.an, ELSEWHERE, {"files": a_file()}, to=paper(case))

    assert "Giấy tờ này không mở để sửa lúc này." in page.text
    assert answer.status_code == 422
    assert firm.count(Attachment) == before


def test_another_firm_uploads_and_removes_nothing(firm: Firm, draft: Application) -> None:
    file_id = next(file.id for file in firm.all(Attachment))
    before = firm.count(Attachment)

    assert post(firm.binh, ELSEWHERE, {"files": a_file()}, to=paper(draft)).status_code == 404
    assert post(firm.binh, ELSEWHERE, {"file": str(file_id)}, to=f"{paper(draft)}/remove").status_code == 404
    assert firm.count(Attachment) == before
    assert uploads(firm.storage.folder) == 0


def test_a_paper_that_the_answers_do_not_call_for_has_no_page(firm: Firm, draft: Application) -> None:
    assert firm.an.get(paper(draft, "other_decision")).status_code == 404
    assert firm.an.get(paper(draft, "nothing")).status_code == 404
