"""The terms of procedures are data that the office keeps in the page, too."""

from alembic import op

from nscl_grants.db.migrations.ledger_0001.triggers import create_triggers, forbid

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

GUARDS = forbid("reference_version", "UPDATE", "DELETE")
KINDS = "kind IN ('norm', 'day_off', 'letter', 'standard', 'agency', 'procedure')"


def upgrade() -> None:
    """Widen the check; SQLite copies the table for that, and its guards go with the old one."""
    name = op.f("ck_reference_version_kind_is_known")
    with op.batch_alter_table("reference_version") as table:
        table.drop_constraint(name, type_="check")
        table.create_check_constraint(name, KINDS)
    if op.get_bind().dialect.name == "sqlite":
        create_triggers(op.get_bind(), GUARDS)


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise NotImplementedError("What was confirmed has no way back; restore a backup.")
