"""Filing on behalf: an organisation that has no account here is entered by the intake officer."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy.orm import Session

from nscl_grants.actions.accounts import NewOrganisation, OrganisationIsRegistered
from nscl_grants.actions.acts import Sent, once
from nscl_grants.db import audit
from nscl_grants.db.organisations import Organisation, organisation_by_tax_code
from nscl_grants.domain.actor import INTAKE, Actor
from nscl_grants.domain.text import Text
from nscl_grants.domain.vietnamese import fold
from nscl_grants.domain.word import Word
from nscl_grants.domain.workflow import NotYourStep

_ENTER = Text("Nhập tổ chức", "Enter an organisation")


def enter_organisation(
    session: Session, details: NewOrganisation, *, actor: Actor, at: datetime, act: str
) -> int | None:
    """Keep an organisation that came on paper, once, and commit; None when this very act was done before.

    Nobody may act for it yet: its people register and are added by the office, or it goes on by paper.
    """

    def enter() -> int:
        if not actor.holds(INTAKE):
            raise NotYourStep(_ENTER, (Word(f"role.{INTAKE}"),))
        if organisation_by_tax_code(session, details.tax_code):
            raise OrganisationIsRegistered(details.tax_code)
        entered = Organisation(**asdict(details), folded_name=fold(details.name), registered_at=at)
        session.add(entered)
        session.flush()
        _note(session, details, actor, at)
        return entered.id

    return once(session, Sent(act, "organisation.enter", asdict(details)), actor=actor, at=at, do=enter)


def _note(session: Session, details: NewOrganisation, actor: Actor, at: datetime) -> None:
    audit.append(
        session,
        at=at,
        person_id=actor.person_id,
        account_id=actor.account_id,
        who=actor.name,
        what="organisation.enter",
        subject_kind="organisation",
        subject=details.tax_code,
        before=None,
        after=asdict(details),
    )
