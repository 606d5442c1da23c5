"""Second factors, one-use tickets, letters, sign-in by a provider, mandates, absences, delegations and interests."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from nscl_grants.db.migrations.ledger_0001.triggers import Rule, Trigger, create_triggers, forbid

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
ROLES = (
    "role IN ('applicant', 'intake', 'reviewer', 'approver', 'clerk', 'finance', 'chief_accountant',"
    " 'account_holder', 'coordinator', 'plan_manager', 'auditor', 'admin')"
)
TICKETS = "kind IN ('second_step', 'passkey', 'provider', 'reset', 'email', 'invitation')"

GUARDS = (
    *forbid("mandate", "UPDATE", "DELETE"),
    *forbid("absence", "DELETE"),
    *forbid("delegation", "DELETE"),
    *forbid("interest", "DELETE"),
    Trigger(
        "delegation_stays",
        "BEFORE UPDATE",
        "delegation",
        (
            Rule(
                "delegation: only its end is ever added",
                """NOT (NEW.person_id = OLD.person_id AND NEW.delegate_id = OLD.delegate_id AND NEW.role = OLD.role
                    AND NEW.since = OLD.since AND NEW.until = OLD.until
                    AND NEW.decision_number = OLD.decision_number AND NEW.confirmed_by = OLD.confirmed_by)""",
            ),
        ),
    ),
)


def upgrade() -> None:
    """Make the tables, and the columns beside those that are there."""
    op.add_column("account", sa.Column("email_proved_at", MOMENT, nullable=True))
    op.add_column("membership", sa.Column("may_edit", sa.Boolean(), nullable=False, server_default=sa.text("true")))
    for make in (_factors, _door, _organisations, _duties):
        make()
    create_triggers(op.get_bind(), GUARDS)


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise NotImplementedError("The door has no way back; restore a backup.")


def _reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def _factors() -> None:
    op.create_table(
        "totp",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        _reference("totp", "account_id", "account.id"),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_totp")),
    )
    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.String(), nullable=False),
        sa.Column("public_key", sa.String(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("transports", JSON, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("last_used_at", MOMENT, nullable=True),
        _reference("passkey", "account_id", "account.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        _reference("recovery_code", "account_id", "account.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("digest", name=op.f("uq_recovery_code_digest")),
    )
    _index("passkey", "account_id")
    _index("recovery_code", "account_id")


def _door() -> None:
    op.create_table(
        "ticket",
        sa.Column("token_digest", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("data", JSON, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.CheckConstraint(TICKETS, name=op.f("ck_ticket_kind_is_known")),
        _reference("ticket", "account_id", "account.id"),
        sa.PrimaryKeyConstraint("token_digest", name=op.f("pk_ticket")),
    )
    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("values", JSON, nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
    )
    op.create_table(
        "provider_login",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("linked_at", MOMENT, nullable=False),
        _reference("provider_login", "account_id", "account.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_login")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_provider_login_issuer_subject")),
    )
    _index("ticket", "account_id", "expires_at")
    _index("letter", "address", "sent_at")
    _index("provider_login", "account_id")


def _organisations() -> None:
    op.create_table(
        "mandate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("stored_as", sa.String(), nullable=False),
        sa.Column("uploaded_at", MOMENT, nullable=False),
        _reference("mandate", "organisation_id", "organisation.id"),
        _reference("mandate", "person_id", "person.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate")),
        sa.UniqueConstraint("stored_as", name=op.f("uq_mandate_stored_as")),
    )
    _index("mandate", "organisation_id", "person_id")


def _duties() -> None:
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint("until > since", name=op.f("ck_absence_lasts")),
        _reference("absence", "person_id", "person.id"),
        _reference("absence", "recorded_by", "person.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    op.create_table(
        "delegation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("delegate_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("decision_number", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint("until > since", name=op.f("ck_delegation_lasts")),
        sa.CheckConstraint("person_id <> delegate_id", name=op.f("ck_delegation_to_another")),
        sa.CheckConstraint("proposed_by <> confirmed_by", name=op.f("ck_delegation_confirmed_by_another")),
        sa.CheckConstraint("confirmed_by <> delegate_id", name=op.f("ck_delegation_not_confirmed_by_delegate")),
        sa.CheckConstraint(ROLES, name=op.f("ck_delegation_role_is_known")),
        _reference("delegation", "person_id", "person.id"),
        _reference("delegation", "delegate_id", "person.id"),
        _reference("delegation", "proposed_by", "person.id"),
        _reference("delegation", "confirmed_by", "person.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
    )
    op.create_table(
        "interest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("declared_at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.CheckConstraint("kind IN ('tax_code', 'phone', 'bank_account')", name=op.f("ck_interest_kind_is_known")),
        _reference("interest", "person_id", "person.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interest")),
    )
    _index("absence", "person_id")
    _index("delegation", "person_id", "delegate_id")
    _index("interest", "person_id")
    op.create_index("ix_interest_value", "interest", ["kind", "value"], unique=False)
