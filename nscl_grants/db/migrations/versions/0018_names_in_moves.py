"""The name in a move gives way to a number once its person is forgotten; nothing else in a move ever changes."""

from alembic import op

from nscl_grants.db.migrations.ledger_0001.triggers import Rule, Trigger, create_triggers

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_KEPT = ("id", "application_id", "subject", "subject_id", "n", "trigger", "source", "dest", "person_id", "at", "act")
_CHANGED = " OR ".join(
    [*(f"NEW.{name} <> OLD.{name}" for name in _KEPT), "COALESCE(NEW.account_id, 0) <> COALESCE(OLD.account_id, 0)"]
)
_FORGOTTEN = "EXISTS (SELECT 1 FROM person WHERE person.id = NEW.person_id AND person.erased_at IS NOT NULL)"

GUARDS = (
    Trigger(
        "move_only_forgets_its_person",
        "BEFORE UPDATE",
        "move",
        (
            Rule(
                "move: no UPDATE",
                f"{_CHANGED} OR CAST(NEW.answers AS TEXT) <> CAST(OLD.answers AS TEXT)"
                f" OR NEW.person_name <> 'Người số ' || CAST(NEW.person_id AS TEXT) OR NOT {_FORGOTTEN}",
            ),
        ),
    ),
)


def upgrade() -> None:
    """Replace the guard."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER move_no_update ON move")
        op.execute("DROP FUNCTION move_no_update()")
    else:
        op.execute("DROP TRIGGER move_no_update")
    create_triggers(op.get_bind(), GUARDS)


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise NotImplementedError("The books have no way back; restore a backup.")
