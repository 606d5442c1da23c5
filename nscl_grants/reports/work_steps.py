"""Steps of cases that no kind of work knows by name: derived from the lives, so a new life needs no code here.

Whoever may take the main step out of a state is waited for. What the kinds of work.py cover is left to them, with
their own pages; the rest is found by the state, the life and the role.
"""

from collections.abc import Collection, Iterable, Mapping
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, tuple_
from sqlalchemy.orm import aliased

from nscl_grants.db.applications import Application, Move
from nscl_grants.db.cases import visible_to
from nscl_grants.definitions.house import House
from nscl_grants.domain.actor import STAFF_ROLES
from nscl_grants.domain.case import CaseFacts
from nscl_grants.domain.workflow import Transition, Workflow
from nscl_grants.reports.kinds_of_work import WITH_FIRM, Kind, Reader, Where, Work, mine_or_nobodys, without_other_duty

Life = Workflow[CaseFacts]
ANYWHERE = frozenset[str]()
COVERED: Mapping[str, frozenset[str]] = {
    "submit": ANYWHERE,
    "supplement": ANYWHERE,
    "uphold_appeal": ANYWHERE,
    "receive": frozenset({"submitted"}),
    "recommend": frozenset({"in_review"}),
    "promote": frozenset({"waitlisted"}),
    "approve": frozenset({"recommended"}),
    "issue": frozenset({"approved"}),
    "fund": frozenset({"awaiting_funds"}),
    "receive_repayment": frozenset({"recovering"}),
    "close": frozenset({"disbursed"}),
}
"""The main steps that are no work of this kind, by the states they lead from: work.py has a kind of its own for them.

An appeal is answered by work.py wherever it was filed. Closing waits for a day years ahead, and for nobody before it.
"""


def standing_before(house: House, trigger: str, state: str) -> ColumnElement[bool]:
    """Cases in that state out of which their own life has that step."""
    lives = [life for life in house.case_lives if any(row.source == state for row in _rows(life, trigger))]
    return and_(Application.state == state, _of(lives))


def before(trigger: str, state: str) -> Where:
    """The same as what a kind of work asks of its cases."""
    return lambda reader: (standing_before(reader.house, trigger, state),)


def not_yet_endorsed(house: House) -> ColumnElement[bool]:
    """Cases that the head of division has to agree with before they can be decided."""
    lives = [life for life in house.case_lives if any("head_has_endorsed" in row.guards for row in life.transitions)]
    return and_(_of(lives), ~taken_since_arrival("endorse"))


def taken_since_arrival(trigger: str) -> ColumnElement[bool]:
    """Whether somebody took that step after the case came to its state; it led nowhere else."""
    later = aliased(Move)
    left = exists().where(
        later.application_id == Move.application_id,
        later.subject == "application",
        later.id > Move.id,
        later.source != later.dest,
    )
    return exists().where(
        Move.application_id == Application.id, Move.subject == "application", Move.trigger == trigger, ~left
    )


def steps_for(reader: Reader) -> tuple[Kind, ...]:
    """The main steps that the reader's roles may take and that no other kind of work names; none, or all as one."""
    return (Kind(_query, partial(_work, reader), (WITH_FIRM,)),) if _meant(reader) else ()


def _meant(reader: Reader) -> list[tuple[Life, Transition]]:
    return [(life, row) for life in reader.house.case_lives for row in _main_steps(life, reader.actor.roles)]


def _query(reader: Reader) -> Select[Any]:
    """One question for all lives; the states stand by themselves so that an index finds them."""
    meant = _meant(reader)
    return (
        select(Application)
        .where(
            visible_to(reader.actor),
            Application.state.in_({row.source for _, row in meant}),
            or_(*(_waiting(life, row, reader) for life, row in meant)),
        )
        .order_by(Application.due_on, Application.id)
    )


def _work(reader: Reader, case: Application) -> Work:
    life = reader.house.workflow_of(case)
    step = next(row for row in _main_steps(life, reader.actor.roles) if row.source == case.state)
    due_on = case.due_on if life.states[case.state].clock == "running" else None
    return Work(f"step.{step.trigger}", case, case, due_on, case.approved or case.recommended, step)


def _waiting(life: Life, row: Transition, reader: Reader) -> ColumnElement[bool]:
    """Cases in which this person may be the one: guards that name the hands are asked here, all others on the page."""
    asked = [Application.state == row.source, _of([life])]
    if row.dest == row.source:
        asked.append(~taken_since_arrival(row.trigger))
    if row.duty and "hands_are_clean" in row.guards:
        asked.append(without_other_duty(reader, row.duty))
    if "head_is_another" in row.guards:
        asked.append(or_(Application.reviewer_id.is_(None), Application.reviewer_id != reader.person_id))
    elif row.duty == "review":
        asked.append(mine_or_nobodys(reader))
    return and_(*asked)


def _main_steps(life: Life, roles: Collection[str]) -> Iterable[Transition]:
    staff = STAFF_ROLES.intersection(roles)
    return [
        row for row in life.transitions
        if row.tone == "primary" and not staff.isdisjoint(row.by) and not _is_covered(row)
    ]  # fmt: skip


def _is_covered(row: Transition) -> bool:
    states = COVERED.get(row.trigger)
    return states is not None and (states == ANYWHERE or row.source in states)


def _rows(life: Life, trigger: str) -> Iterable[Transition]:
    return [row for row in life.transitions if row.trigger == trigger]


def _of(lives: Iterable[Life]) -> ColumnElement[bool]:
    pairs = [(life.name, life.version) for life in lives]
    return tuple_(Application.workflow, Application.workflow_version).in_(pairs)
