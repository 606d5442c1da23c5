"""People, organisations, cases and their payments, and what the database keeps of them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from nscl_grants.db.migrations.ledger_0001.triggers import Rule, Trigger, create_triggers, forbid

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

GUARDS = (
    *forbid("move", "UPDATE", "DELETE"),
    *forbid("act", "UPDATE", "DELETE"),
    *forbid("duty", "DELETE"),
    *forbid("decision_row", "DELETE"),
    *forbid("bank_account", "DELETE"),
    Trigger(
        "duty_stays",
        "BEFORE UPDATE",
        "duty",
        (
            Rule(
                "duty: one person, one duty in a case",
                """NOT (NEW.application_id = OLD.application_id AND NEW.person_id = OLD.person_id
                    AND NEW.duty = OLD.duty)""",
            ),
        ),
    ),
    Trigger(
        "bank_account_stays",
        "BEFORE UPDATE",
        "bank_account",
        (
            Rule(
                "bank account: a change of details is a new version",
                """NOT (NEW.organisation_id = OLD.organisation_id AND NEW.version = OLD.version
                    AND NEW.number = OLD.number AND NEW.holder = OLD.holder AND NEW.bank = OLD.bank
                    AND NEW.branch = OLD.branch AND NEW.proposed_by = OLD.proposed_by)
                    OR (OLD.confirmed_by IS NOT NULL AND NEW.confirmed_by <> OLD.confirmed_by)""",
            ),
        ),
    ),
    Trigger(
        "payment_stays",
        "BEFORE UPDATE",
        "payment",
        (
            Rule(
                "payment: amount, year and payee are those it was prepared with",
                """NOT (NEW.application_id = OLD.application_id AND NEW.claim_id = OLD.claim_id
                    AND NEW.amount = OLD.amount AND NEW.budget_year = OLD.budget_year
                    AND NEW.bank_account_id = OLD.bank_account_id)""",
            ),
        ),
    ),
    Trigger(
        "decision_stays",
        "BEFORE UPDATE",
        "decision",
        (Rule("decision: a number once given stays", "OLD.number IS NOT NULL AND NEW.number <> OLD.number"),),
    ),
)


def upgrade() -> None:
    """Make the tables, and the guards that keep what happened as it happened."""
    create_tables()
    create_triggers(op.get_bind(), GUARDS)


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise NotImplementedError("The cases have no way back; restore a backup.")


def create_tables() -> None:
    """In an order in which every foreign key finds its table."""
    op.create_table(
        "act",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("refusal", JSON, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("outcome IN ('done', 'refused')", name=op.f("ck_act_outcome_is_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_act")),
    )
    op.create_table(
        "number_series",
        sa.Column("book", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("book", "period", name=op.f("pk_number_series")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tax_code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("folded_name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("commune", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("representative", sa.String(), nullable=False),
        sa.Column("representative_title", sa.String(), nullable=False),
        sa.Column("registered_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "kind IN ('enterprise', 'cooperative', 'cooperative_union')", name=op.f("ck_organisation_kind_is_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("tax_code", name=op.f("uq_organisation_tax_code")),
    )
    op.create_index(op.f("ix_organisation_folded_name"), "organisation", ["folded_name"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("identity_number", sa.String(), nullable=True),
        sa.Column("full_name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("identity_number", name=op.f("uq_person_identity_number")),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email_digest", sa.String(), nullable=False),
        sa.Column("source_address", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index(op.f("ix_sign_in_attempt_at"), "sign_in_attempt", ["at"], unique=False)
    op.create_index(op.f("ix_sign_in_attempt_email_digest"), "sign_in_attempt", ["email_digest"], unique=False)
    op.create_index(op.f("ix_sign_in_attempt_source_address"), "sign_in_attempt", ["source_address"], unique=False)
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("password_changed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_account_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
    )
    op.create_index(op.f("ix_account_person_id"), "account", ["person_id"], unique=False)
    op.create_table(
        "bank_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("bank", sa.String(), nullable=False),
        sa.Column("branch", sa.String(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "(confirmed_by IS NULL) = (confirmed_at IS NULL)", name=op.f("ck_bank_account_confirmed_whole")
        ),
        sa.CheckConstraint(
            "confirmed_by IS NULL OR confirmed_by <> proposed_by", name=op.f("ck_bank_account_confirmed_by_another")
        ),
        sa.ForeignKeyConstraint(["confirmed_by"], ["person.id"], name=op.f("fk_bank_account_confirmed_by")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_bank_account_organisation_id")),
        sa.ForeignKeyConstraint(["proposed_by"], ["person.id"], name=op.f("fk_bank_account_proposed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_account")),
        sa.UniqueConstraint("organisation_id", "version", name=op.f("uq_bank_account_organisation_id_version")),
    )
    op.create_index(op.f("ix_bank_account_organisation_id"), "bank_account", ["organisation_id"], unique=False)
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("remarks", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("issued_by", sa.Integer(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('award', 'rejection', 'cancellation', 'recovery')", name=op.f("ck_decision_kind_is_known")
        ),
        sa.CheckConstraint("(number IS NULL) = (issued_on IS NULL)", name=op.f("ck_decision_issued_whole")),
        sa.ForeignKeyConstraint(["issued_by"], ["person.id"], name=op.f("fk_decision_issued_by")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_decision_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("year", "number", name=op.f("uq_decision_year_number")),
    )
    op.create_index("ix_decision_waiting", "decision", ["number", "made_at"], unique=False)
    op.create_table(
        "membership",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=True),
        sa.Column("may_submit", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_membership_organisation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id")),
        sa.PrimaryKeyConstraint("organisation_id", "person_id", name=op.f("pk_membership")),
    )
    op.create_index("ix_membership_person_open", "membership", ["person_id", "until"], unique=False)
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("content", JSON, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.CheckConstraint("outcome IN ('open', 'confirmed', 'declined')", name=op.f("ck_proposal_outcome_is_known")),
        sa.CheckConstraint(
            "answered_by IS NULL OR answered_by <> proposed_by", name=op.f("ck_proposal_answered_by_another")
        ),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_proposal_answered_by")),
        sa.ForeignKeyConstraint(["proposed_by"], ["person.id"], name=op.f("fk_proposal_proposed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("act", name=op.f("uq_proposal_act")),
    )
    op.create_index(op.f("ix_proposal_outcome"), "proposal", ["outcome"], unique=False)
    op.create_table(
        "account_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("given_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "role IN ('applicant', 'intake', 'reviewer', 'approver', 'clerk', 'finance', "
            "'chief_accountant', 'account_holder', 'coordinator', 'plan_manager', 'auditor', 'admin')",
            name=op.f("ck_account_role_role_is_known"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_role_account_id")),
        sa.ForeignKeyConstraint(["given_by"], ["person.id"], name=op.f("fk_account_role_given_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_role")),
        sa.UniqueConstraint("account_id", "role", "since", name=op.f("uq_account_role_account_id_role_since")),
    )
    op.create_index(op.f("ix_account_role_account_id"), "account_role", ["account_id"], unique=False)
    op.create_table(
        "application",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("workflow", sa.String(), nullable=False),
        sa.Column("workflow_version", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("external_code", sa.String(), nullable=True),
        sa.Column("answers", JSON, nullable=False),
        sa.Column("saved", JSON, nullable=False),
        sa.Column("filed_at", MOMENT, nullable=True),
        sa.Column("received_at", MOMENT, nullable=True),
        sa.Column("queued_at", MOMENT, nullable=True),
        sa.Column("norm", sa.String(), nullable=True),
        sa.Column("family", sa.String(), nullable=True),
        sa.Column("item", sa.String(), nullable=True),
        sa.Column("estimate", JSON, nullable=True),
        sa.Column("requested", sa.BigInteger(), nullable=True),
        sa.Column("recommended", sa.BigInteger(), nullable=True),
        sa.Column("approved", sa.BigInteger(), nullable=True),
        sa.Column("clock_days", sa.Integer(), nullable=True),
        sa.Column("clock_started_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("paused_on", sa.Date(), nullable=True),
        sa.Column("extended_on", sa.Date(), nullable=True),
        sa.Column("supplement", JSON, nullable=True),
        sa.Column("supplement_due_on", sa.Date(), nullable=True),
        sa.Column("reviewer_id", sa.Integer(), nullable=True),
        sa.Column("budget_year", sa.Integer(), nullable=True),
        sa.Column("hold_until", sa.Date(), nullable=True),
        sa.Column("claim_by", sa.Date(), nullable=True),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("came_from", sa.String(), nullable=True),
        sa.CheckConstraint(
            "channel IN ('online', 'portal', 'in_person', 'post')", name=op.f("ck_application_channel_is_known")
        ),
        sa.CheckConstraint(
            "approved IS NULL OR approved <= recommended", name=op.f("ck_application_approved_within_recommended")
        ),
        sa.CheckConstraint(
            "recommended IS NULL OR recommended <= requested", name=op.f("ck_application_recommended_within_requested")
        ),
        sa.CheckConstraint(
            "requested IS NULL OR requested >= 0", name=op.f("ck_application_requested_is_not_negative")
        ),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_application_created_by")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_application_decision_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_application_organisation_id")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["person.id"], name=op.f("fk_application_reviewer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
        sa.UniqueConstraint("code", name=op.f("uq_application_code")),
        sa.UniqueConstraint("reference", name=op.f("uq_application_reference")),
    )
    op.create_index("ix_application_organisation", "application", ["organisation_id", "id"], unique=False)
    op.create_index("ix_application_queue", "application", ["line", "state", "queued_at", "id"], unique=False)
    op.create_index("ix_application_reviewer_state", "application", ["reviewer_id", "state", "id"], unique=False)
    op.create_index("ix_application_state_due", "application", ["state", "due_on", "id"], unique=False)
    op.create_table(
        "web_session",
        sa.Column("token_digest", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("data", JSON, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("last_seen_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("user_agent", sa.String(), nullable=True),
        sa.Column("source_address", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_web_session_account_id")),
        sa.PrimaryKeyConstraint("token_digest", name=op.f("pk_web_session")),
    )
    op.create_index(op.f("ix_web_session_account_id"), "web_session", ["account_id"], unique=False)
    op.create_index(op.f("ix_web_session_last_seen_at"), "web_session", ["last_seen_at"], unique=False)
    op.create_table(
        "appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("against", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("filed_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_appeal_application_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
    )
    op.create_index("ix_appeal_application", "appeal", ["application_id", "id"], unique=False)
    op.create_table(
        "assessment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("documents", JSON, nullable=False),
        sa.Column("costs", JSON, nullable=False),
        sa.Column("remarks", sa.String(), nullable=False),
        sa.Column("derivation", JSON, nullable=True),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_assessment_application_id")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["person.id"], name=op.f("fk_assessment_reviewer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
        sa.UniqueConstraint("application_id", "round", name=op.f("uq_assessment_application_id_round")),
    )
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("stored_as", sa.String(), nullable=False),
        sa.Column("uploaded_by", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", MOMENT, nullable=False),
        sa.Column("removed_at", MOMENT, nullable=True),
        sa.Column("scan", sa.String(), nullable=False),
        sa.CheckConstraint(
            "scan IN ('unscanned', 'pending', 'clean', 'infected')", name=op.f("ck_attachment_scan_is_known")
        ),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_attachment_application_id")),
        sa.ForeignKeyConstraint(["uploaded_by"], ["person.id"], name=op.f("fk_attachment_uploaded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("stored_as", name=op.f("uq_attachment_stored_as")),
    )
    op.create_index("ix_attachment_application", "attachment", ["application_id", "document", "id"], unique=False)
    op.create_index(op.f("ix_attachment_sha256"), "attachment", ["sha256"], unique=False)
    op.create_table(
        "claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("workflow_version", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("is_final", sa.Boolean(), nullable=False),
        sa.Column("answers", JSON, nullable=False),
        sa.Column("accepted", sa.BigInteger(), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("claimed_at", MOMENT, nullable=True),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("accepted IS NULL OR accepted <= amount", name=op.f("ck_claim_accepted_within_claimed")),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_claim_amount_is_not_negative")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_claim_application_id")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["person.id"], name=op.f("fk_claim_confirmed_by")),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_claim_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sa.UniqueConstraint("application_id", "n", name=op.f("uq_claim_application_id_n")),
    )
    op.create_index("ix_claim_state", "claim", ["state", "claimed_at", "id"], unique=False)
    op.create_table(
        "conflict",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_conflict_application_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_conflict_person_id")),
        sa.PrimaryKeyConstraint("application_id", "person_id", name=op.f("pk_conflict")),
    )
    op.create_table(
        "decision_row",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_decision_row_application_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_decision_row_decision_id")),
        sa.PrimaryKeyConstraint("decision_id", "application_id", name=op.f("pk_decision_row")),
        sa.UniqueConstraint("decision_id", "n", name=op.f("uq_decision_row_decision_id_n")),
    )
    op.create_index("ix_decision_row_application", "decision_row", ["application_id"], unique=False)
    op.create_table(
        "duty",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("also_authorises", sa.Boolean(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.CheckConstraint(
            "NOT also_authorises OR duty = 'decide'", name=op.f("ck_duty_only_the_decider_also_authorises")
        ),
        sa.CheckConstraint(
            "duty IN ('file', 'review', 'decide', 'prepare', 'check', 'authorise')", name=op.f("ck_duty_duty_is_known")
        ),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_duty_application_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_duty_person_id")),
        sa.PrimaryKeyConstraint("application_id", "person_id", name=op.f("pk_duty")),
    )
    op.create_table(
        "move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
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
        sa.CheckConstraint("subject IN ('application', 'claim', 'payment')", name=op.f("ck_move_subject_is_known")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_move_account_id")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_move_application_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_move")),
        sa.UniqueConstraint("subject", "subject_id", "n", name=op.f("uq_move_subject_subject_id_n")),
    )
    op.create_index("ix_move_application", "move", ["application_id", "id"], unique=False)
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("values", JSON, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_notice_application_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_notice_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index("ix_notice_organisation", "notice", ["organisation_id", "id"], unique=False)
    op.create_index(op.f("ix_notice_sent_at"), "notice", ["sent_at"], unique=False)
    op.create_table(
        "recovery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("written_off", sa.BigInteger(), nullable=False),
        sa.Column("annulled_at", MOMENT, nullable=True),
        sa.Column("demanded_at", MOMENT, nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_recovery_amount_is_positive")),
        sa.CheckConstraint("received + written_off <= amount", name=op.f("ck_recovery_received_within_demanded")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_recovery_application_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_recovery_decision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery")),
    )
    op.create_index("ix_recovery_application", "recovery", ["application_id", "id"], unique=False)
    op.create_table(
        "payment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("workflow_version", sa.Integer(), nullable=False),
        sa.Column("budget_year", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("bank_account_id", sa.Integer(), nullable=False),
        sa.Column("prepared_at", MOMENT, nullable=False),
        sa.Column("prepared_by", sa.Integer(), nullable=False),
        sa.Column("treasury_number", sa.String(), nullable=True),
        sa.Column("treasury_on", sa.Date(), nullable=True),
        sa.Column("return_reason", sa.String(), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payment_amount_is_positive")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_payment_application_id")),
        sa.ForeignKeyConstraint(["bank_account_id"], ["bank_account.id"], name=op.f("fk_payment_bank_account_id")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_payment_claim_id")),
        sa.ForeignKeyConstraint(["prepared_by"], ["person.id"], name=op.f("fk_payment_prepared_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("number", name=op.f("uq_payment_number")),
    )
    op.create_index("ix_payment_application", "payment", ["application_id", "id"], unique=False)
    op.create_index("ix_payment_state", "payment", ["state", "id"], unique=False)
