"""The lives of cases, claims and payments are what these files say; a changed rule shows as a changed line."""

import os
from pathlib import Path

import pytest

from nscl_grants.definitions.drawing import table
from nscl_grants.definitions.workflows import load_workflows
from nscl_grants.domain.actor import APPLICANT, APPROVER, CLERK, FINANCE, INTAKE, REVIEWER, SYSTEM_ROLE
from nscl_grants.domain.rules import RULES

GOLDEN = Path(__file__).parent / "golden"
WORKFLOWS = load_workflows(rules=RULES)
CASE, CLAIM, PAYMENT = WORKFLOWS["firm_support"], WORKFLOWS["claim"], WORKFLOWS["payment"]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", sorted(WORKFLOWS))
def test_a_life_reads_as_the_table_beside_it(name: str, language: str) -> None:
    """To accept a change on purpose: NSCL_ACCEPT=1 pytest tests/definitions/test_workflows.py."""
    written = table(WORKFLOWS[name], language)
    golden = GOLDEN / f"{name}.{language}.md"
    if os.environ.get("NSCL_ACCEPT"):
        golden.write_text(written, encoding="utf-8")

    assert written == golden.read_text(encoding="utf-8")


def dests(state: str, trigger: str) -> set[str]:
    return {row.dest for row in CASE.leading_from(state, trigger)}


def roles(state: str, trigger: str) -> set[str]:
    return {role for row in CASE.leading_from(state, trigger) for role in row.by}


@pytest.mark.parametrize(
    ("state", "trigger", "led_to", "by"),
    [
        ("draft", "submit", {"submitted"}, {APPLICANT, INTAKE}),
        ("submitted", "receive", {"in_review"}, {INTAKE}),
        ("submitted", "refuse", {"refused"}, {INTAKE}),
        ("submitted", "ask_supplement", {"supplement_requested"}, {INTAKE}),
        ("in_review", "ask_supplement", {"supplement_requested"}, {REVIEWER}),
        ("supplement_requested", "supplement", {"submitted", "in_review"}, {APPLICANT, INTAKE}),
        ("supplement_requested", "stop", {"stopped"}, {SYSTEM_ROLE}),
        ("in_review", "extend", {"in_review"}, {REVIEWER}),
        ("in_review", "recommend", {"recommended", "waitlisted"}, {REVIEWER}),
        ("in_review", "propose_rejection", {"rejection_proposed"}, {REVIEWER}),
        ("recommended", "send_back", {"in_review"}, {APPROVER}),
        ("rejection_proposed", "send_back", {"in_review"}, {APPROVER}),
        ("recommended", "approve", {"approved"}, {APPROVER}),
        ("recommended", "reject", {"rejected"}, {APPROVER}),
        ("rejection_proposed", "reject", {"rejected"}, {APPROVER}),
        ("recommended", "hold_expires", {"waitlisted"}, {SYSTEM_ROLE}),
        ("waitlisted", "promote", {"recommended"}, {REVIEWER}),
        ("approved", "issue", {"approved"}, {CLERK}),
        ("approved", "cancel", {"cancelled"}, {APPROVER}),
        ("approved", "claim_lapses", {"cancelled"}, {SYSTEM_ROLE}),
        ("approved", "year_closes", {"awaiting_funds"}, {SYSTEM_ROLE}),
        ("awaiting_funds", "cancel", {"cancelled", "disbursed"}, {APPROVER}),
        ("approved", "complete", {"disbursed"}, {SYSTEM_ROLE}),
        ("disbursed", "payment_comes_back", {"approved"}, {SYSTEM_ROLE}),
        ("disbursed", "close", {"closed"}, {FINANCE}),
        ("closed", "recover", {"recovering"}, {APPROVER}),
        ("recovering", "uphold_appeal", {"approved", "disbursed", "closed"}, {APPROVER}),
        ("rejected", "uphold_appeal", {"in_review"}, {APPROVER}),
        ("refused", "file_appeal", {"refused"}, {APPLICANT}),
    ],
)
def test_a_step_leads_where_the_design_says(state: str, trigger: str, led_to: set[str], by: set[str]) -> None:
    assert dests(state, trigger) == led_to
    assert roles(state, trigger) == by


def test_a_firm_may_turn_back_until_it_is_approved() -> None:
    states = {row.source for row in CASE.transitions if row.trigger == "withdraw"}

    assert states == {
        "draft",
        "submitted",
        "supplement_requested",
        "in_review",
        "recommended",
        "waitlisted",
        "rejection_proposed",
    }


def test_every_way_out_of_a_hold_releases_the_money_or_commits_it() -> None:
    for row in CASE.leading_from("recommended"):
        assert {"release_money", "commit_money"} & set(row.effects), row.trigger


def test_whoever_takes_on_a_duty_has_clean_hands() -> None:
    clean = {"hands_are_clean", "checker_is_another", "account_holder_is_another"}
    for workflow in WORKFLOWS.values():
        for row in workflow.transitions:
            if row.duty not in (None, "file"):
                assert clean & set(row.guards), row.trigger


def test_a_conflict_of_interest_keeps_every_officer_off_the_case() -> None:
    staff_steps = [
        row
        for workflow in (CASE, CLAIM, PAYMENT)
        for row in workflow.transitions
        if not {APPLICANT, SYSTEM_ROLE} & row.by
    ]

    assert [row.trigger for row in staff_steps if "no_conflict_of_interest" not in row.guards] == []


def test_every_decision_and_every_payment_asks_before_it_is_done() -> None:
    asked = [row for row in (*CASE.transitions, *PAYMENT.transitions) if row.tone == "danger" and row.form is None]

    assert {row.trigger for row in asked} == {"withdraw"}


def test_three_people_stand_behind_a_payment() -> None:
    duties = [row.duty for row in PAYMENT.transitions if row.duty]

    assert duties == ["prepare", "check", "authorise"]


def test_the_clock_of_the_law_stands_still_while_the_firm_has_the_case() -> None:
    assert CASE.states["supplement_requested"].clock == "paused"
    assert CASE.states["in_review"].clock == "running"


def test_every_state_but_the_draft_has_a_status_on_the_portal() -> None:
    assert {name for name, state in CASE.states.items() if state.portal is None} == {"draft"}


def test_a_returned_claim_can_be_corrected() -> None:
    assert {row.source for row in CLAIM.transitions if row.trigger == "claim"} == {"draft", "returned"}


def test_a_life_that_is_based_on_another_says_only_what_differs() -> None:
    product = WORKFLOWS["product_support"]
    own = {"submit", "supplement", "record_contract", "cancel", "uphold_appeal"}

    assert product.states.keys() == CASE.states.keys()
    assert {row for row in product.transitions if row.trigger not in own} == {
        row for row in CASE.transitions if row.trigger not in own
    }
    assert all("product_is_free" in row.guards for row in product.transitions if row.trigger == "submit")
