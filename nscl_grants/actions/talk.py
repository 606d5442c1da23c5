"""Messages within a case: the firm and the office write to one another, and the office keeps notes of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.db import audit
from nscl_grants.db.applications import Application
from nscl_grants.db.cases import SEE_FILED_CASES
from nscl_grants.db.messages import Message
from nscl_grants.db.notices import Notice, StaffNotice
from nscl_grants.db.people import people_holding
from nscl_grants.domain.actor import AUDITOR, INTAKE, Actor
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.refused import Refused

Side = Literal["firm", "office", "note"]
SPEAK_FOR_THE_OFFICE = tuple(role for role in SEE_FILED_CASES if role != AUDITOR)


@dataclass(eq=False)
class NotYourCaseToDiscuss(Refused):
    """Who only reads a case says nothing in it, and nobody speaks for the office to the own organisation."""


def say(
    session: Session, application: Application, side: Side, text: str, *, actor: Actor, at: datetime, act: str
) -> None:
    """Say something in the case, once, tell whom it concerns, and commit."""

    def speak() -> None:
        if not may_say(actor, application, side):
            raise NotYourCaseToDiscuss()
        session.add(
            Message(
                application_id=application.id,
                side=side,
                person_id=actor.person_id,
                person_name=actor.name,
                text=text,
                at=at,
            )
        )
        _tell(session, application, side, actor, at)
        session.flush()
        _note(session, application, side, actor, at)

    content = {"case": application.id, "side": side, "text": text}
    once(session, Sent(act, "message.say", content), actor=actor, at=at, do=speak)


def may_say(actor: Actor, application: Application, side: Side) -> bool:
    """Whether this person may speak on that side of this case; a member who only reads speaks for nobody."""
    is_own = application.organisation_id in actor.organisations
    if application.filed_at is None:
        return False
    if side == "firm":
        return application.organisation_id in actor.edits
    return not is_own and actor.holds(*SPEAK_FOR_THE_OFFICE)


def _tell(session: Session, application: Application, side: Side, actor: Actor, at: datetime) -> None:
    """The other side gets a notice; a note is nobody's news."""
    values = {"code": application.code or application.reference}
    if side == "office":
        session.add(
            Notice(
                organisation_id=application.organisation_id,
                application_id=application.id,
                kind="mail.message_from_office",
                values=values,
                at=at,
            )
        )
    for person_id in _officers(session, application, at) if side == "firm" else ():
        session.add(
            StaffNotice(
                person_id=person_id,
                application_id=application.id,
                kind="mail.message_from_firm",
                values=values,
                at=at,
            )
        )


def _officers(session: Session, application: Application, at: datetime) -> Sequence[int]:
    """Who answers the firm: the reviewer of the case, before there is one the intake."""
    if application.reviewer_id is not None:
        return [application.reviewer_id]
    return [person.id for person in people_holding(session, INTAKE, legal_date(at))]


def _note(session: Session, application: Application, side: Side, actor: Actor, at: datetime) -> None:
    audit.append(
        session,
        at=at,
        person_id=actor.person_id,
        account_id=actor.account_id,
        who=actor.name,
        what="message.say",
        subject_kind="application",
        subject=application.reference,
        before=None,
        after={"side": side},
    )
