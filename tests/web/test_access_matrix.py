"""Every route, asked as everybody: the table beside this file says who may enter, and a new route is a red test.

Requests carry no form, so what is let in finds nothing to do; after all of them the database holds what it held.
Accept intended changes with NSCL_ACCEPT=1 and read the difference.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from nscl_grants.db.attachments import Attachment
from nscl_grants.db.audit import AuditEvent
from nscl_grants.db.base import Base
from nscl_grants.db.batches import BankStatement
from nscl_grants.db.payments import Payment, PaymentBatch
from nscl_grants.db.people import Account
from nscl_grants.domain.actor import ROLES
from tests.builders.cases import Office, a_case, a_confirmed_claim, a_draft, a_payment, an_office
from tests.builders.people import a_member, an_organisation
from tests.web.conftest import SignIn

TABLE = Path(__file__).parent / "golden" / "access.md"
SIGNS = {"in": "x", "sign in": "-", "not there": ".", "not for you": "!"}
"""x let in · - sent to sign in · . does not exist for this person · ! one may know of it and not do it."""
LEAVES_A_TRACE = frozenset(
    {
        "account.logout",
        "account.end_other_sessions",
        "applicant.read_notices",
        "notices.read",
        "factors.begin_app",
        "factors.ask_passkey",
        "proof.ask_passkey",
        "second_step.ask_passkey",
        "recovery.ask_again",
    }
)
"""Routes that need no form to change something; they are asked last."""
NOT_PAGES = frozenset({"static"})


@pytest.fixture
def office(rows: Session) -> Office:
    return an_office(rows)


@pytest.fixture
def people(app: Flask, rows: Session, office: Office, sign_in: SignIn) -> dict[str, FlaskClient]:
    """A browser for everybody: a visitor, the case's applicant, another firm's, and each role of the office."""
    other = a_member(rows, an_organisation(rows, "HTX Của Người Khác"), name="Ngô Văn Bình")
    browsers = {"visitor": app.test_client()}
    for name, person_id in (("own", office.applicant.person_id), ("other", other.person_id)):
        account = rows.scalars(select(Account).where(Account.person_id == person_id)).one()
        browsers[name] = sign_in(account=account)
    return browsers | {role: sign_in(role) for role in ROLES if role != "applicant"}


@pytest.fixture
def places(rows: Session, office: Office) -> dict[str, dict[str, object]]:
    """What the parameters of a route may name: things of a paid case, and of a draft that only its firm knows."""
    paid = a_case(rows, office, "issued")
    claim = a_confirmed_claim(rows, office, paid)
    payment = a_payment(rows, office, claim, "checked")
    draft = a_draft(rows, office, standard="iso-14001")
    paper = rows.scalars(select(Attachment).where(Attachment.application_id == paid.id)).first()
    assert paper is not None
    batch, statement = _batch_of(rows, payment), _statement(rows, payment)
    shared: dict[str, object] = {
        "key": "HTQL",
        "n": claim.n,
        "claim_id": claim.id,
        "payment_id": payment.id,
        "decision_id": paid.decision_id,
        "attachment_id": paper.id,
        "bank_id": office.bank.id,
        "family_key": "HTQL-1",
        "text_key": "letter.reset.subject",
        "tax_code": office.organisation.tax_code,
        "section_name": "costs",
        "document_name": "invoices",
        "account_id": 1,
        "line": "III.1",
        "year": 2026,
        "code": "KHONG-CO-MA-NAY",
        "batch_id": batch.id,
        "statement_id": statement.id,
        "seq": 1,
        "months": 3,
        "form": "csv",
    }
    return {
        "filed": {**shared, "reference": paid.reference, "name": "costs", "trigger": "cancel"},
        "draft": {**shared, "reference": draft.reference, "name": "costs", "trigger": "submit"},
    }


def _batch_of(rows: Session, payment: Payment) -> PaymentBatch:
    batch = PaymentBatch(number="ĐC-1", budget_year=2026, made_by=payment.prepared_by, made_at=payment.prepared_at)
    rows.add(batch)
    rows.flush()
    payment.batch_id = batch.id
    return batch


def _statement(rows: Session, payment: Payment) -> BankStatement:
    statement = BankStatement(
        name="sao-ke.csv",
        sha256="0" * 64,
        stored_as="00/0",
        size_bytes=1,
        rows=[],
        uploaded_by=payment.prepared_by,
        uploaded_at=payment.prepared_at,
    )
    rows.add(statement)
    rows.flush()
    return statement


def test_everybody_gets_in_where_the_table_says_and_nowhere_else(
    app: Flask, rows: Session, people: dict[str, FlaskClient], places: dict[str, dict[str, object]]
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False  # That every form needs its token is tested by itself.
    rows.commit()
    before = everything(rows)

    lines = [line for rule, method in routes(app) for line in asked_by_all(app, rule, method, people, places)]

    after, log = everything(rows), rows.scalars(select(AuditEvent).order_by(AuditEvent.seq)).all()
    added = log[len(before["audit_event"]) :]
    assert {event.what for event in added} == {"list.take"}, "that a list of addresses was taken away is noted"
    rows.rollback()
    assert all(after[table] == before[table] for table in after if table not in LOG)
    found = "\n".join([heading(people), *lines]) + "\n"
    if os.environ.get("NSCL_ACCEPT"):
        TABLE.write_text(found, encoding="utf-8")
    assert found == TABLE.read_text(encoding="utf-8")


def test_no_post_is_taken_without_its_token(app: Flask, client: FlaskClient) -> None:
    for rule, method in routes(app):
        if method == "POST":
            arguments = {name: _any_value(rule, name) for name in rule.arguments}
            answer = client.post(_url(app, rule, arguments))
            assert answer.status_code == 400, rule.rule


def routes(app: Flask) -> list[tuple[Rule, str]]:
    """Each route with each method that means something of its own, by address."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint not in NOT_PAGES]
    pairs = [
        (rule, method)
        for rule in rules
        if rule.endpoint not in LEAVES_A_TRACE
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]
    return sorted(pairs, key=lambda pair: (pair[0].rule, pair[1]))


