"""Working days are counted as the one-stop rules say."""

from datetime import UTC, date, datetime

import pytest

from nscl_grants.domain.calendar import ICT, CalendarEnds, DayOff, WorkCalendar, legal_date
from nscl_grants.domain.text import Text

CULTURE_DAY = DayOff(date(2026, 11, 24), Text("Ngày Văn hóa Việt Nam", "Vietnam Culture Day"), unsure=True)
SWAPPED_OFF = DayOff(date(2026, 8, 31), Text("Nghỉ hoán đổi", "Swapped day off"), swapped_for=date(2026, 8, 22))
CALENDAR = WorkCalendar(
    first=date(2026, 1, 1),
    last=date(2026, 12, 31),
    days_off={each.day: each for each in (CULTURE_DAY, SWAPPED_OFF)},
    make_ups=frozenset({date(2026, 8, 22)}),
)


def at(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=ICT)


def test_the_legal_date_is_the_one_in_viet_nam() -> None:
    assert legal_date(datetime(2026, 12, 31, 17, 30, tzinfo=UTC)) == date(2027, 1, 1)
    assert legal_date(datetime(2026, 12, 31, 16, 59, tzinfo=UTC)) == date(2026, 12, 31)


def test_a_moment_without_a_time_zone_has_no_legal_date() -> None:
    with pytest.raises(AssertionError):
        legal_date(datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point


def test_a_saturday_is_worked_only_to_make_up_for_a_day_off() -> None:
    assert CALENDAR.is_working(date(2026, 8, 22))
    assert not CALENDAR.is_working(date(2026, 8, 29))
    assert not CALENDAR.is_working(date(2026, 8, 31))


def test_fourteen_working_days_from_a_tuesday_end_on_a_monday() -> None:
    tuesday = date(2026, 10, 20)

    assert CALENDAR.add_working_days(at(tuesday, 14, 40), 14) == date(2026, 11, 9)


def test_a_holiday_inside_a_limit_is_skipped_and_can_be_named() -> None:
    due = CALENDAR.add_working_days(date(2026, 11, 4), 15)

    assert due == date(2026, 11, 26)
    assert CALENDAR.days_off_between(date(2026, 11, 4), due) == (CULTURE_DAY,)


@pytest.mark.parametrize(
    ("filed", "counted_from"),
    [
        (at(date(2026, 10, 20), 15), date(2026, 10, 20)),
        (at(date(2026, 10, 20), 15, 0, 1), date(2026, 10, 21)),
        (at(date(2026, 10, 23), 16), date(2026, 10, 26)),
        (at(date(2026, 10, 24), 9), date(2026, 10, 26)),
        (at(date(2026, 8, 21), 16), date(2026, 8, 22)),
        (at(date(2026, 11, 23), 17), date(2026, 11, 25)),
    ],
)
def test_what_is_filed_after_three_or_on_a_day_off_counts_from_the_next_working_day(
    filed: datetime, counted_from: date
) -> None:
    assert CALENDAR.counted_from(filed) == counted_from


def test_days_left_count_neither_today_nor_weekends_nor_holidays() -> None:
    assert CALENDAR.working_days_between(date(2026, 11, 22), date(2026, 11, 26)) == 3
    assert CALENDAR.working_days_between(date(2026, 11, 26), date(2026, 11, 22)) == -3


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2026, 11, 22), "còn 3 ngày làm việc"),
        (date(2026, 11, 26), "hạn hôm nay"),
        (date(2026, 11, 27), "quá hạn 1 ngày làm việc"),
    ],
)
def test_a_deadline_says_how_long_there_is(today: date, words: str) -> None:
    assert CALENDAR.due_words(today, date(2026, 11, 26)).vi == words


def test_on_the_weekend_after_a_friday_a_deadline_is_late_by_no_working_day_yet() -> None:
    assert CALENDAR.due_words(date(2026, 11, 28), date(2026, 11, 27)) == Text("quá hạn", "overdue")


def test_english_knows_one_day_from_two() -> None:
    assert CALENDAR.due_words(date(2026, 11, 25), date(2026, 11, 26)).en == "1 working day left"
    assert CALENDAR.due_words(date(2026, 11, 30), date(2026, 11, 26)).en == "2 working days overdue"


def test_a_year_without_known_holidays_is_refused() -> None:
    with pytest.raises(CalendarEnds):
        CALENDAR.add_working_days(date(2026, 12, 30), 2)


def test_an_administrator_adds_and_strikes_days() -> None:
    flood = DayOff(date(2026, 9, 10), Text("Nghỉ do lũ", "Closed by flood"))

    changed = CALENDAR.changed(off=[flood], struck=[CULTURE_DAY.day], make_ups=[date(2026, 9, 12)])

    assert not changed.is_working(date(2026, 9, 10))
    assert changed.is_working(date(2026, 9, 12))
    assert changed.is_working(CULTURE_DAY.day)
    assert not CALENDAR.is_working(CULTURE_DAY.day)
