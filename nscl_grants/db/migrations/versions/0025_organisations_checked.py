"""Whether an officer has compared an organisation with the register of businesses: when, by what, and who."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; nobody has compared anything yet."""
    op.add_column("organisation", sa.Column("checked_on", sa.Date))
    op.add_column("organisation", sa.Column("checked_source", sa.String))
    op.add_column("organisation", sa.Column("checked_by", sa.Integer))
    op.add_column("organisation", sa.Column("checked_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise NotImplementedError("What was compared has no way back; restore a backup.")
