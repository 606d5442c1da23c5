"""Tasks carried out as nhiệm vụ KH&CN: orders, their steps and files, and the instalments of their contracts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from nscl_grants.db.migrations.ledger_0001.triggers import Rule, Trigger, create_triggers, forbid

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

GUARDS = (
    *forbid("science_task", "DELETE"),
    *forbid("science_move", "UPDATE", "DELETE"),
    *forbid("science_file", "UPDATE", "DELETE"),
    *forbid("science_instalment", "DELETE"),
    Trigger(
        "science_instalment_within_contract",
        "BEFORE INSERT",
        "science_instalment",
        (
            Rule(
                "science_instalment: the contract is not being carried out",
                """NOT EXISTS (SELECT 1 FROM science_task WHERE id = NEW.science_task_id
                    AND signed_by IS NOT NULL AND state IN ('running', 'accepted'))""",
            ),
            Rule(
                "science_instalment: above the contract",
                """NEW.amount + (SELECT COALESCE(SUM(amount), 0) FROM science_instalment
                    WHERE science_task_id = NEW.science_task_id AND outcome IN ('open', 'confirmed'))
                    > (SELECT COALESCE(accepted_amount, contract_amount, 0)
                    FROM science_task WHERE id = NEW.science_task_id)""",
            ),
            Rule("science_instalment: an instalment begins open", "NEW.outcome <> 'open'"),
        ),
        locks_first="science_task WHERE id = NEW.science_task_id",
    ),
    Trigger(
        "science_instalment_stays",
        "BEFORE UPDATE",
        "science_instalment",
        (
            Rule(
                "science_instalment: what was proposed stays",
                """NOT (NEW.science_task_id = OLD.science_task_id AND NEW.proposal_id = OLD.proposal_id
                    AND NEW.act = OLD.act AND NEW.amount = OLD.amount AND NEW.year = OLD.year
                    AND NEW.voucher = OLD.voucher)""",
            ),
            Rule(
                "science_instalment: an answer stays",
                """NOT (NEW.outcome = OLD.outcome OR (OLD.outcome = 'open' AND NEW.outcome IN ('confirmed', 'declined'))
                    OR (OLD.outcome = 'confirmed' AND NEW.outcome = 'reversed'))""",
            ),
        ),
    ),
    Trigger(
        "science_task_stays",
        "BEFORE UPDATE",
        "science_task",
        (
            Rule(
                "science_task: a signed contract stays",
                """OLD.signed_by IS NOT NULL AND (NEW.signed_by IS NULL OR NEW.contract_number IS NULL
                    OR NEW.contract_amount IS NULL OR NEW.line IS NULL OR NEW.year IS NULL
                    OR NOT (NEW.signed_by = OLD.signed_by AND NEW.contract_by = OLD.contract_by
                    AND NEW.contract_number = OLD.contract_number AND NEW.contract_on = OLD.contract_on
                    AND NEW.contract_amount = OLD.contract_amount AND NEW.line = OLD.line AND NEW.year = OLD.year))""",
            ),
            Rule(
                "science_task: accepted below its instalments",
                """NEW.accepted_amount < (SELECT COALESCE(SUM(amount), 0) FROM science_instalment
                    WHERE science_task_id = NEW.id AND outcome IN ('open', 'confirmed'))""",
            ),
        ),
    ),
)


def upgrade() -> None:
    """Make the tables, and the guards that hold a contract and what is paid on it."""
    create_tables()
    create_triggers(op.get_bind(), GUARDS)


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise NotImplementedError("Contracts have no way back; restore a backup.")


def create_tables() -> None:
    """In an order in which every foreign key finds its table."""
    people = ("ordered_by", "approved_by", "contract_by", "signed_by", "settled_by", "settlement_confirmed_by")
    op.create_table(
        "science_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("brief", sa.String(), nullable=False),
        sa.Column("estimate", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("workflow_version", sa.Integer(), nullable=False),
        sa.Column("ordered_by", sa.Integer(), nullable=False),
        sa.Column("ordered_at", MOMENT, nullable=False),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("order_number", sa.String(), nullable=False),
        sa.Column("order_on", sa.Date(), nullable=True),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("lead", sa.String(), nullable=False),
        sa.Column("lead_tax_code", sa.String(), nullable=False),
        sa.Column("selection_number", sa.String(), nullable=False),
        sa.Column("selection_on", sa.Date(), nullable=True),
        sa.Column("contract_number", sa.String(), nullable=True),
        sa.Column("contract_on", sa.Date(), nullable=True),
        sa.Column("contract_amount", sa.BigInteger(), nullable=True),
        sa.Column("line", sa.String(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("contract_by", sa.Integer(), nullable=True),
        sa.Column("signed_by", sa.Integer(), nullable=True),
        sa.Column("signed_at", MOMENT, nullable=True),
        sa.Column("acceptance_number", sa.String(), nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("accepted_amount", sa.BigInteger(), nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("settlement_confirmed_by", sa.Integer(), nullable=True),
        sa.Column("settlement_number", sa.String(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.CheckConstraint("method IN ('', 'call', 'direct')", name=op.f("ck_science_task_method_is_known")),
        sa.CheckConstraint("estimate > 0", name=op.f("ck_science_task_estimate_is_positive")),
        sa.CheckConstraint("contract_amount > 0", name=op.f("ck_science_task_contract_is_positive")),
        sa.CheckConstraint(
            "accepted_amount >= 0 AND accepted_amount <= contract_amount",
            name=op.f("ck_science_task_accepted_in_contract"),
        ),
        sa.CheckConstraint("approved_by <> ordered_by", name=op.f("ck_science_task_order_by_two")),
        sa.CheckConstraint("signed_by <> contract_by", name=op.f("ck_science_task_contract_by_two")),
        sa.CheckConstraint("settlement_confirmed_by <> settled_by", name=op.f("ck_science_task_settlement_by_two")),
        sa.CheckConstraint(
            "signed_by IS NULL OR (contract_by IS NOT NULL AND contract_number IS NOT NULL AND contract_on IS NOT NULL "
            "AND contract_amount IS NOT NULL AND line IS NOT NULL AND year IS NOT NULL)",
            name=op.f("ck_science_task_signed_contract_is_whole"),
        ),
        *(
            sa.ForeignKeyConstraint([column], ["person.id"], name=op.f(f"fk_science_task_{column}"))
            for column in people
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_science_task")),
        sa.UniqueConstraint("contract_number", name=op.f("uq_science_task_contract_number")),
    )
    op.create_index("ix_science_task_state", "science_task", ["state", "id"])
    op.create_index("ix_science_task_task", "science_task", ["task", "id"])
    op.create_table(
        "science_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("science_task_id", sa.Integer(), nullable=False),
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
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_science_move_account_id")),
        sa.ForeignKeyConstraint(["science_task_id"], ["science_task.id"], name=op.f("fk_science_move_science_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_science_move")),
        sa.UniqueConstraint("science_task_id", "n", name=op.f("uq_science_move_science_task_id_n")),
    )
    op.create_table(
        "science_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("science_task_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("stored_as", sa.String(), nullable=False),
        sa.Column("uploaded_by", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["science_task_id"], ["science_task.id"], name=op.f("fk_science_file_science_task_id")),
        sa.ForeignKeyConstraint(["uploaded_by"], ["person.id"], name=op.f("fk_science_file_uploaded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_science_file")),
        sa.UniqueConstraint("stored_as", name=op.f("uq_science_file_stored_as")),
    )
    op.create_index(op.f("ix_science_file_science_task_id"), "science_file", ["science_task_id"])
    op.create_table(
        "science_instalment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("science_task_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("voucher", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reversed_act", sa.String(), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_science_instalment_amount_is_positive")),
        sa.CheckConstraint(
            "outcome IN ('open', 'confirmed', 'declined', 'reversed')",
            name=op.f("ck_science_instalment_outcome_is_known"),
        ),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_science_instalment_proposal_id")),
        sa.ForeignKeyConstraint(
            ["science_task_id"], ["science_task.id"], name=op.f("fk_science_instalment_science_task_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_science_instalment")),
        sa.UniqueConstraint("act", name=op.f("uq_science_instalment_act")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_science_instalment_proposal_id")),
        sa.UniqueConstraint("science_task_id", "n", name=op.f("uq_science_instalment_science_task_id_n")),
    )
