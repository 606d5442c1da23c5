"""What waits for a number of the register is found and counted by an index."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index."""
    op.create_index("ix_paper_register", "paper", ["kind", "number", "id"])


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise NotImplementedError("Papers have no way back; restore a backup.")
