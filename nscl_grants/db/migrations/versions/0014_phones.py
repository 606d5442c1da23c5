"""A phone that an organisation and a person share ties them together, and is found by index."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the indexes."""
    op.create_index(op.f("ix_organisation_phone"), "organisation", ["phone"])
    op.create_index(op.f("ix_person_phone"), "person", ["phone"])


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise NotImplementedError("The books have no way back; restore a backup.")
