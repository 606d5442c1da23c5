"""An amount follows from the norm step by step, and every step can be read again years later."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nscl_grants.domain.money import ZERO, Money
from nscl_grants.domain.norms import Cost, Estimate, Norm, NormFamily, estimate, family_of, in_force
from nscl_grants.domain.text import Text

ARTICLE = Text("điểm a khoản 1 Điều 2", "point a, clause 1, article 2")
NORM = Norm(
    key="HTQL-1/1",
    family="HTQL-1",
    percent=50,
    ceiling=Money(50_000_000),
    valid_from=date(2023, 1, 1),
    valid_until=date(2031, 1, 1),
    resolution=Text("Nghị quyết", "Resolution"),
    article=ARTICLE,
    cost_basis=Text("Chi phí xây dựng, áp dụng và đánh giá", "Building, applying, assessing"),
    unsure=frozenset({"counts_vat"}),
)


def amounts(derived: Estimate) -> dict[str, int]:
    return {step.name: step.amount.dong for step in derived.steps}


def test_half_the_cost_up_to_the_ceiling() -> None:
    derived = estimate(NORM, [Cost(Money(68_000_000), Money(6_800_000)), Cost(Money(52_000_000))])

    assert amounts(derived) == {
        "cost": 126_800_000,
        "vat": 120_000_000,
        "eligible": 120_000_000,
        "rate": 60_000_000,
        "rounding": 60_000_000,
        "ceiling": 50_000_000,
        "had": 50_000_000,
    }
    assert derived.result == Money(50_000_000)


def test_what_was_paid_in_cash_does_not_count() -> None:
    derived = estimate(NORM, [Cost(Money(10_000_000)), Cost(Money(4_000_000), by_transfer=False)])

    assert amounts(derived)["cash"] == 10_000_000
    assert derived.result == Money(5_000_000)


def test_the_reviewer_may_let_less_stand_and_never_more() -> None:
    costs = [Cost(Money(10_000_000), allowed=Money(6_000_000)), Cost(Money(4_000_000), allowed=Money(9_000_000))]

    assert amounts(estimate(NORM, costs))["eligible"] == 10_000_000


def test_where_vat_counts_it_is_not_taken_off() -> None:
    derived = estimate(replace(NORM, counts_vat=True), [Cost(Money(10_000_000), Money(1_000_000))])

    assert "vat" not in amounts(derived)
    assert derived.result == Money(5_500_000)


def test_rounding_is_a_step_of_its_own() -> None:
    derived = estimate(replace(NORM, round_to=1_000), [Cost(Money(9_999_999))])

    assert amounts(derived)["rate"] == 4_999_999
    assert amounts(derived)["rounding"] == 4_999_000


def test_what_was_had_before_counts_against_the_ceiling() -> None:
    costs = [Cost(Money(90_000_000))]

    assert estimate(NORM, costs, had=Money(30_000_000)).result == Money(20_000_000)
    assert estimate(NORM, costs, had=Money(50_000_000)).result == ZERO
    assert estimate(NORM, costs, had=Money(60_000_000)).result == ZERO


def test_what_the_year_has_left_is_shown_where_it_is_asked_for() -> None:
    derived = estimate(NORM, [Cost(Money(90_000_000))], left_in_year=Money(12_000_000))

    assert derived.steps[-1].name == "year"
    assert derived.result == Money(12_000_000)


def test_an_unknown_ceiling_is_marked_and_guessed_by_nobody() -> None:
    derived = estimate(replace(NORM, ceiling=None), [Cost(Money(200_000_000))], had=Money(1))

    assert derived.result == Money(100_000_000)
    assert next(step for step in derived.steps if step.name == "ceiling").unsure


def test_a_step_that_rests_on_doubt_says_so() -> None:
    derived = estimate(NORM, [Cost(Money(10_000_000), Money(1_000_000))])

    assert [step.name for step in derived.steps if step.unsure] == ["vat"]
    assert derived.unsure


def test_share_and_ceiling_carry_their_article() -> None:
    derived = estimate(NORM, [Cost(Money(10_000_000))])

    assert {step.name for step in derived.steps if step.basis == ARTICLE} == {"rate", "ceiling"}


def test_no_costs_give_nothing() -> None:
    assert estimate(NORM, []).result == ZERO


lines = st.builds(
    Cost,
    st.integers(0, 10**12).map(Money),
    st.integers(0, 10**11).map(Money),
    st.booleans(),
    st.none() | st.integers(0, 10**12).map(Money),
)


@given(st.lists(lines, max_size=8), st.integers(0, 10**8).map(Money), st.none() | st.integers(0, 10**9).map(Money))
def test_no_step_but_the_first_raises_the_amount(costs: list[Cost], had: Money, left: Money | None) -> None:
    derived = estimate(NORM, costs, had=had, left_in_year=left)
    running = [step.amount for step in derived.steps]

    assert running == sorted(running, reverse=True)
    assert derived.result >= ZERO
    assert derived.result + had <= max(Money(50_000_000), had)


@given(st.lists(lines, max_size=4))
def test_a_frozen_derivation_reads_the_same(costs: list[Cost]) -> None:
    derived = estimate(NORM, costs)

    assert Estimate.from_json(json.loads(json.dumps(derived.as_json()))) == derived


@pytest.mark.parametrize(
    ("filed_on", "norm"),
    [
        (date(2022, 12, 31), None),
        (date(2023, 1, 1), "HTQL-1/1"),
        (date(2026, 6, 30), "HTQL-1/1"),
        (date(2026, 7, 1), "HTQL-1/2"),
        (date(2031, 1, 1), None),
    ],
)
def test_an_application_keeps_the_norm_of_its_filing_date(filed_on: date, norm: str | None) -> None:
    first = replace(NORM, valid_until=date(2026, 7, 1))
    second = replace(NORM, key="HTQL-1/2", valid_from=date(2026, 7, 1))

    found = in_force([first, second], "HTQL-1", filed_on)

    assert (found.key if found else None) == norm


def test_a_standard_that_no_resolution_names_belongs_to_no_family() -> None:
    family = NormFamily("HTQL-1", "HTQL", Text("Nhóm 1", "Group 1"), ("iso-22000",))

    assert family_of([family], "HTQL", "iso-22000") == family
    assert family_of([family], "HTQL", "5s") is None
    assert family_of([family], "CBHC", "iso-22000") is None


def test_a_lump_sum_is_given_whatever_it_cost_and_once() -> None:
    lump = replace(
        NORM, lump_sum=Money(30_000_000), ceiling=None, per=Text("giải", "award"), unsure=frozenset({"lump_sum"})
    )

    first, second = estimate(lump, []), estimate(lump, [], had=Money(20_000_000))

    assert amounts(first) == {"lump": 30_000_000, "had": 30_000_000}
    assert second.result == Money(10_000_000)
    assert first.steps[0].label.vi == "Mức trọn gói cho một giải"
    assert first.unsure


def test_a_family_without_standards_covers_all_that_its_procedure_supports() -> None:
    family = NormFamily("TCCS", "TCCS", Text("Công bố", "Declared"), ())

    assert family_of([family], "TCCS", "") == family
    assert family_of([family], "CBHC", "") is None
