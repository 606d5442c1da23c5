"""Whether the guards still stand in the database as they were made, and what the application's role may do."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from nscl_grants.db.findings import Finding
from nscl_grants.db.migrations.ledger_0001.triggers import (
    Trigger,
    postgres_body,
    postgres_statement,
    sqlite_statement,
)
from nscl_grants.db.migrations.ledger_0027 import EVERY_GUARD, EVERY_GUARD_OF_POSTGRESQL

APPENDED = ("ledger_account", "ledger_posting", "ledger_entry", "ledger_limit", "audit_event")
"""The application adds rows here; it changes and removes none."""

READ = (
    *("ledger_head", "ledger_year", "audit_head", "alembic_version"),
    *("ledger_ground", "ledger_kind", "ledger_route", "ledger_limit_route"),
)
"""The application only reads here; what changes, triggers change."""


def missing_guards(session: Session) -> Iterator[Finding]:
    """The guards that are gone, switched off, or no longer what they were."""
    connection = session.connection()
    is_sqlite = connection.dialect.name == "sqlite"
    guards: Sequence[Trigger] = EVERY_GUARD if is_sqlite else EVERY_GUARD_OF_POSTGRESQL
    found = _found_on_sqlite(connection) if is_sqlite else _found_on_postgres(connection)
    for guard in guards:
        if found.get(guard.name) != (sqlite_statement(guard) if is_sqlite else _expected_on_postgres(guard)):
            yield Finding("guard_missing", 0, guard.name)


def grant_app_role(connection: Connection, role: str) -> None:
    """Let a role of PostgreSQL run the application: it adds to the books, and changes nothing in them.

    To be called by the owner of the tables, again after every upgrade. The role must not be the owner's.
    """
    name = connection.dialect.identifier_preparer.quote(role)
    owns = text("SELECT pg_has_role(CAST(:role AS name), tableowner, 'MEMBER') FROM pg_tables WHERE tablename = :table")
    if connection.scalar(owns, {"role": role, "table": APPENDED[0]}):
        raise ValueError(f"{role} owns the tables or may act as their owner: the application needs a role of its own")
    tables = set(connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")))
    for rights, among in (
        ("SELECT, INSERT", tables.intersection(APPENDED)),
        ("SELECT", tables.intersection(READ)),
        ("SELECT, INSERT, UPDATE, DELETE", tables.difference(APPENDED, READ)),
    ):
        for table in sorted(among):
            connection.exec_driver_sql(f"REVOKE ALL ON {table} FROM {name}")
            connection.exec_driver_sql(f"GRANT {rights} ON {table} TO {name}")
    schema = connection.dialect.identifier_preparer.quote(connection.scalar(text("SELECT current_schema()")))
    connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA {schema} TO {name}")
    connection.exec_driver_sql(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {name}")
    for head in ("ledger_head", "audit_head"):
        connection.exec_driver_sql(f"REVOKE ALL ON FUNCTION {head}_lock() FROM PUBLIC")
        connection.exec_driver_sql(f"GRANT EXECUTE ON FUNCTION {head}_lock() TO {name}")


def _found_on_sqlite(connection: Connection) -> dict[str, object]:
    found = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    return {row.name: row.sql for row in found}


def _found_on_postgres(connection: Connection) -> dict[str, object]:
    found = connection.execute(
        text(
            "SELECT t.tgname, replace(pg_get_triggerdef(t.oid), current_schema() || '.', ''), p.prosrc"
            " FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND p.prosecdef"
        )
    )
    return {name: (statement, body) for name, statement, body in found}


def _expected_on_postgres(guard: Trigger) -> tuple[str, str]:
    return postgres_statement(guard), postgres_body(guard)
