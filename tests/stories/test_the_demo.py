"""The demo's year: what its cases are about, and what the accountant finds in each of its two stories."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from nscl_grants.cli.running import DAY_AFTER_THE_CLOSE, DEMO_DAY
from nscl_grants.db import ledger, ledger_verify
from nscl_grants.db.applications import Application
from nscl_grants.db.engine import reading
from nscl_grants.db.ledger_tables import LedgerPosting
from nscl_grants.db.organisations import BankAccount, Organisation
from nscl_grants.definitions.house import load_house
from nscl_grants.demo.answers import answers_of
from nscl_grants.demo.cases import CASES
from nscl_grants.demo.year import AFTER_THE_CLOSE, IN_NOVEMBER, STORIES, Story, tell
from nscl_grants.domain.forms import missing
from nscl_grants.domain.ledger.accounts import CASE_STATES, STATES, Place

HOUSE = load_house()


def test_the_demo_has_cases_in_all_six_procedures() -> None:
    assert {case.procedure for case in CASES} == set(HOUSE.plan.procedures)


def test_every_form_of_the_demo_is_answered_in_full() -> None:
    firm = Organisation(name="A", tax_code="1", kind="enterprise", address="B", commune="07795", phone="1", email="e",
                        representative="C", representative_title="D")  # fmt: skip
    for case in CASES:
        form = HOUSE.form(HOUSE.procedure(case.procedure).form)
        answers = answers_of(case, firm, BankAccount(id=1), "E")
        lacking = [each.path for each in missing(form, answers, [document.name for document in form.documents])]
        assert lacking == [], case


def test_each_story_stands_on_the_day_that_the_command_gives_the_demo() -> None:
    assert set(STORIES) == {DEMO_DAY, DAY_AFTER_THE_CLOSE}


@pytest.mark.long
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("story", [IN_NOVEMBER, AFTER_THE_CLOSE], ids=["in November", "after the close"])
def test_the_accountant_finds_money_in_every_state_and_books_that_verify(
    engine: Engine, tmp_path: Path, story: Story
) -> None:
    tell(engine, HOUSE, story, uploads=tmp_path, told=lambda: None)

    with reading(engine) as session:
        found = {place for row in ledger.board(session) for place, amount in row.states.items() if amount}
        kinds = set(session.scalars(select(LedgerPosting.kind).distinct()))
        cases = set(session.scalars(select(Application.state).distinct()))
        assert list(ledger_verify.verify(session)) == []
    assert {"reallocate", "reverse", "write_off", "return", "receive"} <= kinds
    if story is IN_NOVEMBER:
        assert {*CASE_STATES, Place.FREE} <= found
    else:
        assert {*STATES, Place.CARRIED_IN} - found <= {Place.HELD, Place.RESERVED, Place.IN_TRANSIT}
        assert {"awaiting_funds", "waitlisted"} <= cases
