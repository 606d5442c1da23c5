"""Anybody may read what is supported and how much is left, and follow a case without learning whose it is."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.builders.cases import Office, a_case, an_office


@pytest.fixture
def office(rows: Session) -> Office:
    """The cast and a budget of 2.000 triệu for line III.1."""
    return an_office(rows)


def test_the_front_page_says_what_the_year_has_left_from_the_ledger(
    client: FlaskClient, rows: Session, office: Office
) -> None:
    a_case(rows, office, "issued", standard="iso-22000", amount="80.000.000")

    page = client.get("/")

    assert page.status_code == 200
    assert "1.960 triệu đồng còn nhận hồ sơ, trên 2.000 triệu đồng của năm." in page.text
    assert "đã duyệt, chưa chi 40.000.000" in page.text


def test_the_front_page_opens_before_any_budget_was_allotted(client: FlaskClient) -> None:
    page = client.get("/")

    assert page.status_code == 200
    assert "Chưa giao dự toán năm" in page.text


def test_every_kind_of_support_has_its_page(client: FlaskClient) -> None:
    assert [client.get(f"/support/{key}").status_code for key in ("HTQL", "GTCL", "TCCS", "CBHC", "TXNG", "TCSP")] == [
        200
    ] * 6
    assert client.get("/support/XYZ").status_code == 404


def test_a_support_says_how_much_by_which_article_and_marks_what_is_in_doubt(client: FlaskClient) -> None:
    page = client.get("/support/HTQL").text

    assert "tối đa 50.000.000\u00a0đồng" in page
    assert "Nghị quyết 43/2022/NQ-HĐND, hỗ trợ áp dụng tiêu chuẩn, nhóm 1" in page
    assert "14 ngày làm việc từ khi đủ hồ sơ" in page
    assert "cần xác nhận" in page


def test_a_case_is_followed_by_its_code_and_the_tax_code(client: FlaskClient, rows: Session, office: Office) -> None:
    case = a_case(rows, office, "in_review")

    page = client.get("/follow", query_string={"code": case.code, "tax_code": office.organisation.tax_code})

    assert page.status_code == 200
    assert "Đang thẩm định" in page.text
    assert "Chuyên viên thẩm định kiểm tra tài liệu" in page.text


def test_following_tells_nothing_personal(client: FlaskClient, rows: Session, office: Office) -> None:
    case = a_case(rows, office, "in_review")

    page = client.get("/follow", query_string={"code": case.code, "tax_code": office.organisation.tax_code}).text

    for secret in (office.organisation.name, "Trần Thị An", "Lê Thị Chi", "40.000.000", case.reference):
        assert secret not in page


def test_a_wrong_code_and_a_wrong_tax_code_get_the_same_answer(
    client: FlaskClient, rows: Session, office: Office
) -> None:
    case = a_case(rows, office, "in_review")
    wrong = [(case.code, "0100233488"), ("H05.15-260101-9999", office.organisation.tax_code), (case.code, "")]

    pages = [client.get("/follow", query_string={"code": code, "tax_code": tax}) for code, tax in wrong]

    assert {page.status_code for page in pages} == {404}
    said = [page.text[page.text.index("<h1>") : page.text.index("<form")] for page in pages]
    assert len(set(said)) == 1


def test_a_draft_cannot_be_followed(client: FlaskClient, rows: Session, office: Office) -> None:
    draft = a_case(rows, office, "draft")

    query = {"code": draft.reference, "tax_code": office.organisation.tax_code}
    assert client.get("/follow", query_string=query).status_code == 404


def test_what_was_searched_is_shown_as_text(client: FlaskClient) -> None:
    page = client.get("/follow", query_string={"code": '"><script>alert(1)</script>', "tax_code": "1"})

    assert "<script>alert" not in page.text


def test_the_front_page_speaks_english(client: FlaskClient, office: Office) -> None:
    page = client.get("/?lang=en").text

    assert "50% of the cost, at most VND" in page
    assert "Ngân sách" not in page


def test_the_page_of_a_company_standard_marks_its_line_and_who_decides(client: FlaskClient) -> None:
    page = client.get("/support/TCCS").text

    for words in ("Dòng kinh phí", "Người quyết định", "Chi phí tư vấn, thử nghiệm để xây dựng và công bố"):
        assert "cần xác nhận" in page[page.index(words) : page.index(words) + 400]


def test_the_page_of_a_product_tells_of_its_contract_and_of_what_one_product_gets(client: FlaskClient) -> None:
    page = client.get("/support/TCSP").text

    assert "50.000.000" in page
    assert "cho mỗi sản phẩm" in page
    assert "được tạm ứng trong mức của hợp đồng" in page
