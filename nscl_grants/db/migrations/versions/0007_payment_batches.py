"""Batches of payments, treasury statements, the checks of a payment, and from when an account is used."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from nscl_grants.db.migrations.ledger_0001.triggers import Rule, Trigger, create_triggers, forbid

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

GUARDS = (
    *forbid("payment_batch", "DELETE"),
    *forbid("bank_statement", "DELETE"),
    Trigger(
        "bank_statement_stays",
        "BEFORE UPDATE",
        "bank_statement",
        (
            Rule(
                "bank_statement: what was read stays",
                "NOT (NEW.sha256 = OLD.sha256 AND NEW.stored_as = OLD.stored_as AND NEW.uploaded_at = OLD.uploaded_at)",
            ),
        ),
    ),
)


def upgrade() -> None:
    """Make the tables, and the columns beside those that are there."""
    op.create_table(
        "payment_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("budget_year", sa.Integer(), nullable=False),
        sa.Column("remarks", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_payment_batch_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_batch")),
        sa.UniqueConstraint("number", name=op.f("uq_payment_batch_number")),
    )
    op.create_table(
        "bank_statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("stored_as", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("rows", JSON, nullable=False),
        sa.Column("uploaded_by", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["uploaded_by"], ["person.id"], name=op.f("fk_bank_statement_uploaded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_statement")),
        sa.UniqueConstraint("sha256", name=op.f("uq_bank_statement_sha256")),
        sa.UniqueConstraint("stored_as", name=op.f("uq_bank_statement_stored_as")),
    )
    # Written out, because SQLite adds a reference only together with its column.
    op.execute(
        "ALTER TABLE payment ADD COLUMN batch_id INTEGER CONSTRAINT fk_payment_batch_id REFERENCES payment_batch (id)"
    )
    op.add_column("payment", sa.Column("checks", JSON, nullable=True))
    op.create_index("ix_payment_batch", "payment", ["batch_id", "id"], unique=False)
    op.add_column("bank_account", sa.Column("usable_from", sa.Date(), nullable=True))
    create_triggers(op.get_bind(), GUARDS)


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise NotImplementedError("The batches have no way back; restore a backup.")
