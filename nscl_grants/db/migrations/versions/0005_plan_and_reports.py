"""Task records, yearly figures of others, and the reports of agencies and of the plan."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from nscl_grants.db.migrations.ledger_0001.triggers import Rule, Trigger, create_triggers, forbid

revision = "0005"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

KINDS = ", ".join(
    f"'{kind}'"
    for kind in (
        "policy",
        "workshop",
        "broadcast",
        "survey",
        "study_visit",
        "commendation",
        "course",
        "club",
        "model",
        "high_risk",
        "nomination",
        "information",
        "network",
        "science",
        "cooperation",
        "other",
    )
)

GUARDS = (
    *forbid("task_record", "UPDATE", "DELETE"),
    *forbid("indicator_input", "UPDATE", "DELETE"),
    *forbid("plan_report_text", "UPDATE", "DELETE"),
    *forbid("report_move", "UPDATE", "DELETE"),
    *forbid("task_record_file", "DELETE"),
    *forbid("agency_report", "DELETE"),
    *forbid("plan_report", "DELETE"),
    Trigger(
        "plan_report_stays",
        "BEFORE UPDATE",
        "plan_report",
        (
            Rule(
                "plan report: what was signed stays; a change is a numbered correction",
                """OLD.frozen_at IS NOT NULL AND NOT (NEW.frozen_at = OLD.frozen_at AND NEW.content = OLD.content
                    AND NEW.digest = OLD.digest AND NEW.number = OLD.number AND NEW.dated_on = OLD.dated_on
                    AND NEW.signer = OLD.signer AND NEW.signer_position = OLD.signer_position
                    AND NEW.as_of_seq = OLD.as_of_seq AND NEW.as_of = OLD.as_of AND NEW.year = OLD.year)""",
            ),
        ),
    ),
)


def upgrade() -> None:
    """Make the tables, and the guards that keep what was reported as it was."""
    create_tables()
    create_triggers(op.get_bind(), GUARDS)


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise NotImplementedError("The reports have no way back; restore a backup.")


def create_tables() -> None:
    """In an order in which every foreign key finds its table."""
    op.create_table(
        "indicator_input",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("hundredths", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("person_name", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_indicator_input_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator_input")),
    )
    op.create_index("ix_indicator_input_year", "indicator_input", ["year", "indicator", "part", "id"], unique=False)
    op.create_table(
        "plan_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("correction", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("workflow_version", sa.Integer(), nullable=False),
        sa.Column("as_of_seq", sa.Integer(), nullable=False),
        sa.Column("as_of", MOMENT, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("proposal_number", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("signer", sa.String(), nullable=False),
        sa.Column("signer_position", sa.String(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("frozen_at", MOMENT, nullable=True),
        sa.CheckConstraint("purpose IN ('annual', 'ad_hoc', 'final')", name=op.f("ck_plan_report_purpose_is_known")),
        sa.CheckConstraint(
            "(corrects_id IS NULL) = (correction = 0)", name=op.f("ck_plan_report_correction_is_numbered")
        ),
        sa.ForeignKeyConstraint(["corrects_id"], ["plan_report.id"], name=op.f("fk_plan_report_corrects_id")),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_plan_report_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_report")),
        sa.UniqueConstraint("corrects_id", "correction", name=op.f("uq_plan_report_corrects_id_correction")),
    )
    op.create_table(
        "report_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.CheckConstraint("purpose IN ('annual', 'ad_hoc', 'final')", name=op.f("ck_report_period_purpose_is_known")),
        sa.ForeignKeyConstraint(["opened_by"], ["person.id"], name=op.f("fk_report_period_opened_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_period")),
    )
    op.create_table(
        "task_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("setting", sa.String(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("organisations", sa.Integer(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("answers", JSON, nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("person_name", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.CheckConstraint(
            f"kind IN ({KINDS})",
            name=op.f("ck_task_record_kind_is_known"),
        ),
        sa.CheckConstraint("cost IS NULL OR cost >= 0", name=op.f("ck_task_record_cost_not_negative")),
        sa.CheckConstraint(
            "people >= 0 AND organisations >= 0 AND units >= 0 AND asked >= 0",
            name=op.f("ck_task_record_counts_not_negative"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_task_record_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_record")),
        sa.UniqueConstraint("reference", "n", name=op.f("uq_task_record_reference_n")),
    )
    op.create_index("ix_task_record_body", "task_record", ["body", "held_on"], unique=False)
    op.create_index("ix_task_record_held_on", "task_record", ["held_on"], unique=False)
    op.create_table(
        "task_record_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("stored_as", sa.String(), nullable=False),
        sa.Column("uploaded_by", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", MOMENT, nullable=False),
        sa.Column("removed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["uploaded_by"], ["person.id"], name=op.f("fk_task_record_file_uploaded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_record_file")),
        sa.UniqueConstraint("stored_as", name=op.f("uq_task_record_file_stored_as")),
    )
    op.create_index(op.f("ix_task_record_file_reference"), "task_record_file", ["reference"], unique=False)
    op.create_table(
        "agency_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("invited", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("workflow_version", sa.Integer(), nullable=False),
        sa.Column("answers", JSON, nullable=False),
        sa.Column("content", JSON, nullable=True),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("returned_because", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["period_id"], ["report_period.id"], name=op.f("fk_agency_report_period_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_report")),
        sa.UniqueConstraint("period_id", "body", name=op.f("uq_agency_report_period_id_body")),
    )
    op.create_index("ix_agency_report_body", "agency_report", ["body", "id"], unique=False)
    op.create_table(
        "coordinator_agency",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("given_by", sa.Integer(), nullable=False),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_coordinator_agency_account_id")),
        sa.ForeignKeyConstraint(["given_by"], ["person.id"], name=op.f("fk_coordinator_agency_given_by")),
        sa.PrimaryKeyConstraint("account_id", "body", name=op.f("pk_coordinator_agency")),
    )
    op.create_table(
        "plan_report_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("person_name", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "part IN ('direction', 'assessment', 'difficulties', 'proposals', 'plans')",
            name=op.f("ck_plan_report_text_part_is_known"),
        ),
        sa.ForeignKeyConstraint(["report_id"], ["plan_report.id"], name=op.f("fk_plan_report_text_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_report_text")),
        sa.UniqueConstraint("report_id", "part", "n", name=op.f("uq_plan_report_text_report_id_part_n")),
    )
    op.create_table(
        "report_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("trigger", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("dest", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("person_name", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("answers", JSON, nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.CheckConstraint("subject IN ('agency_report', 'plan_report')", name=op.f("ck_report_move_subject_is_known")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_report_move_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_move")),
        sa.UniqueConstraint("subject", "subject_id", "n", name=op.f("uq_report_move_subject_subject_id_n")),
    )
