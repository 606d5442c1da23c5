"""What the database refuses whatever program asks: the rules of accounts, the head, years and limits."""

# ruff: noqa: S608 - every text here is fixed; nothing that anybody sends gets into it.

from nscl_grants.db.migrations.ledger_0001.fixed_rows import MOST
from nscl_grants.db.migrations.ledger_0001.triggers import Rule, Trigger, forbid

HEAD = "ledger_head WHERE id = 1"


def whole(*columns: str) -> Rule:
    """SQLite takes a word or a fraction for a number unless it is told not to."""
    wrong = " OR ".join(f"typeof(NEW.{column}) NOT IN ('integer', 'null')" for column in columns)
    return Rule("ledger: not a whole number", wrong, only_on_sqlite=True)


ACCOUNT = (
    Trigger(
        "ledger_account_opens",
        "BEFORE INSERT",
        "ledger_account",
        (
            whole("year", "floor", "ceiling", "balance"),
            Rule(
                "ledger: an account opens empty, with the names and the limits of its place",
                """NOT EXISTS (SELECT 1 FROM ledger_ground g
                    WHERE g.unit = NEW.unit AND g.place = NEW.place
                      AND NEW.floor = g.floor AND NEW.ceiling = g.ceiling
                      AND NEW.balance = 0 AND NEW.moved_seq = 0 AND NEW.moved_n = 0 AND NEW.limited_seq = 0
                      AND (NEW.line <> '') = (g.has_line = 1) AND (NEW.year > 0) = (g.has_year = 1)
                      AND NEW.year >= 0
                      AND (g.has_case IS NULL OR (NEW.case_reference <> '') = (g.has_case = 1))
                      AND (NEW.family <> '') = (g.has_entitlement = 1)
                      AND (NEW.holder <> '') = (g.has_entitlement = 1)
                      AND (NEW.item <> '') = (g.has_entitlement = 1))""",
            ),
            Rule(
                "ledger: the account exists",
                """EXISTS (SELECT 1 FROM ledger_account a WHERE a.id = NEW.id
                    OR (a.unit = NEW.unit AND a.place = NEW.place AND a.line = NEW.line AND a.year = NEW.year
                        AND a.case_reference = NEW.case_reference AND a.family = NEW.family
                        AND a.holder = NEW.holder AND a.item = NEW.item))""",
            ),
        ),
    ),
    Trigger(
        "ledger_account_changes",
        "BEFORE UPDATE",
        "ledger_account",
        (
            Rule(
                "ledger: the name of an account stays",
                """NOT (NEW.id = OLD.id AND NEW.unit = OLD.unit AND NEW.place = OLD.place AND NEW.line = OLD.line
                    AND NEW.year = OLD.year AND NEW.case_reference = OLD.case_reference
                    AND NEW.family = OLD.family AND NEW.holder = OLD.holder AND NEW.item = OLD.item)""",
            ),
            # What passes is exactly what the newest entry or limit of the account asks for. Each was
            # applied when it was written, so for anybody else there is nothing left to apply.
            Rule(
                "ledger: a balance changes by an entry, a limit by a posting",
                """NOT (
                    (NEW.floor = OLD.floor AND NEW.ceiling = OLD.ceiling AND NEW.limited_seq = OLD.limited_seq
                     AND (NEW.moved_seq, NEW.moved_n) > (OLD.moved_seq, OLD.moved_n)
                     AND EXISTS (SELECT 1 FROM ledger_entry e
                        WHERE e.posting_seq = NEW.moved_seq AND e.n = NEW.moved_n
                          AND ((e.source_id = NEW.id AND NEW.balance = OLD.balance - e.amount)
                            OR (e.dest_id = NEW.id AND NEW.balance = OLD.balance + e.amount))))
                    OR
                    (NEW.balance = OLD.balance AND NEW.moved_seq = OLD.moved_seq AND NEW.moved_n = OLD.moved_n
                     AND NEW.limited_seq > OLD.limited_seq
                     AND EXISTS (SELECT 1 FROM ledger_limit l
                        WHERE l.posting_seq = NEW.limited_seq AND l.account_id = NEW.id
                          AND l.floor = NEW.floor AND l.ceiling = NEW.ceiling)))""",
            ),
            Rule("ledger: beyond the limit", "NOT (NEW.floor <= NEW.balance AND NEW.balance <= NEW.ceiling)"),
        ),
    ),
    *forbid("ledger_account", "DELETE"),
)

