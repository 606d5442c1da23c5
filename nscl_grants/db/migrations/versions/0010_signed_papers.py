"""Signatures on papers, scans that come back from the printer, and bundles of papers made into one file."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from nscl_grants.db.migrations.ledger_0001.triggers import Rule, Trigger, create_triggers, forbid

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

GUARDS = (
    *forbid("paper_scan", "DELETE"),
    Trigger(
        "paper_scan_stays",
        "BEFORE UPDATE",
        "paper_scan",
        (
            Rule(
                "paper_scan: the scanned bytes stay",
                "NOT (NEW.sha256 = OLD.sha256 AND NEW.stored_as = OLD.stored_as AND NEW.sent_at = OLD.sent_at)",
            ),
            Rule(
                "paper_scan: what was put with its paper stays with it",
                "OLD.paper_id IS NOT NULL AND NEW.paper_id <> OLD.paper_id",
            ),
        ),
    ),
)


def upgrade() -> None:
    """Make the tables, and the columns beside those that are there."""
    op.create_table(
        "paper_scan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("stored_as", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sent_by", sa.Integer(), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("found_by", sa.String(), nullable=True),
        sa.Column("paper_id", sa.Integer(), nullable=True),
        sa.Column("put_aside_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_paper_scan_paper_id")),
        sa.ForeignKeyConstraint(["sent_by"], ["person.id"], name=op.f("fk_paper_scan_sent_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_scan")),
        sa.UniqueConstraint("stored_as", name=op.f("uq_paper_scan_stored_as")),
    )
    op.create_index("ix_paper_scan_open", "paper_scan", ["read_at", "id"], unique=False)
    op.create_table(
        "paper_bundle",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("paper_ids", JSON, nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=True),
        sa.Column("zip_sha256", sa.String(), nullable=True),
        sa.Column("zip_stored_as", sa.String(), nullable=True),
        sa.Column("pdf_sha256", sa.String(), nullable=True),
        sa.Column("pdf_stored_as", sa.String(), nullable=True),
        sa.Column("fault", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_paper_bundle_asked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_bundle")),
        sa.UniqueConstraint("request", name=op.f("uq_paper_bundle_request")),
    )
    # Written out, because SQLite adds a reference only together with its column.
    op.execute(
        "ALTER TABLE paper ADD COLUMN payment_batch_id INTEGER "
        "CONSTRAINT fk_paper_payment_batch_id REFERENCES payment_batch (id)"
    )
    for column in (
        sa.Column("place", JSON, nullable=True),
        sa.Column("signed_how", sa.String(), nullable=True),
        sa.Column("signed_type", sa.String(), nullable=True),
        sa.Column("signed_at", MOMENT, nullable=True),
        sa.Column("signed_by", sa.Integer(), nullable=True),
        sa.Column("signers", JSON, nullable=True),
        sa.Column("signing_asked_at", MOMENT, nullable=True),
        sa.Column("signing_asked_by", sa.Integer(), nullable=True),
        sa.Column("signing_fault", sa.String(), nullable=False, server_default=""),
    ):
        op.add_column("paper", column)
    op.create_index("ix_paper_signing", "paper", ["signing_asked_at", "id"], unique=False)
    create_triggers(op.get_bind(), GUARDS)


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise NotImplementedError("Signed papers have no way back; restore a backup.")
