"""The size of an organisation follows Nghị định 80/2021/NĐ-CP: labour, and the better of revenue and capital."""

import pytest

from nscl_grants.domain.money import Money
from nscl_grants.domain.organisation_size import size_of

BILLION = 1_000_000_000


@pytest.mark.parametrize(
    ("field", "labour", "revenue", "capital", "size"),
    [
        ("industry", 10, 3, 90, "micro"),
        ("industry", 10, 4, 4, "small"),
        ("industry", 100, 51, 20, "small"),
        ("industry", 200, 200, 500, "medium"),
        ("industry", 201, 1, 1, "large"),
        ("trade", 10, 10, 90, "micro"),
        ("trade", 50, 100, 90, "small"),
        ("trade", 101, 1, 1, "large"),
    ],
)
def test_labour_decides_with_the_better_of_revenue_and_capital(
    field: str, labour: int, revenue: int, capital: int, size: str
) -> None:
    assert size_of(field, labour, Money(revenue * BILLION), Money(capital * BILLION)) == size


def test_who_declares_labour_only_is_classed_by_it() -> None:
    assert size_of("industry", 64) == "small"
