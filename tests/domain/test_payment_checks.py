"""Before a payment every check is named, the blocking ones hold it back, and warnings need a written reason."""

from dataclasses import replace
from datetime import date

import pytest

from nscl_grants.domain.actor import Actor
from nscl_grants.domain.case import CaseFacts
from nscl_grants.domain.check_facts import CheckFacts, Elsewhere
from nscl_grants.domain.guards import GUARDS, checks
from nscl_grants.domain.guards.checks import CHECKS, checks_pass, findings
from nscl_grants.domain.guards.deciding import NotIssued
from nscl_grants.domain.money import Money
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text

TODAY = date(2026, 3, 2)
GIANG = Actor(person_id=7, account_id=7, name="Đỗ Thị Giang", roles=frozenset({"finance"}))
SOUND = CheckFacts(
    claim_state=Text("x", "x"),
    claim_confirmed=True,
    case_state=Text("x", "x"),
    case_approved=True,
    decision_issued=True,
    holder="Công ty Ví Dụ",
    organisation="Công ty Ví Dụ",
    bank_version=1,
    certificate_expires_on=date(2029, 1, 1),
    approved=Money(50),
    left_to_draw=Money(50),
    due={2026: Money(50)},
    open_years=(2026, 2027),
    last_to_treasury=date(2026, 12, 30),
    today=TODAY,
)
BLOCKING: dict[str, dict[str, object]] = {
    "decision_issued": {"decision_issued": False},
    "case_approved": {"case_approved": False},
    "claim_confirmed": {"claim_confirmed": False},
    "claim_within_award": {"spent": Money(1)},
    "within_ceiling": {"entitlement_over": Money(1)},
    "money_due": {"due": {}},
    "year_open": {"open_years": (2027,)},
    "account_confirmed": {"bank_version": None},
    "account_waited": {"usable_from": date(2026, 3, 3)},
}
WARNING: dict[str, dict[str, object]] = {
    "treasury_in_time": {"last_to_treasury": date(2026, 3, 1)},
    "account_newest": {"pending_version": 2},
    "account_in_its_name": {"holder_folded": "ong a", "organisation_folded": "cong ty"},
    "account_of_nobody_else": {"account_elsewhere": (Elsewhere("0123", "HTX Khác"),)},
    "invoices_once": {"invoices_elsewhere": (Elsewhere("1C26", "000-0002", "ns-2"),)},
    "certificate_once": {"certificate_elsewhere": (Elsewhere("CN-1", "000-0002", "ns-2"),)},
    "certificate_valid": {"certificate_expires_on": date(2026, 3, 1)},
    "no_other_support": {"other_support": True, "other_programme": "Chương trình B"},
    "advance_settled": {"advanced": Money(1)},
    "no_advance_elsewhere": {"advanced_elsewhere": Money(1)},
    "nothing_owed": {"owed": Money(1)},
}


def a_case(**changed: object) -> CaseFacts:
    """A payment about to be drawn up, sound but for what is named."""
    facts = replace(SOUND, **changed)  # type: ignore[arg-type]  # The names are fields of the facts.
    return CaseFacts(state="draft", today=TODAY, actor=GIANG, workflow="firm_support", checks=facts, answered=True)


def failed(case: CaseFacts) -> dict[str, Refused]:
    """What does not pass, by the name of the check."""
    return {finding.check.name: finding.refusal for finding in findings(case) if finding.refusal}


def test_a_sound_payment_passes_every_check() -> None:
    assert len(findings(a_case())) == len(CHECKS) + 2
    assert failed(a_case()) == {}
    assert checks_pass(a_case()) is None


def test_the_table_of_this_test_knows_every_check() -> None:
    assert {check.name for check in CHECKS if check.blocks} == BLOCKING.keys()
    assert {check.name for check in CHECKS if not check.blocks} == WARNING.keys()


@pytest.mark.parametrize("name", BLOCKING)
def test_a_blocking_check_holds_the_payment_back_whatever_is_written(name: str) -> None:
    case = replace(a_case(**BLOCKING[name]), answers={"warnings_reason": "Vẫn chi"})

    assert failed(case).keys() == {name}
    assert checks_pass(case) is failed(case)[name] or type(checks_pass(case)) is type(failed(case)[name])


@pytest.mark.parametrize("name", WARNING)
def test_a_warning_is_passed_with_a_written_reason_and_not_without(name: str) -> None:
    case = a_case(**WARNING[name])

    assert failed(case).keys() == {name}
    assert isinstance(checks_pass(case), checks.WarningsUnexplained)
    assert checks_pass(replace(case, answers={"warnings_reason": "   "})) is not None
    assert checks_pass(replace(case, answers={"warnings_reason": "Đã đối chiếu bản gốc"})) is None


def test_unclean_hands_and_a_conflict_of_interest_are_checks_too() -> None:
    case = replace(a_case(), duty="prepare", duties={7: "review"}, conflicted=frozenset({7}))

    assert failed(case).keys() == {"hands_clean", "no_conflict"}


def test_the_step_itself_asks_for_an_issued_decision_whatever_the_checks_say() -> None:
    facts = CaseFacts(state="approved", today=TODAY, actor=GIANG, workflow="firm_support")

    assert isinstance(GUARDS["decision_is_issued"](facts), NotIssued)
    assert GUARDS["decision_is_issued"](replace(facts, decision_issued=True)) is None
