"""Changes of the working calendar that two people stand behind: a day off, a make-up day, or a working day again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from nscl_grants.domain.calendar import DayOff, WorkCalendar
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text

OFF, MAKE_UP, WORKED = "off", "make_up", "worked"


@dataclass(eq=False)
class DayNotAhead(Refused):
    """What was counted by a day that is past stays as it was counted."""

    day: date


@dataclass(eq=False)
class DayIsSo(Refused):
    """The calendar says that already."""

    day: date


def changed(calendar: WorkCalendar, changes: Iterable[Mapping[str, Any]]) -> WorkCalendar:
    """The calendar after these changes, in their order."""
    for change in changes:
        day = date.fromisoformat(change["day"])
        if change["what"] == OFF:
            swapped = change.get("swapped_for")
            off = DayOff(day, Text(change["vi"], change["en"]), date.fromisoformat(swapped) if swapped else None)
            worked = [off.swapped_for] if off.swapped_for else []
            calendar = calendar.changed(struck=[day]).changed(off=[off], make_ups=worked)
        elif change["what"] == MAKE_UP:
            calendar = calendar.changed(struck=[day]).changed(make_ups=[day])
        else:
            calendar = calendar.changed(struck=[day])
    return calendar


def check_change(calendar: WorkCalendar, change: Mapping[str, Any], today: date) -> None:
    """A change is about a day to come within the calendar, and changes something."""
    days = [date.fromisoformat(change[name]) for name in ("day", "swapped_for") if change.get(name)]
    for day in days:
        if day <= today:
            raise DayNotAhead(day)
        calendar.is_working(day)
    after = changed(calendar, [change])
    if (after.days_off, after.make_ups) == (calendar.days_off, calendar.make_ups):
        raise DayIsSo(days[0])
