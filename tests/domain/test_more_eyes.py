"""What an office may demand beside the review, as values."""

from dataclasses import replace
from datetime import date

from nscl_grants.domain.actor import Actor
from nscl_grants.domain.case import CaseFacts
from nscl_grants.domain.guards import GUARDS
from tests.definitions.test_workflows import WORKFLOWS

TODAY = date(2026, 3, 2)
CHI = Actor(7, 7, "Lê Thị Chi", frozenset({"reviewer"}))
FACTS = CaseFacts(state="in_review", today=TODAY, actor=CHI, workflow="firm_support_reviewed", reviewer_id=7)


def refused(guard: str, facts: CaseFacts) -> str | None:
    found = GUARDS[guard](facts)
    return None if found is None else found.key()


def test_four_eyes_are_not_the_same_two() -> None:
    assert refused("second_opinion_is_given", FACTS) == "second_opinion_missing"
    assert refused("second_opinion_is_given", replace(FACTS, opinions_by=frozenset({7}))) == "second_opinion_missing"
    assert refused("second_opinion_is_given", replace(FACTS, opinions_by=frozenset({7, 8}))) is None


def test_another_agency_has_seven_days_and_then_the_review_goes_on() -> None:
    asked = replace(FACTS, agency_due_on=date(2026, 3, 9))

    assert (
        refused("agency_is_asked_briefly", replace(FACTS, answers={"due_on": "2026-03-10"})) == "agency_time_too_long"
    )
    assert refused("agency_is_asked_briefly", replace(FACTS, answers={"due_on": "2026-03-09"})) is None
    assert refused("agency_has_answered", asked) == "agency_still_asked"
    assert refused("agency_has_answered", replace(asked, today=date(2026, 3, 10))) is None


def test_the_head_of_division_is_not_the_reviewer_and_is_heard_before_the_decision() -> None:
    assert refused("head_is_another", FACTS) == "head_is_reviewer"
    assert refused("head_has_endorsed", FACTS) == "head_not_heard"
    assert refused("head_has_endorsed", replace(FACTS, endorsed=True)) is None


def test_the_usual_life_demands_none_of_it() -> None:
    demanded = {guard for row in WORKFLOWS["firm_support"].transitions for guard in row.guards}

    assert demanded.isdisjoint({"second_opinion_is_given", "head_has_endorsed", "agency_has_answered"})
    assert "head_has_endorsed" in {g for row in WORKFLOWS["firm_support_reviewed"].transitions for g in row.guards}
