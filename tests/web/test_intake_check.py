"""The counter's page: each paper, what is in common with others, who is concerned, and receiving in one click."""

from tests.builders.cases import a_case
from tests.builders.people import an_organisation
from tests.web.desk import Desk, config, desk, form_of

__all__ = ["config", "desk"]


def test_the_inbox_leads_to_the_page_that_receives(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "submitted")
    browser, address = desk.of(desk.office.intake), f"/cases/{case.reference}/intake"

    assert f'href="{address}"' in browser.get("/work").text
    page = browser.get(address)
    answers = {"copies": "1", "result_by": "online", "checked": ["certificate"]}
    done = browser.post(
        f"/cases/{case.reference}/receive", data={**form_of(page, f"/cases/{case.reference}/receive"), **answers}
    )

    assert "đủ giấy tờ bắt buộc" in page.text
    assert desk.office.house.plan.settings.office.vi in page.text
    assert done.status_code == 303, done.text
    assert desk.fresh(case).state == "in_review"


def test_an_organisation_named_alike_is_shown_with_its_link(desk: Desk) -> None:
    twin = an_organisation(desk.rows, "CÔNG TY CỔ PHẦN VÍ DỤ XANH")
    an_organisation(desk.rows, "Công ty TNHH Ví Dụ Xanh Lá")
    case = a_case(desk.rows, desk.office, "submitted")

    page = desk.of(desk.office.intake).get(f"/cases/{case.reference}/intake").text

    assert "Tên tổ chức giống nhau" in page
    assert f'href="/cases?q={twin.tax_code}"' in page
    assert "Ví Dụ Xanh Lá" not in page


def test_only_the_counter_receives(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "submitted")

    assert desk.of(desk.office.reviewer).get(f"/cases/{case.reference}/intake").status_code == 403
