"""The ends of both chains are published day by day; what was published stays."""

import sqlalchemy as sa
from alembic import op

from nscl_grants.db.migrations.ledger_0001.triggers import create_triggers, forbid

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "daily_head",
        sa.Column("book", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("book IN ('ledger', 'audit')", name=op.f("ck_daily_head_book_known")),
        sa.PrimaryKeyConstraint("book", "day", name=op.f("pk_daily_head")),
    )
    create_triggers(op.get_bind(), forbid("daily_head", "UPDATE", "DELETE"))


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise NotImplementedError("What was published has no way back; restore a backup.")
