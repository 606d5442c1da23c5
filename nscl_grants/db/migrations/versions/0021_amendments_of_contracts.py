"""Contracts of ordered tasks are amended by two people; a signed contract changes in no other way."""

import sqlalchemy as sa
from alembic import op

from nscl_grants.db.migrations.ledger_0001.triggers import Rule, Trigger, create_triggers, forbid

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
STAYS = Trigger(
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
                AND NEW.line = OLD.line AND NEW.year = OLD.year))""",
        ),
        Rule(
            "science_task: a signed contract is amended by two people",
            """OLD.signed_by IS NOT NULL AND NEW.contract_amount <> OLD.contract_amount AND NOT EXISTS (
                SELECT 1 FROM science_amendment WHERE science_task_id = NEW.id AND outcome = 'signed'
                AND amount_before = OLD.contract_amount AND amount = NEW.contract_amount
                AND n = (SELECT MAX(n) FROM science_amendment WHERE science_task_id = NEW.id))""",
        ),
        Rule(
            "science_task: the contract is below its instalments",
            """OLD.signed_by IS NOT NULL AND NEW.contract_amount < (SELECT COALESCE(SUM(amount), 0)
                FROM science_instalment WHERE science_task_id = NEW.id AND outcome IN ('open', 'confirmed'))""",
        ),
        Rule(
            "science_task: accepted below its instalments",
            """NEW.accepted_amount < (SELECT COALESCE(SUM(amount), 0) FROM science_instalment
                WHERE science_task_id = NEW.id AND outcome IN ('open', 'confirmed'))""",
        ),
    ),
)
GUARDS = (
    *forbid("science_amendment", "DELETE"),
    Trigger(
        "science_amendment_begins",
        "BEFORE INSERT",
        "science_amendment",
        (
            Rule("science_amendment: an amendment begins open", "NEW.outcome <> 'open'"),
            Rule(
                "science_amendment: one at a time",
                """EXISTS (SELECT 1 FROM science_amendment
                    WHERE science_task_id = NEW.science_task_id AND outcome = 'open')""",
            ),
        ),
        locks_first="science_task WHERE id = NEW.science_task_id",
    ),
    Trigger(
        "science_amendment_stays",
        "BEFORE UPDATE",
        "science_amendment",
        (
            Rule(
                "science_amendment: what was drafted stays",
                """NOT (NEW.science_task_id = OLD.science_task_id AND NEW.n = OLD.n AND NEW.number = OLD.number
                    AND NEW.dated_on = OLD.dated_on AND NEW.amount_before = OLD.amount_before
                    AND NEW.amount = OLD.amount AND NEW.ends_on = OLD.ends_on AND NEW.reason = OLD.reason
                    AND NEW.drafted_by = OLD.drafted_by)""",
            ),
            Rule("science_amendment: an answer stays", "OLD.outcome <> 'open' AND NEW.outcome <> OLD.outcome"),
        ),
    ),
)


def upgrade() -> None:
    """Make the table, and let a signed contract change by a signed amendment alone."""
    op.create_table(
        "science_amendment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("science_task_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("amount_before", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("ends_before", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("drafted_by", sa.Integer(), nullable=False),
        sa.Column("drafted_at", MOMENT, nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_science_amendment_amount_is_positive")),
        sa.CheckConstraint(
            "outcome IN ('open', 'signed', 'returned')", name=op.f("ck_science_amendment_outcome_is_known")
        ),
        sa.CheckConstraint(
            "answered_by <> drafted_by OR outcome <> 'signed'", name=op.f("ck_science_amendment_signed_by_another")
        ),
        sa.CheckConstraint(
            "(outcome = 'open') = (answered_by IS NULL)", name=op.f("ck_science_amendment_answered_whole")
        ),
        sa.ForeignKeyConstraint(
            ["science_task_id"], ["science_task.id"], name=op.f("fk_science_amendment_science_task_id")
        ),
        sa.ForeignKeyConstraint(["drafted_by"], ["person.id"], name=op.f("fk_science_amendment_drafted_by")),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_science_amendment_answered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_science_amendment")),
        sa.UniqueConstraint("science_task_id", "n", name=op.f("uq_science_amendment_science_task_id_n")),
    )
    op.execute(
        "ALTER TABLE science_task ADD COLUMN amended_by INTEGER"
        " CONSTRAINT fk_science_task_amended_by REFERENCES person (id)"
    )
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("DROP TRIGGER science_task_stays")
    else:
        connection.exec_driver_sql("DROP TRIGGER science_task_stays ON science_task")
        connection.exec_driver_sql("DROP FUNCTION science_task_stays()")
    create_triggers(connection, (STAYS, *GUARDS))


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise NotImplementedError("What was signed has no way back; restore a backup.")
