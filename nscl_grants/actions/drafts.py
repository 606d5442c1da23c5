"""Writing an application: begun once, saved section by section, by several people without overwriting one another."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.db import audit
from nscl_grants.db.applications import Application, latest_answers
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.forms import Section
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.reopening import NotOpenForChange, Reopened
from nscl_grants.domain.rights import check_may_edit
from nscl_grants.domain.text import Text

EARLIER = "earlier"
"""As the `prefill` of a question: the answer begins with that of the organisation's last application."""
_REFERENCE_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"


@dataclass(eq=False)
class NotOpenYet(Refused):
    """The procedure takes no applications here yet."""


@dataclass(eq=False)
class NobodyToApplyFor(Refused):
    """The person may act for no organisation, or not for this one."""


@dataclass(eq=False)
class SectionSavedMeanwhile(Refused):
    """Somebody saved the section after it was shown."""

    section: Text
    person: str
    at: datetime


def start(
    session: Session,
    organisation_id: int,
    procedure_key: str,
    *,
    actor: Actor,
    at: datetime,
    act: str,
    channel: str = "online",
) -> str:
    """Begin an application, once, and commit; gives its reference, which follows from the act."""
    reference = reference_of(act)

    def begin() -> None:
        session.add(_draft(session, organisation_id, procedure_key, reference, actor, at, channel))
        session.flush()
        _note(session, reference, "draft.start", actor, at, None, {"procedure": procedure_key})

    content = {"organisation": organisation_id, "procedure": procedure_key}
    once(session, Sent(act, "draft.start", content), actor=actor, at=at, do=begin)
    return reference


def save_section(
    session: Session,
    application: Application,
    section: Section,
    answers: Mapping[str, Any],
    *,
    actor: Actor,
    at: datetime,
    act: str,
    seen_version: int,
) -> None:
    """Keep the answers of one section, once, and commit.

    `seen_version` is the version of the section that the person was shown; when another one was saved
    since, SectionSavedMeanwhile is raised and nothing is kept.
    """
    application_id = application.id

    def keep() -> None:
        session.refresh(application, with_for_update=True)
        check_may_edit(actor, application.organisation_id)
        _check_open(application, section)
        _check_unchanged(application, section, seen_version)
        before = answers_of(section, application.answers)
        others = {name: each for name, each in application.answers.items() if name not in before}
        application.answers = {**others, **answers}
        saved = {"version": seen_version + 1, "at": at.isoformat(), "by": actor.name}
        application.saved = {**application.saved, section.name: saved}
        session.flush()
        _note(session, application.reference, f"draft.save.{section.name}", actor, at, before, dict(answers))

    content = {"case": application_id, "section": section.name, "answers": dict(answers)}
    once(session, Sent(act, "draft.save", content), actor=actor, at=at, do=keep)


def first_answers(session: Session, application: Application, section: Section) -> dict[str, Any]:
    """What was answered; before the first save also what the organisation's record and its last application say."""
    answers = answers_of(section, application.answers)
    if saved_version(application, section):
        return answers
    record, last = application.organisation, latest_answers(session, application)
    asked = [question for question in section.questions if question.prefill]
    earlier = {each.name: last[each.name] for each in asked if each.prefill == EARLIER and each.name in last}
    known = {each.name: getattr(record, each.prefill) for each in asked if each.prefill and each.prefill != EARLIER}
    return {**known, **earlier, **answers}


def saved_version(application: Application, section: Section) -> int:
    """The version of the section that was saved last; 0 before the first."""
    return int(application.saved.get(section.name, {}).get("version", 0))


def saved_at(application: Application, section: Section) -> datetime | None:
    """When the section was saved last."""
    at = application.saved.get(section.name, {}).get("at")
    return None if at is None else datetime.fromisoformat(at)


def answers_of(section: Section, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the answers that belong to the section."""
    return {question.name: answers[question.name] for question in section.questions if question.name in answers}


def reference_of(act: str) -> str:
    """The name of the case that an act begins: as random as the act, and the same at every retry."""
    number = int.from_bytes(hashlib.sha256(f"case/{act}".encode()).digest())
    signs = []
    for _ in range(8):
        number, place = divmod(number, len(_REFERENCE_SIGNS))
        signs.append(_REFERENCE_SIGNS[place])
    return "ns-" + "".join(signs)


def _draft(
    session: Session,
    organisation_id: int,
    procedure_key: str,
    reference: str,
    actor: Actor,
    at: datetime,
    channel: str,
) -> Application:
    house = house_of(session)
    if channel == "online" and organisation_id not in actor.organisations:
        raise NobodyToApplyFor()
    check_may_edit(actor, organisation_id)
    procedure = house.plan.procedures.get(procedure_key)
    if procedure is None or not procedure.open:
        raise NotOpenYet()
    form, workflow = house.form(procedure.form), house.workflow(procedure.workflow)
    return Application(
        reference=reference,
        code=None,
        state=workflow.initial,
        procedure=procedure_key,
        workflow=workflow.name,
        workflow_version=workflow.version,
        form=form.name,
        form_version=form.version,
        line=procedure.line,
        organisation_id=organisation_id,
        created_by=actor.person_id,
        created_at=at,
        channel=channel,
        answers={},
        saved={},
    )


def _check_open(application: Application, section: Section) -> None:
    if not Reopened(application.state, application.supplement).has_section(section.name):
        raise NotOpenForChange(section.title)


def _check_unchanged(application: Application, section: Section, seen_version: int) -> None:
    if saved_version(application, section) != seen_version:
        last = application.saved[section.name]
        raise SectionSavedMeanwhile(section.title, last["by"], datetime.fromisoformat(last["at"]))


def _note(
    session: Session,
    reference: str,
    what: str,
    actor: Actor,
    at: datetime,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any],
) -> None:
    audit.append(
        session,
        at=at,
        person_id=actor.person_id,
        account_id=actor.account_id,
        who=actor.name,
        what=what,
        subject_kind="application",
        subject=reference,
        before=before,
        after=after,
    )
