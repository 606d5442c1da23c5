"""Papers, and what the database keeps of them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from nscl_grants.db.migrations.ledger_0001.triggers import Rule, Trigger, create_triggers, forbid

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

GUARDS = (
    *forbid("paper", "DELETE"),
    Trigger(
        "paper_stays",
        "BEFORE UPDATE",
        "paper",
        (
            Rule(
                "paper: what it is about and its code stay",
                """NOT (NEW.request = OLD.request AND NEW.kind = OLD.kind AND NEW.template = OLD.template
                    AND NEW.code = OLD.code AND NEW.asked_at = OLD.asked_at)""",
            ),
            Rule("paper: facts once kept stay", "OLD.digest IS NOT NULL AND NEW.digest <> OLD.digest"),
            Rule(
                "paper: bytes once made stay",
                """OLD.sha256 IS NOT NULL AND NOT (NEW.sha256 = OLD.sha256 AND NEW.stored_as = OLD.stored_as
                    AND NEW.facts = OLD.facts)""",
            ),
            Rule(
                "paper: what no longer stands never stands again", "OLD.state <> 'standing' AND NEW.state <> OLD.state"
            ),
        ),
    ),
)


def upgrade() -> None:
    """Make the table and its guards."""
    op.create_table(
        "paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("template", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("claim_id", sa.Integer(), nullable=True),
        sa.Column("payment_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("facts", JSON, nullable=True),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("numbered_on", sa.Date(), nullable=True),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("state_since", MOMENT, nullable=True),
        sa.Column("state_reason", sa.String(), nullable=False),
        sa.Column("replaced_by", sa.Integer(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=True),
        sa.Column("made_with", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("stored_as", sa.String(), nullable=True),
        sa.Column("size_bytes", sa.Integer(), nullable=True),
        sa.Column("signed_sha256", sa.String(), nullable=True),
        sa.Column("signed_stored_as", sa.String(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("fault", sa.String(), nullable=False),
        sa.CheckConstraint("state IN ('standing', 'replaced', 'voided')", name=op.f("ck_paper_state_is_known")),
        sa.CheckConstraint(
            "application_id IS NOT NULL OR decision_id IS NOT NULL", name=op.f("ck_paper_about_something")
        ),
        sa.CheckConstraint("(made_at IS NULL) = (sha256 IS NULL)", name=op.f("ck_paper_made_whole")),
        sa.CheckConstraint("(sha256 IS NULL) = (stored_as IS NULL)", name=op.f("ck_paper_stored_whole")),
        sa.CheckConstraint(
            "(state = 'replaced') = (replaced_by IS NOT NULL)", name=op.f("ck_paper_replaced_by_another")
        ),
        sa.CheckConstraint("made_at IS NULL OR facts IS NOT NULL", name=op.f("ck_paper_made_from_facts")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_paper_application_id")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_paper_claim_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_paper_decision_id")),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_paper_payment_id")),
        sa.ForeignKeyConstraint(["replaced_by"], ["paper.id"], name=op.f("fk_paper_replaced_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
        sa.UniqueConstraint("code", name=op.f("uq_paper_code")),
        sa.UniqueConstraint("request", name=op.f("uq_paper_request")),
        sa.UniqueConstraint("stored_as", name=op.f("uq_paper_stored_as")),
    )
    op.create_index("ix_paper_application", "paper", ["application_id", "id"], unique=False)
    op.create_index("ix_paper_decision", "paper", ["decision_id", "id"], unique=False)
    op.create_index("ix_paper_waiting", "paper", ["made_at", "tries", "id"], unique=False)
    create_triggers(op.get_bind(), GUARDS)


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise NotImplementedError("The papers have no way back; restore a backup.")
