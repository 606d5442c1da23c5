"""One rule, two databases: the same condition becomes a trigger of SQLite and one of PostgreSQL.

A condition is SQL that both read alike, with `NEW` and `OLD`; where it holds, the row is refused. On
SQLite it is said with RAISE(ABORT), which no `INSERT OR IGNORE` and no `ignore_check_constraints`
overrides, as both would a CHECK. On PostgreSQL the functions run as their owner and find their tables
in one schema only, so a role that may not write a balance still causes it to be written.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text


@dataclass(frozen=True)
class Rule:
    """What must not be, and what is said when it is tried."""

    message: str
    refused_when: str
    only_on_sqlite: bool = False


@dataclass(frozen=True)
class Trigger:
    """What happens around a change of one table: rules and statements, in their order."""

    name: str
    event: str
    """`BEFORE INSERT`, `AFTER INSERT`, `BEFORE UPDATE` …"""
    table: str
    steps: Sequence[Rule | str]
    locks_first: str = ""
    """A row to lock on PostgreSQL before anything is read; SQLite has one writer anyway."""


def create_triggers(connection: Connection, triggers: Sequence[Trigger]) -> None:
    """Make the triggers in the database at hand."""
    for trigger in triggers:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(sqlite_statement(trigger))
        else:
            create_function(connection, f"{trigger.name}()", "trigger", postgres_body(trigger))
            connection.exec_driver_sql(postgres_statement(trigger))


def sqlite_statement(trigger: Trigger) -> str:
    """The trigger, whole."""
    steps = [
        step if isinstance(step, str) else f"SELECT RAISE(ABORT, '{step.message}') WHERE {step.refused_when}"
        for step in trigger.steps
    ]
    return (
        f"CREATE TRIGGER {trigger.name} {trigger.event} ON {trigger.table} FOR EACH ROW BEGIN {'; '.join(steps)}; END"
    )


def postgres_statement(trigger: Trigger) -> str:
    """The trigger, which calls a function of its own name."""
    each = "STATEMENT" if trigger.event.endswith("TRUNCATE") else "ROW"
    return (
        f"CREATE TRIGGER {trigger.name} {trigger.event} ON {trigger.table} "
        f"FOR EACH {each} EXECUTE FUNCTION {trigger.name}()"
    )


def postgres_body(trigger: Trigger) -> str:
    """What the function of the trigger does."""
    steps = [f"PERFORM 1 FROM {trigger.locks_first} FOR UPDATE"] if trigger.locks_first else []
    steps += [
        step
        if isinstance(step, str)
        else f"IF {step.refused_when} THEN RAISE EXCEPTION '{step.message}' USING ERRCODE = 'check_violation'; END IF"
        for step in trigger.steps
        if isinstance(step, str) or not step.only_on_sqlite
    ]
    return f" BEGIN {'; '.join([*steps, 'RETURN NEW'])}; END "


def forbid(table: str, *events: str) -> tuple[Trigger, ...]:
    """Triggers that refuse these kinds of change of a table altogether."""
    return tuple(
        Trigger(f"{table}_no_{event.lower()}", f"BEFORE {event}", table, (Rule(f"{table}: no {event}", "1 = 1"),))
        for event in events
    )


def create_function(connection: Connection, signature: str, returns: str, body: str) -> None:
    """A function of PostgreSQL that runs as its owner."""
    schema = connection.scalar(text("SELECT current_schema()"))
    # A temporary table must not be able to stand in for one of ours, so pg_temp is named, and last.
    statement = (
        f"CREATE FUNCTION {signature} RETURNS {returns} LANGUAGE plpgsql SECURITY DEFINER "
        f'SET search_path = "{schema}", pg_temp AS $body${body}$body$'
    )
    connection.exec_driver_sql(statement.replace("%", "%%"))  # The driver reads % as the mark of a parameter.
