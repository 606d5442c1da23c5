"""Indexes that inboxes and lists ask for, and what the office keeps as data: norms, days off, texts of letters."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from nscl_grants.db.migrations.ledger_0001.triggers import create_triggers, forbid

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

GUARDS = forbid("reference_version", "UPDATE", "DELETE")


def upgrade() -> None:
    """Make the indexes and the table; a version once confirmed is never changed, only followed."""
    op.create_index("ix_payment_claim", "payment", ["claim_id"])
    op.create_index("ix_appeal_open", "appeal", ["answered_at", "application_id"])
    op.create_index("ix_duty_person", "duty", ["person_id", "application_id"])
    op.create_table(
        "reference_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", JSON, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=False),
        sa.CheckConstraint("kind IN ('norm', 'day_off', 'letter')", name=op.f("ck_reference_version_kind_is_known")),
        sa.CheckConstraint("proposed_by <> confirmed_by", name=op.f("ck_reference_version_confirmed_by_another")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["person.id"], name=op.f("fk_reference_version_confirmed_by")),
        sa.ForeignKeyConstraint(["proposed_by"], ["person.id"], name=op.f("fk_reference_version_proposed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_version")),
        sa.UniqueConstraint("kind", "key", "version", name=op.f("uq_reference_version_kind_key_version")),
    )
    create_triggers(op.get_bind(), GUARDS)


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise NotImplementedError("What was confirmed has no way back; restore a backup.")