LIMIT = (
    Trigger(
        "ledger_limit_joins",
        "BEFORE INSERT",
        "ledger_limit",
        (
            whole("posting_seq", "n", "account_id", "floor", "ceiling"),
            Rule(
                "ledger: limits belong to the latest posting, in order, as many as it said",
                f"""NOT EXISTS (SELECT 1 FROM ledger_posting p
                    WHERE p.seq = NEW.posting_seq AND p.seq = (SELECT seq FROM {HEAD})
                      AND NEW.n <= p.limit_count
                      AND NEW.n = 1 + (SELECT count(*) FROM ledger_limit l WHERE l.posting_seq = p.seq))""",
            ),
            Rule(
                "ledger: not a limit that this movement may set",
                f"""NOT EXISTS (SELECT 1 FROM ledger_posting p, ledger_limit_route r, ledger_account a, ledger_ground g
                    WHERE p.seq = NEW.posting_seq AND a.id = NEW.account_id
                      AND r.kind = p.kind AND r.unit = a.unit AND r.place = a.place
                      AND g.unit = a.unit AND g.place = a.place
                      AND (CASE WHEN g.ceiling = 0 THEN NEW.ceiling ELSE NEW.floor END) = 0
                      AND NEW.floor BETWEEN -{MOST} AND {MOST} AND NEW.ceiling BETWEEN -{MOST} AND {MOST})""",
            ),
            Rule(
                "ledger: one limit an account",
                """EXISTS (SELECT 1 FROM ledger_limit l
                    WHERE l.posting_seq = NEW.posting_seq AND l.account_id = NEW.account_id)""",
            ),
        ),
    ),
    Trigger(
        "ledger_limit_works",
        "AFTER INSERT",
        "ledger_limit",
        (
            """UPDATE ledger_account SET floor = NEW.floor, ceiling = NEW.ceiling, limited_seq = NEW.posting_seq
                WHERE id = NEW.account_id""",
        ),
    ),
    *forbid("ledger_limit", "UPDATE", "DELETE"),
)

HEAD_AND_YEARS = (
    *forbid("ledger_head", "INSERT", "DELETE"),
    Trigger(
        "ledger_head_follows",
        "BEFORE UPDATE",
        "ledger_head",
        (
            Rule(
                "ledger: the head follows the postings",
                """NOT (NEW.id = OLD.id AND NEW.seq = OLD.seq + 1
                    AND EXISTS (SELECT 1 FROM ledger_posting p WHERE p.seq = NEW.seq AND p.hash = NEW.hash))""",
            ),
        ),
    ),
    Trigger(
        "ledger_year_follows",
        "BEFORE INSERT",
        "ledger_year",
        (
            Rule(
                "ledger: a year opens and closes by a posting, once",
                """EXISTS (SELECT 1 FROM ledger_year y
                        WHERE (y.year = NEW.year AND y.state = NEW.state) OR y.posting_seq = NEW.posting_seq)
                    OR NOT EXISTS (SELECT 1 FROM ledger_posting p
                        WHERE p.seq = NEW.posting_seq AND p.budget_year = NEW.year
                          AND (p.kind, NEW.state) IN (('open_year', 'open'), ('close_year', 'closed')))""",
            ),
        ),
    ),
    *forbid("ledger_year", "UPDATE", "DELETE"),
)

FIXED = tuple(
    trigger
    for table in ("ledger_ground", "ledger_kind", "ledger_route", "ledger_limit_route")
    for trigger in forbid(table, "INSERT", "UPDATE", "DELETE")
)

TABLES = (
    "ledger_account",
    "ledger_posting",
    "ledger_entry",
    "ledger_limit",
    "ledger_year",
    "ledger_head",
    "ledger_ground",
    "ledger_kind",
    "ledger_route",
    "ledger_limit_route",
    "audit_event",
    "audit_head",
)
TRUNCATE = tuple(trigger for table in TABLES for trigger in forbid(table, "TRUNCATE"))
"""PostgreSQL alone can empty a table past its row triggers."""
