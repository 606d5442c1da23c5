"""What every answer promises the browser, and what no request gets past."""

import re
from pathlib import Path

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from nscl_grants.app import create_app
from nscl_grants.config import Config, ConfigIsWrong
from nscl_grants.definitions.house import House
from nscl_grants.paths import STATIC, TEMPLATES
from nscl_grants.web.security import MOST_FORM_BYTES, MOST_STRANGERS_BYTES, same_site_path
from nscl_grants.web.session import TOKEN_COOKIE
from tests.web.conftest import SignIn
from tests.web.pages import csrf_in, send

HTTPS = "https://nscl.example.vn"


def test_every_page_forbids_what_is_not_ours(client: FlaskClient) -> None:
    headers = client.get("/").headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "img-src 'self' data:" in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "form-action 'self'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/khong-co", "/static/khong-co.css", "/account/sessions/end"])
def test_an_error_page_promises_the_same(client: FlaskClient, path: str) -> None:
    page = client.get(path)

    assert page.status_code in (404, 405)
    assert "Content-Security-Policy" in page.headers


def test_https_is_asked_for_only_by_https(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/").headers
    assert "max-age=" in client.get("/", base_url=HTTPS).headers["Strict-Transport-Security"]


def test_no_template_holds_a_script_or_a_style_of_its_own() -> None:
    inline = re.compile(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)

    found = [path.name for path in TEMPLATES.rglob("*.html") if inline.search(path.read_text(encoding="utf-8"))]

    assert not found


def test_no_style_sheet_fetches_from_elsewhere() -> None:
    elsewhere = re.compile(r"url\(\s*[\"']?(?:https?:)?//|@import", re.IGNORECASE)

    assert not [path.name for path in STATIC.rglob("*.css") if elsewhere.search(path.read_text(encoding="utf-8"))]


def test_pages_of_people_are_stored_nowhere(sign_in: SignIn) -> None:
    for path in ("/account", "/", "/khong-co"):
        assert sign_in("reviewer").get(path).headers["Cache-Control"] == "no-store"


def test_signing_out_clears_what_the_browser_kept(sign_in: SignIn) -> None:
    answer = send(sign_in("reviewer"), "/logout", page="/account")

    assert answer.status_code == 302
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_the_page_after_signing_out_is_stored_nowhere(sign_in: SignIn) -> None:
    gone = send(sign_in("reviewer"), "/logout", page="/account")

    assert gone.headers["Cache-Control"] == "no-store"


def test_static_files_are_named_by_their_content_and_kept_for_a_year(client: FlaskClient) -> None:
    sheet = re.search(r'href="(/static/css/theme\.css\?v=[0-9a-f]{10})"', client.get("/").text)
    assert sheet

    with client.get(sheet[1]) as kept:
        assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in kept.headers
    assert "Vary" not in kept.headers


def test_a_static_file_asked_for_by_an_old_name_is_kept_for_a_day(client: FlaskClient) -> None:
    with client.get("/static/css/theme.css?v=old") as kept:
        assert kept.headers["Cache-Control"] == "public, max-age=86400"


def test_reading_pages_writes_nothing(sign_in: SignIn, engine: Engine) -> None:
    browser, visitor = sign_in("reviewer"), sign_in("reviewer")
    visitor.delete_cookie(TOKEN_COOKIE)
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda _1, _2, sql, *_3: statements.append(sql.lower()))

    for path in ("/", "/login", "/register", "/account", "/account/password", "/khong-co", "/?lang=en"):
        browser.get(path)
        visitor.get(path)

    assert statements
    assert not [sql for sql in statements if sql.split()[0] in ("insert", "update", "delete")]


@pytest.mark.parametrize("token", [None, "", "made-up", "ImZvcmVpZ24i.awdkgA.xx"])
def test_a_form_without_its_token_is_turned_away_kindly(client: FlaskClient, token: str | None) -> None:
    page = client.post("/login", data={"csrf_token": token} if token is not None else {})

    assert page.status_code == 400
    assert "chưa có gì được lưu hay gửi đi" in page.text


def test_the_token_of_one_session_is_worthless_in_another(sign_in: SignIn) -> None:
    mine, theirs = sign_in("reviewer"), sign_in("approver")
    foreign = csrf_in(theirs.get("/account"))

    page = mine.post("/account/sessions/end-others", data={"csrf_token": foreign})

    assert page.status_code == 400


def test_the_token_from_before_signing_in_is_worthless_after(client: FlaskClient, sign_in: SignIn) -> None:
    before = csrf_in(client.get("/login"))
    token = sign_in("reviewer").get_cookie(TOKEN_COOKIE)
    assert token
    client.set_cookie(TOKEN_COOKIE, token.value)

    assert client.post("/account/sessions/end-others", data={"csrf_token": before}).status_code == 400


def test_a_stale_form_leads_back_to_where_it_was(client: FlaskClient) -> None:
    page = client.post("/account/password", headers={"Referer": "http://localhost/account/password"})

    assert 'href="/login?next=/account/password"' in page.text.replace("%2F", "/")


