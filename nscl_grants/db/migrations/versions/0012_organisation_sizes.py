"""How large an organisation is, as it was declared for a year: a better declaration follows, none is lost."""

import sqlalchemy as sa
from alembic import op

from nscl_grants.db.migrations.ledger_0001.triggers import create_triggers, forbid

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)

GUARDS = forbid("organisation_size", "UPDATE", "DELETE")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "organisation_size",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("labour", sa.Integer(), nullable=False),
        sa.Column("revenue", sa.BigInteger(), nullable=True),
        sa.Column("capital", sa.BigInteger(), nullable=True),
        sa.Column("size", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("person_name", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.CheckConstraint("size IN ('micro', 'small', 'medium', 'large')", name=op.f("ck_organisation_size_known")),
        sa.CheckConstraint("field IN ('industry', 'trade')", name=op.f("ck_organisation_size_field_is_known")),
        sa.CheckConstraint("labour >= 0", name=op.f("ck_organisation_size_labour_not_negative")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_size_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_organisation_size_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_size")),
    )
    op.create_index("ix_organisation_size_organisation", "organisation_size", ["organisation_id", "id"], unique=False)
    create_triggers(op.get_bind(), GUARDS)


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise NotImplementedError("The declarations have no way back; restore a backup.")
