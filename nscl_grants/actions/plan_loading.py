"""The plan's table enters the books, once, with the years that it opens."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.actions.budget_log import note
from nscl_grants.db import ledger
from nscl_grants.db.ledger_tables import LedgerPosting
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import CHIEF_ACCOUNTANT, PLAN_MANAGER, SYSTEM_ROLE, Actor
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.ledger import budget
from nscl_grants.domain.ledger.budget import PlannedLine
from nscl_grants.domain.ledger.limits import Limit
from nscl_grants.domain.ledger.posting import Entries, Kind, Posting
from nscl_grants.domain.plan import PlanDefinition
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text
from nscl_grants.domain.two_people import check_role

LOAD = Text("Ghi dự toán kế hoạch", "Enter the plan")


@dataclass(eq=False)
class PlanLoaded(Refused):
    """The books hold the plan."""


def load_plan(session: Session, *, actor: Actor, at: datetime, act: str) -> None:
    """Open the plan's years and enter its table into empty books, one posting for each line; once, and commit."""
    plan = house_of(session).plan

    def load() -> None:
        check_role(actor, LOAD, SYSTEM_ROLE, CHIEF_ACCOUNTANT, PLAN_MANAGER)
        ledger.lock(session)
        if session.scalar(select(LedgerPosting.seq).where(LedgerPosting.kind == Kind.PLAN).limit(1)):
            raise PlanLoaded()
        for year in plan.years:
            _post(session, Kind.OPEN_YEAR, f"{act}/{year}", year, (), actor, at, {"plan": plan.key})
        lines = planned_lines(plan)
        for nth, line in enumerate(lines):
            # The first posting carries the caps of the whole table, so that no later line can pass them.
            limits = budget.plan_limits(lines) if nth == 0 else ()
            memo, entries = {"plan": plan.key, "line": line.key}, budget.plan((line,))
            _post(session, Kind.PLAN, f"{act}/{line.key}", plan.first_year, entries, actor, at, memo, limits)
        note(session, actor, at, "plan.load", plan.key, {"total": plan.total.dong})

    once(session, Sent(act, "plan.load", {"plan": plan.key}), actor=actor, at=at, do=load)


def planned_lines(plan: PlanDefinition) -> tuple[PlannedLine, ...]:
    """The plan's table as the ledger takes it."""
    return tuple(
        PlannedLine(line.key, line.amounts, dict.fromkeys(line.amounts, line.products.a_year) if line.products else {})
        for line in plan.lines
    )


def _post(
    session: Session,
    kind: Kind,
    posting_id: str,
    year: int,
    entries: Entries,
    actor: Actor,
    at: datetime,
    memo: Mapping[str, Any],
    limits: tuple[Limit, ...] = (),
) -> None:
    posting = Posting(
        id=posting_id,
        kind=kind,
        person=f"{actor.person_id}",
        budget_year=year,
        effective_on=legal_date(at),
        entries=entries,
        limits=limits,
        memo=memo,
    )
    ledger.post(session, posting, recorded_at=at)
