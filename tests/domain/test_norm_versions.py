"""Norms are followed and never changed; the calendar changes only ahead."""

from dataclasses import replace
from datetime import date

import pytest

from nscl_grants.domain.day_changes import DayIsSo, DayNotAhead, changed, check_change
from nscl_grants.domain.money import Money
from nscl_grants.domain.norm_versions import (
    NormBeginsTooEarly,
    NormEndsTooEarly,
    NormOvertaken,
    as_json,
    check_follows,
    following,
    from_json,
    next_key,
)
from nscl_grants.domain.norms import in_force
from tests.builders.cases import HOUSE

TODAY = date(2026, 11, 26)
FIRST = next(norm for norm in HOUSE.plan.norms if norm.key == "HTQL-1/1")
TITLE = HOUSE.plan.families[0].title
SECOND = replace(FIRST, key="HTQL-1/2", ceiling=Money(60_000_000), valid_from=date(2027, 1, 1), note=None)


def test_a_case_keeps_the_norm_of_its_day_when_another_follows() -> None:
    norms = following(HOUSE.plan.norms, [SECOND])

    assert in_force(norms, "HTQL-1", date(2026, 12, 31)) == replace(FIRST, valid_until=SECOND.valid_from)
    assert in_force(norms, "HTQL-1", date(2027, 1, 1)) == SECOND
    assert next_key(norms, "HTQL-1") == "HTQL-1/3"


def test_a_norm_reads_back_as_it_was_written() -> None:
    assert from_json(as_json(SECOND)) == SECOND


@pytest.mark.parametrize(
    ("wished", "refusal"),
    [
        (replace(SECOND, valid_from=TODAY), NormBeginsTooEarly),
        (replace(SECOND, valid_until=SECOND.valid_from), NormEndsTooEarly),
        (FIRST, NormBeginsTooEarly),
    ],
)
def test_a_norm_that_would_reach_back_is_refused(wished: object, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        check_follows(wished, FIRST, TODAY, TITLE)  # type: ignore[arg-type]  # Cases of one table.


def test_a_norm_proposed_before_another_was_confirmed_is_overtaken() -> None:
    late = replace(SECOND, valid_from=date(2028, 1, 1))

    with pytest.raises(NormOvertaken):
        check_follows(late, SECOND, TODAY, TITLE)


def test_a_swapped_day_is_off_and_its_saturday_is_worked() -> None:
    swap = {"what": "off", "day": "2027-02-11", "vi": "Nghỉ hoán đổi", "en": "Swapped", "swapped_for": "2027-02-20"}

    calendar = changed(HOUSE.plan.calendar, [swap])

    assert not calendar.is_working(date(2027, 2, 11))
    assert calendar.is_working(date(2027, 2, 20))
    assert changed(calendar, [{"what": "worked", "day": "2027-02-11"}]).is_working(date(2027, 2, 11))


def test_what_is_past_or_so_already_is_no_change() -> None:
    with pytest.raises(DayNotAhead):
        check_change(HOUSE.plan.calendar, {"what": "off", "day": "2026-11-26", "vi": "x", "en": "x"}, TODAY)
    with pytest.raises(DayIsSo):
        check_change(HOUSE.plan.calendar, {"what": "worked", "day": "2026-12-01"}, TODAY)
