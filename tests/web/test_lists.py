"""Lists of cases: found, narrowed, laid out, kept as views, and taken away exactly as they are shown."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager

import openpyxl
import pytest
from sqlalchemy import Engine, event

from nscl_grants.domain.actor import Actor
from tests.builders.cases import a_case
from tests.builders.many import many_cases
from tests.builders.people import somebody
from tests.web.desk import Desk, config, desk, form_of

__all__ = ["config", "desk"]
MOST_QUERIES = 12
LATE = "state=in_review&reviewer={reviewer}&order=due&col=code&col=due"


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The questions that the database is asked meanwhile."""
    said: list[str] = []

    def note(*it: object) -> None:
        if str(it[2]).startswith(("SELECT", "WITH")):
            said.append(str(it[2]))

    event.listen(engine, "before_cursor_execute", note)
    yield said
    event.remove(engine, "before_cursor_execute", note)


def questions(engine: Engine, desk: Desk, actor: Actor, address: str) -> int:
    """How many the page at that address asks."""
    browser = desk.of(actor)
    with counted(engine) as said:
        assert browser.get(address).status_code == 200, address
    return len(said)


@pytest.mark.long
def test_no_list_asks_more_than_twelve_questions_with_few_cases_or_with_ten_thousand(
    desk: Desk, engine: Engine
) -> None:
    office = desk.office
    case = a_case(desk.rows, office, "in_review")
    finance, manager, admin, auditor = (
        office.finance,
        *(somebody(desk.rows, role) for role in ("plan_manager", "admin", "auditor")),
    )
    desk.rows.commit()
    pages = [
        (office.intake, "/work"), (office.reviewer, "/work"), (office.approver, "/work"), (office.clerk, "/work"),
        (finance, "/work"), (office.chief, "/work"), (office.reviewer, "/cases"), (office.reviewer, "/cases?q=vi+du"),
        (office.reviewer, "/waitlist"), (office.approver, "/decisions"), (office.clerk, "/decisions/made"),
        (office.approver, f"/cases/{case.reference}"), (desk.reviewer_of(case), f"/cases/{case.reference}/review"),
        (office.intake, "/intake/new?q=vi+du"), (finance, "/finance/payments"), (finance, "/finance/payments?q=vi+du"),
        (finance, "/organisations"), (finance, "/organisations?q=vi+du&order=paid"),
        (office.clerk, "/decisions/made?q=vi+du"),
        (manager, "/plan/records"), (manager, "/plan/records?q=lop"), (manager, "/plan/agency-reports"),
        (admin, "/admin"), (admin, "/admin?q=van"),
        (office.reviewer, "/cases/assignment"), (office.clerk, "/papers"), (office.clerk, "/papers/to-sign"),
        (office.clerk, "/papers/scans"), (office.approver, "/decisions/rejections"), (office.applicant, "/my"),
        (finance, "/finance/batches"), (finance, "/finance/statements"), (finance, "/finance/proposals"),
        (finance, "/finance/bank-accounts"), (finance, "/finance/ledger"), (finance, "/finance/recoveries"),
        (auditor, "/audit"), (auditor, "/audit?who=tran"), (finance, "/supported"), (office.reviewer, "/notices"),
    ]  # fmt: skip

    few = [questions(engine, desk, *page) for page in pages]
    many_cases(desk.rows, office, 10_000)
    many = [questions(engine, desk, *page) for page in pages]

    assert max(few + many) <= MOST_QUERIES, list(zip(pages, few, many, strict=True))


def test_a_long_list_is_read_page_by_page_in_both_directions(desk: Desk) -> None:
    many_cases(desk.rows, desk.office, 120, firms=10)
    browser = desk.of(desk.office.intake)

    first = browser.get("/cases?col=code")
    second = browser.get(link_in(first.text, "next"))
    third = browser.get(link_in(second.text, "next"))
    back = browser.get(link_in(third.text, "prev"))

    assert "H05.15-250101-00119" in first.text
    assert "H05.15-250101-00069" in second.text
    assert "H05.15-250101-00000" in third.text
    assert "Hết danh sách" in third.text
    assert codes_in(back.text) == codes_in(second.text)


