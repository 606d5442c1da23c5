"""Deadlines as a calendar file (RFC 5545) that any calendar takes in; the same deadline keeps its identity in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from flask import Response
from icalendar import Alarm, Calendar, Event

from nscl_grants.web.access import settings
from nscl_grants.web.files import disposition

WARN_BEFORE = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day by which somebody has to do something."""

    key: str
    """Names it for good: taken in again, it moves instead of standing there twice."""
    on: date
    title: str
    about: str
    path: str


def calendar_file(name: str, deadlines: Iterable[Deadline], *, at: datetime) -> Response:
    """The calendar as a download, with a reminder three days before each day."""
    calendar = Calendar()
    calendar.add("prodid", "-//nscl-grants//deadlines//")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for deadline in deadlines:
        calendar.add_component(_event(deadline, at))
    response = Response(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = disposition("attachment", f"{name}.ics")
    return response


def _event(deadline: Deadline, at: datetime) -> Event:
    site = settings().public_url
    event = Event()
    event.add("uid", f"{deadline.key}@{urlsplit(site).hostname or 'nscl-grants'}")
    event.add("dtstamp", at)
    event.add("dtstart", deadline.on)
    event.add("dtend", deadline.on + timedelta(days=1))
    event.add("summary", deadline.title)
    event.add("description", deadline.about)
    event.add("url", site + deadline.path)
    event.add("transp", "TRANSPARENT")
    event.add_component(_alarm(deadline))
    return event


def _alarm(deadline: Deadline) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", deadline.title)
    alarm.add("trigger", -WARN_BEFORE)
    return alarm