def test_a_form_token_never_stands_in_a_cookie_of_somebody_signed_in(sign_in: SignIn) -> None:
    browser = sign_in("reviewer")
    browser.get("/account")

    assert browser.get_cookie("nscl_visitor") is None


@pytest.mark.parametrize("path", ["/my", "/", "/my/applications?after=x&lang=en", "/a/b#c"])
def test_a_path_of_this_site_may_be_gone_on_to(path: str) -> None:
    assert same_site_path(path) == path


@pytest.mark.parametrize(
    "target",
    [
        None,
        "",
        "https://evil.test/",
        "//evil.test",
        "/\\evil.test",
        "\\\\evil.test",
        "/\t/evil.test",
        "/x\\..\\evil",
        "/\n/evil.test",
        "javascript:alert(1)",
        "evil.test",
        " /my",
        "/my\x7f",
    ],
)
def test_nothing_else_may(target: str | None) -> None:
    assert same_site_path(target) is None


def test_cookies_over_https_belong_to_this_host_alone(client: FlaskClient) -> None:
    cookie = client.get("/login", base_url=HTTPS).headers["Set-Cookie"]

    assert cookie.startswith("__Host-nscl_visitor=")
    for promise in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert promise in cookie


def test_a_host_that_is_not_ours_is_refused(tmp_path: Path, engine: Engine, house: House, database_url: str) -> None:
    config = Config(instance=tmp_path, database_url=database_url, demo=True, hosts=("nscl.example.vn",))
    client = create_app(config, engine, house).test_client()

    assert client.get("/", headers={"Host": "evil.test"}).status_code == 400
    assert client.get("/", headers={"Host": "nscl.example.vn"}).status_code == 200


@pytest.mark.parametrize(("proxies", "believed"), [(0, False), (1, True)])
def test_a_forwarded_header_counts_only_behind_a_proxy_of_ours(
    tmp_path: Path, engine: Engine, house: House, database_url: str, proxies: int, believed: bool
) -> None:
    config = Config(instance=tmp_path, database_url=database_url, demo=True, trusted_proxies=proxies)
    client = create_app(config, engine, house).test_client()

    headers = client.get("/", headers={"X-Forwarded-Proto": "https"}).headers

    assert ("Strict-Transport-Security" in headers) is believed


def test_the_application_does_not_start_with_a_secret_that_others_know(
    tmp_path: Path, engine: Engine, house: House
) -> None:
    with pytest.raises(ConfigIsWrong):
        create_app(Config(instance=tmp_path, secret_key="guess me"), engine, house)


def test_markup_that_somebody_entered_is_shown_and_not_obeyed(sign_in: SignIn) -> None:
    page = sign_in("reviewer", name="<script>alert(1)</script>").get("/account")

    assert "<script>" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text


def test_a_secret_stands_in_no_log(
    app: Flask, client: FlaskClient, csrf: str, caplog: pytest.LogCaptureFixture
) -> None:
    client.post("/login", data={"csrf_token": csrf, "email": "an@vidu.test", "password": "a very secret password"})

    assert "a very secret password" not in caplog.text


def test_a_form_without_files_is_small_and_a_stranger_sends_one_file_at_most(
    client: FlaskClient, sign_in: SignIn
) -> None:
    long = {"q": "a" * (MOST_FORM_BYTES + 1)}

    def upload(browser: FlaskClient) -> int:
        head = b'--x\r\nContent-Disposition: form-data; name="q"; filename="a.pdf"\r\n\r\n'
        sent = head + b"a" * MOST_STRANGERS_BYTES + b"\r\n--x--\r\n"
        return browser.post("/logout", data=sent, content_type="multipart/form-data; boundary=x").status_code

    assert sign_in("clerk").post("/logout", data=long).status_code == 413
    assert client.post("/login", data=long).status_code == 413
    assert upload(client) == 413
    assert upload(sign_in("clerk")) == 400, "it has no token"


def test_a_name_that_somebody_forwards_is_never_believed(tmp_path: Path, database_url: str, engine: Engine) -> None:
    app = create_app(Config(instance=tmp_path, database_url=database_url, demo=True, trusted_proxies=1), engine)

    with app.test_client() as browser:
        browser.get("/", headers={"X-Forwarded-Host": "elsewhere.test", "X-Forwarded-For": "203.0.113.9"})
        assert (request.host, request.remote_addr) == ("localhost", "203.0.113.9")


@pytest.mark.parametrize("nested", ["[" * 200_000, '{"rawId":' * 50_000])
def test_an_answer_nested_without_end_is_a_refusal_and_no_failure(client: FlaskClient, nested: str) -> None:
    page = client.get("/login")

    answer = client.post("/login/passkey", data={"csrf_token": csrf_in(page), "ticket": "x", "answer": nested})

    assert answer.status_code < 500
