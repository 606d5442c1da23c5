"""Another's case, by its id, in every address there is: nothing of it is shown, and no row changes."""

import pytest
from flask import Flask
from werkzeug.routing import Rule

from nscl_grants.demo.people import DOMAIN
from tests.attacks.attacker import Attacker
from tests.attacks.conftest import Target

pytestmark = pytest.mark.long
REFUSED = (400, 403, 404, 405)
"""405: the address is of forms alone, and says nothing of what stands there."""
OWN = """
    SELECT a.{} FROM application a
    JOIN membership m ON m.organisation_id = a.organisation_id JOIN account c ON c.person_id = m.person_id
    WHERE c.email = ? AND a.state {} ORDER BY a.id
"""
FIRM_OF_CASE = "SELECT o.name FROM organisation o JOIN application a ON a.organisation_id = o.id WHERE a.id = ?"
TAX_CODE = """
    SELECT o.tax_code FROM organisation o
    JOIN membership m ON m.organisation_id = o.id JOIN account c ON c.person_id = m.person_id WHERE c.email = ?
"""


@pytest.fixture(scope="module")
def theirs(target: Target) -> dict[str, object]:
    """The ids of a case, a file, a paper and a claim of the first firm."""
    email = f"applicant@{DOMAIN}"
    case_id, reference = (target.one(OWN.format(column, "<> 'draft'"), email) for column in ("id", "reference"))
    return {
        "reference": reference,
        "code": target.one("SELECT code FROM application WHERE id = ?", case_id),
        "attachment_id": target.one("SELECT id FROM attachment WHERE application_id = ?", case_id),
        "paper_id": target.one("SELECT id FROM paper WHERE application_id = ? AND made_at IS NOT NULL", case_id),
        "draft": target.one(OWN.format("reference", "= 'draft'"), email),
        "firm": target.one(FIRM_OF_CASE, case_id),
    }


def test_no_address_of_another_firms_case_opens(target: Target, site: Flask, theirs: dict[str, object]) -> None:
    other = target.as_("applicant2")
    token = _token(other)
    opened = []
    with target.nothing_changes():
        for rule, method in _routes_of_cases(site):
            for reference in (theirs["reference"], theirs["draft"]):
                path = _filled(site, rule, {**theirs, "reference": reference})
                answer = (
                    other.get(path) if method == "GET" else other.post(path, {"csrf_token": token, "act": "a" * 32})
                )
                if answer.status not in REFUSED or str(theirs["firm"]) in answer.text:
                    opened.append(f"{method} {path}: {answer.status}")

    assert not opened, "\n".join(opened)


def test_a_visitor_is_led_to_the_door_from_every_private_address(
    target: Target, site: Flask, theirs: dict[str, object]
) -> None:
    visitor, opened = target.visitor(), []
    with target.nothing_changes():
        for rule, method in _routes_of_cases(site):
            if method == "GET":
                answer = visitor.get(_filled(site, rule, theirs))
                if answer.status not in (*REFUSED, 302, 303) or "/login" not in answer.headers.get(
                    "Location", "/login"
                ):
                    opened.append(f"{rule.rule}: {answer.status}")

    assert not opened, "\n".join(opened)


def test_lists_searches_exports_and_follow_know_nothing_of_it(target: Target, theirs: dict[str, object]) -> None:
    other, code = target.as_("applicant2"), str(theirs["code"])
    for path in ("/my/applications", "/my/organisation", "/account/data"):
        assert code not in other.get(path).text
        assert str(theirs["reference"]) not in other.get(path).text
    for path in (
        "/cases.csv",
        "/cases.xlsx",
        "/search?q=" + code,
        "/finance/payments.csv",
        "/organisations.csv",
        "/audit/export.csv",
    ):
        assert other.get(path).status == 403, path
    mine = target.one(TAX_CODE, f"applicant2@{DOMAIN}")
    assert str(theirs["reference"]) not in target.visitor().get(f"/follow?code={code}&tax_code={mine}").text


def test_roles_without_cases_open_none(target: Target, site: Flask, theirs: dict[str, object]) -> None:
    for who in ("admin", "coordinator", "plan-manager"):
        browser = target.as_(who)
        for path in (
            f"/cases/{theirs['reference']}",
            f"/files/{theirs['attachment_id']}",
            f"/papers/{theirs['paper_id']}",
        ):
            assert browser.get(path).status in (403, 404), (who, path)


def _routes_of_cases(site: Flask) -> list[tuple[Rule, str]]:
    named = {"reference", "attachment_id", "paper_id"}
    rules = [
        rule for rule in site.url_map.iter_rules() if named & rule.arguments and "plan" not in rule.rule.split("/")[1:2]
    ]
    return [(rule, method) for rule in rules for method in ("GET", "POST") if method in (rule.methods or ())]


def _filled(site: Flask, rule: Rule, values: dict[str, object]) -> str:
    usual = {"trigger": "withdraw", "name": "costs", "section_name": "costs", "document_name": "invoices", "n": 1}
    arguments = {name: values.get(name, usual.get(name, 1)) for name in rule.arguments}
    return str(site.url_map.bind("localhost").build(rule.endpoint, arguments))


def _token(browser: Attacker) -> str:
    return browser.hidden("/account")["csrf_token"]
