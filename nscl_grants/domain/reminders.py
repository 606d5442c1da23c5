"""When those who have not reported are reminded: two weeks and one week before, on the last day, and after it."""

from collections.abc import Mapping
from datetime import date, timedelta

from nscl_grants.domain.text import Text

BY_HAND = "by_hand"
OVERDUE = "overdue"
OCCASIONS: Mapping[str, Text] = {
    "two_weeks": Text("Còn hai tuần", "Two weeks left"),
    "one_week": Text("Còn một tuần", "One week left"),
    "last_day": Text("Ngày cuối", "The last day"),
    OVERDUE: Text("Đã quá hạn", "Overdue"),
    BY_HAND: Text("Đầu mối tổng hợp nhắc", "Reminded by the plan manager"),
}
_DAYS_LEFT = (("last_day", 0), ("one_week", 7), ("two_weeks", 14))


def last_day(due_on: date) -> date:
    """The last day on which a report that is due before a day is in time."""
    return due_on - timedelta(days=1)


def occasion(due_on: date, today: date) -> str | None:
    """The reminder that is due today; None while there is time."""
    left = (last_day(due_on) - today).days
    if left < 0:
        return OVERDUE
    return next((name for name, days in _DAYS_LEFT if left <= days), None)


def occasion_by_hand(today: date) -> str:
    """The name of a reminder that somebody sends: one a day."""
    return f"{BY_HAND}/{today.isoformat()}"


def occasion_label(name: str) -> Text:
    """How the occasion is called."""
    return OCCASIONS[name.partition("/")[0]]
