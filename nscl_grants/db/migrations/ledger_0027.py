"""The guards of the ledger since revision 0027: the latest posting of a case is the last that moved its money.

An adjustment moves the money of two cases and bears neither; a voucher's number means another voucher on another line.
"""

from collections.abc import Sequence
from dataclasses import replace

from nscl_grants.db.migrations.ledger_0001 import every_guard
from nscl_grants.db.migrations.ledger_0001.posting_guards import POSTING
from nscl_grants.db.migrations.ledger_0001.triggers import Rule, Trigger

_LATEST = Rule(
    "ledger: a reversal mirrors the latest posting of a case",
    """(NEW.reverses IS NOT NULL) <> (NEW.kind = 'reverse')
        OR (NEW.kind = 'reverse' AND NOT EXISTS (SELECT 1 FROM ledger_posting p, ledger_kind k
            WHERE p.id = NEW.reverses AND k.kind = p.kind AND k.reversible = 1
              AND p.entry_count = NEW.entry_count AND p.budget_year = NEW.budget_year
              AND p.case_reference = NEW.case_reference
              AND NOT EXISTS (SELECT 1 FROM ledger_entry e
                JOIN ledger_account a ON a.id IN (e.source_id, e.dest_id) AND a.case_reference <> ''
                JOIN ledger_account z ON z.case_reference = a.case_reference AND z.line = a.line
                WHERE e.posting_seq = p.seq AND z.moved_seq > p.seq)))""",
)


def _with_the_rule(guard: Trigger) -> Trigger:
    steps = [_LATEST if isinstance(step, Rule) and step.message == _LATEST.message else step for step in guard.steps]
    return replace(guard, steps=tuple(steps))


JOINS = _with_the_rule(next(guard for guard in POSTING if guard.name == "ledger_posting_joins"))


def _now(guards: Sequence[Trigger]) -> tuple[Trigger, ...]:
    return tuple(JOINS if guard.name == JOINS.name else guard for guard in guards)


EVERY_GUARD = _now(every_guard.EVERY_GUARD)
EVERY_GUARD_OF_POSTGRESQL = _now(every_guard.EVERY_GUARD_OF_POSTGRESQL)
