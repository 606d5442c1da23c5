"""Reports are tested on databases that are swept clean between tests, as actions are."""

from collections.abc import Iterator

import pytest

from tests.reuse import Swept


@pytest.fixture
def database_url(database: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """A new file on SQLite; on PostgreSQL the worker's one database, empty again."""
    if database == "sqlite":
        yield request.getfixturevalue("sqlite_copy")
    else:
        swept: Swept = request.getfixturevalue("swept_postgres")
        yield swept.url
        swept.sweep()
