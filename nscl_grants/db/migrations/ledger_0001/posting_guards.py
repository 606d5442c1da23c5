"""What the database refuses of a posting and of its entries."""

# ruff: noqa: S608 - every text here is fixed; nothing that anybody sends gets into it.

from nscl_grants.db.migrations.ledger_0001.fixed_rows import MOST
from nscl_grants.db.migrations.ledger_0001.guards import HEAD, whole
from nscl_grants.db.migrations.ledger_0001.triggers import Rule, Trigger, forbid

_IS_CLOSED = "EXISTS (SELECT 1 FROM ledger_year y WHERE y.year = {year} AND y.state = 'closed')"
_IS_OPENED = "EXISTS (SELECT 1 FROM ledger_year y WHERE y.year = {year} AND y.state = 'open')"

_BOTH = """FROM ledger_posting p, ledger_account s, ledger_account d
    WHERE p.seq = NEW.posting_seq AND s.id = NEW.source_id AND d.id = NEW.dest_id"""
"""The posting of a new entry, its source and its destination."""

POSTING = (
    Trigger(
        "ledger_posting_joins",
        "BEFORE INSERT",
        "ledger_posting",
        locks_first=HEAD,
        steps=(
            whole("seq", "budget_year", "entry_count", "limit_count"),
            Rule(
                "ledger: the next posting, sealed with the one before",
                f"""NOT EXISTS (SELECT 1 FROM {HEAD} AND seq + 1 = NEW.seq AND hash = NEW.prev_hash)
                    OR length(NEW.hash) <> 64""",
            ),
            Rule(
                "ledger: the id is taken",
                """EXISTS (SELECT 1 FROM ledger_posting p
                    WHERE p.id = NEW.id OR p.seq = NEW.seq OR p.reverses = NEW.reverses)""",
            ),
            Rule(
                "ledger: the posting before is not complete",
                """EXISTS (SELECT 1 FROM ledger_posting p WHERE p.seq = NEW.seq - 1 AND (
                    (p.entry_count IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ledger_entry e
                        WHERE e.posting_seq = p.seq AND e.n = p.entry_count))
                    OR (p.limit_count IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ledger_limit l
                        WHERE l.posting_seq = p.seq AND l.n = p.limit_count))))""",
            ),
            Rule(
                "ledger: a movement with entries, and a case where it has one",
                """NOT EXISTS (SELECT 1 FROM ledger_kind k WHERE k.kind = NEW.kind
                    AND (NEW.entry_count IS NOT NULL) = (k.moves = 1)
                    AND (NEW.entry_count IS NULL OR NEW.entry_count > 0)
                    AND (NEW.limit_count IS NULL OR (NEW.limit_count > 0 AND k.moves = 1))
                    AND (k.has_case IS NULL OR (NEW.case_reference <> '') = (k.has_case = 1)))""",
            ),
            Rule("ledger: carrying over goes in pairs", "NEW.kind = 'carry_over' AND NEW.entry_count % 2 = 1"),
            Rule("ledger: the budget year is closed", _IS_CLOSED.format(year="NEW.budget_year")),
            Rule(
                "ledger: a budget year is opened, once, before anything is booked in it",
                f"(NEW.kind = 'open_year') = ({_IS_OPENED.format(year='NEW.budget_year')})",
            ),
            Rule(
                "ledger: the year is still in use",
                """NEW.kind = 'close_year' AND EXISTS (
                    SELECT 1 FROM ledger_account a, ledger_ground g
                    WHERE a.year = NEW.budget_year AND a.balance <> 0
                      AND g.unit = a.unit AND g.place = a.place AND g.at_close = 'empty')""",
            ),
            Rule(
                "ledger: years close in order",
                f"""NEW.kind = 'close_year' AND EXISTS (SELECT 1 FROM ledger_year z
                    WHERE z.year < NEW.budget_year AND z.state = 'open' AND NOT {_IS_CLOSED.format(year="z.year")})""",
            ),
            Rule(
                "ledger: a reversal mirrors the latest posting of a case",
                """(NEW.reverses IS NOT NULL) <> (NEW.kind = 'reverse')
                    OR (NEW.kind = 'reverse' AND NOT EXISTS (SELECT 1 FROM ledger_posting p, ledger_kind k
                        WHERE p.id = NEW.reverses AND k.kind = p.kind AND k.reversible = 1
                          AND p.entry_count = NEW.entry_count AND p.budget_year = NEW.budget_year
                          AND p.case_reference = NEW.case_reference
                          AND NOT EXISTS (SELECT 1 FROM ledger_posting z
                            WHERE z.case_reference = p.case_reference AND z.seq > p.seq)))""",
            ),
        ),
    ),
    Trigger(
        "ledger_posting_leads",
        "AFTER INSERT",
        "ledger_posting",
        (
            "UPDATE ledger_head SET seq = NEW.seq, hash = NEW.hash WHERE id = 1",
            """INSERT INTO ledger_year (year, state, posting_seq)
                SELECT NEW.budget_year, CASE NEW.kind WHEN 'open_year' THEN 'open' ELSE 'closed' END, NEW.seq
                WHERE NEW.kind IN ('open_year', 'close_year')""",
        ),
    ),
    *forbid("ledger_posting", "UPDATE", "DELETE"),
)

