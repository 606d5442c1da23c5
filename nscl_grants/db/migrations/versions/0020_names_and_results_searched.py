"""People and task records are found by beginnings of words without marks, e-mails and numbers by theirs."""

import sqlalchemy as sa
from alembic import op

from nscl_grants.domain.vietnamese import fold

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

WORD = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables of words, and enter those of what is there already."""
    _words("person_word", "person", "person_id")
    _words("task_record_word", "task_record", "record_id")
    _enter("person_word", "person_id", "SELECT id, full_name FROM person")
    _enter("task_record_word", "record_id", "SELECT id, title || ' ' || place FROM task_record")
    if op.get_bind().dialect.name == "postgresql":
        # In this collation a text is found by its beginning, whatever the locale of the database.
        op.execute('ALTER TABLE account ALTER COLUMN email TYPE VARCHAR COLLATE "C"')
        op.execute('ALTER TABLE decision ALTER COLUMN number TYPE VARCHAR COLLATE "C"')


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise NotImplementedError("What was entered has no way back; restore a backup.")


def _words(name: str, of: str, column: str) -> None:
    op.create_table(
        name,
        sa.Column("word", WORD, nullable=False),
        sa.Column(column, sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint([column], [f"{of}.id"], name=op.f(f"fk_{name}_{column}")),
        sa.PrimaryKeyConstraint("word", column, name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_{column}"), name, [column])


def _enter(name: str, column: str, question: str) -> None:
    connection = op.get_bind()
    words = sa.table(name, sa.column("word"), sa.column(column))
    found = [
        {"word": word, column: id_}
        for id_, text in connection.execute(sa.text(question)).all()
        for word in sorted(set(fold(text).split()))
    ]
    if found:
        connection.execute(sa.insert(words), found)
