"""What time it is: in Bắc Ninh, and in a demo always on the same calendar day.

Two clocks, on purpose. Acts are dated by `moment_on`, which a demo may hold on one day. Sessions and
throttles live by `real_moment`, for a day that begins again every midnight would keep them alive for ever.
"""

from datetime import UTC, date, datetime

from nscl_grants.domain.calendar import ICT


def real_moment() -> datetime:
    """This very moment, in UTC."""
    return datetime.now(UTC)


def moment_on(fixed: date | None) -> datetime:
    """This time of day on the fixed calendar day, or this very moment when no day is fixed; in UTC."""
    real = real_moment()
    if fixed is None:
        return real
    return datetime.combine(fixed, real.astimezone(ICT).timetz()).astimezone(UTC)


def local(moment: datetime) -> datetime:
    """The same moment as the clocks of Bắc Ninh show it."""
    return moment.astimezone(ICT)
