"""A reversal looks at whoever moved the money of the case last, an adjustment between two cases included."""

from alembic import op

from nscl_grants.db.migrations.ledger_0001.triggers import create_triggers
from nscl_grants.db.migrations.ledger_0027 import JOINS

revision = "0027"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Put the guard in place of the one of 0001."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"DROP TRIGGER {JOINS.name}")
    else:
        connection.exec_driver_sql(f"DROP TRIGGER {JOINS.name} ON {JOINS.table}")
        connection.exec_driver_sql(f"DROP FUNCTION {JOINS.name}()")
    create_triggers(connection, (JOINS,))


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise NotImplementedError("What was booked has no way back; restore a backup.")
