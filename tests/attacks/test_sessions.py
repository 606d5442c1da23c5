"""Sessions planted, copied and kept too long; forms without their token; addresses that lead away."""

import re

import pytest
from flask import Flask
from werkzeug.routing import IntegerConverter, Rule

from nscl_grants.demo import PASSWORD
from nscl_grants.demo.people import DOMAIN
from tests.attacks.attacker import Attacker
from tests.attacks.conftest import Target

pytestmark = pytest.mark.long
OPENINGS = frozenset({"audit_event", "audit_head"})
"""That somebody signed in, and that a list of addresses was taken away, is noted in the audit alone."""


def test_a_session_planted_before_signing_in_is_not_the_one_after(target: Target) -> None:
    browser = target.visitor()
    browser.get("/login")
    planted = dict(browser.cookies)
    browser.sign_in(f"clerk@{DOMAIN}", PASSWORD)

    thief = Attacker(target.address, cookies=planted)
    assert browser.get("/work").status == 200
    assert thief.get("/work").status in (302, 303)


def test_a_copied_cookie_dies_with_signing_out(target: Target) -> None:
    browser = target.fresh("clerk")
    thief = Attacker(target.address, cookies=dict(browser.cookies))
    assert thief.get("/work").status == 200

    token = browser.hidden("/account")["csrf_token"]
    browser.post("/logout", {"csrf_token": token})

    thief.cookies = {**thief.cookies}
    assert thief.get("/work").status in (302, 303)


def test_a_copied_cookie_dies_with_a_new_password_and_with_a_closed_account(target: Target) -> None:
    admin, victim = target.as_("admin"), target.fresh("reviewer2")
    thief = Attacker(target.address, cookies=dict(victim.cookies))
    again = "một mật khẩu dài và mới hơn"
    said = {"present": PASSWORD, "current": PASSWORD, "old": PASSWORD, "new": again, "password": again, "again": again}
    assert victim.send("/account/password", said).status in (302, 303)
    assert thief.get("/work").status in (302, 303), "the password changed"

    account = target.one("SELECT id FROM account WHERE email = ?", f"reviewer2@{DOMAIN}")
    newcomer = target.visitor()
    assert newcomer.sign_in(f"reviewer2@{DOMAIN}", again).status == 302
    assert newcomer.get("/work").status == 200
    assert admin.send(
        f"/admin/accounts/{account}/disable", {"reason": "Nghỉ việc"}, page=f"/admin/accounts/{account}"
    ).status in (302, 303)
    assert newcomer.get("/work").status in (302, 303), "the account is closed"


def test_a_cookie_that_was_made_up_opens_nothing(target: Target) -> None:
    names = list(target.as_("finance").cookies)
    for made_up in ("1", "0" * 43, "' OR 1=1 --", "../../etc/passwd", "A" * 8000):
        forger = Attacker(target.address, cookies=dict.fromkeys(names, made_up))
        assert forger.get("/work").status in (302, 303, 400, 431), made_up[:20]


def test_no_form_is_taken_without_its_token_or_with_anothers(target: Target, site: Flask) -> None:
    finance, foreign = target.as_("finance"), target.as_("approver").hidden("/account")["csrf_token"]
    old = target.visitor().hidden("/login")["csrf_token"]
    taken = []
    with target.nothing_changes():
        for rule in site.url_map.iter_rules():
            if "POST" not in (rule.methods or ()):
                continue
            path = _path(site, rule)
            for token in ({}, {"csrf_token": foreign}, {"csrf_token": old}, {"csrf_token": "x.y.z"}):
                answer = finance.post(path, {**token, "act": "b" * 32})
                if answer.status not in (400, 404):
                    taken.append(f"{path} with {list(token)}: {answer.status}")

    assert not taken, "\n".join(taken)


def test_no_page_writes_when_it_is_only_opened(target: Target, site: Flask) -> None:
    people = [
        target.as_(name) for name in ("finance", "reviewer", "approver", "intake", "clerk", "auditor", "plan-manager")
    ]
    case = target.one("SELECT reference FROM application WHERE state = 'in_review'")
    failed = []
    with target.nothing_changes(but=OPENINGS):
        for rule in site.url_map.iter_rules():
            if (
                "GET" not in (rule.methods or ())
                or rule.endpoint == "static"
                or "file" in rule.rule
                or "papers" in rule.rule
            ):
                continue
            path = _path(site, rule, reference=case)
            for browser in people[:3] if rule.arguments else people:
                status = browser.get(path).status
                if status >= 500:
                    failed.append(f"{path}: {status}")

    assert not failed, "\n".join(failed)


def test_nobody_is_led_off_this_site(target: Target) -> None:
    for onward in (
        "https://evil.test",
        "//evil.test",
        "/\\evil.test",
        "/%09/evil.test",
        "javascript:alert(1)",
        "https:evil.test",
    ):
        browser = target.visitor()
        page = browser.hidden(f"/login?next={onward}")
        answer = browser.post(
            f"/login?next={onward}", {**page, "email": f"auditor@{DOMAIN}", "password": PASSWORD, "next": onward}
        )
        assert answer.status == 302
        assert re.fullmatch(r"/(?![/\\\\])[\w/%.-]*", answer.headers["Location"]), (onward, answer.headers["Location"])
        browser.post("/logout", {"csrf_token": browser.hidden("/account")["csrf_token"]})
        language = target.visitor().get("/support?lang=en", Referer="https://evil.test/")
        assert "evil.test" not in (language.headers.get("Location") or "")


def test_private_pages_are_kept_in_no_cache_and_promise_what_all_pages_promise(target: Target) -> None:
    for who, path in (
        ("finance", "/finance/payments"),
        ("applicant", "/my/applications"),
        ("auditor", "/audit/export.json"),
        ("admin", "/admin"),
    ):
        answer = target.as_(who).get(path)
        assert answer.headers["Cache-Control"] == "no-store", path
        assert "unsafe-inline" not in answer.headers["Content-Security-Policy"] or path.endswith("json")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
    cookie = target.visitor().ask("POST", "/login").headers
    assert "Server" not in cookie or "gunicorn/" not in cookie["Server"]


def _path(site: Flask, rule: Rule, **known: object) -> str:
    """An address of the route: what is not known is the first of its kind."""
    usual: dict[str, object] = {}
    for name, converter in rule._converters.items():
        choices = sorted(getattr(converter, "items", ()))
        usual[name] = choices[0] if choices else 1 if isinstance(converter, IntegerConverter) else "x1"
    values = {name: known.get(name, usual[name]) for name in rule.arguments}
    return str(site.url_map.bind("localhost").build(rule.endpoint, values))
