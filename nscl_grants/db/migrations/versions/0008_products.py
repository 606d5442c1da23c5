"""Products, the contract of a case, kinds of claim, advances asked back, and what dossiers are recognised by."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from nscl_grants.db.migrations.ledger_0001.triggers import create_triggers, forbid

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

GUARDS = forbid("product", "DELETE")


def upgrade() -> None:
    """Make the tables, and the columns beside those that are there."""
    op.create_table(
        "product",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("gtin", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_product_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
        sa.UniqueConstraint("organisation_id", "key", name=op.f("uq_product_organisation_id_key")),
        sa.UniqueConstraint("organisation_id", "gtin", name=op.f("uq_product_organisation_id_gtin")),
    )
    op.create_table(
        "evidence",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("shown", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_evidence_application_id")),
        sa.PrimaryKeyConstraint("application_id", "kind", "key", name=op.f("pk_evidence")),
    )
    op.create_index("ix_evidence_key", "evidence", ["kind", "key", "application_id"], unique=False)
    # Written out, because SQLite adds a reference only together with its column.
    for column in ("product_id", "live_product_id"):
        op.execute(
            f"ALTER TABLE application ADD COLUMN {column} INTEGER"
            f" CONSTRAINT fk_application_{column} REFERENCES product (id)"
        )
    op.create_index("ix_application_product", "application", ["product_id", "id"], unique=False)
    op.create_index("ix_application_live_product", "application", ["live_product_id"], unique=True)
    op.add_column("application", sa.Column("contract", JSON, nullable=True))
    op.add_column("claim", sa.Column("workflow", sa.String(), nullable=False, server_default="claim"))
    op.add_column("claim", sa.Column("is_advance", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("recovery", sa.Column("of_advance", sa.BigInteger(), nullable=False, server_default="0"))
    create_triggers(op.get_bind(), GUARDS)


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise NotImplementedError("The products have no way back; restore a backup.")