_PAST_THE_LAST = "p.seq = NEW.posting_seq AND p.entry_count = NEW.n"
_PROMISED_OR_GIVEN = "'held', 'committed', 'due', 'reserved', 'in_transit', 'advanced', 'paid'"
_TOUCHED = "FROM ledger_entry e JOIN ledger_account a ON a.id IN (e.source_id, e.dest_id) WHERE e.posting_seq = p.seq"
_COUNTS_PRODUCTS = """SELECT 1 FROM ledger_account v JOIN ledger_account s
    ON s.unit = 'SLOT' AND s.place = 'estimate' AND s.line = v.line WHERE v.case_reference = t.case_reference"""


def _sum_of_case(unit: str, places: str) -> str:
    return f"""(SELECT coalesce(sum(b.balance), 0) FROM ledger_account b
        WHERE b.case_reference = t.case_reference AND b.unit = '{unit}' AND b.place IN ({places}))"""


ENTRY = (
    Trigger(
        "ledger_entry_joins",
        "BEFORE INSERT",
        "ledger_entry",
        (
            whole("posting_seq", "n", "source_id", "dest_id", "amount"),
            Rule("ledger: an amount above zero", f"NOT (NEW.amount > 0 AND NEW.amount <= {MOST})"),
            Rule(
                "ledger: entries belong to the latest posting, in order, as many as it said",
                f"""NOT EXISTS (SELECT 1 FROM ledger_posting p
                    WHERE p.seq = NEW.posting_seq AND p.seq = (SELECT seq FROM {HEAD})
                      AND NEW.n <= p.entry_count
                      AND NEW.n = 1 + (SELECT count(*) FROM ledger_entry e WHERE e.posting_seq = p.seq))""",
            ),
            Rule(
                "ledger: not a way of this movement",
                f"""NOT EXISTS (SELECT 1 {_BOTH} AND s.id <> d.id AND s.unit = d.unit AND (
                    EXISTS (SELECT 1 FROM ledger_route r
                        WHERE r.kind = p.kind AND r.unit = s.unit AND r.source = s.place AND r.dest = d.place)
                    OR EXISTS (SELECT 1 FROM ledger_posting o, ledger_entry e
                        WHERE o.id = p.reverses AND e.posting_seq = o.seq AND e.n = p.entry_count + 1 - NEW.n
                          AND e.source_id = d.id AND e.dest_id = s.id AND e.amount = NEW.amount)))""",
            ),
            Rule(
                "ledger: from one line, year, case or entitlement to another",
                f"""EXISTS (SELECT 1 {_BOTH} AND (
                    (s.line <> '' AND d.line <> '' AND s.line <> d.line AND p.kind <> 'reallocate')
                    OR (s.year > 0 AND d.year > 0 AND s.year <> d.year)
                    OR (p.kind <> 'adjust' AND s.case_reference <> '' AND d.case_reference <> ''
                        AND s.case_reference <> d.case_reference)
                    OR s.family <> d.family OR s.holder <> d.holder OR s.item <> d.item
                    OR (p.kind NOT IN ('adjust', 'carry_over')
                        AND (s.case_reference NOT IN ('', p.case_reference)
                          OR d.case_reference NOT IN ('', p.case_reference)))))""",
            ),
            Rule(
                "ledger: no money of another line for one whose products are counted",
                f"""EXISTS (SELECT 1 {_BOTH} AND s.line <> '' AND d.line <> s.line
                    AND EXISTS (SELECT 1 FROM ledger_account c
                        WHERE c.unit = 'SLOT' AND c.place = 'estimate' AND c.line = d.line))""",
            ),
            Rule(
                "ledger: the year of the account is closed",
                f"""EXISTS (SELECT 1 {_BOTH} AND EXISTS (SELECT 1 FROM ledger_account a, ledger_ground g
                    WHERE a.id IN (s.id, d.id) AND g.unit = a.unit AND g.place = a.place AND g.at_close <> 'open'
                      AND (NOT {_IS_OPENED.format(year="a.year")} OR {_IS_CLOSED.format(year="a.year")}
                        OR (g.at_close = 'empty' AND a.unit = 'VND' AND a.year <> p.budget_year
                            AND NOT (p.kind = 'carry_over' AND a.year = p.budget_year + 1)))))""",
            ),
            Rule(
                "ledger: what is carried out of a year is carried into the next",
                f"""EXISTS (SELECT 1 {_BOTH} AND p.kind = 'carry_over' AND NOT (
                    (NEW.n % 2 = 1 AND d.place = 'carried_out')
                    OR (NEW.n % 2 = 0 AND s.place = 'carried_in' AND EXISTS (
                        SELECT 1 FROM ledger_entry e, ledger_account f, ledger_account o
                        WHERE e.posting_seq = p.seq AND e.n = NEW.n - 1 AND e.amount = NEW.amount
                          AND f.id = e.source_id AND o.id = e.dest_id
                          AND f.unit = d.unit AND f.place = d.place AND f.case_reference = d.case_reference
                          AND o.line = s.line AND o.case_reference = s.case_reference AND o.year + 1 = s.year))))""",
            ),
        ),
    ),
    Trigger(
        "ledger_entry_moves",
        "AFTER INSERT",
        "ledger_entry",
        (
            Rule(
                "ledger: beyond the limit",
                f"""EXISTS (SELECT 1 {_BOTH}
                    AND (s.balance - NEW.amount < s.floor OR d.balance + NEW.amount > d.ceiling))""",
            ),
            """UPDATE ledger_account
                SET balance = balance - NEW.amount, moved_seq = NEW.posting_seq, moved_n = NEW.n
                WHERE id = NEW.source_id""",
            """UPDATE ledger_account
                SET balance = balance + NEW.amount, moved_seq = NEW.posting_seq, moved_n = NEW.n
                WHERE id = NEW.dest_id""",
            # With the last entry the posting is whole, and the quotas must stand as the money does.
            Rule(
                "ledger: the estimate moves with the money",
                f"""EXISTS (SELECT 1 FROM ledger_posting p WHERE {_PAST_THE_LAST}
                    AND p.kind IN ('allot', 'shrink', 'reallocate')
                    AND EXISTS (SELECT 1 FROM (SELECT DISTINCT a.line, a.year {_TOUCHED} AND a.year > 0) t
                        WHERE (SELECT coalesce(sum(b.balance), 0) FROM ledger_account b
                            WHERE b.line = t.line AND b.year = t.year AND b.unit = 'VND')
                          <> (SELECT coalesce(sum(b.balance), 0) FROM ledger_account b
                            WHERE b.line = t.line AND b.year = t.year
                              AND b.unit = 'FRESH' AND b.place = 'allotted')))""",
            ),
            Rule(
                "ledger: the entitlement moves with the money",
                f"""EXISTS (SELECT 1 FROM ledger_posting p WHERE {_PAST_THE_LAST}
                    AND EXISTS (SELECT 1 FROM (
                            SELECT DISTINCT a.case_reference {_TOUCHED} AND a.case_reference <> '') t
                        WHERE (EXISTS (SELECT 1 FROM ledger_account u
                                WHERE u.case_reference = t.case_reference AND u.unit = 'ENTITLEMENT')
                            OR EXISTS ({_COUNTS_PRODUCTS}))
                          AND {_sum_of_case("VND", _PROMISED_OR_GIVEN + ", 'to_recover', 'written_off'")}
                            > {_sum_of_case("ENTITLEMENT", "'used'")}))""",
            ),
            Rule(
                "ledger: the product moves with the money",
                f"""EXISTS (SELECT 1 FROM ledger_posting p WHERE {_PAST_THE_LAST}
                    AND EXISTS (SELECT 1 FROM (
                            SELECT DISTINCT a.case_reference {_TOUCHED} AND a.case_reference <> '') t
                        WHERE EXISTS ({_COUNTS_PRODUCTS})
                          AND {_sum_of_case("VND", _PROMISED_OR_GIVEN)} > 0
                          AND {_sum_of_case("SLOT", "'held', 'committed', 'paid'")} = 0))""",
            ),
        ),
    ),
    *forbid("ledger_entry", "UPDATE", "DELETE"),
)
