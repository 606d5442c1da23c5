"""The parts of a key that a page hands back: ids and amounts that the database can hold, or a ValueError."""

MOST_ID = 2**31 - 1
MOST_DONG = 2**53


def id_in(part: object) -> int:
    """An id, from 0 on."""
    return _within(part, MOST_ID)


def dong_in(part: object) -> int:
    """An amount in đồng, from 0 on."""
    return _within(part, MOST_DONG)


def _within(part: object, most: int) -> int:
    if not isinstance(part, int) or isinstance(part, bool) or not 0 <= part <= most:
        raise ValueError(part)
    return part
