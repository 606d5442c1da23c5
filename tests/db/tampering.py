"""How the owner of the database would get past the guards: take them away, change rows, put them back."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, text


@contextmanager
def unguarded(engine: Engine) -> Iterator[Connection]:
    """A connection without triggers and foreign keys; all guards stand again afterwards."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            yield from _without_triggers(connection)
        else:
            connection.execute(text("SET session_replication_role = replica"))
            yield connection
            connection.execute(text("SET session_replication_role = origin"))
            connection.commit()


def _without_triggers(connection: Connection) -> Iterator[Connection]:
    connection.exec_driver_sql("ROLLBACK")
    connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    connection.exec_driver_sql("BEGIN")
    triggers = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
    for trigger in triggers:
        connection.exec_driver_sql(f"DROP TRIGGER {trigger.name}")
    yield connection
    for trigger in triggers:
        connection.exec_driver_sql(trigger.sql)
    connection.commit()
    connection.exec_driver_sql("PRAGMA foreign_keys = ON")
    connection.rollback()
