"""The frame of every page: who stands where in it, and what it says when something cannot be done."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import NotFound

from nscl_grants.actions.acts import ChangedMeanwhile
from nscl_grants.app import create_app
from nscl_grants.config import Config
from nscl_grants.definitions.house import House
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.calendar import ICT
from nscl_grants.domain.money import NotMoney
from nscl_grants.web import access
from nscl_grants.web.access import db, me, new_act, now, posted_act, require_role
from nscl_grants.web.clock import moment_on, real_moment
from nscl_grants.web.messages import tell, tell_refusal
from nscl_grants.web.nav import Tab, init_nav
from tests.web.conftest import SignIn, moved_in
from tests.web.pages import csrf_in, send


def a_room() -> Blueprint:
    """A front with one page of each kind."""
    bp = Blueprint("room", __name__, url_prefix="/room")
    bp.before_request(require_role("reviewer", "approver"))

    @bp.get("/")
    def hall() -> str:
        return me().name

    @bp.get("/lost")
    def lost() -> str:
        raise NotFound()

    @bp.get("/broken")
    def broken() -> str:
        return str(1 / 0)

    @bp.post("/refuse")
    def refuse() -> str:
        raise NotMoney("42 triệu")

    @bp.post("/late")
    def late() -> str:
        raise ChangedMeanwhile()

    @bp.post("/act")
    def act() -> str:
        return posted_act()

    @bp.get("/told")
    def told() -> str:
        tell("Đã nộp.", "Giấy tiếp nhận sẽ có.")
        tell_refusal(NotMoney("42 triệu"))
        return ""

    @bp.get("/moment")
    def moment() -> str:
        return now().isoformat()

    return bp


@pytest.fixture(scope="module")
def with_a_room(house: House) -> Flask:
    """The application with one more room; no test has moved in yet."""
    app = create_app(Config(instance=Path(), database_url="sqlite://", demo=True), None, house)
    app.register_blueprint(a_room())
    return app


@pytest.fixture
def app(with_a_room: Flask, config: Config, engine: Engine, house: House) -> Iterator[Flask]:
    """The application with one more room, on this test's database."""
    yield from moved_in(with_a_room, config, engine, house)


def test_visitors_stand_in_the_public_frame(client: FlaskClient) -> None:
    page = client.get("/")

    assert '<body class="guided">' in page.text
    assert "<title>Trang chủ – Hỗ trợ năng suất, chất lượng</title>" in page.text
    assert 'href="/login"' in page.text


def test_firms_stand_in_the_guided_frame_and_staff_at_the_desk(sign_in: SignIn) -> None:
    firm, desk = sign_in("applicant").get("/account"), sign_in("reviewer", name="Lê Văn Mẫu").get("/account")

    assert '<body class="guided">' in firm.text
    assert 'href="/my"' in firm.text
    assert '<body class="desk">' in desk.text
    assert 'action="/search"' in desk.text
    assert "Lê Văn Mẫu" in desk.text


def test_every_page_begins_with_a_way_past_its_head(client: FlaskClient) -> None:
    page = client.get("/login").text

    assert re.search(r'<body[^>]*>\s*<a class="skip" href="#main">', page)
    assert '<main id="main" tabindex="-1">' in page


def test_the_demo_says_so_on_every_page_and_names_its_day(config: Config, engine: Engine, house: House) -> None:
    there = Config(instance=config.instance, database_url=config.database_url, demo=True, today=date(2026, 11, 22))
    client = create_app(there, engine, house).test_client()

    for path in ("/", "/login", "/khong-co"):
        assert "Hôm nay: 22/11/2026" in client.get(path).text


def test_an_installation_in_earnest_has_no_banner(config: Config, engine: Engine, house: House) -> None:
    earnest = Config(instance=config.instance, database_url=config.database_url, secret_key="x" * 40)

    assert 'class="demo"' not in create_app(earnest, engine, house).test_client().get("/").text


def test_tabs_are_those_of_the_reader_with_what_waits_behind_them(app: Flask, sign_in: SignIn) -> None:
    def waiting(actor: Actor) -> int:
        return 12 if actor.holds("reviewer") else 0

    init_nav(
        app,
        [
            Tab("room.moment", "Quyết định", "staff", rank=20, roles=frozenset({"approver"})),
            Tab("room.hall", "Việc của tôi", "staff", rank=10, count=waiting, counts="việc", covers=("account",)),
        ],
    )

    page = sign_in("reviewer").get("/account").text

    assert '<span class="count">12<span class="visually-hidden"> việc</span></span>' in page
    assert '<a href="/room/" aria-current="true">Việc của tôi' in page
    assert "Quyết định" not in page
    assert 'class="count"' not in sign_in("approver").get("/account").text


def test_a_visitor_is_asked_to_sign_in_and_comes_back(client: FlaskClient) -> None:
    answer = client.get("/room/?after=x")

    assert answer.status_code == 302
    assert answer.location == "/login?next=/room/?after%3Dx"


def test_another_role_is_told_so(sign_in: SignIn) -> None:
    page = sign_in("applicant").get("/room/")

    assert page.status_code == 403
    assert "Trang này dành cho vai trò khác" in page.text


