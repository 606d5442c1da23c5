"""Everybody may read and keep the ends of the books, and the stranger's verifier takes the file as it is."""

import json

from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from nscl_grants.actions.daily_heads import publish_heads
from nscl_grants.db.ledger_export import export_json
from tests.builders.cases import a_case, an_office
from tests.builders.people import MORNING
from tools.verify_ledger import verify


def test_a_visitor_keeps_the_heads_and_finds_a_cut_end_by_them(
    client: FlaskClient, rows: Session, engine: Engine
) -> None:
    assert "Chưa có ngày nào" in client.get("/heads").text
    a_case(rows, an_office(rows), "approved")
    rows.commit()
    publish_heads(engine, now=MORNING.replace(year=2027))

    page = client.get("/heads")
    heads = [json.loads(line) for line in client.get("/heads/daily.json").text.splitlines()]
    books = [json.loads(line) for line in export_json(rows)]
    rows.rollback()

    assert heads[-1]["hash"] in page.text
    assert {head["book"] for head in heads} == {"ledger", "audit"}
    assert verify(books, heads)[0] == []
    end = max(head["seq"] for head in heads if head["book"] == "ledger")
    cut = [one for one in books if one.get("posting", {}).get("seq") != end]
    assert any(f"number {end}, is not in these books" in wrong for wrong in verify(cut, heads)[0])
    assert client.get("/heads/daily.csv").text.count("\n") > len(heads)
    assert client.get("/heads/daily.exe").status_code == 404
