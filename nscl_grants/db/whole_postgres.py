"""A whole PostgreSQL database as one file a table: taken out in one snapshot, and put back in one transaction.

It needs no program beside the server: a pg_dump must be at least as new as the server it asks, and the one that
is installed beside the application often is not.
"""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from nscl_grants.db.migrate import REVISION_TABLE, upgrade_within

CHUNK_BYTES = 1024 * 1024


def take_out(connection: Connection, folder: Path) -> list[str]:
    """Write every table as it is at one moment into the folder; gives the names of the files."""
    names = []
    for table in sorted(inspect(connection).get_table_names()):
        name = f"database/{table}.copy"
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        driver = connection.connection.driver_connection
        assert driver is not None
        copied = f"COPY {_listed(connection, table)} TO STDOUT"
        with driver.cursor() as cursor, place.open("wb") as file, cursor.copy(copied) as rows:
            file.writelines(rows)
        names.append(name)
    return names


def is_empty(engine: Engine) -> bool:
    """Whether there is no table in it."""
    return not inspect(engine).get_table_names()


def put_in(engine: Engine, folder: Path, revision: str) -> None:
    """Make the tables of that revision and fill them, all in one transaction.

    The guards are off while the rows come in, for these rows passed them when they were written, and are on
    again before the commit; keys between tables are checked against all rows at the end.
    """
    with engine.begin() as connection:
        upgrade_within(connection, revision)
        tables = [table for table in inspect(connection).get_table_names() if table != REVISION_TABLE]
        keys = _keys_between(connection)
        for table, name, _ in keys:
            connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for table in tables:
            connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            connection.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608  What the revisions themselves put in.
            _fill(connection, table, folder / f"database/{table}.copy")
        for table, name, definition in keys:
            connection.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
        for table in tables:
            connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            _count_on(connection, table)


def _listed(connection: Connection, table: str) -> str:
    """The table with its columns in the order of their names, which no later revision shuffles."""
    names = sorted(column["name"] for column in inspect(connection).get_columns(table) if "computed" not in column)
    quote = connection.dialect.identifier_preparer.quote
    return f"{quote(table)} ({', '.join(map(quote, names))})"


def _fill(connection: Connection, table: str, place: Path) -> None:
    driver = connection.connection.driver_connection
    assert driver is not None
    taken = f"COPY {_listed(connection, table)} FROM STDIN"
    with driver.cursor() as cursor, place.open("rb") as file, cursor.copy(taken) as rows:
        while chunk := file.read(CHUNK_BYTES):
            rows.write(chunk)


def _keys_between(connection: Connection) -> list[tuple[str, str, str]]:
    """Every foreign key: its table, its name, and how it was made."""
    found = connection.execute(
        text(
            "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY 1, 2"
        )
    )
    return [(table, name, definition) for table, name, definition in found]


def _count_on(connection: Connection, table: str) -> None:
    """Let the next row get the number after the last one."""
    for column in inspect(connection).get_columns(table):
        sequence = connection.scalar(
            text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": table, "column": column["name"]}
        )
        if sequence is not None:
            last = f"SELECT max({column['name']}) FROM {table}"  # noqa: S608
            connection.exec_driver_sql(f"SELECT setval('{sequence}', coalesce(({last}), 1), ({last}) IS NOT NULL)")
