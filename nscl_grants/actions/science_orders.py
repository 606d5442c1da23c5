"""Tasks of the plan are ordered, and taken a step on with the file that stands behind the step."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from nscl_grants.actions.acts import ChangedMeanwhile, Sent, once
from nscl_grants.actions.science_effects import EFFECTS
from nscl_grants.actions.science_moves import move_science, note_science
from nscl_grants.db.science import ScienceFile, ScienceMove, ScienceTask
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import PLAN_MANAGER, Actor
from nscl_grants.domain.money import Money
from nscl_grants.domain.science import SUBJECT, NotOrdered
from nscl_grants.domain.text import Text
from nscl_grants.domain.two_people import check_role

ORDER = Text("Đề xuất đặt hàng nhiệm vụ KH&CN", "Propose an order")


def propose_order(
    session: Session,
    answers: Mapping[str, Any],
    *,
    actor: Actor,
    at: datetime,
    act: str,
    file: Mapping[str, Any] | None = None,
) -> ScienceTask | None:
    """Propose to order a task of the plan, once, and commit."""

    def propose() -> ScienceTask:
        check_role(actor, ORDER, PLAN_MANAGER)
        house = house_of(session)
        if str(answers["task"]) not in {task.key for task in house.plan.tasks if task.by_order}:
            raise NotOrdered(str(answers["task"]))
        life = house.workflow(SUBJECT)
        science = ScienceTask(
            task=str(answers["task"]),
            title=str(answers["title"]),
            brief=str(answers["brief"]),
            estimate=Money(int(answers["estimate"])),
            state=life.initial,
            workflow_version=life.version,
            ordered_by=actor.person_id,
            ordered_at=at,
        )
        session.add(science)
        session.flush()
        _begin(session, science, answers, file, actor, at, act)
        return science

    return once(session, Sent(act, "science_task.propose", _sent(answers, file)), actor=actor, at=at, do=propose)


def advance_science(
    session: Session,
    science: ScienceTask,
    trigger: str,
    *,
    actor: Actor,
    at: datetime,
    act: str,
    answers: Mapping[str, Any],
    seen_version: int | None = None,
    file: Mapping[str, Any] | None = None,
) -> bool:
    """Take an order one step on, once, and commit; raises the refusal of its workflow. False when it was done before.

    The file stands on the disk already; whoever put it there removes it when the step was not taken.
    """
    science_id = science.id

    def take() -> bool:
        session.refresh(science, with_for_update=True)
        if seen_version is not None and science.version != seen_version:
            raise ChangedMeanwhile()
        move = move_science(session, science, trigger, EFFECTS, actor=actor, at=at, act=act, answers=answers)
        _keep(session, move, file, actor, at)
        return True

    content = {"science_task": science_id, **_sent(answers, file)}
    return bool(once(session, Sent(act, f"science_task.{trigger}", content), actor=actor, at=at, do=take))


def _begin(
    session: Session,
    science: ScienceTask,
    answers: Mapping[str, Any],
    file: Mapping[str, Any] | None,
    actor: Actor,
    at: datetime,
    act: str,
) -> None:
    move = ScienceMove(
        science_task_id=science.id,
        n=1,
        trigger="propose",
        source="",
        dest=science.state,
        person_id=actor.person_id,
        person_name=actor.name,
        account_id=actor.account_id,
        at=at,
        answers=dict(answers),
        act=act,
    )
    session.add(move)
    _keep(session, move, file, actor, at)
    session.flush()
    note_science(session, move)


def _keep(session: Session, move: ScienceMove, file: Mapping[str, Any] | None, actor: Actor, at: datetime) -> None:
    if file is not None:
        session.add(
            ScienceFile(
                science_task_id=move.science_task_id, n=move.n, uploaded_by=actor.person_id, uploaded_at=at, **file
            )
        )
        session.flush()


def _sent(answers: Mapping[str, Any], file: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the person sent: the file counts by its digest, not by where we put it."""
    return {"answers": dict(answers), **({"file": file["sha256"]} if file else {})}
