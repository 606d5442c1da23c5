"""Those who have not reported are reminded as the day comes near."""

from datetime import date

import pytest

from nscl_grants.domain.reminders import last_day, occasion

BEFORE = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2026-11-04", None),
        ("2026-11-05", "two_weeks"),
        ("2026-11-12", "one_week"),
        ("2026-11-18", "one_week"),
        ("2026-11-19", "last_day"),
        ("2026-11-20", "overdue"),
    ],
)
def test_a_report_due_before_a_day_is_late_on_that_day(today: str, expected: str | None) -> None:
    assert occasion(BEFORE, date.fromisoformat(today)) == expected
    assert last_day(BEFORE) == date(2026, 11, 19)
