"""The one door for every step of a case, its claims and its payments."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from nscl_grants.actions.acts import ChangedMeanwhile, Sent, once
from nscl_grants.actions.moves import move, subject_kind
from nscl_grants.actions.paper_payees import list_payees_anew
from nscl_grants.actions.step import Subject
from nscl_grants.db.applications import Application
from nscl_grants.db.cases import lock_case
from nscl_grants.db.payments import Payment
from nscl_grants.domain.actor import Actor


def advance(
    session: Session,
    subject: Subject,
    trigger: str,
    *,
    actor: Actor,
    at: datetime,
    act: str,
    answers: Mapping[str, Any],
    seen_version: int | None = None,
) -> None:
    """Take the subject one step on, once, and commit.

    `seen_version` is the version that the person looked at; when somebody changed the subject since,
    ChangedMeanwhile is raised and nothing happens. Raises the refusal of the workflow or the ledger.
    """
    take = step_of(session, subject, trigger, actor=actor, at=at, act=act, answers=answers, seen_version=seen_version)
    sent = Sent(act, f"{subject_kind(subject)}.{trigger}", {"subject": subject.id, "answers": dict(answers)})
    once(session, sent, actor=actor, at=at, do=take)


def step_of(
    session: Session,
    subject: Subject,
    trigger: str,
    *,
    actor: Actor,
    at: datetime,
    act: str,
    answers: Mapping[str, Any],
    seen_version: int | None,
) -> Callable[[], None]:
    """The step, to be taken within an act; it refuses when the subject is no longer the version that was seen."""

    def take() -> None:
        if isinstance(subject, Application):
            lock_case(session, subject)
        else:
            session.refresh(subject, with_for_update=True)
        if seen_version is not None and subject.version != seen_version:
            raise ChangedMeanwhile()
        move(session, subject, trigger, actor=actor, at=at, act=act, answers=answers)
        if isinstance(subject, Payment) and subject.batch_id is not None and trigger == "void":
            list_payees_anew(session, subject.batch_id, actor=actor, at=at, act=act)

    return take
