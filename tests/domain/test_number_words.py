"""Amounts are spelt out as the glossary says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nscl_grants.domain.money import Money
from nscl_grants.domain.number_words import amount_in_words, number_in_words


@pytest.mark.parametrize(
    ("dong", "words"),
    [
        (0, "Không đồng"),
        (10, "Mười đồng"),
        (14, "Mười bốn đồng"),
        (15, "Mười lăm đồng"),
        (21, "Hai mươi mốt đồng"),
        (24, "Hai mươi tư đồng"),
        (25, "Hai mươi lăm đồng"),
        (105, "Một trăm linh năm đồng"),
        (110, "Một trăm mười đồng"),
        (1_000, "Một nghìn đồng"),
        (1_005, "Một nghìn không trăm linh năm đồng"),
        (3_041, "Ba nghìn không trăm bốn mươi mốt đồng"),
        (1_005_000, "Một triệu không trăm linh năm nghìn đồng"),
        (50_000_000, "Năm mươi triệu đồng"),
        (51_250_001, "Năm mươi mốt triệu hai trăm năm mươi nghìn không trăm linh một đồng"),
        (1_000_000_015, "Một tỷ không trăm mười lăm đồng"),
        (2_000_000_000, "Hai tỷ đồng"),
        (20_410_000_000, "Hai mươi tỷ bốn trăm mười triệu đồng"),
        (1_000_000_000_000_000, "Một triệu tỷ đồng"),
        (2_000_000_000_000_000_000, "Hai tỷ tỷ đồng"),
    ],
)
def test_an_amount_is_spelt_as_papers_write_it(dong: int, words: str) -> None:
    assert amount_in_words(Money(dong)) == words


def test_a_difference_may_be_negative() -> None:
    assert number_in_words(-5) == "âm năm"


@given(st.integers(0, 10**15), st.integers(0, 10**15))
def test_different_amounts_never_read_the_same(one: int, other: int) -> None:
    assert (number_in_words(one) == number_in_words(other)) == (one == other)
