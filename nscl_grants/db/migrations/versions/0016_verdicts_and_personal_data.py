"""What the scanner says of each file; consents, requests about personal data, and names that the log can forget."""

import sqlalchemy as sa
from alembic import op

from nscl_grants.db.migrations.ledger_0001.triggers import Rule, Trigger, create_triggers, forbid

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)

GUARDS = (
    *forbid("consent", "UPDATE", "DELETE"),
    *forbid("audit_value", "DELETE"),
    Trigger(
        "audit_value_only_forgets",
        "BEFORE UPDATE",
        "audit_value",
        (
            Rule(
                "audit_value: a value is forgotten whole, and nothing else is changed",
                "NEW.value IS NOT NULL OR NEW.salt IS NOT NULL OR NEW.digest <> OLD.digest"
                " OR NEW.person_id <> OLD.person_id",
            ),
        ),
    ),
)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "file_scan",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=True),
        sa.Column("found", sa.String(), nullable=False, server_default=""),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.CheckConstraint("verdict IN ('clean', 'infected')", name=op.f("ck_file_scan_verdict_is_known")),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_file_scan")),
    )
    op.create_table(
        "audit_value",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(), nullable=True),
        sa.Column("value", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_audit_value")),
    )
    op.create_index("ix_audit_value_value", "audit_value", ["value", "person_id"], unique=False)
    op.create_index("ix_audit_value_person_id", "audit_value", ["person_id"], unique=False)
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_consent_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index("ix_consent_person", "consent", ["person_id", "id"], unique=False)
    op.create_table(
        "data_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("wish", sa.String(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False, server_default="open"),
        sa.Column("answer", sa.String(), nullable=False, server_default=""),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.CheckConstraint("kind IN ('correct', 'erase')", name=op.f("ck_data_request_kind_is_known")),
        sa.CheckConstraint("outcome IN ('open', 'done', 'declined')", name=op.f("ck_data_request_outcome_is_known")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_data_request_person_id")),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_data_request_answered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_request")),
    )
    op.create_index("ix_data_request_outcome", "data_request", ["outcome", "id"], unique=False)
    op.create_index("ix_data_request_person", "data_request", ["person_id", "id"], unique=False)
    op.add_column("person", sa.Column("erased_at", MOMENT, nullable=True))
    create_triggers(op.get_bind(), GUARDS)


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise NotImplementedError("The books have no way back; restore a backup.")
