"""Many rejections in one decision: each with the condition it does not meet and its reasons, all or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from nscl_grants.actions.acts import ChangedMeanwhile, Sent, once
from nscl_grants.actions.decisions import CaseHeldBack, NothingChosen
from nscl_grants.actions.moves import move
from nscl_grants.db import audit
from nscl_grants.db.applications import Application
from nscl_grants.db.cases import lock_case
from nscl_grants.db.decisions import Decision
from nscl_grants.definitions.words import sentence
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text


@dataclass(eq=False)
class GroundsMissing(Refused):
    """Nothing is rejected without the condition that is not met and the reasons."""

    code: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """A case that is not supported, and why; the organisation reads these very words."""

    application: Application
    article: str
    reason: str
    seen_version: int


def reject_many(session: Session, chosen: Sequence[Rejected], *, actor: Actor, at: datetime, act: str) -> int | None:
    """Reject all of them in one decision, once, and commit; None when this very act was done before."""
    in_order = sorted(chosen, key=lambda each: each.application.id)

    def take() -> int:
        if not in_order:
            raise NothingChosen()
        for each in in_order:
            lock_case(session, each.application)
            if each.application.version != each.seen_version:
                raise ChangedMeanwhile()
        decision = Decision(kind="rejection", made_by=actor.person_id, made_at=at, remarks="")
        session.add(decision)
        session.flush()
        for each in in_order:
            _reject(session, each, decision, actor, at, act)
        audit.append(
            session,
            at=at,
            person_id=actor.person_id,
            account_id=actor.account_id,
            who=actor.name,
            what="decision.make",
            subject_kind="decision",
            subject=str(decision.id),
            before=None,
            after={"cases": len(in_order)},
        )
        return decision.id

    content = {"cases": [[each.application.id, each.article, each.reason] for each in in_order]}
    return once(session, Sent(act, "decision.reject", content), actor=actor, at=at, do=take)


def _reject(session: Session, each: Rejected, decision: Decision, actor: Actor, at: datetime, act: str) -> None:
    application = each.application
    code = application.code or application.reference
    try:
        if not each.article or not each.reason:
            raise GroundsMissing(code)
        answers = {"article": each.article, "reason": each.reason}
        move(session, application, "reject", actor=actor, at=at, act=act, answers=answers, decision=decision)
    except Refused as refused:
        why = Text(sentence(refused, "vi"), sentence(refused, "en"))
        raise CaseHeldBack(application.organisation.name, code, why) from refused
