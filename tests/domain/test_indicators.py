"""Indicators: worked out from counts and from figures of others, and always with the way they were."""

from typing import Any

import pytest

from nscl_grants.domain.indicators import (
    CAPITAL,
    CAPITAL_SHARE,
    DENOMINATOR,
    GROWTH,
    LABOUR,
    NotQuantity,
    Quantity,
    work_out,
)
from nscl_grants.domain.plan import Counting, Indicator
from nscl_grants.domain.text import Text

WORD = Text("x", "x")


def an_indicator(**more: Any) -> Indicator:
    return Indicator(key="1", objective="1", title=WORD, unit=WORD, period="year", **more)


@pytest.mark.parametrize(
    ("typed", "hundredths"), [("11", 1100), ("11,5", 1150), ("1.240", 124000), ("-0,75", -75), ("55 %", 5500)]
)
def test_a_figure_is_read_as_vietnamese_write_it(typed: str, hundredths: int) -> None:
    assert Quantity.read(typed).hundredths == hundredths


@pytest.mark.parametrize("typed", ["", "11.5", "1,234", "nhiều", "1e3", "٣"])
def test_what_is_no_figure_is_refused(typed: str) -> None:
    with pytest.raises(NotQuantity):
        Quantity.read(typed)


def test_a_count_is_measured_by_its_target() -> None:
    value = work_out(an_indicator(target=1000, counts=Counting("people", ("course",))), {}, count=640, records=8)

    assert value.amount == Quantity.of(640)
    assert value.progress == 64
    assert not value.reached
    assert value.how.vi == "Cộng từ 8 kết quả do cơ quan ghi"


def test_a_share_shows_both_of_its_numbers() -> None:
    indicator = an_indicator(target=20, counts=Counting("units", ("model",)), denominator=WORD)

    value = work_out(indicator, {DENOMINATOR: Quantity.of(40)}, count=9, records=3)

    assert value.amount == Quantity.read("22,5")
    assert value.reached
    assert value.how.vi == "9 / 40 = 22,5 %"


def test_a_share_whose_whole_is_unknown_says_what_is_missing() -> None:
    indicator = an_indicator(target=20, counts=Counting("units", ("model",)), denominator=WORD)

    value = work_out(indicator, {}, count=9)

    assert value.amount is None
    assert value.progress is None
    assert value.how.vi == "Chưa có số liệu đầu vào: tổng số. Đã đếm được 9."


def test_the_share_of_tfp_comes_from_growth_accounting() -> None:
    inputs = {
        GROWTH: Quantity.read("10"),
        CAPITAL: Quantity.read("8"),
        LABOUR: Quantity.read("2"),
        CAPITAL_SHARE: Quantity.read("45"),
    }

    value = work_out(an_indicator(target=55, growth_accounting=True), inputs)

    assert value.amount == Quantity.read("53")  # 10 − 0,45 × 8 − 0,55 × 2 = 5,3
    assert value.progress == 96
    assert "gTFP / gY = 53 %" in value.how.vi


def test_without_growth_there_is_no_share() -> None:
    inputs = dict.fromkeys((GROWTH, CAPITAL, LABOUR, CAPITAL_SHARE), Quantity(0))

    assert work_out(an_indicator(target=55, growth_accounting=True), inputs).amount is None
