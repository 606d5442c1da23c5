"""Requests that no browser sends: forged hosts, two lengths, half a body, headers without end."""

import pytest

from tests.attacks.conftest import TRIED, Target

pytestmark = pytest.mark.long
LINE = b"\r\n"


def test_a_forged_host_or_scheme_leads_nobody_away(target: Target) -> None:
    for headers in (
        {"Host": "evil.test"},
        {"X_Forwarded_Host": "evil.test"},
        {"X_Forwarded_Proto": "https"},
        {"Forwarded": "host=evil.test"},
    ):
        answer = target.visitor().get("/work", **headers)
        assert answer.status in (302, 303, 308, 400)
        assert "evil.test" not in answer.headers.get("Location", ""), headers
        assert "evil.test" not in target.visitor().get("/support", **headers).text
    assert "Strict-Transport-Security" not in target.visitor().get("/", X_Forwarded_Proto="https").headers


def test_requests_of_two_lengths_are_not_read_as_two(target: Target) -> None:
    smuggled = b"GET /admin HTTP/1.1" + LINE + b"Host: x" + LINE * 2
    for head in (
        b"Content-Length: 4" + LINE + b"Transfer-Encoding: chunked",
        b"Content-Length: 4" + LINE + b"Content-Length: 50",
        b"Transfer-Encoding: xchunked" + LINE + b"Content-Length: 4",
    ):
        heard = target.as_("auditor").raw(
            b"POST /login HTTP/1.1" + LINE + b"Host: 127.0.0.1" + LINE + head + LINE * 2 + b"0" + LINE * 2 + smuggled
        )
        assert b"T\xc3\xa0i kho\xe1\xba\xa3n c\xc3\xa1n b\xe1\xbb\x99" not in heard
        assert heard.count(b"HTTP/1.1 200") == 0, heard[:200]


def test_half_a_form_is_no_form(target: Target) -> None:
    browser = target.as_("applicant")
    hidden = browser.hidden("/account")
    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items()).encode()
    body = f"csrf_token={hidden['csrf_token']}&act=".encode()
    with target.nothing_changes(but=TRIED):
        for length in (len(body) + 500, -1, 10**18):
            heads = (
                b"POST /my/organisation/x/bank-account HTTP/1.1",
                b"Host: 127.0.0.1",
                b"Cookie: " + cookie,
                b"Content-Type: application/x-www-form-urlencoded",
                b"Content-Length: %d" % length,
            )
            heard = browser.raw(LINE.join((*heads, b"", body)))
            assert not heard or b" 400 " in heard[:40] or b" 404 " in heard[:40] or b" 413 " in heard[:40], heard[:200]


def test_headers_and_addresses_have_an_end(target: Target) -> None:
    start = b"GET / HTTP/1.1" + LINE + b"Host: 127.0.0.1" + LINE
    long = target.visitor().raw(start + b"X-Long: " + b"a" * 100_000 + LINE * 2)
    many = target.visitor().raw(start + LINE.join(b"X-%d: 1" % nth for nth in range(1000)) + LINE * 2)
    path = target.visitor().raw(b"GET /" + b"a" * 20_000 + b" HTTP/1.1" + LINE + b"Host: 127.0.0.1" + LINE * 2)
    for heard in (long, many, path):
        assert b" 200 " not in heard[:40], heard[:80]


def test_other_methods_are_not_understood(target: Target) -> None:
    for method in ("TRACE", "CONNECT", "PUT", "DELETE", "PATCH", "PROPFIND"):
        for path in ("/", "/cases", "/finance/payments", "/static/css/app.css"):
            assert target.as_("finance").ask(method, path).status in (400, 404, 405, 501), (method, path)
