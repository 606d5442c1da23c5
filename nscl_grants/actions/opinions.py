"""Four eyes on a review: a second reviewer says what they think of it, before the recommendation."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.actions.assignment import barred_from_reviewing
from nscl_grants.db import audit
from nscl_grants.db.applications import Application, Duty
from nscl_grants.db.assessments import current_assessment
from nscl_grants.db.cases import lock_case
from nscl_grants.db.notices import StaffNotice
from nscl_grants.db.opinions import Opinion
from nscl_grants.domain.actor import REVIEWER, Actor
from nscl_grants.domain.duties import REVIEW
from nscl_grants.domain.refused import Refused

IN_REVIEW = "in_review"


@dataclass(eq=False)
class OpinionNotYours(Refused):
    """A second opinion is another reviewer's, who holds no other duty in the case."""

    person: str


@dataclass(eq=False)
class NothingToSecond(Refused):
    """There is a second opinion only on a review that is under way."""


def ask_for_opinion(
    session: Session, application: Application, of: int, *, actor: Actor, at: datetime, act: str
) -> None:
    """Tell another reviewer that their opinion is wanted, once, and commit."""

    def ask() -> None:
        if refusal := opinion_refusal(session, application, actor.person_id, actor, first=True):
            raise refusal
        _tell(session, application, of, "mail.opinion_asked", at)
        session.flush()

    sent = Sent(act, "opinion.ask", {"case": application.id, "of": of})
    once(session, sent, actor=actor, at=at, do=ask)


def give_opinion(
    session: Session, application: Application, *, agrees: bool, text: str, actor: Actor, at: datetime, act: str
) -> None:
    """Record the second opinion, once, and commit; whoever gives it reviews this case and does nothing else in it."""

    def give() -> None:
        lock_case(session, application)
        if refusal := opinion_refusal(session, application, actor.person_id, actor):
            raise refusal
        assessment = current_assessment(session, application)
        session.add(
            Opinion(
                application_id=application.id,
                round=assessment.round if assessment else 1,
                person_id=actor.person_id,
                person_name=actor.name,
                agrees=agrees,
                text=text,
                at=at,
            )
        )
        if session.get(Duty, (application.id, actor.person_id)) is None:
            session.add(Duty(application_id=application.id, person_id=actor.person_id, duty=REVIEW, since=at))
        if application.reviewer_id is not None:
            _tell(session, application, application.reviewer_id, "mail.opinion_given", at)
        session.flush()
        _note(session, application, agrees, actor, at)

    sent = Sent(act, "opinion.give", {"case": application.id, "agrees": agrees, "text": text})
    once(session, sent, actor=actor, at=at, do=give)


def opinion_refusal(
    session: Session, application: Application, person_id: int, actor: Actor, *, first: bool = False
) -> Refused | None:
    """Why this person may not give an opinion, or with `first` may not ask for one; None when nothing is in the way."""
    if application.state != IN_REVIEW:
        return NothingToSecond()
    is_first = application.reviewer_id == person_id
    if not actor.holds(REVIEWER) or is_first != first or person_id in barred_from_reviewing(session, application):
        return OpinionNotYours(actor.name)
    return None


def _tell(session: Session, application: Application, person_id: int, kind: str, at: datetime) -> None:
    session.add(
        StaffNotice(
            person_id=person_id,
            application_id=application.id,
            kind=kind,
            values={"code": application.code or application.reference},
            at=at,
        )
    )


def _note(session: Session, application: Application, agrees: bool, actor: Actor, at: datetime) -> None:
    audit.append(
        session,
        at=at,
        person_id=actor.person_id,
        account_id=actor.account_id,
        who=actor.name,
        what="opinion.give",
        subject_kind="application",
        subject=application.reference,
        before=None,
        after={"agrees": agrees},
    )
