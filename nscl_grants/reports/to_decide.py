"""What waits for a decision, with the reason where this approver may not take it and who may."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from nscl_grants.db.applications import Application, Duty, Move
from nscl_grants.db.cases import visible_to
from nscl_grants.db.people import Person, people_holding
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import APPROVER, Actor
from nscl_grants.domain.case import CaseFacts
from nscl_grants.domain.duties import DECIDE
from nscl_grants.domain.refused import Refused

MOST_ROWS = 200
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Listed(Generic[Row]):
    """The first rows of what waits, with those that were asked for by name; and whether others wait, too."""

    rows: Sequence[Row]
    is_cut: bool


@dataclass(frozen=True, slots=True)
class ToDecide:
    """A case, why this approver must leave it, and the approvers who need not."""

    case: Application
    refusal: Refused | None
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToReject:
    """A proposed rejection, why this approver must leave it, and the grounds that the reviewer gave."""

    case: Application
    refusal: Refused | None
    article: str
    reason: str


def to_decide(
    session: Session, actor: Actor, today: date, *, line: str = "", procedure: str = "", named: Collection[str] = ()
) -> Listed[ToDecide]:
    """The recommended cases that the actor may see, the next due first, in a fixed number of queries.

    Cases `named` by their reference are among them, however many are due earlier and whatever the filters say.
    """
    cases, is_cut = _cases(session, actor, "recommended", line, procedure, named)
    duties = _duties(session, [case.id for case in cases])
    approvers = people_holding(session, APPROVER, today)
    endorsed = _endorsed(session, cases)
    rows = [
        _row(session, case, actor, today, duties[case.id], approvers, endorsed=case.id in endorsed) for case in cases
    ]
    return Listed(rows, is_cut)


def rejections_proposed(
    session: Session, actor: Actor, *, line: str = "", procedure: str = ""
) -> Sequence[Application]:
    """The first cases that the reviewer would not support, the next due first."""
    return _cases(session, actor, "rejection_proposed", line, procedure)[0]


def to_reject(session: Session, actor: Actor, today: date, *, named: Collection[str] = ()) -> Listed[ToReject]:
    """The proposed rejections with the reviewer's grounds, the next due first, in a fixed number of queries.

    Cases `named` by their reference are among them, however many are due earlier.
    """
    cases, is_cut = _cases(session, actor, "rejection_proposed", "", "", named)
    duties = _duties(session, [case.id for case in cases])
    grounds: dict[int, Mapping[str, Any]] = {
        move.application_id: move.answers
        for move in session.scalars(
            select(Move)
            .where(Move.application_id.in_([case.id for case in cases]), Move.trigger == "propose_rejection")
            .order_by(Move.id)
        )
    }
    rows = [
        ToReject(
            case,
            _refusal(session, case, actor, today, duties[case.id], "reject"),
            str(grounds.get(case.id, {}).get("article") or ""),
            str(grounds.get(case.id, {}).get("reason") or ""),
        )
        for case in cases
    ]
    return Listed(rows, is_cut)


def _cases(
    session: Session, actor: Actor, state: str, line: str, procedure: str, named: Collection[str] = ()
) -> tuple[Sequence[Application], bool]:
    """The next due, then those named that are not among them; and whether more wait than the list takes."""
    waiting = (
        select(Application)
        .where(visible_to(actor), Application.state == state)
        .options(joinedload(Application.organisation), joinedload(Application.reviewer))
        .order_by(Application.due_on, Application.id)
    )
    query = waiting.where(Application.line == line) if line else waiting
    if procedure:
        query = query.where(Application.procedure == procedure)
    found = session.scalars(query.limit(MOST_ROWS + 1)).all()
    first = found[:MOST_ROWS]
    missed = set(named) - {case.reference for case in first}
    others = session.scalars(waiting.where(Application.reference.in_(missed))).all() if missed else ()
    return [*first, *others], len(found) > MOST_ROWS


def _duties(session: Session, cases: Sequence[int]) -> Mapping[int, dict[int, str]]:
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for duty in session.scalars(select(Duty).where(Duty.application_id.in_(cases))):
        found[duty.application_id][duty.person_id] = duty.duty
    return found


def _row(
    session: Session,
    case: Application,
    actor: Actor,
    today: date,
    duties: Mapping[int, str],
    approvers: Sequence[Person],
    *,
    endorsed: bool,
) -> ToDecide:
    free = tuple(
        person.full_name
        for person in approvers
        if person.id != actor.person_id and duties.get(person.id, DECIDE) == DECIDE
    )
    return ToDecide(case, _refusal(session, case, actor, today, duties, "approve", endorsed=endorsed), free)


def _endorsed(session: Session, cases: Sequence[Application]) -> frozenset[int]:
    """The cases whose head of division agrees; asked only where a life demands it."""
    house = house_of(session)
    demanding = [
        case.id
        for case in cases
        if any("head_has_endorsed" in row.guards for row in house.workflow_of(case).leading_from(case.state, "approve"))
    ]
    if not demanding:
        return frozenset()
    last = session.execute(
        select(Move.application_id, Move.trigger)
        .where(Move.application_id.in_(demanding), Move.trigger.in_(("recommend", "promote", "send_back", "endorse")))
        .order_by(Move.id)
    )
    return frozenset(case for case, trigger in dict(last.all()).items() if trigger == "endorse")


def _refusal(
    session: Session,
    case: Application,
    actor: Actor,
    today: date,
    duties: Mapping[int, str],
    trigger: str,
    *,
    endorsed: bool = False,
) -> Refused | None:
    """What the workflow would say to that step, of an approval in full; the facts are those that its guards read."""
    workflow = house_of(session).workflow_of(case)
    facts = CaseFacts(
        state=case.state,
        today=today,
        actor=actor,
        workflow=case.workflow,
        recommended=case.recommended,
        hold_until=case.hold_until,
        duties=duties,
        endorsed=endorsed,
    )
    offers = workflow.offers(case.state, actor.roles, facts)
    return next((offer.refusal for offer in offers if offer.transition.trigger == trigger), None)
