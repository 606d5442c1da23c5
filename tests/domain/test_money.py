"""Money is whole đồng, read from what people type in exactly one way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nscl_grants.domain.money import MOST_DONG, ZERO, Money, NotMoney, total


@pytest.mark.parametrize(
    "typed",
    [
        "68000000",
        "68.000.000",
        "68 000 000",
        "68\u00a0000\u00a0000",
        "68\u202f000\u202f000",
        "68.000.000 đồng",
        "68.000.000đ",
        " 68000000 ",
    ],
)
def test_what_people_type_is_read(typed: str) -> None:
    assert Money.read(typed) == Money(68_000_000)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "-5",
        "-0",
        "+5",
        "1e9",
        "50,000",
        "50.000.000,00",
        "50000.5",
        "1.00",
        "1.0000",
        "０１００",
        "١٢٣",
        "0x10",
        "1_000",
        "50.000 000.",
        "năm mươi",
        "9" * 30,
        str(MOST_DONG + 1),
        "1.000\n.000",
    ],
)
def test_what_could_mean_two_things_is_refused(typed: str) -> None:
    with pytest.raises(NotMoney):
        Money.read(typed)


@given(st.integers(0, MOST_DONG))
def test_what_is_shown_can_be_read_again(dong: int) -> None:
    assert Money.read(str(Money(dong))) == Money(dong)


@given(st.integers(0, MOST_DONG), st.integers(0, 100), st.integers(1, 1_000_000))
def test_a_share_is_rounded_down_and_never_more_than_the_whole(dong: int, percent: int, round_to: int) -> None:
    share = Money(dong).share(percent, round_to)

    assert share.dong % round_to == 0
    assert 0 <= dong * percent - share.dong * 100 < round_to * 100 + 100


@given(st.integers(0, MOST_DONG), st.integers(1, 60))
def test_instalments_add_up_to_the_whole(dong: int, parts: int) -> None:
    instalments = Money(dong).split(parts)

    assert total(instalments) == Money(dong)
    assert max(instalments) - min(instalments) <= Money(1)


def test_half_of_an_odd_amount_is_rounded_down() -> None:
    assert Money(99_999_999).share(50) == Money(49_999_999)
    assert Money(99_999_999).share(50, 1_000) == Money(49_999_000)


def test_only_zero_is_nothing() -> None:
    assert not ZERO
    assert Money(1)
    assert Money(-1)


@pytest.mark.parametrize(("dong", "percent", "exact"), [(100, 29, 29), (MOST_DONG - 1, 30, 2_699_999_999_999_999)])
def test_a_share_is_exact_to_the_last_dong(dong: int, percent: int, exact: int) -> None:
    assert Money(dong).share(percent) == Money(exact)