def asked_by_all(
    app: Flask,
    rule: Rule,
    method: str,
    people: dict[str, FlaskClient],
    places: dict[str, dict[str, object]],
) -> Iterator[str]:
    """One line of the table for the route; two where it is about a case, for drafts are known to fewer."""
    for kind in ("filed", "draft") if "reference" in rule.arguments else ("filed",):
        arguments = {name: places[kind].get(name, _any_value(rule, name)) for name in rule.arguments}
        url = _url(app, rule, arguments)
        signs = [SIGNS[judged(browser.open(url, method=method))] for browser in people.values()]
        suffix = f" ({kind})" if "reference" in rule.arguments else ""
        yield f"| {method} {rule.rule}{suffix} | " + " | ".join(signs) + " |"


def judged(answer: object) -> str:
    """What the answer says of the person's right to be there; 409 and 422 are said to those who may enter."""
    status = answer.status_code  # type: ignore[attr-defined] # Werkzeug's test response
    location = answer.headers.get("Location", "")  # type: ignore[attr-defined]
    if status == 302 and "/login" in location:
        return "sign in"
    if status == 404:
        return "not there"
    return "not for you" if status == 403 else "in"


def heading(people: dict[str, FlaskClient]) -> str:
    """The first two lines of the table."""
    names = " | ".join(people)
    return f"| route | {names} |\n|---|" + "---|" * len(people)


LOG = ("audit_event", "audit_head", "audit_value")


def everything(rows: Session) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables but the sessions, which note that they were used."""
    rows.rollback()
    tables = [name for name in Base.metadata.tables if name not in ("web_session", "sign_in_attempt")]
    found = {name: [tuple(row) for row in rows.execute(text(f"SELECT * FROM {name}"))] for name in sorted(tables)}
    rows.rollback()
    return found


def _url(app: Flask, rule: Rule, arguments: dict[str, object]) -> str:
    with app.test_request_context():
        return str(app.url_map.bind("localhost").build(rule.endpoint, arguments, method=_any_method(rule)))


def _any_method(rule: Rule) -> str:
    return sorted((rule.methods or {"GET"}) - {"HEAD", "OPTIONS"})[0]


def _any_value(rule: Rule, name: str) -> object:
    """The first of the words that the route knows, a number where it wants one, a word that names nothing otherwise."""
    if one_of := re.search(rf"<any\(([^,)]+)[^)]*\):{name}>", rule.rule):
        return one_of[1].strip("\"' ")
    return 9_999 if re.search(rf"<int[^:>]*:{name}>", rule.rule) else "khong-co"
