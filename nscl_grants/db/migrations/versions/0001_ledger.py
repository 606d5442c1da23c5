"""The ledger and the audit log, with the guards that keep them."""

import sqlalchemy as sa
from alembic import op

from nscl_grants.db.migrations.ledger_0001 import fixed_rows
from nscl_grants.db.migrations.ledger_0001.every_guard import EVERY_GUARD, EVERY_GUARD_OF_POSTGRESQL
from nscl_grants.db.migrations.ledger_0001.tables import create_tables
from nscl_grants.db.migrations.ledger_0001.triggers import create_function, create_triggers

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

GENESIS = "0" * 64


def upgrade() -> None:
    """Make the tables, then their fixed rows, and the guards last: from then on nothing passes them."""
    connection = op.get_bind()
    create_tables()
    _fill()
    if connection.dialect.name == "postgresql":
        create_triggers(connection, EVERY_GUARD_OF_POSTGRESQL)
        _create_locks(connection)
    else:
        create_triggers(connection, EVERY_GUARD)


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise NotImplementedError("The books have no way back; restore a backup.")


def _fill() -> None:
    kinds = [(kind, *facts) for kind, facts in fixed_rows.KINDS.items()]
    for name, rows in (
        ("ledger_ground", fixed_rows.GROUNDS),
        ("ledger_kind", kinds),
        ("ledger_route", fixed_rows.ROUTES),
        ("ledger_limit_route", fixed_rows.LIMIT_ROUTES),
        ("ledger_head", [(1, 0, GENESIS)]),
        ("audit_head", [(1, 0, GENESIS)]),
    ):
        table = sa.Table(name, sa.MetaData(), autoload_with=op.get_bind())
        op.bulk_insert(table, [dict(zip(table.columns.keys(), row, strict=True)) for row in rows])


def _create_locks(connection: sa.Connection) -> None:
    # To lock a row one must be allowed to change it, which the application's role is not: it asks here.
    for head in ("ledger_head", "audit_head"):
        create_function(
            connection,
            f"{head}_lock(OUT seq integer, OUT hash text)",
            "SETOF record",
            f" BEGIN RETURN QUERY SELECT h.seq, h.hash::text FROM {head} h WHERE h.id = 1 FOR UPDATE; END ",  # noqa: S608 - two fixed names
        )
