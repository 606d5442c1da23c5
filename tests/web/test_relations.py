"""Every route about a case, asked by those who must not know of it: another firm, and whoever is tied to the firm.

Beside the table of roles (`test_access_matrix.py`) this asks by relation and state: own, another's, assigned, not
assigned, conflicted; a draft, a case under review, a decided one. And while it asks, no GET writes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from nscl_grants.db.applications import Application, Conflict
from nscl_grants.db.interests import Interest
from nscl_grants.db.people import Account
from tests.builders.cases import Office, a_case, a_draft, an_office
from tests.builders.people import MORNING, a_member, an_account, an_organisation
from tests.web.conftest import SignIn

STATES = ("draft", "in_review", "approved")
FILLED = {
    "trigger": "withdraw",
    "name": "costs",
    "section_name": "costs",
    "document_name": "invoices",
    "n": 1,
    "attachment_id": 1,
}
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
NOTES_OF_USE = ("web_session",)
"""That somebody is still here is noted at most once a minute, by any request."""


@pytest.fixture
def office(rows: Session) -> Office:
    return an_office(rows)


@pytest.fixture
def cases(rows: Session, office: Office) -> dict[str, Application]:
    """One case in each state."""
    made = {state: a_case(rows, office, state) for state in STATES if state != "draft"}
    return {"draft": a_draft(rows, office, standard="iso-14001"), **made}


@pytest.fixture
def people(rows: Session, office: Office, cases: dict[str, Application], sign_in: SignIn) -> dict[str, FlaskClient]:
    """A browser for each relation to the cases."""
    other = a_member(rows, an_organisation(rows, "HTX Của Người Khác"), name="Ngô Văn Bình")
    declared, found = an_account(rows, "reviewer", "approver"), an_account(rows, "reviewer", "approver")
    for case in cases.values():
        rows.add(Conflict(application_id=case.id, person_id=declared.person_id, reason="họ hàng", at=MORNING))
    rows.add(
        Interest(
            person_id=found.person_id,
            kind="tax_code",
            value=office.organisation.tax_code,
            note="",
            declared_at=MORNING,
            withdrawn_at=None,
        )
    )
    return {
        "own": sign_in(account=account_of(rows, office.applicant.person_id)),
        "other": sign_in(account=account_of(rows, other.person_id)),
        "assigned": sign_in(account=account_of(rows, office.reviewer.person_id)),
        "not assigned": sign_in("reviewer"),
        "declared": sign_in(account=declared),
        "found": sign_in(account=found),
    }


def account_of(rows: Session, person_id: int) -> Account:
    return rows.scalars(select(Account).where(Account.person_id == person_id)).one()


def routes_of_a_case(app: Flask) -> list[tuple[Rule, str]]:
    """Every route that names a case, with each of its methods."""
    rules = [rule for rule in app.url_map.iter_rules() if "reference" in rule.arguments]
    return [(rule, method) for rule in rules for method in ("GET", "POST") if method in (rule.methods or ())]


def address(app: Flask, rule: Rule, case: Application) -> str:
    arguments: dict[str, Any] = {name: FILLED.get(name, 1) for name in rule.arguments} | {"reference": case.reference}
    with app.test_request_context():
        return str(app.url_map.bind("localhost").build(rule.endpoint, arguments))


@contextmanager
def writes(engine: Engine) -> Iterator[list[str]]:
    """The statements that write, while the block runs."""
    seen: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        if statement.lstrip().upper().startswith(WRITES) and not any(table in statement for table in NOTES_OF_USE):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.long
def test_whoever_must_not_know_of_a_case_finds_it_nowhere_in_any_state(
    app: Flask, engine: Engine, rows: Session, cases: dict[str, Application], people: dict[str, FlaskClient]
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False  # That every form needs its token is tested by itself.
    rows.commit()
    seen: list[str] = []
    for rule, method in routes_of_a_case(app):
        for state, case in cases.items():
            for who in ("other", "declared", "found"):
                asked = address(app, rule, case)
                with writes(engine) as written:
                    status = people[who].open(asked, method=method).status_code
                if status not in (403, 404):
                    seen.append(f"{method} {rule.rule} ({state}) as {who}: {status}")
                if written and method == "GET":
                    seen.append(f"GET {rule.rule} writes {written}")

    assert not seen, "\n".join(seen)


def test_each_relation_sees_what_it_should_of_each_state(
    rows: Session, cases: dict[str, Application], people: dict[str, FlaskClient]
) -> None:
    rows.commit()
    found = {
        (who, state): (
            people[who].get(f"/my/applications/{case.reference}").status_code < 400,
            people[who].get(f"/cases/{case.reference}").status_code < 400,
        )
        for who in people
        for state, case in cases.items()
    }

    firm, staff, nothing = (True, False), (False, True), (False, False)
    assert found == {
        **{("own", state): firm for state in STATES},
        **{(who, state): nothing for who in ("other", "declared", "found") for state in STATES},
        **{(who, "draft"): nothing for who in ("assigned", "not assigned")},
        **{(who, state): staff for who in ("assigned", "not assigned") for state in ("in_review", "approved")},
    }


@pytest.mark.long
def test_no_page_that_is_read_writes(app: Flask, engine: Engine, sign_in: SignIn, rows: Session) -> None:
    everybody = [app.test_client(), sign_in("admin"), sign_in("reviewer", "approver", "intake"), sign_in("auditor")]
    everybody += [
        sign_in("finance"),
        sign_in(account=account_of(rows, a_member(rows, an_organisation(rows)).person_id)),
    ]
    rows.commit()
    pages = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and rule.endpoint != "static"]
    with writes(engine) as written:
        for rule in pages:
            arguments = {name: FILLED.get(name, 1) for name in rule.arguments}
            with app.test_request_context():
                try:
                    asked = app.url_map.bind("localhost").build(rule.endpoint, arguments)
                except ValueError:
                    continue
            for browser in everybody:
                browser.get(asked)

    assert not written


def test_no_two_routes_answer_at_one_address(app: Flask) -> None:
    answered: dict[tuple[str, str], str] = {}
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            other = answered.setdefault((rule.rule, method), rule.endpoint)
            assert other == rule.endpoint, f"{method} {rule.rule} is {other} and {rule.endpoint}"