def test_one_of_the_roles_is_enough(sign_in: SignIn) -> None:
    assert sign_in("approver", name="Phạm Thị Thử").get("/room/").text == "Phạm Thị Thử"


@pytest.mark.parametrize("path", ["/room/lost", "/khong-co", "/static/khong-co.css"])
def test_what_is_not_there_is_not_there_and_the_way_home_is(sign_in: SignIn, path: str) -> None:
    page = sign_in("reviewer").get(path)

    assert page.status_code == 404
    assert "<h1>Không tìm thấy trang</h1>" in page.text


def test_the_way_home_leads_each_to_their_own(client: FlaskClient, sign_in: SignIn) -> None:
    assert re.search(r'href="/">\s*Về trang chủ', client.get("/khong-co").text)
    assert re.search(r'href="/my">\s*Về Hồ sơ của tôi', sign_in("applicant").get("/khong-co").text)
    assert re.search(r'href="/work">\s*Về Việc của tôi', sign_in("reviewer").get("/khong-co").text)


def test_a_refusal_says_what_why_and_what_next(sign_in: SignIn) -> None:
    page = send(sign_in("reviewer"), "/room/refuse", page="/account")

    assert page.status_code == 422
    assert "“42 triệu” chưa phải số đồng nguyên" in page.text
    assert "Chưa có gì thay đổi." in page.text


def test_a_refusal_speaks_the_readers_language(sign_in: SignIn) -> None:
    browser = sign_in("reviewer")
    browser.get("/account?lang=en")

    page = send(browser, "/room/refuse", page="/account")

    assert "42 triệu" in page.text
    assert "Nothing changed." in page.text


def test_what_changed_meanwhile_is_a_conflict(sign_in: SignIn) -> None:
    assert send(sign_in("reviewer"), "/room/late", page="/account").status_code == 409


def test_whoever_is_turned_away_stands_in_the_log_of_the_program(
    sign_in: SignIn, caplog: pytest.LogCaptureFixture
) -> None:
    assert sign_in("clerk").get("/finance/bank-accounts/7").status_code == 403

    told = [record.getMessage() for record in caplog.records if record.name == "nscl_grants.web.errors"]
    assert len(told) == 1
    assert told[0].startswith("refused 403 at GET /finance/bank-accounts/<int:details_id>: account ")


def test_our_mistake_has_a_number_and_changes_nothing(sign_in: SignIn, caplog: pytest.LogCaptureFixture) -> None:
    page = sign_in("reviewer").get("/room/broken")

    reference = re.search(r'<strong class="code">([0-9a-f]{8})</strong>', page.text)
    assert page.status_code == 500
    assert "Chưa có gì thay đổi" in page.text
    assert "ZeroDivisionError" not in page.text
    assert reference
    assert reference[1] in caplog.text


def test_when_the_database_is_away_people_get_words(app: Flask, sign_in: SignIn, engine: Engine) -> None:
    browser = sign_in("reviewer")
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE web_session RENAME TO gone")

    page = browser.get("/account")

    assert page.status_code == 500
    assert "<h1>Hệ thống có lỗi</h1>" in page.text


def test_a_page_that_only_answers_a_form_is_not_there_to_be_opened(client: FlaskClient) -> None:
    page = client.get("/logout")

    assert page.status_code == 405
    assert "POST" in page.headers["Allow"]


def test_messages_stand_on_the_next_page_once(sign_in: SignIn) -> None:
    browser = sign_in("reviewer")
    browser.get("/room/told")

    first, second = browser.get("/account").text, browser.get("/account").text

    assert '<div class="flash flash-good" role="status">' in first
    assert "<strong>Đã nộp.</strong> Giấy tiếp nhận sẽ có." in first
    assert '<div class="flash flash-bad" role="alert">' in first
    assert "Đã nộp." not in second


def test_an_act_has_an_id_of_its_own_and_a_form_without_one_is_refused(sign_in: SignIn) -> None:
    browser = sign_in("reviewer")
    token = csrf_in(browser.get("/account"))
    act = new_act()

    assert browser.post("/room/act", data={"csrf_token": token, "act": act}).text == act
    for wrong in ("", "x", act.upper(), act + "0"):
        assert browser.post("/room/act", data={"csrf_token": token, "act": wrong}).status_code == 400


def test_a_page_can_only_read_and_a_form_can_write(app: Flask) -> None:
    with app.test_request_context("/"), pytest.raises(OperationalError, match="readonly"):
        db().execute(text("DELETE FROM person"))
    with app.test_request_context("/", method="POST"):
        db().execute(text("DELETE FROM person"))
        access.undo()


def test_a_fixed_day_keeps_the_real_time_of_day() -> None:
    at = moment_on(date(2026, 11, 22))

    local, real = at.astimezone(ICT), real_moment().astimezone(ICT)
    assert local.date() == date(2026, 11, 22)
    assert abs((datetime.combine(real.date(), local.time()) - real.replace(tzinfo=None)).total_seconds()) < 60
    assert at.tzinfo is UTC


def test_the_moment_of_a_request_stands_still(app: Flask) -> None:
    with app.test_request_context("/"):
        assert now() is now()
