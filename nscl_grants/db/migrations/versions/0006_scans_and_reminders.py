"""The signed paper of a plan report, and the reminders that agencies get."""

import sqlalchemy as sa
from alembic import op

from nscl_grants.db.migrations.ledger_0001.triggers import create_triggers, forbid

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)

GUARDS = (*forbid("plan_report_scan", "UPDATE", "DELETE"), *forbid("report_reminder", "DELETE"))


def upgrade() -> None:
    """Make both tables; a scan stays as it was put there, and a reminder stays."""
    op.create_table(
        "plan_report_scan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("stored_as", sa.String(), nullable=False),
        sa.Column("uploaded_by", sa.Integer(), nullable=False),
        sa.Column("person_name", sa.String(), nullable=False),
        sa.Column("uploaded_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["plan_report.id"], name=op.f("fk_plan_report_scan_report_id")),
        sa.ForeignKeyConstraint(["uploaded_by"], ["person.id"], name=op.f("fk_plan_report_scan_uploaded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_report_scan")),
        sa.UniqueConstraint("stored_as", name=op.f("uq_plan_report_scan_stored_as")),
    )
    op.create_index(op.f("ix_plan_report_scan_report_id"), "plan_report_scan", ["report_id"], unique=False)
    op.create_table(
        "report_reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("occasion", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_report_reminder_account_id")),
        sa.ForeignKeyConstraint(["report_id"], ["agency_report.id"], name=op.f("fk_report_reminder_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_reminder")),
        sa.UniqueConstraint(
            "report_id", "account_id", "occasion", name=op.f("uq_report_reminder_report_id_account_id_occasion")
        ),
    )
    op.create_index(op.f("ix_report_reminder_sent_at"), "report_reminder", ["sent_at"], unique=False)
    create_triggers(op.get_bind(), GUARDS)


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise NotImplementedError("The reports have no way back; restore a backup.")
