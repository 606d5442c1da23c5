"""Who reviews a case: the reviewer with the fewest open cases among those who may, or the one that somebody names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nscl_grants.actions.acts import ChangedMeanwhile, Sent, once
from nscl_grants.db import audit
from nscl_grants.db.absences import people_away
from nscl_grants.db.applications import Application, Move
from nscl_grants.db.cases import lock_case, moves_of
from nscl_grants.db.hands import hands_of
from nscl_grants.db.interests import people_tied_to
from nscl_grants.db.notices import StaffNotice
from nscl_grants.db.people import people_holding
from nscl_grants.domain.actor import APPROVER, REVIEWER, Actor
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text
from nscl_grants.domain.word import Word
from nscl_grants.domain.workflow import NotYourStep

ASSIGNING_ROLES = (REVIEWER, APPROVER)
_ASSIGN = Text("Giao thẩm định", "Assign a review")
REVIEWING_STATES = ("in_review", "supplement_requested", "waitlisted")
REVIEWING_TRIGGERS = ("recommend", "propose_rejection", "ask_supplement", "extend")


@dataclass(eq=False)
class ReviewerBarred(Refused):
    """The person named may not review this case: other duties, a conflict of interest, or no such role."""

    person: str
    code: str


@dataclass(eq=False)
class NotUnderReview(Refused):
    """Only a case under review is given to a reviewer."""

    code: str


def least_loaded_reviewer(session: Session, application: Application, today: date) -> int | None:
    """The person to review it; of two with as little to do the one who came first; None when nobody may."""
    barred = barred_from_reviewing(session, application)
    kept_out = barred | people_away(session, today)
    able = [person.id for person in people_holding(session, REVIEWER, today) if person.id not in kept_out]
    if not able:
        return None
    load = dict(
        session.execute(
            select(Application.reviewer_id, func.count(Application.id))
            .where(Application.reviewer_id.in_(able), Application.state.in_(REVIEWING_STATES))
            .group_by(Application.reviewer_id)
        ).all()
    )
    return min(able, key=lambda person_id: (load.get(person_id, 0), person_id))


def assign(
    session: Session, cases: Sequence[tuple[Application, int]], to: int | None, *, actor: Actor, at: datetime, act: str
) -> list[int] | None:
    """Give these cases (with the version of each that was seen) to one reviewer, or share them out one by one; once,
    and commit. Gives back the ids of those that nobody could take; None when this very act was done before."""
    in_order = sorted(cases, key=lambda each: each[0].id)

    def give() -> list[int]:
        if not actor.holds(*ASSIGNING_ROLES):
            raise NotYourStep(_ASSIGN, tuple(Word(f"role.{role}") for role in ASSIGNING_ROLES))
        for case, seen_version in in_order:
            lock_case(session, case)
            if case.version != seen_version:
                raise ChangedMeanwhile()
        return [case.id for case, _ in in_order if not _give(session, case, to, actor, at)]

    content = {"cases": [case.id for case, _ in in_order], "to": to}
    return once(session, Sent(act, "review.assign", content), actor=actor, at=at, do=give)


def give_to(session: Session, application: Application, reviewer_id: int, *, at: datetime) -> None:
    """The case is this reviewer's from now on, who is told."""
    application.reviewer_id = reviewer_id
    code = application.code or application.reference
    session.add(
        StaffNotice(
            person_id=reviewer_id,
            application_id=application.id,
            kind="mail.assigned",
            values={"code": code, "due": "" if application.due_on is None else application.due_on.isoformat()},
            at=at,
        )
    )


def _give(session: Session, application: Application, to: int | None, actor: Actor, at: datetime) -> bool:
    """One case given, False where nobody may take it."""
    if application.state not in REVIEWING_STATES:
        raise NotUnderReview(application.code or application.reference)
    reviewer_id = to or least_loaded_reviewer(session, application, legal_date(at))
    if reviewer_id is None:
        return False
    names = {person.id: person.full_name for person in people_holding(session, REVIEWER, legal_date(at))}
    if reviewer_id not in names or reviewer_id in barred_from_reviewing(session, application):
        raise ReviewerBarred(names.get(reviewer_id, "–"), application.code or application.reference)
    before = application.reviewer_id
    if before == reviewer_id:
        return True
    give_to(session, application, reviewer_id, at=at)
    session.flush()
    audit.append(
        session,
        at=at,
        person_id=actor.person_id,
        account_id=actor.account_id,
        who=actor.name,
        what="review.assign",
        subject_kind="application",
        subject=application.reference,
        before={"reviewer": before},
        after={"reviewer": reviewer_id},
    )
    return True


def barred_from_reviewing(session: Session, application: Application) -> frozenset[int]:
    """Who must not review it: other duties, a conflict of interest, or a review that an appeal set aside."""
    hands = hands_of(session, application.id, application.organisation_id)
    others = frozenset(duty.person_id for duty in hands.duties if duty.duty != "review")
    tied = frozenset(people_tied_to(session, application.organisation_id))
    return others | hands.conflicted | tied | former_reviewers(session, application)


def former_reviewers(session: Session, application: Application) -> frozenset[int]:
    """Who reviewed before the last upheld appeal; empty when none was upheld."""
    return reviewers_before(moves_of(session, application.id))


def reviewers_before(moves: Sequence[Move]) -> frozenset[int]:
    """The reviewers before the last upheld appeal among these moves of a case."""
    upheld = [nth for nth, move in enumerate(moves) if move.trigger == "uphold_appeal" and move.dest == "in_review"]
    before = moves[: upheld[-1]] if upheld else ()
    return frozenset(move.person_id for move in before if move.trigger in REVIEWING_TRIGGERS)
