"""One track for all races."""

from collections.abc import Iterator

import pytest

from tests.races.racing import Track, track


@pytest.fixture(scope="session")
def racers() -> Iterator[Track]:
    """Eight processes."""
    with track() as eight:
        yield eight
