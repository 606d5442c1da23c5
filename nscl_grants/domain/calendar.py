"""Working days in Việt Nam: Monday to Friday, without holidays and days swapped off, with make-up Saturdays.

Legal dates are dates in Việt Nam, whatever the server's clock says; `legal_date` is the one way from
a moment to such a date. A day that a limit is counted from is not counted itself (Bộ luật Dân sự, Điều 147).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, timezone

from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text

# Việt Nam has kept UTC+7 without summer time since 1975, so no time zone files are needed.
ICT = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
LAST_HOUR = time(15)
_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(eq=False)
class CalendarEnds(Refused):
    """The holidays of that year are not known yet."""

    day: date
    last: date


def legal_date(moment: datetime) -> date:
    """The date in Việt Nam at a moment."""
    assert moment.tzinfo is not None, "a moment without a time zone has no legal date"
    return moment.astimezone(ICT).date()


@dataclass(frozen=True, slots=True)
class DayOff:
    """A weekday nobody works, and why; `swapped_for` is the make-up day that pays for it."""

    day: date
    name: Text
    swapped_for: date | None = None
    unsure: bool = False


@dataclass(frozen=True)
class WorkCalendar:
    """The working days from `first` to `last`; outside these years it refuses instead of guessing."""

    first: date
    last: date
    days_off: Mapping[date, DayOff] = field(default_factory=dict)
    make_ups: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        """Whether the office works on that day."""
        if not self.first <= day <= self.last:
            raise CalendarEnds(day, self.last)
        return day in self.make_ups or (day.weekday() < _SATURDAY and day not in self.days_off)

    def counted_from(self, start: date | datetime) -> date:
        """The working day that a filing belongs to: after 15:00, or on a day off, it is the next one."""
        if not isinstance(start, datetime):
            return self.on_or_after(start)
        day = legal_date(start)
        too_late = start.astimezone(ICT).time() > LAST_HOUR
        return self.on_or_after(day + _DAY if too_late else day)

    def on_or_after(self, day: date) -> date:
        """The first working day that is not before this day."""
        while not self.is_working(day):
            day += _DAY
        return day

    def add_working_days(self, start: date | datetime, days: int) -> date:
        """The last day of a limit of that many working days; the day it starts on is not counted."""
        day = self.counted_from(start)
        for _ in range(days):
            day = self.on_or_after(day + _DAY)
        return day

    def working_days_between(self, day: date, last: date) -> int:
        """The working days after one day up to and including another; negative when that one is past."""
        if last < day:
            return -self.working_days_between(last, day)
        return sum(self.is_working(day + _DAY * nth) for nth in range(1, (last - day).days + 1))

    def days_off_between(self, day: date, last: date) -> tuple[DayOff, ...]:
        """The holidays that a limit skips, in order; weekends are not named."""
        return tuple(off for when, off in sorted(self.days_off.items()) if day < when <= last and when.weekday() < 5)

    def due_words(self, today: date, due: date) -> Text:
        """How long there is still, or how late it is."""
        days = self.working_days_between(today, due)
        if today == due:
            return Text("hạn hôm nay", "due today")
        if today > due:
            return _late(-days)
        return Text(f"còn {days} ngày làm việc", f"{days} working {_days(days)} left")

    def changed(
        self, *, off: Collection[DayOff] = (), struck: Collection[date] = (), make_ups: Collection[date] = ()
    ) -> "WorkCalendar":
        """The calendar with days that an administrator added, struck or turned into make-up days."""
        days_off = {**self.days_off, **{each.day: each for each in off}}
        kept = {day: each for day, each in days_off.items() if day not in struck}
        return replace(self, days_off=kept, make_ups=(self.make_ups | set(make_ups)) - set(struck))


def _late(days: int) -> Text:
    if not days:
        return Text("quá hạn", "overdue")
    return Text(f"quá hạn {days} ngày làm việc", f"{days} working {_days(days)} overdue")


def _days(number: int) -> str:
    return "day" if number == 1 else "days"
