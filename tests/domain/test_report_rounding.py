"""Tables in triệu đồng: what is shown adds up to the sums that are shown."""

from hypothesis import given
from hypothesis import strategies as st

from nscl_grants.domain.results_rounding import rounded_table, spread

UNIT = 1_000_000
amounts = st.integers(min_value=0, max_value=3_000_000_000)
tables = st.tuples(st.integers(1, 8), st.integers(1, 7)).flatmap(
    lambda size: st.lists(st.lists(amounts, min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0])
)


def off_by_less_than_one(shown: int, true: int) -> bool:
    return abs(shown * UNIT - true) < UNIT


def test_the_largest_remainders_are_rounded_up() -> None:
    assert spread([1_600_000, 1_600_000, 1_800_000], UNIT) == [2, 1, 2]


@given(st.lists(amounts, min_size=1, max_size=12))
def test_rounded_amounts_add_up_to_the_rounded_sum(column: list[int]) -> None:
    shown = spread(column, UNIT)

    assert sum(shown) == (sum(column) + UNIT // 2) // UNIT
    assert all(off_by_less_than_one(each, true) for each, true in zip(shown, column, strict=True))


@given(tables)
def test_every_figure_and_every_sum_of_a_table_is_a_rounded_one(table: list[list[int]]) -> None:
    shown = rounded_table(table, UNIT)

    for row, true in zip(shown, table, strict=True):
        assert all(off_by_less_than_one(*pair) for pair in zip(row, true, strict=True))
        assert off_by_less_than_one(sum(row), sum(true))
    for column, of in zip(zip(*shown, strict=True), zip(*table, strict=True), strict=True):
        assert off_by_less_than_one(sum(column), sum(of))
    assert off_by_less_than_one(sum(map(sum, shown)), sum(map(sum, table)))


@given(tables)
def test_the_sum_of_the_first_column_is_the_one_that_stands_in_other_tables_too(table: list[list[int]]) -> None:
    shown = rounded_table(table, UNIT)

    first = [row[0] for row in table]
    assert sum(row[0] for row in shown) == sum(spread(first, UNIT))


def test_whole_amounts_stay_as_they_are() -> None:
    assert rounded_table([[5 * UNIT, 0], [2 * UNIT, UNIT]], UNIT) == [[5, 0], [2, 1]]
