"""What everybody may see without an account: a quick check, what each line has left, and who was supported."""

import csv
import io
import re

import pytest
from flask.testing import FlaskClient

from nscl_grants.domain.quick_check import Obstacle, QuickAnswers, obstacles
from tests.builders.cases import HOUSE, a_case
from tests.builders.people import MORNING
from tests.web.desk import Desk, config, desk

__all__ = ["config", "desk"]
ASKED = {
    "support": "HTQL/iso-22000", "kind": "enterprise", "province": "yes", "certificate": "yes", "other": "no",
    "transfer": "yes", "cost": "80.000.000",
}  # fmt: skip
SOUND = QuickAnswers(
    is_eligible_kind=True, in_province=True, has_other_support=False, has_certificate=True, paid_by_transfer=True
)


def test_the_quick_check_says_how_much_it_would_be_and_by_which_article(client: FlaskClient, desk: Desk) -> None:
    page = client.get("/quick-check", query_string=ASKED).text

    assert "Có thể được hỗ trợ." in page
    assert "40.000.000" in page
    norm = HOUSE.plan.norm_for("HTQL", "iso-22000", MORNING.date())
    assert norm is not None
    assert norm.article.vi in page
    assert "không phải là cam kết" in page


def test_the_quick_check_says_what_stands_in_the_way_and_what_was_typed_wrong(client: FlaskClient, desk: Desk) -> None:
    abroad = client.get("/quick-check", query_string={**ASKED, "province": "no"}).text
    wrong = client.get("/quick-check", query_string={**ASKED, "cost": "nhiều lắm"}).text
    half = client.get("/quick-check", query_string={"support": "HTQL/iso-22000"}).text

    assert "trong tỉnh." in abroad
    assert "40.000.000" not in abroad
    assert "nhiều lắm" in wrong
    assert "Trả lời đủ các câu" in half
    assert client.get("/quick-check?support=KHONG/CO&province=yes").status_code == 200


def test_what_is_applied_for_before_the_work_needs_no_certificate_and_no_payment_yet(
    client: FlaskClient, desk: Desk
) -> None:
    (support,) = re.findall(r'value="(TCSP/[^"]*)"', client.get("/quick-check").text)[:1]
    asked = {**ASKED, "support": support, "certificate": "no", "transfer": "no"}

    page = client.get("/quick-check", query_string=asked).text

    assert "Có thể được hỗ trợ." in page
    assert "50.000.000" in page


def test_who_works_here_is_led_back_to_their_work_and_a_firm_to_its_application(
    client: FlaskClient, desk: Desk
) -> None:
    for address in ("/", "/support/HTQL"):
        assert 'href="/work">Về Việc của tôi' in desk.of(desk.office.reviewer).get(address).text
        assert 'href="/my/applications/new">Bắt đầu hồ sơ' in desk.of(desk.office.applicant).get(address).text
        assert 'href="/register">Đăng ký tổ chức' in client.get(address).text


def test_each_obstacle_is_named_and_none_means_go_on() -> None:
    norm = HOUSE.plan.norm_for("HTQL", "iso-22000", MORNING.date())
    assert norm is not None

    assert obstacles(SOUND, norm) == ()
    assert obstacles(QuickAnswers(False, False, True, False, False), norm) == tuple(Obstacle)[:-1]
    assert obstacles(SOUND, None) == (Obstacle.NO_NORM,)


@pytest.fixture
def supported(desk: Desk) -> str:
    """An issued award, and one that was not issued yet."""
    a_case(desk.rows, desk.office, "approved", standard="iso-14001")
    return a_case(desk.rows, desk.office, "issued").organisation.tax_code


def test_the_register_shows_issued_awards_alone_and_is_searched_without_marks(
    client: FlaskClient, supported: str
) -> None:
    page = client.get("/supported?q=vi+du").text

    assert supported in page
    assert "40.000.000" in page
    assert page.count('<span class="code">') == 1
    assert supported not in client.get("/supported?q=khong+co").text
    assert client.get("/supported?after=WzFd").status_code == 400


def test_the_register_is_open_data(client: FlaskClient, supported: str) -> None:
    text = client.get("/supported.csv").get_data(as_text=True)

    (row,) = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    assert (row["tax_code"], row["amount_dong"], row["item"]) == (supported, "40000000", "ISO 22000:2018")


def test_what_each_line_has_left_is_shown_year_by_year(client: FlaskClient, supported: str) -> None:
    page = client.get("/budget").text

    assert HOUSE.plan.line("III.1").short.vi in page
    assert "1.920" in page  # Of 2.000, two awards of 40 are committed.
    assert "2030" in page
