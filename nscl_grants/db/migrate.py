"""Brings a database to the newest revision, or tells whether it is there."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from nscl_grants.paths import MIGRATIONS

REVISION_TABLE = "alembic_version"
_ONE_AT_A_TIME = 5_202_630
"""The key of the lock that two upgrades of one PostgreSQL database meet at."""


def upgrade(engine: Engine) -> None:
    """Run the revisions that are missing, all in one transaction; one that breaks off leaves nothing."""
    with engine.begin() as connection:
        upgrade_within(connection)


def upgrade_within(connection: Connection, revision: str = "heads") -> None:
    """Run the revisions that are missing up to this one, in the transaction that has begun."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME})
    command.upgrade(_config(connection), revision)


def is_current(engine: Engine) -> bool:
    """Whether the database stands at the newest revision."""
    return revision_of(engine) == ScriptDirectory.from_config(_config(None)).get_current_head()


def revision_of(engine: Engine) -> str | None:
    """The revision that the database stands at; None before the first."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_known(revision: str) -> bool:
    """Whether this program has that revision; a newer program's it has not."""
    return revision in {each.revision for each in ScriptDirectory.from_config(_config(None)).walk_revisions()}


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    # Without it alembic splits the path by spaces and commas, and says so with a warning.
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
