"""What lists are searched by, what people keep of them, the mail that goes out, and what is said within a case."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from nscl_grants.db.migrations.ledger_0001.triggers import create_triggers, forbid

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
WORD = sa.String().with_variant(sa.String(collation="C"), "postgresql")

GUARDS = (
    *forbid("message", "UPDATE", "DELETE"),
    *forbid("opinion", "UPDATE", "DELETE"),
    *forbid("decision_correction", "UPDATE", "DELETE"),
)


def upgrade() -> None:
    """Make the tables and indexes, and enter what is there already."""
    _searching()
    _notices()
    _within_a_case()
    create_triggers(op.get_bind(), GUARDS)


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise NotImplementedError("The cases have no way back; restore a backup.")


def _searching() -> None:
    op.create_table(
        "organisation_word",
        sa.Column("word", WORD, nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_word_organisation_id")
        ),
        sa.PrimaryKeyConstraint("word", "organisation_id", name=op.f("pk_organisation_word")),
    )
    op.create_index(op.f("ix_organisation_word_organisation_id"), "organisation_word", ["organisation_id"])
    _enter_words()
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("list", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_saved_view_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("person_id", "list", "name", name=op.f("uq_saved_view_person_id_list_name")),
    )
    if op.get_bind().dialect.name == "postgresql":
        # In this collation a code is found by its beginning, whatever the locale of the database.
        op.execute('ALTER TABLE application ALTER COLUMN code TYPE VARCHAR COLLATE "C"')
    for name, columns in (
        ("ix_application_filed", ["filed_at", "id"]),
        ("ix_application_state_filed", ["state", "filed_at", "id"]),
        ("ix_application_procedure_filed", ["procedure", "filed_at", "id"]),
        ("ix_application_line_filed", ["line", "filed_at", "id"]),
        ("ix_application_reviewer_filed", ["reviewer_id", "filed_at", "id"]),
        ("ix_application_due", ["due_on", "id"]),
        ("ix_application_created_by", ["created_by", "id"]),
    ):
        op.create_index(name, "application", columns)
    op.create_index("ix_decision_issued", "decision", ["issued_on", "id"])


def _enter_words() -> None:
    """Each word of a name, and the tax code; the names are folded already."""
    connection = op.get_bind()
    words = sa.table("organisation_word", sa.column("word"), sa.column("organisation_id"))
    rows = connection.execute(sa.text("SELECT id, folded_name, tax_code FROM organisation")).all()
    found = [
        {"word": word, "organisation_id": row.id}
        for row in rows
        for word in sorted({*row.folded_name.split(), *row.tax_code.replace("-", " ").split()})
    ]
    if found:
        connection.execute(sa.insert(words), found)


def _notices() -> None:
    op.create_table(
        "staff_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("values", JSON, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_staff_notice_application_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_staff_notice_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_notice")),
    )
    op.create_index("ix_staff_notice_person", "staff_notice", ["person_id", "id"])
    op.create_index("ix_staff_notice_unread", "staff_notice", ["person_id", "read_at"])
    op.create_index(op.f("ix_staff_notice_sent_at"), "staff_notice", ["sent_at"])
    op.create_table(
        "mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("digest", sa.Boolean(), nullable=False),
        sa.Column("items", JSON, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("fault", sa.String(), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("given_up_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_mail_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("message_id", name=op.f("uq_mail_message_id")),
    )
    op.create_index("ix_mail_waiting", "mail", ["sent_at", "given_up_at", "due_at"])
    op.create_index("ix_mail_account", "mail", ["account_id", "sent_at"])
    op.create_table(
        "mail_wish",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("wish", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("wish IN ('each', 'daily', 'none')", name=op.f("ck_mail_wish_wish_is_known")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_mail_wish_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_mail_wish")),
    )


def _within_a_case() -> None:
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("person_name", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("side IN ('firm', 'office', 'note')", name=op.f("ck_message_side_is_known")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_message_application_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_message_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    op.create_index("ix_message_application", "message", ["application_id", "id"])
    op.create_table(
        "opinion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("person_name", sa.String(), nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_opinion_application_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_opinion_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion")),
    )
    op.create_index("ix_opinion_application", "opinion", ["application_id", "id"])
    op.create_table(
        "decision_correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("before", JSON, nullable=False),
        sa.Column("after", JSON, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("person_name", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id", "application_id"],
            ["decision_row.decision_id", "decision_row.application_id"],
            name=op.f("fk_decision_correction_decision_id"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_decision_correction_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_correction")),
        sa.UniqueConstraint("decision_id", "n", name=op.f("uq_decision_correction_decision_id_n")),
    )
