"""Bank details are declined or stopped with a reason; a recovery keeps its deadline and what it gives back."""

import sqlalchemy as sa
from alembic import op

from nscl_grants.db.migrations.ledger_0001.triggers import Rule, Trigger, create_triggers

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ENDED = Trigger(
    "bank_account_ends_once",
    "BEFORE UPDATE",
    "bank_account",
    (
        Rule(
            "bank account: an end stays, has its reason, and nobody confirms past it",
            """(OLD.ended_at IS NOT NULL AND (NEW.ended_at IS NULL OR NEW.ended_by IS NULL
                OR NEW.ended_by <> OLD.ended_by OR NEW.ended_because <> OLD.ended_because))
                OR (NEW.ended_at IS NULL) <> (NEW.ended_by IS NULL)
                OR (NEW.ended_at IS NOT NULL AND NEW.ended_because = '')
                OR (OLD.ended_at IS NOT NULL AND OLD.confirmed_at IS NULL AND NEW.confirmed_at IS NOT NULL)""",
        ),
    ),
)


def upgrade() -> None:
    """Add the columns; what stands goes on standing."""
    op.execute(
        "ALTER TABLE bank_account ADD COLUMN ended_by INTEGER"
        " CONSTRAINT fk_bank_account_ended_by REFERENCES person (id)"
    )
    op.add_column("bank_account", sa.Column("ended_at", MOMENT, nullable=True))
    op.add_column("bank_account", sa.Column("ended_because", sa.String(), nullable=False, server_default=""))
    op.add_column("recovery", sa.Column("pay_by", sa.Date(), nullable=True))
    op.add_column("recovery", sa.Column("gives_back", sa.Boolean(), nullable=False, server_default=sa.false()))
    create_triggers(op.get_bind(), (ENDED,))


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise NotImplementedError("What was ended has no way back; restore a backup.")
