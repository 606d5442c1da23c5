"""What the database refuses of the audit log: every change but the next event."""

# ruff: noqa: S608 - every text here is fixed; nothing that anybody sends gets into it.

from nscl_grants.db.migrations.ledger_0001.guards import whole
from nscl_grants.db.migrations.ledger_0001.triggers import Rule, Trigger, forbid

_HEAD = "audit_head WHERE id = 1"

AUDIT = (
    Trigger(
        "audit_event_joins",
        "BEFORE INSERT",
        "audit_event",
        locks_first=_HEAD,
        steps=(
            whole("seq", "person_id", "account_id"),
            Rule(
                "audit: the next event, sealed with the one before",
                f"""NOT EXISTS (SELECT 1 FROM {_HEAD} AND seq + 1 = NEW.seq AND hash = NEW.prev_hash)
                    OR length(NEW.hash) <> 64""",
            ),
        ),
    ),
    Trigger(
        "audit_event_leads",
        "AFTER INSERT",
        "audit_event",
        ("UPDATE audit_head SET seq = NEW.seq, hash = NEW.hash WHERE id = 1",),
    ),
    *forbid("audit_event", "UPDATE", "DELETE"),
    *forbid("audit_head", "INSERT", "DELETE"),
    Trigger(
        "audit_head_follows",
        "BEFORE UPDATE",
        "audit_head",
        (
            Rule(
                "audit: the head follows the events",
                """NOT (NEW.id = OLD.id AND NEW.seq = OLD.seq + 1
                    AND EXISTS (SELECT 1 FROM audit_event e WHERE e.seq = NEW.seq AND e.hash = NEW.hash))""",
            ),
        ),
    ),
)
