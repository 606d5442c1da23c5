"""The list of organisations: found, read page by page, laid out, kept as a view, and taken away as it is shown."""

import csv
import io
import re

from tests.builders.cases import a_case, a_confirmed_claim, a_payment
from tests.builders.many import many_cases
from tests.web.desk import Desk, config, desk, form_of
from tests.web.test_lists import link_in

__all__ = ["config", "desk"]
NAMED = re.compile(r'<a href="/organisations/\d+(?:-\d+)?">([^<]+)</a>')


def test_the_list_is_read_page_by_page_in_both_orders_and_both_directions(desk: Desk) -> None:
    claim = a_confirmed_claim(desk.rows, desk.office, a_case(desk.rows, desk.office, "issued"))
    a_payment(desk.rows, desk.office, claim, "paid")
    many_cases(desk.rows, desk.office, 60, firms=60)
    browser, mine = desk.of(desk.office.finance), desk.office.organisation.name
    desk.rows.commit()

    for order in ("name", "paid"):
        first = browser.get(f"/organisations?order={order}")
        second = browser.get(link_in(first.text, "next"))
        back = browser.get(link_in(second.text, "prev"))
        names = NAMED.findall(first.text) + NAMED.findall(second.text)
        assert len(names) == len(set(names)) == 61, order
        assert NAMED.findall(back.text) == NAMED.findall(first.text), order
        assert (names[0] == mine) == (order == "paid")
    assert browser.get("/organisations?after=WzFd").status_code == 400


def test_the_file_holds_the_rows_and_columns_that_the_view_keeps(desk: Desk) -> None:
    many_cases(desk.rows, desk.office, 40, firms=8)
    browser = desk.of(desk.office.finance)
    asked = "q=nong+vi+du&col=cases&col=approved"

    page = browser.get(f"/organisations?{asked}")
    sent = {**form_of(page, "/organisations/views"), "query": f"{asked}&evil=1", "name": "Hợp tác xã"}
    kept = browser.post("/organisations/views", data=sent)
    file = browser.get(f"/organisations.csv?{asked}").get_data(as_text=True)

    assert kept.location == f"/organisations?{asked}"
    assert 'aria-current="true">Hợp tác xã' in browser.get(kept.location).text
    rows = list(csv.reader(io.StringIO(file.lstrip("\ufeff"))))
    assert rows[0] == ["Tổ chức", "Hồ sơ", "Được duyệt"]
    assert (
        [row[0] for row in rows[1:]]
        == NAMED.findall(page.text)
        == ["HTX Nông sản Ví Dụ số 1", "HTX Nông sản Ví Dụ số 5"]
    )
    assert browser.get(f"/organisations.xlsx?{asked}").data[:2] == b"PK"


def test_an_organisation_is_found_by_its_kind_and_commune(desk: Desk) -> None:
    a_case(desk.rows, desk.office, "submitted")
    name, commune = desk.office.organisation.name, desk.office.organisation.commune
    desk.rows.commit()
    browser = desk.of(desk.office.reviewer)

    assert name in browser.get(f"/organisations?kind=enterprise&commune={commune}").text
    assert name not in browser.get("/organisations?kind=cooperative").text
    assert name not in browser.get("/organisations?commune=00000").text