def test_a_list_is_narrowed_by_its_address_and_each_filter_can_be_taken_off(desk: Desk) -> None:
    many_cases(desk.rows, desk.office, 120, firms=10)
    asked = LATE.format(reviewer=desk.office.reviewer.person_id)

    page = desk.of(desk.office.intake).get(f"/cases?{asked}").text

    assert set(codes_in(page)) == {
        f"H05.15-250101-{nth:05d}" for nth in range(120) if nth % 2 and nth * 7 % 100 in IN_REVIEW
    }
    assert 'href="/cases?state=in_review&amp;order=due&amp;col=code&amp;col=due"' in page


IN_REVIEW = range(86, 91)


def test_a_key_that_was_never_given_out_is_a_bad_request(desk: Desk) -> None:
    assert desk.of(desk.office.intake).get("/cases?after=WzFd").status_code == 400


def test_the_file_holds_exactly_the_rows_and_columns_of_the_list_and_no_formula(desk: Desk) -> None:
    many_cases(desk.rows, desk.office, 120, firms=10)
    desk.office.organisation.name = "=HYPERLINK(1)"
    a_case(desk.rows, desk.office, "submitted")
    browser = desk.of(desk.office.intake)

    text = browser.get("/cases.csv?state=submitted&col=code&col=requested").get_data(as_text=True)
    book = openpyxl.load_workbook(io.BytesIO(browser.get("/cases.xlsx?state=submitted&col=code&col=requested").data))

    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))
    cells = [[cell.value for cell in row] for row in book.active.iter_rows()] if book.active else []
    assert rows[0] == cells[0] == ["Tổ chức", "Mã hồ sơ", "Đề nghị"]
    assert rows[1][0] == "'=HYPERLINK(1)"
    assert (cells[1][0], book.active["A2"].data_type if book.active else "") == ("=HYPERLINK(1)", "s")
    assert len(rows) == len(cells) == 5
    assert (rows[2][2], cells[2][2]) == ("50000000", 50_000_000)


def test_a_view_is_kept_under_a_name_and_seen_by_nobody_else(desk: Desk) -> None:
    mine, other = desk.of(desk.office.reviewer), desk.of(desk.office.other_reviewer)
    asked = "state=in_review&col=code"
    page = mine.get(f"/cases?{asked}")

    kept = mine.post("/cases/views", data={**form_of(page, "/cases/views"), "query": asked, "name": "Việc tuần này"})

    assert kept.location == f"/cases?{asked}"
    assert (
        'href="/cases?state=in_review&amp;col=code" aria-current="true">Việc tuần này' in mine.get(kept.location).text
    )
    assert "Việc tuần này" not in other.get("/cases").text

    gone = mine.get(kept.location)
    mine.post("/cases/views", data={**form_of(gone, "/cases/views"), "query": asked, "do": "forget"})
    assert "Việc tuần này" not in mine.get("/cases").text.partition("<main")[2].partition('class="flash')[0]


def test_a_list_hides_what_a_conflict_hides(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "submitted")

    assert str(case.code) in desk.of(somebody(desk.rows, "clerk")).get("/cases.csv?col=code").text
    assert desk.of(somebody(desk.rows, "coordinator")).get("/cases.csv?col=code").status_code == 403


def link_in(page: str, rel: str) -> str:
    """Where the pager leads."""
    return page.partition(f'rel="{rel}" href="')[2].partition('"')[0].replace("&amp;", "&")


def codes_in(page: str) -> list[str]:
    """The codes of the rows, in order."""
    return [part.partition("<")[0] for part in page.split('<span class="code">')[1:] if "H05.15-2501" in part[:12]]
